//! Options that several commands share, and how they become settings.

use std::path::PathBuf;

use akguard_common::error::Failure;
use anyhow::Result;
use clap::Args;

use super::settings::{AllowArgs, AuditFormat, Color, FormatArg, Shared};
use crate::policy::Reason;

/// The config of a run.
#[derive(Debug, Clone, Default, Args)]
pub struct ConfigArgs {
    /// Use this file instead of the repository's .akguard.toml.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Why a finding may pass, and until when.
#[derive(Debug, Clone, Default, Args)]
pub struct AllowTerms {
    /// Why it may pass.
    #[arg(long, value_enum, requires = "allow")]
    pub reason: Option<Reason>,
    /// Why, in your own words, for the reviewer: 10 characters or more.
    #[arg(long, value_name = "TEXT", requires = "allow")]
    pub note: Option<String>,
    /// Last day: 14d or 2027-01-31. Without it `fix-later` has 14 days, the other reasons have no last day.
    #[arg(long, value_name = "WHEN", requires = "allow")]
    pub expires: Option<String>,
}

impl AllowTerms {
    /// Is anything given?
    pub fn is_any(&self) -> bool {
        self.reason.is_some() || self.note.is_some() || self.expires.is_some()
    }

    /// The override of these ids.
    pub fn of(self, ids: Vec<String>) -> AllowArgs {
        AllowArgs { allow: ids, reason: self.reason, note: self.note, expires: self.expires }
    }
}

/// How the report of a scan is written.
#[derive(Debug, Clone, Args)]
pub struct ReportArgs {
    /// How the report is written.
    #[arg(long, value_enum, default_value = "human")]
    pub format: FormatArg,
    /// The config.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// When to colour the report.
    #[arg(long, value_enum, value_name = "WHEN")]
    pub color: Option<Color>,
    /// Print nothing when there is nothing to report.
    #[arg(long, short)]
    pub quiet: bool,
    /// Show allowed findings and how the repository was read.
    #[arg(long, short)]
    pub verbose: bool,
}

/// How the hook is proved, and how the result is written.
#[derive(Debug, Clone, Args)]
pub struct StatusArgs {
    /// Run the other jobs of the hook too, in a temporary work tree: without it they are only named.
    #[arg(long)]
    pub run: bool,
    /// How the result is written.
    #[arg(long, value_enum, default_value = "human")]
    pub format: FormatArg,
}

/// How the register is listed.
#[derive(Debug, Clone, Args)]
pub struct RegisterArgs {
    /// Exit status 1 when a record no longer counts but its secret is in HEAD, or the log is broken.
    #[arg(long)]
    pub check: bool,
    /// How the list is written.
    #[arg(long, value_enum, default_value = "human")]
    pub format: AuditFormat,
    /// The config.
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// One record of the register.
#[derive(Debug, Clone, Args)]
pub struct RecordArgs {
    /// The record's id: 8 digits or more.
    pub id: String,
    /// The config.
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// How rules are listed.
#[derive(Debug, Clone, Args)]
pub struct RuleListArgs {
    /// How the list is written.
    #[arg(long, value_enum, default_value = "human")]
    pub format: FormatArg,
    /// The config.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Print the ids alone.
    #[arg(long, short)]
    pub quiet: bool,
}

/// Which rule is shown, and how.
#[derive(Debug, Clone, Args)]
pub struct RuleShowArgs {
    /// The rule's id, or an earlier one.
    pub id: String,
    /// How the rule is written.
    #[arg(long, value_enum, default_value = "human")]
    pub format: FormatArg,
    /// The config.
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// How the result of the self-test is written.
#[derive(Debug, Clone, Args)]
pub struct RuleTestArgs {
    /// How the result is written.
    #[arg(long, value_enum, default_value = "human")]
    pub format: FormatArg,
    /// The config.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// When to colour the result.
    #[arg(long, value_enum, value_name = "WHEN")]
    pub color: Option<Color>,
    /// Print nothing when all rules pass.
    #[arg(long, short)]
    pub quiet: bool,
}

impl ReportArgs {
    /// The settings.
    ///
    /// # Errors
    /// An option of the human report beside the JSON one.
    pub fn shared(&self) -> Result<Shared> {
        let human_only = HumanOnly { color: self.color, quiet: self.quiet, verbose: self.verbose };
        human_only.shared(self.format, &self.config)
    }
}

impl RuleListArgs {
    /// The settings.
    ///
    /// # Errors
    /// An option of the human list beside the JSON one.
    pub fn shared(&self) -> Result<Shared> {
        HumanOnly { color: None, quiet: self.quiet, verbose: false }.shared(self.format, &self.config)
    }
}

impl RuleShowArgs {
    /// The settings.
    pub fn shared(&self) -> Shared {
        Shared { format: self.format, ..self.config.shared() }
    }
}

impl RuleTestArgs {
    /// The settings.
    ///
    /// # Errors
    /// An option of the human result beside the JSON one.
    pub fn shared(&self) -> Result<Shared> {
        HumanOnly { color: self.color, quiet: self.quiet, verbose: false }.shared(self.format, &self.config)
    }
}

impl ConfigArgs {
    /// The settings of a command that has no others.
    pub fn shared(&self) -> Shared {
        Shared { config: self.config.clone(), ..Shared::default() }
    }
}

/// Options that only change what people read.
struct HumanOnly {
    color: Option<Color>,
    quiet: bool,
    verbose: bool,
}

impl HumanOnly {
    fn shared(&self, format: FormatArg, config: &ConfigArgs) -> Result<Shared> {
        let given = [(self.color.is_some(), "--color"), (self.quiet, "--quiet"), (self.verbose, "--verbose")];
        if let Some((_, option)) = given.iter().find(|(given, _)| *given && format == FormatArg::Json) {
            return Err(Failure::new(format!("{option} cannot be combined with --format json")).into());
        }
        Ok(Shared {
            format,
            config: config.config.clone(),
            color: self.color.unwrap_or_default(),
            quiet: self.quiet,
            verbose: self.verbose,
        })
    }
}
