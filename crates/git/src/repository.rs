//! Opens the repository that git would, and reads it through libgit2, or through git's plumbing where libgit2 cannot.

mod missing;
mod opened;
mod tracked;

use std::path::Path;

use akguard_common::error::Failure;
use anyhow::Result;

use self::missing::missing;
use self::opened::{Need, Opened, explain};
pub use self::tracked::Tracked;
use super::blob_error::BlobError;
use super::change::{Blobs, Change, Content};
use super::delta::combine;
use super::directories::Directories;
use super::git_command::Git;
use super::ignore_rules::IgnoreRules;
use super::locate;
use super::oid::Oid;
use super::open_error::OpenError;
use super::place::Place;
use super::reader::Reader;
use super::trust::Trust;

/// An open repository.
pub struct Repository {
    pub(super) reader: Box<dyn Reader>,
    directories: Directories,
    trust: Trust,
    need: Need,
}

impl Repository {
    /// Opens the repository that the environment and the current directory name, as git does.
    ///
    /// # Errors
    /// No repository, a foreign owner, or a form that git itself does not read.
    pub fn open(trust: Trust) -> Result<Self> {
        opened::open(trust, Need::Index).map(Self::from)
    }

    /// Opens the repository for its commits; its index need not be readable.
    ///
    /// # Errors
    /// As [`Repository::open`].
    pub fn open_commits(trust: Trust) -> Result<Self> {
        opened::open(trust, Need::Commits).map(Self::from)
    }

    /// Opens the same repository once more, for another thread.
    pub fn opener(&self) -> impl Fn() -> Result<Self> + Send + Sync + use<> {
        let trust = self.trust;
        let need = self.need;
        move || opened::open(trust, need).map(Self::from)
    }

    /// Like [`Repository::open`], but `None` where there is no repository.
    ///
    /// # Errors
    /// As [`Repository::open`], without the case "no repository".
    pub fn open_if_any(trust: Trust) -> Result<Option<Self>> {
        match locate::here(trust) {
            Err(OpenError::NotFound) => Ok(None),
            _ => Self::open(trust).map(Some),
        }
    }

    /// Like [`Repository::open_if_any`], for a scan of files, which needs no repository: an untrusted repository
    /// counts as none, with a note.
    ///
    /// # Errors
    /// As [`Repository::open`], for a trusted repository.
    pub fn open_for_files(notes: &mut Vec<String>) -> Result<Option<Self>> {
        match locate::here(Trust::Checked) {
            Err(refusal @ (OpenError::Owner(_) | OpenError::Implicit(..))) => {
                notes.push(format!("config and overrides are not read: {}", refusal.into_failure()));
                Ok(None)
            }
            _ => Self::open_if_any(Trust::Checked),
        }
    }

    /// Opens the repository through git's plumbing, even where libgit2 could read it; `None` where git finds none.
    ///
    /// # Errors
    /// The repository is not trusted, or git cannot be started.
    pub fn open_plumbing() -> Result<Option<Self>> {
        match locate::here(Trust::Checked) {
            Err(OpenError::NotFound) => Ok(None),
            located => Ok(opened::open_plumbing(&located.map_err(explain)?)?.map(Self::from)),
        }
    }

    /// The git program, for this repository.
    pub fn git(&self) -> Git {
        Git::new(self.directories.git_dir.clone(), self.directories.work_tree.clone())
    }

