//! One changed file as plain values.

use std::path::Path;
use std::sync::OnceLock;

use super::oid::Oid;
use super::sketch::{Sketch, sketch};

/// Blobs above this many bytes are not scanned but reported as unchecked (libgit2's own limit for diffs).
pub(super) const MAX_BLOB: u64 = 512 << 20;

/// How a partial clone gets all objects of its remote. Later fetches are partial again.
pub(super) const COMPLETE: &str = "get the rest with: git fetch --refetch --no-filter";

/// The beginning of the message for missing content.
pub const MISSING: &str = "its content is missing";

/// Why a blob beyond [`MAX_BLOB`] is not read, and what to do.
pub(crate) fn too_large(size: u64) -> String {
    let size = size >> 20;
    let most = MAX_BLOB >> 20;
    format!("{size} MB is more than akguard reads ({most} MB); scan a copy as a file, or keep it out of git")
}

/// What reports call the message of a commit, in place of a path.
pub const COMMIT_MESSAGE: &str = "commit message";
/// The same for an annotated tag.
pub const TAG_MESSAGE: &str = "tag message";

/// Where a content is: in an object of the repository, in a file, on standard input, or in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blob {
    /// Read through [`Blobs`] when it is scanned.
    Stored(Oid),
    /// A file on disk, read when it is scanned.
    File(std::path::PathBuf),
    /// Standard input.
    Stdin,
    /// The message of a commit or of an annotated tag.
    Message(Vec<u8>),
    /// In another repository: a submodule's commit, of which this repository has only the path.
    Elsewhere,
}

/// One changed file.
#[derive(Debug, Clone)]
pub struct Change {
    /// Path in the repository, `/`-separated bytes; for files as given.
    pub path: Vec<u8>,
    /// What each parent has at this path. A line is added only if it is new against every one of them; a `None` among
    /// them (the parent lacks the file) makes every line new against that parent.
    pub bases: Vec<Option<Oid>>,
    /// The new content.
    pub new: Blob,
    /// A symbolic link: its content is its target.
    pub symlink: bool,
}

impl Change {
    /// The message of a commit or tag as a change that adds all of it; `name` is [`COMMIT_MESSAGE`] or [`TAG_MESSAGE`].
    pub fn message(name: &str, text: Vec<u8>) -> Self {
        Self { path: name.as_bytes().to_vec(), bases: vec![None], new: Blob::Message(text), symlink: false }
    }
}

/// A file that the same commit deletes: moved lines may come from it.
#[derive(Debug, Clone)]
pub struct Deleted {
    /// Its path.
    pub path: Vec<u8>,
    /// Its last content.
    pub blob: Oid,
    /// The size of its content, after the first call of [`Deleted::size`].
    size: OnceLock<Option<u64>>,
    /// A sketch of its lines, after the first call of [`Deleted::sketch`].
    sketch: OnceLock<Sketch>,
}

impl Deleted {
    /// A file by its path and last content.
    pub fn new(path: Vec<u8>, blob: Oid) -> Self {
        Self { path, blob, size: OnceLock::new(), sketch: OnceLock::new() }
    }

    /// Its size in bytes, looked up once; `None` where it is unknown.
    pub fn size(&self, blobs: &dyn Blobs) -> Option<u64> {
        *self.size.get_or_init(|| blobs.size(&self.blob))
    }

    /// The sketch of its lines; empty where the content cannot be read.
    pub(super) fn sketch(&self, blobs: &dyn Blobs) -> &Sketch {
        let read = || blobs.read(&self.blob).map(|content| sketch(&content)).unwrap_or_default();
        self.sketch.get_or_init(read)
    }
}

/// Everything that one commit, staged or made, changes.
#[derive(Debug, Clone, Default)]
pub struct ChangeSet {
    /// Added and modified files, in the order of their paths.
    pub changes: Vec<Change>,
    /// For each parent, the files that it has and this commit does not have.
    pub deleted: Vec<Vec<Deleted>>,
    /// Paths with merge conflicts: they have no staged content yet.
    pub unmerged: Vec<Vec<u8>>,
}

/// A blob's bytes. Those that libgit2 has read are not copied.
pub enum Content<'r> {
    /// Lent by libgit2.
    Object(git2::Blob<'r>),
    /// Read by us.
    Owned(Vec<u8>),
}

impl std::ops::Deref for Content<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Object(object) => object.content(),
            Self::Owned(bytes) => bytes,
        }
    }
}

/// Where stored content comes from.
pub trait Blobs {
    /// The content of an object.
    ///
    /// # Errors
    /// A cause in words: the object is missing, damaged, or larger than `MAX_BLOB`.
    fn read(&self, id: &Oid) -> Result<Content<'_>, String>;

    /// The size of an object in bytes; `None` where it is unknown.
    fn size(&self, id: &Oid) -> Option<u64>;

    /// The directory in which Git LFS has `lfs/objects`; `None` for objects of no repository.
    fn lfs_store(&self) -> Option<&Path> {
        None
    }
}
