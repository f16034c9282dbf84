//! The object directories of other repositories that this one borrows from (git's documentation, gitrepository-layout,
//! `objects/info/alternates`).

use std::path::{Path, PathBuf};

use super::paths::bytes_path;
use crate::regular_file;

/// Maximum depth of alternates of alternates, as in git.
const MAX_DEPTH: usize = 5;
/// Maximum number of directories; libgit2 reads more.
const MAX_DIRECTORIES: usize = 64;

/// The alternates of an object directory by the environment and its files, each once.
pub(super) fn list(objects: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let named = std::env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES").unwrap_or_default();
    for directory in std::env::split_paths(&named) {
        if !directory.as_os_str().is_empty() {
            add(directory, objects, 1, &mut found);
        }
    }
    follow(objects, objects, 1, &mut found);
    found
}

fn follow(directory: &Path, own: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(text) = regular_file::read(&directory.join("info/alternates")) else { return };
    for line in text.split(|b| *b == b'\n') {
        let is_comment = line.starts_with(b"#");
        if !line.is_empty() && !is_comment {
            add(directory.join(bytes_path(line)), own, depth, found);
        }
    }
}

fn add(directory: PathBuf, own: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    // By its real path, so that cycles are detected.
    let Ok(directory) = directory.canonicalize() else { return };
    let is_known = own.canonicalize().is_ok_and(|own| own == directory) || found.contains(&directory);
    if is_known || depth > MAX_DEPTH || found.len() == MAX_DIRECTORIES {
        return;
    }
    found.push(directory.clone());
    follow(&directory, own, depth + 1, found);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_and_chains_end() {
        let root = tempfile::tempdir().unwrap();
        let objects = |name: &str| root.path().join(name).join("objects");
        for (name, borrows) in
            [("a", "../../b/objects\n../../a/objects\n"), ("b", "../../c/objects\n"), ("c", "../../b/objects\n")]
        {
            std::fs::create_dir_all(objects(name).join("info")).unwrap();
            std::fs::write(objects(name).join("info/alternates"), borrows).unwrap();
        }
        let real = ["b", "c"].map(|name| objects(name).canonicalize().unwrap());
        assert_eq!(list(&objects("a")), real);
        assert_eq!(list(&objects("none")), Vec::<PathBuf>::new());
    }
}
