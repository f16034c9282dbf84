//! Reports: a finished judgement, rendered. Formats know nothing of detection.

mod human;
pub(crate) mod json;
mod outcome;

use std::io::{self, Write};
use std::time::Duration;

pub use human::{Human, MAX_SHOWN, Occasion, Rescan};
pub use outcome::Outcome;

use crate::policy::Judgement;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs: version 1, frozen.
    Json,
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
