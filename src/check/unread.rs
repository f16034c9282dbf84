//! Why the values of a `.env` file of the work tree are not known.

use std::{fmt, io};

use akguard_common::error::io_says;

use crate::safe_file;

/// At most this many such files are read.
pub(super) const MAX_FILES: usize = 32;
/// Maximum size of such a file, in bytes.
pub(super) const MAX_FILE_SIZE: u64 = 64 << 10;

/// The cause, which the report names after the file.
#[derive(Debug)]
pub(super) enum Unread {
    /// A symbolic link may lead anywhere.
    Link,
    /// More than [`MAX_FILES`] files.
    TooMany,
    /// Larger than [`MAX_FILE_SIZE`].
    TooLarge,
    /// git's index cannot say whether the file is tracked.
    Index(anyhow::Error),
    /// It cannot be opened.
    Open(safe_file::Error),
    /// It cannot be read.
    Io(io::Error),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link => f.write_str("it is a symbolic link"),
            Self::TooMany => write!(f, "more than {MAX_FILES} such files"),
            Self::TooLarge => write!(f, "it is larger than {} KB", MAX_FILE_SIZE >> 10),
            Self::Index(error) => write!(f, "{error}"),
            Self::Open(error) => f.write_str(&error.says()),
            Self::Io(error) => f.write_str(&io_says(error)),
        }
    }
}
