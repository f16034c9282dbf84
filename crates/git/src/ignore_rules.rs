//! The ignore rules of one repository: its patterns, as libgit2 reads them, and its tracked files, which are never ignored.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use akguard_common::error::io_says;
use git2::{Config, Error, Repository, RepositoryOpenFlags};
use tempfile::TempDir;

use super::index::Listed;
use super::layout;
use super::libgit2::prepare;
use super::locate::Located;
use super::paths::path_bytes;
use super::trust::Trust;
use crate::error::git_says;
use crate::regular_file::is_special;

/// Why the ignore rules of a repository cannot be read.
#[derive(Debug)]
pub(super) struct IgnoreError(String);

impl fmt::Display for IgnoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl IgnoreError {
    fn from_git2(error: &Error) -> Self {
        Self(git_says(error))
    }

    fn no_temporary_directory(error: &std::io::Error) -> Self {
        Self(format!("no temporary directory: {}", io_says(error)))
    }
}

/// The rules of a work tree.
pub(super) struct IgnoreRules {
    top: PathBuf,
    listed: Listed,
    patterns: Mutex<Patterns>,
}

impl IgnoreRules {
    /// Reads the rules of a repository that is vouched for.
    ///
    /// # Errors
    /// Its index or its patterns cannot be read.
    pub(super) fn read(located: &Located, top: &Path) -> Result<Self, IgnoreError> {
        // First, because no pattern counts without the list of tracked files.
        let listed = Listed::read(&located.git_dir.join("index"), located.sha256);
        let listed = listed.map_err(|why| IgnoreError(why.to_string()))?;
        let patterns = Patterns::open(located, top)?;
        Ok(Self { top: top.to_path_buf(), listed, patterns: Mutex::new(patterns) })
    }

    /// Does git ignore the file, or the directory with all of its files? Tracked files are never ignored.
    pub(super) fn ignore(&self, path: &Path) -> bool {
        let Ok(relative) = path.strip_prefix(&self.top) else { return false };
        if self.listed.holds(&path_bytes(relative)) {
            return false;
        }
        let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        if path.parent().is_some_and(|dir| patterns.would_wait(dir, &self.top)) {
            return false;
        }
        patterns.repository.status_should_ignore(path).unwrap_or(false)
    }
}

/// libgit2 reads nested `.gitignore`, `info/exclude` and `core.excludesFile`.
struct Patterns {
    repository: Repository,
    /// The directory of the stand-in repository, if there is one; removed with this value.
    _stand_in: Option<TempDir>,
    /// Directories in which, or above which, a `.gitignore` is a pipe or a device: libgit2 would wait for it.
    waiting: HashMap<PathBuf, bool>,
}

impl Patterns {
    /// Refuses files of patterns on which libgit2 would block.
    fn checked(self) -> Result<Self, IgnoreError> {
        let exclude = self.repository.commondir().join("info/exclude");
        let own = self.repository.config().and_then(|config| config.get_path("core.excludesfile")).ok();
        match std::iter::once(exclude).chain(own).find(|file| is_special(file)) {
            Some(_) => Err(IgnoreError("a file of its ignore rules is a pipe or a device".to_owned())),
            None => Ok(self),
        }
    }

    fn would_wait(&mut self, dir: &Path, top: &Path) -> bool {
        if let Some(known) = self.waiting.get(dir) {
            return *known;
        }
        let waits = is_special(&dir.join(".gitignore"))
            || dir.parent().is_some_and(|above| above.starts_with(top) && self.would_wait(above, top));
        self.waiting.insert(dir.to_path_buf(), waits);
        waits
    }

    fn open(located: &Located, top: &Path) -> Result<Self, IgnoreError> {
        prepare(Trust::Checked).map_err(|e| IgnoreError::from_git2(&e))?;
        match Repository::open_ext(&located.git_dir, RepositoryOpenFlags::NO_SEARCH, None::<&Path>) {
            Ok(repository) => Self { repository, _stand_in: None, waiting: HashMap::new() }.checked(),
            Err(_) => Self::open_stand_in(located, top),
        }
    }

    /// Patterns do not depend on the format of the objects. Where libgit2 does not support it, a stand-in is opened: an empty
    /// repository with the same work tree and ignore settings.
    fn open_stand_in(located: &Located, top: &Path) -> Result<Self, IgnoreError> {
        let folder = tempfile::tempdir().map_err(|e| IgnoreError::no_temporary_directory(&e))?;
        let make = || -> Result<Repository, Error> {
            let repository = Repository::init_bare(folder.path())?;
            copy_settings(&located.common_dir.join("config"), &mut repository.config()?)?;
            repository.set_workdir(top, false)?;
            Ok(repository)
        };
        let repository = make().map_err(|e| IgnoreError::from_git2(&e))?;
        if let Some(text) = layout::read_short(&located.common_dir.join("info/exclude")) {
            let info = folder.path().join("info");
            std::fs::create_dir_all(&info)
                .and_then(|()| std::fs::write(info.join("exclude"), text))
                .map_err(|e| IgnoreError::no_temporary_directory(&e))?;
        }
        Self { repository, _stand_in: Some(folder), waiting: HashMap::new() }.checked()
    }
}

/// Copies the settings that affect patterns.
fn copy_settings(from: &Path, to: &mut Config) -> Result<(), Error> {
    let config = Config::open(from)?;
    if let Ok(file) = config.get_string("core.excludesfile") {
        to.set_str("core.excludesfile", &file)?;
    }
    if let Ok(ignore_case) = config.get_bool("core.ignorecase") {
        to.set_bool("core.ignorecase", ignore_case)?;
    }
    Ok(())
}
