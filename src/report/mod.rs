//! Reports: they render a finished evaluation and know nothing of detection.

mod human;
pub(crate) mod json;
mod outcome;

use std::io::{self, Write};
use std::time::Duration;

pub use human::{Human, MAX_SHOWN, Occasion, Rescan};
pub use outcome::Outcome;

use crate::policy::Evaluation;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs: version 1, frozen.
    Json,
}

/// Renders an evaluation.
///
/// # Errors
/// The stream cannot be written.
pub fn write(
    out: &mut dyn Write,
    format: Format,
    human: &Human<'_>,
    evaluation: &Evaluation<'_>,
    elapsed: Duration,
) -> io::Result<()> {
    match format {
        Format::Human => human.write(out, evaluation, elapsed),
        Format::Json => json::write(out, evaluation, elapsed),
    }?;
    out.flush()
}
