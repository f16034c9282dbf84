//! What stopped akguard, in one line, and the command that helps.

use std::fmt;

/// A failure as the user reads it: `akguard: <cause>`, then `  <help>`.
#[derive(Debug)]
pub struct Failure {
    cause: String,
    help: Option<String>,
}

impl Failure {
    /// A failure without a next step.
    pub fn new(cause: impl Into<String>) -> Self {
        Self { cause: cause.into(), help: None }
    }

    /// Adds the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The next step, if there is one.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)
    }
}

impl std::error::Error for Failure {}

/// The operating system's error in plain words.
pub fn io_says(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        std::io::ErrorKind::StorageFull => "no space left".to_owned(),
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput => "it is damaged".to_owned(),
        // Made by `io::Error::other` in this program, so it is plain already.
        std::io::ErrorKind::Other => error.to_string(),
        kind => kind.to_string(),
    }
}
