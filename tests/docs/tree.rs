//! The files of the source tree.

use std::fs;
use std::path::{Path, PathBuf};

/// The top of the source tree.
pub(crate) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A text file, by its path from the top.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(top().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All files below a directory whose names end in `ending`, but what is built. A directory that is not there has none.
pub(crate) fn files(directory: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![top().join(directory)];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["target", ".git", "corpus"].contains(&name.as_str()) {
                open.push(path);
            } else if name.ends_with(ending) && path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The pages: what a reader of the project is sent to.
pub(crate) fn pages() -> Vec<PathBuf> {
    let pages = files("", ".md");
    assert!(pages.len() >= 15, "{pages:?}");
    pages
}

/// The path from the top, with slashes.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(top()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
