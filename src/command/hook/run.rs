//! What the installed hooks call: `akguard hook [--script-version=N] EVENT`.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::time::Instant;

use akguard_common::error::Failure;
use akguard_common::text::escape;
use akguard_git::{MergeHeads, Repository, Trust, staged};
use anyhow::Result;

use super::one_shot::allow_from_command_line;
use super::own_files::{baseline_change, config_change};
use super::passed_cache::PassedCache;
use super::render::show;
use super::unscanned_head::unscanned_head;
use crate::audit::LogEvent;
use crate::check::{self, Context, Options};
use crate::cli::Color;
use crate::command::color::set_color;
use crate::command::logged::{logged, note_in_log};
use crate::hook::{Event, VERSION};
use crate::output::print_error;
use crate::report::Outcome;
use crate::sanitize::Untrusted;
use crate::watchdog;

/// Runs a hook event.
///
/// # Errors
/// The commit cannot be checked; it must stop.
pub fn run(begun: Instant, arguments: &[OsString]) -> Result<Outcome> {
    let mut event = None;
    for argument in arguments {
        let text = argument.to_string_lossy();
        match text.strip_prefix("--script-version=").map(str::parse::<u32>) {
            Some(Ok(version)) if version <= VERSION => {}
            Some(_) => {
                return Err(Failure::new("the hook script is newer than this akguard")
                    .help("akguard install    # writes a hook script of this akguard; or upgrade akguard")
                    .into());
            }
            None => drop(event.get_or_insert(text.into_owned())),
        }
    }
    if let Some(nonce) = std::env::var_os("AKGUARD_SELFTEST").filter(|n| !n.is_empty()) {
        // A wiring test (`akguard status`) gets its answer, but no commit passes: the variable must not be a way to
        // bypass the hook.
        let nonce = escape(&nonce.to_string_lossy());
        print_error(format!("akguard: wiring test {nonce}; no commit passes it\n").as_bytes());
        return Ok(Outcome::Unchecked);
    }
    match event.as_deref().and_then(Event::named) {
        Some(event) => before_commit(begun, event),
        None => {
            let known = Event::ALL.map(Event::name).join(", ");
            Err(Failure::new(format!("unknown hook event; known: {known}"))
                .help("akguard install    # writes the right hooks")
                .into())
        }
    }
}

/// The gate: scans what is about to be committed, prints the report, and logs what stops the commit.
fn before_commit(begun: Instant, event: Event) -> Result<Outcome> {
    watchdog::allow();
    set_color(Color::Auto, io::stderr().is_terminal());
    let repository = Repository::open(Trust::Hook)?;
    let context = Context::staged(begun, &repository, None)?;
    let merge = if event == Event::PreMergeCommit { MergeHeads::Env } else { MergeHeads::File };
    // Read before overrides of the command line stage their record files, so that it does not contain them.
    let set = staged(&repository, merge)?;
    allow_from_command_line(&repository, &context)?;
    let mut evaluation = check::staged(&repository, &context, &set, Options::QUICK)?;
    evaluation.warnings.extend(context.warnings.iter().cloned());
    let changed = [config_change(&repository, &context, &set)?, baseline_change(&repository, &set)?];
    evaluation.warnings.extend(changed.into_iter().flatten().map(Untrusted::from));
    let mut passed = PassedCache::open(&repository);
    evaluation.warnings.extend(unscanned_head(&repository, &context, &mut passed).map(Untrusted::from));
    let outcome = Outcome::of(&evaluation);
    if outcome.passes() {
        passed.add_set(&set);
    } else {
        note_in_log(&repository, &context, LogEvent::Block, logged(&evaluation));
    }
    show(&repository, &context, &evaluation, merge)?;
    Ok(outcome)
}
