//! Places of tracked files.

use super::oid::Oid;

/// Where tracked files are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The index (in a hook: the one that is being committed).
    Index,
    /// A commit's tree.
    Commit(Oid),
}
