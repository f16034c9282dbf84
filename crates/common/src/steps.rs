//! Resolves a path as the operating system does: component by component, and each symbolic link where it occurs.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Linux follows this many links in one path, then fails (path_resolution(7)).
const MAX_LINKS: usize = 40;

/// Calls `step` for every directory, link and file that the system visits to resolve an absolute path, from the root to
/// the final target. `step` gets a path without links in its parents, and whether it is a link itself. Returns the final
/// target.
///
/// # Errors
/// Something on the way does not exist, or there are too many links (a loop).
pub fn walk(path: &Path, mut step: impl FnMut(&Path, bool)) -> io::Result<PathBuf> {
    let mut at = PathBuf::new();
    let mut rest = path.to_owned();
    let mut links = 0;
    loop {
        let mut parts = rest.components();
        let Some(part) = parts.next() else { return Ok(at) };
        let after = parts.as_path().to_owned();
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(at.pop()),
            Component::Prefix(_) => at.push(part),
            Component::RootDir => {
                at.push(part);
                step(&at, false);
            }
            Component::Normal(name) => {
                at.push(name);
                let is_link = fs::symlink_metadata(&at)?.file_type().is_symlink();
                step(&at, is_link);
                if is_link {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(io::Error::other("too many links"));
                    }
                    // An absolute target begins with the root, which replaces what is in `at`.
                    rest = fs::read_link(&at)?.join(after);
                    at.pop();
                    continue;
                }
            }
        }
        rest = after;
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn every_link_is_seen_where_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        fs::create_dir_all(top.join("a/b")).unwrap();
        fs::create_dir(top.join("c")).unwrap();
        fs::write(top.join("a/b/file"), "").unwrap();
        symlink("../a", top.join("c/up")).unwrap();
        symlink(top.join("c/up/b"), top.join("far")).unwrap();
        symlink("circle", top.join("circle")).unwrap();
        let mut links = Vec::new();
        let end = walk(&top.join("./far/../b/file"), |at, is_link| {
            if is_link {
                links.push(at.strip_prefix(&top).unwrap().to_owned());
            }
        });
        assert_eq!(end.unwrap(), top.join("a/b/file"));
        assert_eq!(links, [Path::new("far"), Path::new("c/up")]);
        assert!(walk(&top.join("circle"), |_, _| ()).is_err());
        assert!(walk(&top.join("none"), |_, _| ()).is_err());
    }
}
