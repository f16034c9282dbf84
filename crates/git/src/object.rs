//! An object of the repository, and the errors of reading one.

use std::fmt;

use akguard_common::error::Failure;
use git2::{ObjectType, Oid};

use super::change::{COMPLETE, MISSING, too_large};

/// An object that has been read.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) kind: ObjectType,
    pub(super) content: Vec<u8>,
}

/// Without the content: a blob may contain a secret.
impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", self.kind, self.content.len())
    }
}

/// Why a reader does not find an object in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotFound {
    /// It is not in this place.
    Missing,
    /// It is there and cannot be read; the reason.
    Damaged(String),
    /// It is there and too large to be read; its size in bytes.
    TooLarge(u64),
    /// This reader does not support the format: libgit2 must read it.
    Unknown,
}

impl NotFound {
    pub(super) fn damaged(why: impl Into<String>) -> Self {
        Self::Damaged(why.into())
    }
}

/// Why an object cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ObjectError {
    /// The repository does not have it.
    Missing(Oid),
    /// It cannot be read; the reason.
    Damaged(Oid, String),
    /// It is too large to be read; its size in bytes.
    TooLarge(u64),
    /// No object can be looked up; the reason.
    Storage(String),
}

impl ObjectError {
    /// The cause, as a report shows it after a file's name.
    pub(super) fn cause(&self) -> String {
        match self {
            Self::Missing(_) => MISSING.to_owned(),
            Self::Damaged(id, why) => format!("git object {id} cannot be read: {why}; see: git fsck"),
            Self::TooLarge(size) => too_large(*size),
            Self::Storage(why) => format!("{why}; see: git fsck"),
        }
    }

    /// A failure that stops the whole run; `what` was being read.
    pub(super) fn into_failure(self, what: &str) -> Failure {
        let help = match &self {
            Self::Missing(_) => format!("git fsck    # or, where the clone is partial, {COMPLETE}"),
            _ => "nothing was checked; see: git fsck".to_owned(),
        };
        let cause = match self {
            Self::Missing(id) => format!("cannot read {what}: git object {id} is missing"),
            Self::Damaged(id, why) => format!("cannot read {what}: git object {id} cannot be read: {why}"),
            Self::TooLarge(size) => format!("cannot read {what}: {}", too_large(size)),
            Self::Storage(why) => format!("cannot read {what}: {why}"),
        };
        Failure::new(cause).help(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_the_content() {
        let object = Object { kind: ObjectType::Blob, content: b"correct-horse".to_vec() };
        assert_eq!(format!("{object:?}"), "blob of 13 bytes");
    }
}
