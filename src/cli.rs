//! The command line: structures only; their comments are the help text.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::policy::Reason;

/// Keeps API keys and .env files out of git history.
///
/// Without a command, scans what is staged. Exit status: 0 nothing stops you, 1 findings, 2 could not check.
#[derive(Debug, Parser)]
#[command(name = "akguard", version, subcommand_negates_reqs = true, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The override, when --allow is given.
    #[command(flatten)]
    pub allow: AllowArgs,
    /// Scan a range for --allow instead of what is staged.
    #[arg(long, value_name = "A..B", requires = "allow", hide = true)]
    pub range: Option<String>,
    /// Flags of every command.
    #[command(flatten)]
    pub shared: Shared,
}

/// Flags of every command.
#[derive(Debug, Clone, Args)]
pub struct Shared {
    /// How the result is written.
    #[arg(long, global = true, value_enum, default_value = "human")]
    pub format: FormatArg,
    /// Use this file instead of the repository's .akguard.toml.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Colour.
    #[arg(long, global = true, value_enum, default_value = "auto")]
    pub color: Color,
    /// Say nothing on success.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say more: allowed findings, bytes, the reader.
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// How the result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// For people.
    Human,
    /// For programs, version 1.
    Json,
    /// A table; `audit` only.
    Csv,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// An override: which finding, why, until when.
#[derive(Debug, Clone, Default, Args)]
pub struct AllowArgs {
    /// Let one exact finding pass, on record. May be repeated.
    #[arg(long, value_name = "ID")]
    pub allow: Vec<String>,
    /// Why it may pass.
    #[arg(long, value_enum, requires = "allow")]
    pub reason: Option<Reason>,
    /// The same in your words, for the reviewer: 10 characters or more.
    #[arg(long, value_name = "TEXT", requires = "allow")]
    pub note: Option<String>,
    /// Last day: 14d or 2027-01-31. `fix-later` has 14 days unless told otherwise.
    #[arg(long, value_name = "WHEN", requires = "allow")]
    pub expires: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Scan what is staged, files, a range of commits or the whole history.
    Scan(ScanArgs),
    /// Record overrides and run git commit with them.
    Commit {
        /// `--allow ID --reason R --note TEXT [--expires WHEN]`, then git commit's own arguments.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
        arguments: Vec<OsString>,
    },
    /// Put the hook into this repository.
    Install {
        /// Also write into a hooks folder that is tracked.
        #[arg(long)]
        yes: bool,
    },
    /// Take the hook out and put an earlier one back.
    Uninstall,
    /// Prove that git reaches the hook.
    Status,
    /// List the overrides; revoke, approve or prune them.
    Audit(AuditArgs),
    /// List the rules, show one, or test them against their own samples.
    Rules {
        /// What to do; without a word, list them.
        #[command(subcommand)]
        command: Option<RulesCommand>,
    },
}

/// What to scan.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// Files and folders; `-` is standard input. Without any, what is staged.
    #[arg(value_name = "PATH", conflicts_with_all = ["range", "history"])]
    pub paths: Vec<PathBuf>,
    /// Every commit of a range, each on its own; also `A^!`, one commit.
    #[arg(long, value_name = "A..B", conflicts_with = "history")]
    pub range: Option<String>,
    /// For a new branch (--range 000...0..B): check only what this ref does not contain.
    #[arg(long, value_name = "REF", requires = "range")]
    pub base: Option<String>,
    /// Every commit that any ref reaches.
    #[arg(long)]
    pub history: bool,
    /// Read files that git ignores, too.
    #[arg(long, requires = "paths")]
    pub no_ignore: bool,
    /// Compute the ids of all findings: those of passwords take about 25 ms each, and a run computes the first 40.
    #[arg(long, conflicts_with = "write_baseline")]
    pub ids: bool,
    /// Freeze what is found now (in all tracked files, else in PATHs or the history) in .akguard/baseline.toml.
    #[arg(long, conflicts_with = "range")]
    pub write_baseline: bool,
}

/// What to do with the register.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Fail on a record that is expired or revoked while its secret is still in HEAD, and on a broken log.
    #[arg(long)]
    pub check: bool,
    /// What to change.
    #[command(subcommand)]
    pub command: Option<AuditCommand>,
}

/// Changes of the register.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Take an override back; the record stays, marked.
    Revoke {
        /// The record's id, 8 digits or more.
        id: String,
    },
    /// Approve an override that an agent made.
    Approve {
        /// The record's id, 8 digits or more.
        id: String,
    },
    /// Remove records whose finding is gone.
    Prune,
}

/// What to do with the rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// All rules, on or off; with -q their ids alone.
    List,
    /// One rule: what it looks for, what of a value is shown, where to revoke.
    Show {
        /// The rule's id, or an earlier one.
        id: String,
    },
    /// Test all rules against their own samples: exit 1 when one fails.
    Test,
}
