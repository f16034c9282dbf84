//! Results of the parser of the index.

use std::fmt;

/// What the parser returns; the error is a cause in words.
pub(super) type Parsed<T> = Result<T, &'static str>;

pub(super) const SHORT: &str = "the index is cut off";

/// Why an index cannot be read.
#[derive(Debug)]
pub(crate) enum IndexError {
    /// The file cannot be read; the system's error in words.
    File(String),
    /// It is damaged, or has a format that only git supports.
    Format(&'static str),
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(why) => f.write_str(why),
            Self::Format(why) => f.write_str(why),
        }
    }
}

impl From<&'static str> for IndexError {
    fn from(why: &'static str) -> Self {
        Self::Format(why)
    }
}
