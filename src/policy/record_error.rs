//! Why a record's file is no allow record.

use std::fmt;

/// Minimum length of a note, in characters.
pub const MIN_NOTE: usize = 10;

/// The first fault of a record's file. Its message quotes nothing of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordError {
    /// It is not TOML, or its keys and values are not those of a record.
    Format,
    /// It contains another record than its name says, or is of another version.
    OtherRecord,
    /// The note is missing or too short.
    Note,
    /// The last day is not a date.
    Expires,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format => f.write_str("is not an allow record that this akguard reads"),
            Self::OtherRecord => f.write_str("does not contain the record that its name says"),
            Self::Note => write!(f, "has no note of {MIN_NOTE} characters or more"),
            Self::Expires => f.write_str("has no readable `expires`"),
        }
    }
}

impl std::error::Error for RecordError {}
