//! Why something in an archive cannot be read.

use std::fmt;
use std::io;

/// Why something in an archive cannot be read, in words that contain no name and no byte of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpackError(String);

impl UnpackError {
    /// A cause in words.
    pub fn new(cause: impl Into<String>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for UnpackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UnpackError {}

impl From<String> for UnpackError {
    fn from(cause: String) -> Self {
        Self(cause)
    }
}

impl From<io::Error> for UnpackError {
    fn from(error: io::Error) -> Self {
        Self::new(io_cause(&error))
    }
}

/// The cause of a failed read. The messages of the archive libraries may contain names and bytes of the archive, so
/// only the kind of the error is passed on.
pub(super) fn io_cause(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "unexpected end of file",
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "it is damaged",
        io::ErrorKind::OutOfMemory => "it takes too much memory to unpack",
        _ => "it cannot be unpacked",
    }
}
