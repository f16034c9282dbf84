//! Reads the index file. The time depends on the number of changes, not on the number of files.
//!
//! git keeps in the index the ids of the trees that it would write (the cache tree). `git commit` updates them before it
//! runs its hooks, and commits exactly these trees. So only the root's tree is read where it is valid ([`tail`]). Otherwise
//! the file is parsed ([`full_index`]) and its entries are compared with HEAD's tree; a directory with a valid tree is
//! compared by its tree ([`compare`]). Split and sparse indexes and unknown extensions are refused: the plumbing reader
//! supports them. As in git, the checksum at the end is not verified.

mod cache_tree;
mod compare;
mod entries;
mod entry_layout;
mod full_index;
#[cfg(fuzzing)]
pub(super) mod fuzzing;
mod header;
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

use self::parsed::{IndexError, Parsed, SHORT};
pub(super) use compare::diff;
pub(super) use full_index::FullIndex;
pub(super) use listed::Listed;

use akguard_common::error::io_says;

use super::object_store::ObjectStore;
use crate::regular_file;

/// What is staged.
pub(super) enum Index {
    /// The tree of the next commit.
    Tree(git2::Oid),
    /// All entries of the file.
    Full(FullIndex),
}

impl Index {
    fn read(objects: &ObjectStore<'_>, path: &Path) -> Result<Self, IndexError> {
        let says = |e: std::io::Error| IndexError::File(io_says(&e));
        let mut file = match regular_file::open(path) {
            // Nothing has been staged yet.
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Self::Full(FullIndex::default())),
            file => file.map_err(says)?,
        };
        // As in git, a tree that does not exist counts as not valid.
        if let Some(root) = tail::root(&mut file).map_err(says)?
            && objects.has_tree(root)
        {
            return Ok(Self::Tree(root));
        }
        let size = file.metadata().map(|meta| meta.len()).unwrap_or(0);
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map_err(says)?;
        let whole = FullIndex::parse(bytes)?;
        // A large cache tree does not fit into the end of the file that was read first.
        match whole.root() {
            Some(root) if objects.has_tree(root) => Ok(Self::Tree(root)),
            _ => Ok(Self::Full(whole)),
        }
    }
}

/// Reads the index of a repository, again only where the file has changed.
pub(super) struct IndexReader {
    path: PathBuf,
    last: RefCell<Option<LastRead>>,
}

impl IndexReader {
    /// The index that the environment or the repository names.
    pub(super) fn new(repository: &Repository) -> Self {
        let path = match std::env::var_os("GIT_INDEX_FILE") {
            // As in git, a relative path is relative to the top of the work tree.
            Some(named) => repository.workdir().unwrap_or(Path::new("")).join(named),
            None => repository.path().join("index"),
        };
        Self { path, last: RefCell::new(None) }
    }

    /// What is staged now.
    ///
    /// # Errors
    /// The file cannot be read, is damaged, or has a form that only git knows; why.
    pub(super) fn read(&self, objects: &ObjectStore<'_>) -> Result<Rc<Index>, IndexError> {
        let stamp = stamp(&self.path);
        let mut last = self.last.borrow_mut();
        if let Some(known) = &*last
            && stamp.is_some()
            && known.stamp == stamp
        {
            return Ok(Rc::clone(&known.index));
        }
        let index = Rc::new(Index::read(objects, &self.path)?);
        *last = Some(LastRead { stamp, index: Rc::clone(&index) });
        Ok(index)
    }
}

struct LastRead {
    stamp: Option<Stamp>,
    index: Rc<Index>,
}

/// Identifies a version of a file: git replaces the index by a new file.
#[derive(PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    inode: u64,
}

fn stamp(path: &Path) -> Option<Stamp> {
    let meta = std::fs::metadata(path).ok()?;
    Some(Stamp { size: meta.len(), modified: meta.modified().ok(), inode: inode(&meta) })
}

#[cfg(unix)]
fn inode(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}
