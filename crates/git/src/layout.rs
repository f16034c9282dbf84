//! What a git directory's own files say of its parts.

use std::path::{Path, PathBuf};

use super::open_error::OpenError;
use super::paths::bytes_path;
use super::special_files;
use crate::error::git_says;

/// Git's own little files hold a line or two.
const MAX_SHORT: u64 = 64 << 10;

/// `core.bare` and `core.worktree`, where they count.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) bare: bool,
    /// As written: from the git directory.
    pub(super) work_tree: Option<PathBuf>,
    /// Ids are SHA-256.
    pub(super) sha256: bool,
}

/// The directory that linked work trees share; the git directory itself where it is no linked one's.
pub(super) fn common_dir(git_dir: &Path) -> PathBuf {
    match read_short(&git_dir.join("commondir")) {
        Some(text) => git_dir.join(bytes_path(text.trim_ascii_end())),
        None => git_dir.to_path_buf(),
    }
}

/// Reads one of git's little files. A pipe would never end, and something large is none of them.
pub(super) fn read_short(file: &Path) -> Option<Vec<u8>> {
    let meta = std::fs::metadata(file).ok()?;
    (meta.is_file() && meta.len() <= MAX_SHORT).then(|| std::fs::read(file).ok()).flatten()
}

/// Reads the repository's config as git does when it looks for the work tree: no other level, and no included file.
pub(super) fn settings(git_dir: &Path, common_dir: &Path) -> Result<Settings, OpenError> {
    let mut shared = Layer::default();
    shared.read(&common_dir.join("config"))?;
    if shared.per_work_tree {
        shared.read(&git_dir.join("config.worktree"))?;
    } else if git_dir != common_dir {
        // What is said of the main work tree says nothing of a linked one.
        return Ok(Settings { sha256: shared.sha256, ..Settings::default() });
    }
    Ok(Settings { bare: shared.bare, work_tree: shared.work_tree, sha256: shared.sha256 })
}

#[derive(Default)]
struct Layer {
    bare: bool,
    work_tree: Option<PathBuf>,
    /// `extensions.worktreeConfig`: each work tree has a file of its own.
    per_work_tree: bool,
    sha256: bool,
}

impl Layer {
    fn read(&mut self, file: &Path) -> Result<(), OpenError> {
        if !file.is_file() {
            return Ok(());
        }
        // libgit2 opens what is included, too.
        if let Some(why) = special_files::in_config(file) {
            return Err(OpenError::Special(why));
        }
        let mut read = || -> Result<(), git2::Error> {
            let config = git2::Config::open(file)?;
            // In the order of the file: the last one counts.
            config.entries(None)?.for_each(|entry| {
                if entry.include_depth() == 0 {
                    self.take(entry);
                }
            })
        };
        read().map_err(|e| OpenError::Form(git_says(&e)))
    }

    fn take(&mut self, entry: &git2::ConfigEntry<'_>) {
        // A key without a value is true. What is no boolean stops git; here it counts as true, which trusts less.
        let is_on =
            || !entry.has_value() || entry.value().map_or(true, |v| git2::Config::parse_bool(v).unwrap_or(true));
        match entry.name_bytes() {
            b"core.bare" => self.bare = is_on(),
            b"extensions.worktreeconfig" => self.per_work_tree = is_on(),
            b"extensions.objectformat" if entry.has_value() => {
                self.sha256 = entry.value_bytes().eq_ignore_ascii_case(b"sha256")
            }
            b"core.worktree" if entry.has_value() => {
                self.work_tree = Some(bytes_path(entry.value_bytes()).to_owned());
            }
            _ => {}
        }
    }
}
