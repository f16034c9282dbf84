//! What fuzz targets reach of the readers of git's files; compiled by cargo-fuzz alone (`cfg(fuzzing)`).

use std::path::Path;

use git2::{ObjectType, Oid, Repository};

pub use super::index::fuzzing::{IndexEntry, index_entries, index_root, index_tree, listed, skipped};
use super::object::NotFound;
use super::object_store::ObjectStore;
use super::objects::Objects;

/// What our own readers say of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Its kind and content.
    Object(ObjectType, Vec<u8>),
    /// It is not there.
    Missing,
    /// It cannot be read: why.
    Damaged(String),
    /// It is larger than what is read, in bytes.
    TooLarge(u64),
    /// libgit2 must look.
    Unknown,
}

/// The objects of a repository, as the hook reads them.
pub struct Store(Objects);

impl Store {
    /// Opens them anew.
    pub fn open(common_dir: &Path) -> Self {
        Self(Objects::new(common_dir))
    }

    /// An object, by our own readers.
    pub fn own(&self, id: Oid) -> Found {
        match self.0.read(id) {
            Ok(object) => Found::Object(object.kind, object.content),
            Err(NotFound::Missing) => Found::Missing,
            Err(NotFound::Damaged(why)) => Found::Damaged(why),
            Err(NotFound::TooLarge(size)) => Found::TooLarge(size),
            Err(NotFound::Unknown) => Found::Unknown,
        }
    }

    /// The size of a loose object's content, in bytes.
    pub fn loose_size(&self, id: Oid) -> Option<u64> {
        self.0.loose_size(id).ok()
    }

    /// A blob as the scanner gets it: by our own readers, else by libgit2.
    ///
    /// # Errors
    /// It cannot be read; why.
    pub fn blob(&self, repository: &Repository, id: Oid) -> Result<Vec<u8>, String> {
        ObjectStore::new(&self.0, repository).blob(id).map(|content| content.to_vec()).map_err(|e| e.cause())
    }

    /// Any object, read in the same way.
    ///
    /// # Errors
    /// As [`Store::blob`].
    pub fn object(&self, repository: &Repository, id: Oid) -> Result<(ObjectType, Vec<u8>), String> {
        let objects = ObjectStore::new(&self.0, repository);
        objects.read(id).map(|read| (read.kind(), read.content().to_vec())).map_err(|e| e.cause())
    }
}
