//! akguard stands between `git add` and history.
//!
//! The straight line from change to verdict; each arrow is one call and one type, and no stage reaches back:
//!
//! ```text
//! git ──ChangeSet──▶ scan ──Finding──▶ policy ──Judgement──▶ report ──▶ Outcome (0, 1, 2)
//!                     ▲ detect ◀ rules    ▲ records, config     └─▶ audit log
//! ```
//!
//! - [`git`]: repository state in, plain changes out; everything libgit2 ends there.
//! - [`detect`]: text in, candidates out; pure. Rules are data (`rules/*.toml`), checked and compiled in by `build.rs`.
//! - [`scan`]: keeps the candidates that touch an added line.
//! - [`policy`]: gives every finding a verdict; nothing is dropped without one.
//! - [`report`]: renders the result; formats know nothing of detection.
//! - [`audit`]: the log of this machine and the register of overrides.
//! - [`hook`]: the installed hook and its installer. [`command`]: one file per subcommand.
//!
//! What cannot be checked stops the commit ([`Outcome::Unchecked`], exit 2). The secret is a type that cannot be
//! printed ([`secret::Secret`]). The library's API is the program's own and may change in any release.

pub mod audit;
mod bytes;
pub mod cli;
pub mod command;
pub mod config;
pub mod detect;
pub mod error;
pub mod finding;
mod folder;
pub mod git;
pub mod hook;
pub mod policy;
#[cfg(target_arch = "x86_64")]
mod processor;
mod regular_file;
pub mod report;
mod safe_file;
pub mod scan;
pub mod secret;
mod steps;
pub mod unpack;
mod usage;
mod watchdog;

use std::ffi::OsString;
use std::time::Instant;

use anyhow::Result;
use clap::Parser;

use cli::{Cli, Command};
use command::context::{print, print_error, print_lines};
use error::Failure;
pub use report::Outcome;

/// Runs the program and returns its exit status; everything that goes wrong is said and becomes a 2.
pub fn main(arguments: &[OsString]) -> u8 {
    let begun = Instant::now();
    match dispatch(begun, arguments) {
        Ok(status) => status,
        Err(error) => {
            let hook = arguments.get(1).is_some_and(|a| a == "hook");
            complain(if hook { "akguard: commit stopped: " } else { "akguard: " }, &error);
            2
        }
    }
}

fn dispatch(begun: Instant, arguments: &[OsString]) -> Result<u8> {
    // The hook's way in does not wait for the command line parser.
    if arguments.get(1).is_some_and(|a| a == "hook") {
        return hook::run_event(begun, &arguments[2..]).map(status);
    }
    // Behind `commit` all words but our own are git's, `-q` and `-v` too.
    if arguments.get(1).is_some_and(|a| a == "commit") && !arguments.get(2).is_some_and(|a| a == "--help" || a == "-h")
    {
        let shared = Cli::parse_from(["akguard"]).shared;
        return command::commit::run(begun, cli::AllowArgs::default(), &arguments[2..], &shared);
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(e) if !e.use_stderr() => return print(e.render().to_string().as_bytes()).map(|()| 0),
        Err(e) => return Err(usage::explain(&e).into()),
    };
    if !matches!(cli.command, Some(Command::Commit { .. })) {
        // `git commit` may wait for an editor; all else comes to an end.
        watchdog::allow();
        watchdog::start();
    }
    if !cli.allow.allow.is_empty() {
        if cli.command.as_ref().is_some_and(|c| !matches!(c, Command::Commit { .. })) {
            return Err(Failure::new("`--allow` goes with no other command than commit")
                .help("akguard --allow ID --reason R --note TEXT")
                .into());
        }
        if let Some(Command::Commit { arguments }) = &cli.command {
            return command::commit::run(begun, cli.allow, arguments, &cli.shared);
        }
        return command::allow::run(begun, &cli.allow, cli.range.as_deref(), &cli.shared).map(status);
    }
    match &cli.command {
        None => {
            let staged = cli::ScanArgs {
                paths: Vec::new(),
                range: None,
                base: None,
                history: false,
                ids: false,
                no_ignore: false,
                write_baseline: false,
            };
            command::scan::run(begun, &staged, &cli.shared).map(status)
        }
        Some(Command::Scan(arguments)) => command::scan::run(begun, arguments, &cli.shared).map(status),
        Some(Command::Commit { arguments }) => command::commit::run(begun, cli.allow, arguments, &cli.shared),
        Some(Command::Install { yes }) => hook::install(*yes).and_then(done),
        Some(Command::Uninstall) => hook::uninstall().and_then(done),
        Some(Command::Status) => {
            let (reached, lines) = hook::status()?;
            print_lines(&lines)?;
            Ok(u8::from(!reached))
        }
        Some(Command::Audit(arguments)) => command::audit::run(begun, arguments, &cli.shared).map(status),
        Some(Command::Rules { command }) => command::rules::run(begun, command.as_ref(), &cli.shared).map(status),
    }
}

fn done(done: hook::Done) -> Result<u8> {
    match done {
        hook::Done::Changed(lines) => print_lines(&lines).map(|()| 0),
        hook::Done::Unchanged(line) => print_lines(&[line]).map(|()| 0),
        hook::Done::Refused(line) => {
            print_error(format!("{line}\n").as_bytes());
            Ok(1)
        }
    }
}

/// Exit statuses: 0 nothing stops you, 1 findings, 2 could not check.
fn status(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Clean | Outcome::Warned => 0,
        Outcome::Blocked => 1,
        Outcome::Unchecked => 2,
    }
}

/// The cause in one line, then the command that helps. What looks like a secret in either is cut out.
fn complain(head: &str, error: &anyhow::Error) {
    let detector = detect::Detector::new(Vec::new(), 0);
    let clean = |text: &str| report::Sink::new(&detector).show_bytes(text.as_bytes()).to_string();
    let help = error.downcast_ref::<Failure>().and_then(Failure::help_text);
    let mut text = format!("{head}{}\n", clean(&format!("{error:#}")));
    if let Some(help) = help {
        text.push_str(&format!("  help: {}\n", clean(help)));
    }
    print_error(text.as_bytes());
}
