//! Reports: a finished judgement, rendered. Formats know nothing of detection.

mod human;
pub(crate) mod json;

use std::io::{self, Write};
use std::time::Duration;

pub use human::{Human, MAX_SHOWN, Occasion, Rescan};

use crate::policy::Judgement;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs: version 1, frozen.
    Json,
}

/// What a whole run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was found that is not allowed.
    Clean,
    /// What was found does not stop you.
    Warned,
    /// A finding stops you.
    Blocked,
    /// Something could not be checked, which also stops you.
    Unchecked,
}

impl Outcome {
    /// The outcome of a judgement: unchecked content wins over findings.
    pub fn of(judgement: &Judgement<'_>) -> Self {
        match (judgement.unread(), judgement.blocked()) {
            (0, 0) if judgement.warned() > 0 => Self::Warned,
            (0, 0) => Self::Clean,
            (0, _) => Self::Blocked,
            _ => Self::Unchecked,
        }
    }

    /// Does the commit go on?
    pub fn passes(self) -> bool {
        matches!(self, Self::Clean | Self::Warned)
    }

    /// As JSON has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Warned => "warned",
            Self::Blocked => "blocked",
            Self::Unchecked => "unchecked",
        }
    }
}

/// Renders a judgement.
///
/// # Errors
/// The stream cannot be written.
pub fn write(
    out: &mut dyn Write,
    format: Format,
    human: &Human<'_>,
    judgement: &Judgement<'_>,
    elapsed: Duration,
) -> io::Result<()> {
    match format {
        Format::Human => human.write(out, judgement, elapsed),
        Format::Json => json::write(out, judgement, elapsed),
    }?;
    out.flush()
}
