//! Why a blob cannot be read.

use std::fmt;

use super::change::MISSING;

/// Why a blob cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BlobError {
    /// The repository does not have it.
    Missing,
    /// It is damaged, too large, or git failed; in words that follow a file's name in the report.
    Unreadable(String),
}

impl BlobError {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self::Unreadable(why.into())
    }
}

impl fmt::Display for BlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str(MISSING),
            Self::Unreadable(why) => f.write_str(why),
        }
    }
}
