//! Names in a directory, in the order that git gives them.

use std::cmp::Ordering;

/// The name of an entry of a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TreeName<'n> {
    pub(super) bytes: &'n [u8],
    pub(super) is_directory: bool,
}

impl TreeName<'_> {
    /// The order of the names in a tree, which is also that of whole paths: a directory sorts as if its name ended in `/`.
    pub(super) fn order(self, other: TreeName<'_>) -> Ordering {
        let common = self.bytes.len().min(other.bytes.len());
        let heads = self.bytes[..common].cmp(&other.bytes[..common]);
        let next = self.byte_at(common).cmp(&other.byte_at(common));
        heads.then(next).then(self.bytes.len().cmp(&other.bytes.len()))
    }

    fn byte_at(self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied().or(self.is_directory.then_some(b'/'))
    }
}
