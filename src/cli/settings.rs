//! The settings that commands get from the options.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::policy::Reason;

/// The settings of one run.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    /// How the result is written.
    pub format: FormatArg,
    /// The config to use instead of the repository's.
    pub config: Option<PathBuf>,
    /// When to colour.
    pub color: Color,
    /// Print nothing on success.
    pub quiet: bool,
    /// Print more.
    pub verbose: bool,
}

/// An override: which finding, why, until when.
#[derive(Debug, Clone, Default)]
pub struct AllowArgs {
    /// Ids of findings.
    pub allow: Vec<String>,
    /// Why they may pass.
    pub reason: Option<Reason>,
    /// The same in words.
    pub note: Option<String>,
    /// The last day.
    pub expires: Option<String>,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// For people.
    #[default]
    Human,
    /// For programs, version 1.
    Json,
}

/// How the register is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum AuditFormat {
    /// For people.
    #[default]
    Human,
    /// For programs, version 1.
    Json,
    /// A table.
    Csv,
}

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
