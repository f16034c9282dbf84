//! HEAD's commit by two small files, without opening the repository: for hooks that have nothing to do when they know it.

use std::path::{Path, PathBuf};

use super::oid::Oid;
use super::paths::bytes_path;
use crate::regular_file;

/// HEAD as a hook finds it.
#[derive(Debug)]
pub struct QuickHead {
    /// HEAD's commit.
    pub id: Oid,
    /// The git directory that all work trees share.
    pub common_dir: PathBuf,
}

impl QuickHead {
    /// Reads HEAD where git has started a hook; `None` where it takes more than that: a packed ref, a reftable.
    pub fn read() -> Option<Self> {
        let named = std::env::var_os("GIT_DIR").filter(|dir| !dir.is_empty());
        let git_dir = named.map(PathBuf::from).unwrap_or_else(|| PathBuf::from(".git"));
        Self::of(&followed(git_dir)?)
    }

    fn of(git_dir: &Path) -> Option<Self> {
        let common_dir = match regular_file::read(&git_dir.join("commondir")) {
            Ok(path) => git_dir.join(bytes_path(path.trim_ascii_end())),
            Err(_) => git_dir.to_owned(),
        };
        let head = regular_file::read_text(&git_dir.join("HEAD")).ok()?;
        let head = head.trim_end();
        let id = match head.strip_prefix("ref: ") {
            None => Oid::parse(head)?,
            Some(name) if is_plain(name) => {
                Oid::parse(regular_file::read_text(&common_dir.join(name)).ok()?.trim_end())?
            }
            Some(_) => return None,
        };
        Some(Self { id, common_dir })
    }
}

/// A submodule's `.git` is a file that names its git directory.
fn followed(git_dir: PathBuf) -> Option<PathBuf> {
    if git_dir.is_dir() {
        return Some(git_dir);
    }
    let text = regular_file::read(&git_dir).ok()?;
    let path = bytes_path(text.strip_prefix(b"gitdir: ")?.trim_ascii_end());
    Some(git_dir.parent().unwrap_or(Path::new("")).join(path))
}

fn is_plain(name: &str) -> bool {
    name.starts_with("refs/") && !name.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_and_a_detached_head_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            std::fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
            std::fs::write(dir.path().join(name), text).unwrap();
        };
        let read = |at: &str| QuickHead::of(&dir.path().join(at)).map(|head| head.id.to_string());
        let id = "1".repeat(40);
        write("a/HEAD", &format!("{id}\n"));
        assert_eq!(read("a"), Some(id.clone()));
        write("b/HEAD", "ref: refs/heads/x\n");
        assert_eq!(read("b"), None, "the ref is packed");
        write("b/refs/heads/x", &format!("{id}\n"));
        assert_eq!(read("b"), Some(id.clone()));
        write("b/worktrees/w/HEAD", "ref: refs/heads/x\n");
        write("b/worktrees/w/commondir", "../..\n");
        assert_eq!(read("b/worktrees/w"), Some(id));
        for odd in ["ref: refs/heads/../../../x\n", "ref: x\n", "zz\n", ""] {
            write("c/HEAD", odd);
            assert_eq!(read("c"), None, "{odd:?}");
        }
        write("d/.git", "gitdir: ../a\n");
        assert_eq!(followed(dir.path().join("d/.git")).map(|at| at.join("HEAD").exists()), Some(true));
    }
}
