//! Reads the files of a git directory that say where its parts are.

use std::path::{Path, PathBuf};

use super::open_error::OpenError;
use super::paths::bytes_path;
use super::special_files;
use crate::error::git_says;

/// Maximum size of git's small files, which have a line or two, in bytes.
const MAX_SHORT: u64 = 64 << 10;

/// The settings that say where a work tree is, where they apply.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) bare: bool,
    /// As written: relative to the git directory.
    pub(super) work_tree: Option<PathBuf>,
    /// Are object ids SHA-256?
    pub(super) sha256: bool,
}

/// The directory that linked work trees share; the git directory itself where it does not belong to a linked one.
pub(super) fn common_dir(git_dir: &Path) -> PathBuf {
    match read_short(&git_dir.join("commondir")) {
        Some(text) => git_dir.join(bytes_path(text.trim_ascii_end())),
        None => git_dir.to_path_buf(),
    }
}

/// Reads one of git's small files; `None` where it is no regular file, or too large.
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
        // The settings of the main work tree do not apply to a linked one.
        return Ok(Settings { sha256: shared.sha256, ..Settings::default() });
    }
    Ok(Settings { bare: shared.bare, work_tree: shared.work_tree, sha256: shared.sha256 })
}

/// Settings that were read from one or two files.
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
        // libgit2 opens included files, too.
        if let Some(why) = special_files::in_config(file) {
            return Err(OpenError::Special(why));
        }
        let mut read = || -> Result<(), git2::Error> {
            let config = git2::Config::open(file)?;
            let mut entries = config.entries(None)?;
            // In the order of the file: the last entry of a key counts.
            while let Some(entry) = entries.next() {
                let entry = entry?;
                if entry.include_depth() == 0 {
                    self.take(entry);
                }
            }
            Ok(())
        };
        read().map_err(|e| OpenError::Form(git_says(&e)))
    }

    fn take(&mut self, entry: &git2::ConfigEntry<'_>) {
        // A key without a value is true. A value that is no boolean stops git; here it counts as true, which trusts less.
        let is_on = || {
            if !entry.has_value() {
                return true;
            }
            match entry.value() {
                Ok(value) => git2::Config::parse_bool(value).unwrap_or(true),
                Err(_) => true,
            }
        };
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
