//! The object directories of other repositories that this one borrows from (git's documentation, gitrepository-layout,
//! `objects/info/alternates`).

use std::path::{Path, PathBuf};

use super::paths::bytes_path;
use crate::regular_file;

/// Borrowers of borrowers: as deep as git follows them.
const MAX_DEPTH: usize = 5;
/// More directories than this are not looked into; libgit2 still does.
const MAX_DIRECTORIES: usize = 64;

/// What the environment and the files name, for this object directory; none is named twice.
pub(super) fn of(objects: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let named = std::env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES").unwrap_or_default();
    for directory in std::env::split_paths(&named).filter(|path| !path.as_os_str().is_empty()) {
        add(directory, objects, 1, &mut found);
    }
    follow(objects, objects, 1, &mut found);
    found
}

fn follow(directory: &Path, own: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(text) = regular_file::read(&directory.join("info/alternates")) else { return };
    for line in text.split(|b| *b == b'\n').filter(|line| !line.is_empty() && line[0] != b'#') {
        add(directory.join(bytes_path(line)), own, depth, found);
    }
}

fn add(directory: PathBuf, own: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    // By its real name, so that a circle is seen.
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
        assert_eq!(of(&objects("a")), real);
        assert_eq!(of(&objects("none")), Vec::<PathBuf>::new());
    }
}
