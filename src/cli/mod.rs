//! The command line: structures only; their comments are the help text. Each command declares the options that have an
//! effect on it and no others, so that clap refuses the rest.

mod examples;
mod install;
mod line;
mod options;
mod settings;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use examples::EXAMPLE_NOTES;
pub use install::{InstallArgs, MethodArg, PlaceArgs};
pub(crate) use line::{Line, find_option, tree};
pub use options::{
    AllowTerms, ConfigArgs, RecordArgs, RegisterArgs, ReportArgs, RuleListArgs, RuleShowArgs, RuleTestArgs, StatusArgs,
};
pub use settings::{AllowArgs, AuditFormat, Color, FormatArg, Shared};

/// Keeps API keys and .env files out of git history.
///
/// Without a command, scans the staged changes. Exit status: 0 nothing stops you, 1 findings, 2 could not check.
#[derive(Debug, Parser)]
#[command(name = "akguard", version, disable_help_subcommand = true, args_conflicts_with_subcommands = true)]
#[command(after_help = examples::ROOT)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Scan the staged changes (the default).
    #[arg(long)]
    pub staged: bool,
    /// Let this one finding pass, on record (same as `akguard allow ID`). May be repeated.
    #[arg(long, value_name = "ID", conflicts_with_all = ["staged", "format", "color", "quiet", "verbose"])]
    pub allow: Vec<String>,
    /// Why, and until when.
    #[command(flatten)]
    pub terms: AllowTerms,
    /// With --allow: look for the finding in these commits instead of the staged changes.
    #[arg(long, value_name = "A..B", requires = "allow")]
    pub range: Option<String>,
    /// How the result is written.
    #[command(flatten)]
    pub report: ReportArgs,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Scan the staged changes, files, a range of commits or the whole history.
    #[command(after_help = examples::SCAN)]
    Scan {
        /// What to scan.
        #[command(flatten)]
        what: ScanArgs,
        /// How the result is written.
        #[command(flatten)]
        report: ReportArgs,
    },
    /// Let one finding pass, on record: writes and stages a file in .akguard/allow.
    #[command(after_help = examples::ALLOW)]
    Allow {
        /// The finding's id, as the report shows it: 8 digits or more.
        #[arg(id = "allow", value_name = "ID", required = true)]
        ids: Vec<String>,
        /// Why, and until when.
        #[command(flatten)]
        terms: AllowTerms,
        /// Look for the finding in these commits instead of the staged changes.
        #[arg(long, value_name = "A..B")]
        range: Option<String>,
        /// The config.
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Run git commit, with --allow after recording the override.
    #[command(after_help = examples::COMMIT)]
    Commit {
        /// Let this one finding pass, on record. May be repeated.
        #[arg(long, value_name = "ID")]
        allow: Vec<String>,
        /// Why, and until when.
        #[command(flatten)]
        terms: AllowTerms,
        /// The config for --allow.
        #[command(flatten)]
        config: ConfigArgs,
        /// The arguments of git commit.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "GIT ARGUMENTS")]
        arguments: Vec<OsString>,
    },
    /// Install the hook into this repository.
    #[command(after_help = examples::INSTALL)]
    Install(InstallArgs),
    /// Remove the hook, restore the hook that was there before, and delete .git/akguard.
    #[command(after_help = examples::UNINSTALL)]
    Uninstall {
        /// Where.
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Prove that git runs the hook and that its refusal stops a commit; list what else lets keys through.
    ///
    /// Exit status: 0 guarded, 1 not guarded, 2 not proven.
    #[command(after_help = examples::STATUS)]
    Status(StatusArgs),
    /// List the overrides; revoke, approve or prune them.
    #[command(after_help = examples::AUDIT)]
    Audit(AuditArgs),
    /// List the rules, show one, or test them against their own samples.
    #[command(after_help = examples::RULES)]
    Rules(RulesArgs),
    /// Print the JSON Schema of .akguard.toml.
    #[command(after_help = examples::CONFIG)]
    Config {
        /// What to do.
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Show this help, or that of a command.
    #[command(after_help = examples::HELP)]
    Help {
        /// The command.
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
    /// Show the version.
    #[command(after_help = examples::VERSION)]
    Version,
}

/// What to scan.
#[derive(Debug, Default, Args)]
pub struct ScanArgs {
    /// Files and directories; `-` is standard input. Without any, the staged changes.
    #[arg(value_name = "PATH", conflicts_with_all = ["staged", "range", "history"])]
    pub paths: Vec<PathBuf>,
    /// Scan the staged changes (the default).
    #[arg(long, conflicts_with_all = ["range", "history", "write_baseline"])]
    pub staged: bool,
    /// Scan every commit of a range, each on its own; `A^!` is one commit.
    #[arg(long, value_name = "A..B", conflicts_with = "history")]
    pub range: Option<String>,
    /// For a new branch (--range 000...0..B): check only what this ref does not contain.
    // clap drops a requirement that conflicts with another option, so these are named, too.
    #[arg(long, value_name = "REF", requires = "range", conflicts_with_all = ["paths", "history", "staged", "write_baseline"])]
    pub base: Option<String>,
    /// Scan every commit that a ref reaches.
    #[arg(long)]
    pub history: bool,
    /// Scan the files below PATH that git ignores, too.
    #[arg(long, requires = "paths", conflicts_with_all = ["range", "history", "staged"])]
    pub no_ignore: bool,
    /// Compute the ids of all findings: a password's id takes about 25 ms, and a scan computes the first 40.
    #[arg(long, conflicts_with = "write_baseline")]
    pub ids: bool,
    /// Accept the present findings (of all tracked files, of PATH, or of the history) in .akguard/baseline.toml.
    #[arg(long, conflicts_with_all = ["range", "format", "color", "quiet", "verbose"])]
    pub write_baseline: bool,
}

/// What to do with the register of overrides.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct AuditArgs {
    /// What to do; without a command, list.
    #[command(subcommand)]
    pub command: Option<AuditCommand>,
    /// How to list.
    #[command(flatten)]
    pub list: RegisterArgs,
}

/// What to do with the register.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// List the overrides (the default).
    #[command(after_help = examples::AUDIT_LIST)]
    List(RegisterArgs),
    /// Revoke an override; its record stays and says so.
    #[command(after_help = examples::AUDIT_REVOKE)]
    Revoke(RecordArgs),
    /// Approve an override that an agent made.
    #[command(after_help = examples::AUDIT_APPROVE)]
    Approve(RecordArgs),
    /// Remove the records whose finding is gone.
    #[command(after_help = examples::AUDIT_PRUNE)]
    Prune(ConfigArgs),
}

/// What to do with the config.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the JSON Schema of .akguard.toml, by which editors complete and check it.
    #[command(after_help = examples::CONFIG_SCHEMA)]
    Schema,
}

/// What to do with the rules.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct RulesArgs {
    /// What to do; without a command, list.
    #[command(subcommand)]
    pub command: Option<RulesCommand>,
    /// How to list.
    #[command(flatten)]
    pub list: RuleListArgs,
}

/// What to do with the rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List all rules, on or off (the default).
    #[command(after_help = examples::RULES_LIST)]
    List(RuleListArgs),
    /// Show one rule: what it finds, how much of a value a report shows, where to revoke it.
    #[command(after_help = examples::RULES_SHOW)]
    Show(RuleShowArgs),
    /// Test all rules against their own samples. Exit status 1: one fails.
    #[command(after_help = examples::RULES_TEST)]
    Test(RuleTestArgs),
}
