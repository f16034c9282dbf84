//! What the installed hooks call: `akguard hook EVENT`.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::time::Instant;

use anyhow::Result;

use super::arguments::{Arguments, Caller};
use super::gate::before_commit;
use super::message::check_message;
use super::refs::check_range;
use super::{push, unscanned};
use crate::cli::Color;
use crate::command::color::set_color;
use crate::hook::{self, Event};
use crate::output::print_error;
use crate::report::Outcome;
use crate::watchdog;

/// Runs a hook event.
///
/// # Errors
/// The commit, a named file, a push or a range cannot be checked; the commit or push must stop.
pub fn run(begun: Instant, arguments: &[OsString]) -> Result<Outcome> {
    let arguments = Arguments::read(arguments)?;
    if let Some(nonce) = std::env::var_os(hook::VARIABLE).filter(|n| !n.is_empty()) {
        // A wiring test (`akguard status`) gets its answer, but no commit passes: the variable must not be a way to
        // bypass the hook.
        let question = nonce.to_string_lossy();
        let answer = hook::answer(&question);
        print_error(format!("akguard: wiring test {answer}; no commit passes it\n").as_bytes());
        return Ok(if hook::is_over_a_finding(&question) { Outcome::Blocked } else { Outcome::Unchecked });
    }
    watchdog::allow();
    set_color(Color::Auto, io::stderr().is_terminal());
    match arguments.event {
        Event::PreCommit | Event::PreMergeCommit => {
            let outcome = before_commit(begun, &arguments)?;
            let of_range = if arguments.caller == Caller::Git { None } else { check_range(begun)? };
            Ok(of_range.unwrap_or(outcome).max(outcome))
        }
        Event::CommitMsg => check_message(begun, &arguments),
        Event::PostCommit | Event::PostMerge | Event::PostRewrite => unscanned::after_commit(begun, &arguments),
        Event::PrePush => push::before_push(begun, &arguments),
        Event::PreReceive => push::before_receive(begun, &arguments),
    }
}
