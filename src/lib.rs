//! akguard checks what a commit adds, and stops the commit if that contains a credential.
//!
//! From a change to its verdict; each arrow is a call, and on it is the type that the call returns:
//!
//! - `git commit` runs the hook script (`hooks/hook`), and that runs `akguard hook EVENT`: see `command::hook`.
//! - command ──▶ check: git ──`ChangeSet`──▶ scan ──`Scan`──▶ policy ──`Evaluation`──▶ report ──▶ [`Outcome`] (0, 1, 2)
//! - `check` alone calls the scanner and the policy; commands call `check` and render what it returns.
//! - scan asks the detector for candidates; policy decides by records, baseline, marks and config.
//! - The audit log keeps what was stopped.
//!
//! The layers, the highest first. A module uses only what is below its line (`tests/layers` reads this picture):
//!
//! ```text
//! dispatch                                 from the command line to the command
//! command · clap_error                     one file per command; `command::hook` is what the installed hooks run
//! hook · cli · report                      installs the hooks; the command line's structures; results as text and JSON
//! audit                                    the log of this machine and the register of overrides
//! check                                    the pipeline, in one place: scans, then gives every finding its verdict
//! config                                   .akguard.toml, parsed strictly into valid types
//! policy                                   a verdict for every finding; nothing is dropped without one
//! scan                                     keeps the candidates that touch an added line
//! finding · sanitize · unpack · safe_file  a located credential; text safe to print; archives; files without links
//! watchdog                                 ends a run that makes no progress
//! output                                   standard output and standard error
//! akguard_git · akguard_detect             repository state in, plain changes out; text in, candidates out
//! akguard_rules                            the rules as data, their schema, the analysis of their patterns
//! akguard_common                           bytes, short texts, failures, progress
//! ```
//!
//! What cannot be checked stops the commit ([`Outcome::Unchecked`], exit 2). The secret is a type that cannot be
//! printed ([`akguard_detect::secret::Secret`]). The library's API is the program's own and may change in any release.

pub mod audit;
pub mod check;
mod clap_error;
pub mod cli;
pub mod command;
pub mod config;
mod dispatch;
pub mod finding;
pub mod hook;
pub mod output;
pub mod policy;
pub mod report;
mod safe_file;
pub mod sanitize;
pub mod scan;
pub mod unpack;
mod watchdog;

use std::ffi::OsString;
use std::time::Instant;

use akguard_common::error::Failure;

use crate::hook::Event;
use crate::output::print_error;
pub use report::Outcome;

/// Runs the program and returns its exit status. Every failure is printed and gives exit status 2.
pub fn main(arguments: &[OsString]) -> u8 {
    let begun = Instant::now();
    match dispatch::run(begun, arguments) {
        Ok(status) => status,
        Err(error) => {
            complain(&head(arguments), &error);
            2
        }
    }
}

/// How an error begins: in a hook with what it stops.
fn head(arguments: &[OsString]) -> String {
    if arguments.get(1).is_none_or(|command| command != "hook") {
        return "akguard: ".to_owned();
    }
    match arguments.iter().find_map(|argument| Event::named(&argument.to_string_lossy())) {
        Some(event) if !event.can_stop() => format!("akguard: {}: ", event.name()),
        Some(event) => format!("akguard: {} stopped: ", event.what()),
        None => "akguard: commit stopped: ".to_owned(),
    }
}

/// Prints the cause on one line, then the command that helps. What looks like a secret in either is redacted.
fn complain(head: &str, error: &anyhow::Error) {
    let detector = akguard_detect::Detector::new(Vec::new(), 0);
    let clean = |text: &str| sanitize::Sink::new(&detector).show_bytes(text.as_bytes()).to_string();
    let help = error.downcast_ref::<Failure>().and_then(Failure::help_text);
    let mut text = format!("{head}{}\n", clean(&format!("{error:#}")));
    if let Some(help) = help {
        text.push_str(&format!("  help: {}\n", clean(help)));
    }
    print_error(text.as_bytes());
}
