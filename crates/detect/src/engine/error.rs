//! Why a text could not be scanned to its end.

use std::fmt;

/// A text with more candidates than this is reported as having too many, without a list of them.
pub(crate) const MAX_CANDIDATES: usize = 100_000;

/// Why a text could not be scanned to its end: it counts as unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanError {
    /// More candidates than can be listed.
    TooManyCandidates,
    /// Rejected matches cost more work than a text of this length may.
    TooManyNearMisses,
    /// More encoded bytes than are decoded for a text of this length.
    TooMuchEncoded,
    /// The pattern of a rule does not compile.
    Pattern {
        /// The rule's id.
        rule: String,
        /// What the compiler of patterns says.
        why: String,
    },
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyCandidates => write!(f, "more than {MAX_CANDIDATES} candidates are in it"),
            Self::TooManyNearMisses => f.write_str("too many near misses of one kind to check them all"),
            Self::TooMuchEncoded => f.write_str("too much of it is encoded to check it all"),
            Self::Pattern { rule, why } => write!(f, "rule `{rule}`: {why}"),
        }
    }
}

impl std::error::Error for ScanError {}

/// For callers that report every reason as text.
impl From<ScanError> for String {
    fn from(error: ScanError) -> Self {
        error.to_string()
    }
}
