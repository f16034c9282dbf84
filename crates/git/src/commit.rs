//! A commit as plain values.

use super::oid::Oid;

/// A commit and its parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: Oid,
    /// Its parents, the first one first.
    pub parents: Vec<Oid>,
}
