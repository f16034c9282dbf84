//! The index file, read by ourselves: what it costs depends on what has changed, not on how many files there are.
//!
//! git keeps in the index the ids of the trees that it would write (the cache tree); `git commit` brings them up to
//! date before it runs its hooks, and commits just these. So the root's tree, where it is valid, is all that is read
//! ([`tail`]). Elsewhere ([`whole`]) the entries are compared with HEAD's tree, folders with a valid tree as a whole
//! ([`compare`]). Split and sparse indexes and what git may invent are refused: the plumbing reader knows them all. As
//! in git, the checksum at the end is not verified.

mod cache_tree;
mod compare;
mod entries;
mod full_index;
#[cfg(fuzzing)]
pub(super) mod fuzzing;
mod listed;
mod parsed;
mod tail;

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::fs::Metadata;
use std::io::{ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

use git2::Repository;

use self::parsed::{Parsed, SHORT};
pub(super) use compare::diff;
pub(super) use full_index::FullIndex;
pub(super) use listed::Listed;

use akguard_common::error::io_says;

use super::object_store::ObjectStore;
use crate::regular_file;

/// What is staged.
pub(super) enum Index {
    /// The tree that a commit gets.
    Tree(git2::Oid),
    /// All entries of the file.
    Full(FullIndex),
}

impl Index {
    fn read(objects: &ObjectStore<'_>, path: &Path) -> Result<Self, String> {
        let says = |e: std::io::Error| io_says(&e);
        let mut file = match regular_file::open(path) {
            // Nothing has been staged yet.
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Self::Full(FullIndex::default())),
            file => file.map_err(says)?,
        };
        // git, too, builds a tree again that is not there.
        if let Some(root) = tail::root(&mut file).map_err(says)?.filter(|id| objects.has_tree(*id)) {
            return Ok(Self::Tree(root));
        }
        let mut bytes = Vec::with_capacity(file.metadata().map_or(0, |m| usize::try_from(m.len()).unwrap_or(0) + 1));
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map_err(says)?;
        let whole = FullIndex::parse(bytes)?;
        // Of a large cache tree only the end fits into what has been read at first.
        match whole.root().filter(|id| objects.has_tree(*id)) {
            Some(root) => Ok(Self::Tree(root)),
            None => Ok(Self::Full(whole)),
        }
    }
}

/// The index of a repository; read again where the file has changed.
pub(super) struct Reader {
    path: PathBuf,
    last: RefCell<Option<(Option<Stamp>, Rc<Index>)>>,
}

impl Reader {
    /// The index that the environment or the repository names.
    pub(super) fn of(repository: &Repository) -> Self {
        let path = match std::env::var_os("GIT_INDEX_FILE") {
            // git, too, goes to the top first.
            Some(named) => repository.workdir().unwrap_or(Path::new("")).join(named),
            None => repository.path().join("index"),
        };
        Self { path, last: RefCell::new(None) }
    }

    /// What is staged now.
    ///
    /// # Errors
    /// The file cannot be read, is damaged, or has a form that only git knows; why.
    pub(super) fn read(&self, objects: &ObjectStore<'_>) -> Result<Rc<Index>, String> {
        let stamp = stamp(&self.path);
        let mut last = self.last.borrow_mut();
        if let Some((_, index)) = last.as_ref().filter(|(known, _)| stamp.is_some() && *known == stamp) {
            return Ok(Rc::clone(index));
        }
        let index = Rc::new(Index::read(objects, &self.path)?);
        *last = Some((stamp, Rc::clone(&index)));
        Ok(index)
    }
}

/// Tells one state of a file from another; git puts a new file in the place of the old one.
type Stamp = (u64, Option<SystemTime>, u64);

fn stamp(path: &Path) -> Option<Stamp> {
    let meta = std::fs::metadata(path).ok()?;
    Some((meta.len(), meta.modified().ok(), inode(&meta)))
}

#[cfg(unix)]
fn inode(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}
