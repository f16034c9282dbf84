//! One changed file as plain values.

use std::sync::OnceLock;

use super::oid::Oid;
use super::sketch::{Sketch, sketch};

/// Blobs above this many bytes are not scanned but reported as unchecked (libgit2's own limit for diffs).
pub(super) const MAX_BLOB: u64 = 512 << 20;

/// Why a blob that a partial clone lacks cannot be read.
/// How a partial clone gets all that its remote keeps; later fetches leave out again what they left out before.
pub(super) const COMPLETE: &str = "get the rest with: git fetch --refetch --no-filter";

/// Begins what is said of content that is not there.
pub const MISSING: &str = "its content is missing";

/// Why a blob beyond [`MAX_BLOB`] is not read, and what to do.
pub(crate) fn too_large(size: u64) -> String {
    let (size, most) = (size >> 20, MAX_BLOB >> 20);
    format!("{size} MB is more than akguard reads ({most} MB); scan a copy as a file, or keep it out of git")
}

/// A file's content: an object of the repository, or bytes at hand (files, standard input).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blob {
    /// Read through [`Blobs`] when it is scanned.
    Stored(Oid),
    /// A file on disk, read when it is scanned.
    File(std::path::PathBuf),
    /// Standard input.
    Stdin,
    /// A commit of another repository, which a submodule names: only its path is here.
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

/// A file that the same commit takes away: where a moved line may have come from.
#[derive(Debug, Clone)]
pub struct Deleted {
    /// Its path.
    pub path: Vec<u8>,
    /// Its last content.
    pub blob: Oid,
    /// The size of that, once it was asked for.
    size: OnceLock<Option<u64>>,
    /// A sketch of its lines, once it was asked for.
    sketch: OnceLock<Sketch>,
}

impl Deleted {
    /// A file by its path and last content.
    pub fn new(path: Vec<u8>, blob: Oid) -> Self {
        Self { path, blob, size: OnceLock::new(), sketch: OnceLock::new() }
    }

    /// Its size in bytes, looked up once; none where that is not known.
    pub fn size(&self, blobs: &dyn Blobs) -> Option<u64> {
        *self.size.get_or_init(|| blobs.size(&self.blob))
    }

    /// The sketch of its lines; empty where it cannot be read.
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
    /// For each parent, the files that it has and this commit has not.
    pub deleted: Vec<Vec<Deleted>>,
    /// Paths with merge conflicts: they have no staged content yet.
    pub unmerged: Vec<Vec<u8>>,
}

/// A blob's bytes; an object of the repository is not copied.
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

    /// The size of an object in bytes; none where it is not known.
    fn size(&self, id: &Oid) -> Option<u64>;
}
