//! Object ids as plain values: libgit2's own type has only 20 bytes.

use std::fmt;

/// The id of an object: 20 bytes, or 32 in SHA-256 repositories.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Oid {
    bytes: [u8; 32],
    length: u8,
}

impl Oid {
    /// Parses 40 or 64 lower-case hex digits.
    pub fn parse(hex: &str) -> Option<Self> {
        let raw = data_encoding::HEXLOWER.decode(hex.as_bytes()).ok()?;
        Self::from_bytes(&raw)
    }

    /// The id of a blob with this content.
    ///
    /// # Errors
    /// libgit2 cannot be set up.
    pub fn of_blob(content: &[u8]) -> Result<Self, git2::Error> {
        git2::Oid::hash_object(git2::ObjectType::Blob, content).map(Self::from)
    }

    /// From raw bytes, as trees and libgit2 have them.
    pub(super) fn from_bytes(raw: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        bytes.get_mut(..raw.len())?.copy_from_slice(raw);
        matches!(raw.len(), 20 | 32).then_some(Self { bytes, length: raw.len() as u8 })
    }

    /// The raw bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// All zeros, which mean "no object" in git's output.
    pub(super) fn is_zero(&self) -> bool {
        self.bytes == [0; 32]
    }

    /// The id as libgit2's type; `None` for SHA-256.
    pub(super) fn libgit2(&self) -> Option<git2::Oid> {
        git2::Oid::from_bytes(self.as_bytes()).ok()
    }
}

impl From<git2::Oid> for Oid {
    fn from(oid: git2::Oid) -> Self {
        let mut bytes = [0; 32];
        bytes[..20].copy_from_slice(oid.as_bytes());
        Self { bytes, length: 20 }
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A precision gives the short form: `{id:.8}`.
        f.pad(&data_encoding::HEXLOWER.encode(self.as_bytes()))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
