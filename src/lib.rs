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
mod dispatch;
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

use command::context::print_error;
use error::Failure;
pub use report::Outcome;

/// Runs the program and returns its exit status; everything that goes wrong is said and becomes a 2.
pub fn main(arguments: &[OsString]) -> u8 {
    let begun = Instant::now();
    match dispatch::run(begun, arguments) {
        Ok(status) => status,
        Err(error) => {
            let hook = arguments.get(1).is_some_and(|a| a == "hook");
            complain(if hook { "akguard: commit stopped: " } else { "akguard: " }, &error);
            2
        }
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
