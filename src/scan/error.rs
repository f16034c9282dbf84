//! Why content cannot be checked.

use std::fmt;
use std::io;

use akguard_common::error::io_says;

use super::MAX_FINDINGS;

/// The cause, which the report names.
#[derive(Debug)]
pub enum ScanError {
    /// A stored object cannot be read, for this cause.
    Object(String),
    /// A stored object is to be read, and there is no repository.
    NoRepository,
    /// What Git LFS keeps for a pointer cannot be read.
    Lfs(String),
    /// A file or a pipe cannot be read.
    Io(io::Error),
    /// The detector gives up.
    Detector(akguard_detect::ScanError),
    /// More findings than are listed for one file.
    TooManyFindings,
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(cause) => f.write_str(cause),
            Self::Lfs(cause) => write!(f, "its Git LFS content: {cause}"),
            Self::Detector(error) => write!(f, "{error}"),
            Self::NoRepository => f.write_str("there is no repository to read it from"),
            Self::Io(error) => f.write_str(&io_says(error)),
            Self::TooManyFindings => write!(f, "more than {MAX_FINDINGS} findings are in it"),
        }
    }
}

impl std::error::Error for ScanError {}

impl From<io::Error> for ScanError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