    /// The name of the reader of this repository: `libgit2` or `plumbing`.
    pub fn reader(&self) -> &'static str {
        self.reader.name()
    }

    /// The top of the work tree; `None` in a bare repository.
    pub fn top(&self) -> Option<&Path> {
        self.directories.work_tree.as_deref()
    }

    /// Does git ignore this path, from the top of the work tree? False where that cannot be decided.
    pub fn ignores(&self, path: &str) -> bool {
        let Some(top) = self.top() else { return false };
        let rules = locate::around(top).ok().and_then(|located| IgnoreRules::read(&located, top).ok());
        rules.is_some_and(|rules| rules.ignore(&top.join(path)))
    }

    /// The git directory that all work trees share.
    pub fn common_dir(&self) -> &Path {
        &self.directories.common_dir
    }

    /// The git directory of this work tree.
    pub fn git_dir(&self) -> &Path {
        &self.directories.git_dir
    }

    /// HEAD's commit; `None` before the first commit.
    ///
    /// # Errors
    /// HEAD cannot be read or names no commit.
    pub fn head(&self) -> Result<Option<Oid>> {
        self.reader.head()
    }

    /// One tracked file: its content, or `None` when the place has no such file.
    ///
    /// # Errors
    /// The place or the file's blob cannot be read, or the entry is not a regular file.
    pub fn file(&self, place: Place, path: &str) -> Result<Option<Vec<u8>>> {
        match self.look(place, path)? {
            Tracked::Nothing => Ok(None),
            Tracked::Content(content) => Ok(Some(content)),
            Tracked::Unreadable(why) => Err(why.into()),
        }
    }

    /// What the place has at a path: a file, something else, or nothing.
    ///
    /// # Errors
    /// The place cannot be read.
    pub fn look(&self, place: Place, path: &str) -> Result<Tracked> {
        let files = self.reader.files(place, path)?;
        let Some((found, entry)) = files.first() else {
            return Ok(Tracked::Nothing);
        };
        let why = if entry.symlink || found != path.as_bytes() {
            format!("{path} is not a regular file")
        } else {
            match self.read(&entry.id) {
                Ok(content) => return Ok(Tracked::Content(content.to_vec())),
                Err(why) => format!("cannot read {path}: {why}"),
            }
        };
        Ok(Tracked::unreadable(path, why))
    }

    /// Is the path in the index?
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn is_tracked(&self, path: &str) -> Result<bool> {
        Ok(self.reader.files(Place::Index, path)?.iter().any(|(found, _)| found == path.as_bytes()))
    }

    /// The top of the main work tree, where this is a linked one.
    pub fn main_top(&self) -> Option<&Path> {
        let common_dir = self.common_dir();
        if self.git_dir() == common_dir || !common_dir.ends_with(".git") {
            return None;
        }
        common_dir.parent()
    }

    /// The names and contents of the regular files directly in a directory (given with a `/` at its end).
    ///
    /// # Errors
    /// The place or a blob cannot be read.
    pub fn folder(&self, place: Place, folder: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let mut found = Vec::new();
        for (path, entry) in self.reader.files(place, folder)? {
            let Some(name) = path.strip_prefix(folder.as_bytes()) else { continue };
            if entry.symlink || name.contains(&b'/') {
                continue;
            }
            let name = String::from_utf8_lossy(name);
            let content = self.read(&entry.id);
            let content = content.map_err(|why| Failure::new(format!("cannot read {folder}{name}: {why}")))?;
            found.push((name.into_owned(), content.to_vec()));
        }
        Ok(found)
    }

    /// The files of the index: path, blob, and whether it is a symlink.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn tracked(&self) -> Result<Vec<(Vec<u8>, Oid, bool)>> {
        let files = self.reader.files(Place::Index, "")?;
        Ok(files.into_iter().map(|(path, entry)| (path, entry.id, entry.symlink)).collect())
    }

    /// The files and submodules of a commit that differ from those of another one (`None`: all of them), as if they were new.
    ///
    /// # Errors
    /// A tree cannot be read.
    pub fn files_since(&self, other: Option<Oid>, commit: Oid) -> Result<Vec<Change>> {
        let mut changes = combine(vec![self.reader.diff(other, Place::Commit(commit))?]).changes;
        for change in &mut changes {
            change.bases = vec![None];
        }
        Ok(changes)
    }
}

impl From<Opened> for Repository {
    fn from(opened: Opened) -> Self {
        let Opened { reader, directories, trust, need } = opened;
        Self { reader, directories, trust, need }
    }
}

impl Blobs for Repository {
    fn read(&self, id: &Oid) -> Result<Content<'_>, String> {
        self.reader.blob(id).map_err(|error| match error {
            BlobError::Missing => missing(self.common_dir()),
            BlobError::Unreadable(why) => why,
        })
    }

    fn size(&self, id: &Oid) -> Option<u64> {
        self.reader.size(id)
    }

    fn lfs_store(&self) -> Option<&Path> {
        Some(self.common_dir())
    }
}
