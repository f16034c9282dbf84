//! One changed file as plain values.

use std::fmt;

/// Blobs above this many bytes are not scanned but reported as unchecked (libgit2's own limit for diffs).
pub const MAX_BLOB: u64 = 512 << 20;

/// An object id in hex: 40 digits, or 64 in SHA-256 repositories.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId(String);

impl BlobId {
    /// Takes lower-case hex digits; anything else is refused.
    pub fn parse(hex: &str) -> Option<Self> {
        let valid =
            (40..=64).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        valid.then(|| Self(hex.to_owned()))
    }

    /// The hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<git2::Oid> for BlobId {
    fn from(oid: git2::Oid) -> Self {
        Self(oid.to_string())
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file's content: an object of the repository, or bytes at hand (files, standard input).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blob {
    /// Read through [`Blobs`] when it is scanned.
    Stored(BlobId),
    /// A file on disk, read when it is scanned.
    File(std::path::PathBuf),
    /// Standard input.
    Stdin,
}

/// One changed file.
#[derive(Debug, Clone)]
pub struct Change {
    /// Path in the repository, `/`-separated bytes; for files as given.
    pub path: Vec<u8>,
    /// What each parent has at this path. A line is added only if it is new against every one of them; a `None` among
    /// them (the parent lacks the file) makes every line new against that parent.
    pub bases: Vec<Option<BlobId>>,
    /// The new content.
    pub new: Blob,
    /// A symbolic link: its content is its target.
    pub symlink: bool,
}

/// A file that the same commit deletes: where a moved line may have come from.
#[derive(Debug, Clone)]
pub struct Deleted {
    /// Its path.
    pub path: Vec<u8>,
    /// Its last content.
    pub blob: BlobId,
}

/// Everything that one commit, staged or made, changes.
#[derive(Debug, Clone, Default)]
pub struct ChangeSet {
    /// Added and modified files, in the order of their paths.
    pub changes: Vec<Change>,
    /// Deleted files.
    pub deleted: Vec<Deleted>,
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
    /// A cause in words: the object is missing, damaged, or larger than [`MAX_BLOB`].
    fn read(&self, id: &BlobId) -> Result<Content<'_>, String>;
}
