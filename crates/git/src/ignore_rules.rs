//! What one repository ignores: its patterns, as libgit2 reads them, and what it tracks.

use std::collections::HashMap;
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

/// The rules of a work tree.
pub(super) struct Rules {
    top: PathBuf,
    listed: Listed,
    patterns: Mutex<Patterns>,
}

impl Rules {
    /// Reads the rules of a repository that is vouched for.
    ///
    /// # Errors
    /// What it tracks or ignores cannot be told; why.
    pub(super) fn of(located: &Located, top: &Path) -> Result<Self, String> {
        // First of all: without it no pattern counts.
        let listed = Listed::read(&located.git_dir.join("index"), located.sha256)?;
        let patterns = Patterns::of(located, top)?;
        Ok(Self { top: top.to_path_buf(), listed, patterns: Mutex::new(patterns) })
    }

    /// Does git ignore the file or directory (and all in it)? What is tracked is never ignored.
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
    /// The repository is one of our own, for as long as this is.
    _stand_in: Option<TempDir>,
    /// Directories in which, or above which, a `.gitignore` is a pipe or a device: libgit2 would wait for it.
    waiting: HashMap<PathBuf, bool>,
}

impl Patterns {
    /// Refuses patterns that libgit2 would wait for.
    fn checked(self) -> Result<Self, String> {
        let exclude = self.repository.commondir().join("info/exclude");
        let own = self.repository.config().and_then(|config| config.get_path("core.excludesfile")).ok();
        match std::iter::once(exclude).chain(own).find(|file| is_special(file)) {
            Some(_) => Err("a file of its ignore rules is a pipe or a device".to_owned()),
            None => Ok(self),
        }
    }

    fn would_wait(&mut self, dir: &Path, top: &Path) -> bool {
        if let Some(known) = self.waiting.get(dir) {
            return *known;
        }
        let above = dir.parent().filter(|above| above.starts_with(top)).map(Path::to_path_buf);
        let waits = is_special(&dir.join(".gitignore")) || above.is_some_and(|above| self.would_wait(&above, top));
        self.waiting.insert(dir.to_path_buf(), waits);
        waits
    }

    fn of(located: &Located, top: &Path) -> Result<Self, String> {
        prepare(Trust::Checked).map_err(|e| git_says(&e))?;
        match Repository::open_ext(&located.git_dir, RepositoryOpenFlags::NO_SEARCH, None::<&Path>) {
            Ok(repository) => Self { repository, _stand_in: None, waiting: HashMap::new() }.checked(),
            Err(_) => Self::of_a_stand_in(located, top),
        }
    }

    /// Patterns do not depend on the form of the objects: where libgit2 does not know it, it reads them for an empty
    /// repository that we make, with the same work tree.
    fn of_a_stand_in(located: &Located, top: &Path) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|e| format!("no temporary directory: {}", io_says(&e)))?;
        let make = || -> Result<Repository, Error> {
            let repository = Repository::init_bare(folder.path())?;
            copy_settings(&located.common_dir.join("config"), &mut repository.config()?)?;
            repository.set_workdir(top, false)?;
            Ok(repository)
        };
        let repository = make().map_err(|e| git_says(&e))?;
        if let Some(text) = layout::read_short(&located.common_dir.join("info/exclude")) {
            let info = folder.path().join("info");
            std::fs::create_dir_all(&info)
                .and_then(|()| std::fs::write(info.join("exclude"), text))
                .map_err(|e| format!("no temporary directory: {}", io_says(&e)))?;
        }
        Self { repository, _stand_in: Some(folder), waiting: HashMap::new() }.checked()
    }
}

/// The settings that say how patterns are read and where more of them are.
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
