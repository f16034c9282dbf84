//! What the installed hooks call: `akguard hook EVENT`.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::time::Instant;

use akguard_git::{ChangeSet, MergeHeads, Repository, Trust, staged};
use anyhow::Result;

use super::arguments::{Arguments, Caller};
use super::double_run::is_reported;
use super::named::Named;
use super::one_shot::allow_from_command_line;
use super::own_files::{baseline_change, config_change};
use super::passed_cache::PassedCache;
use super::refs::check_range;
use super::render::{Shown, show};
use super::unscanned_head::unscanned_head;
use crate::audit::LogEvent;
use crate::check::{self, Context, Options};
use crate::cli::Color;
use crate::command::color::set_color;
use crate::command::logged::{logged, note_in_log};
use crate::hook;
use crate::output::print_error;
use crate::policy::Evaluation;
use crate::report::{Occasion, Outcome};
use crate::sanitize::Untrusted;
use crate::watchdog;

/// Runs a hook event.
///
/// # Errors
/// The commit, a named file or a range cannot be checked; the commit must stop.
pub fn run(begun: Instant, arguments: &[OsString]) -> Result<Outcome> {
    let arguments = Arguments::read(arguments)?;
    if let Some(nonce) = std::env::var_os(hook::VARIABLE).filter(|n| !n.is_empty()) {
        // A wiring test (`akguard status`) gets its answer, but no commit passes: the variable must not be a way to
        // bypass the hook.
        let answer = hook::answer(&nonce.to_string_lossy());
        print_error(format!("akguard: wiring test {answer}; no commit passes it\n").as_bytes());
        return Ok(Outcome::Unchecked);
    }
    watchdog::allow();
    set_color(Color::Auto, io::stderr().is_terminal());
    let outcome = before_commit(begun, &arguments)?;
    let of_range = if arguments.caller == Caller::Git { None } else { check_range(begun)? };
    Ok(of_range.unwrap_or(outcome).max(outcome))
}

/// The gate: scans what is about to be committed, prints the report, and logs what stops the commit.
fn before_commit(begun: Instant, arguments: &Arguments) -> Result<Outcome> {
    // git has checked whose repository it is before it runs a hook.
    let trust = if arguments.caller == Caller::ManagerByHand { Trust::Checked } else { Trust::Hook };
    let repository = Repository::open(trust)?;
    let context = Context::staged(begun, &repository, None)?;
    let merge = arguments.merge_heads();
    // Read before overrides of the command line stage their record files, so that it does not contain them.
    let set = staged(&repository, merge)?;
    allow_from_command_line(&repository, &context)?;
    let Checked { mut evaluation, has_whole } = check_files(&repository, &context, &set, arguments)?;
    evaluation.warnings.extend(context.warnings.iter().cloned());
    let changed = [config_change(&repository, &context, &set)?, baseline_change(&repository, &set)?];
    evaluation.warnings.extend(changed.into_iter().flatten().map(Untrusted::from));
    let mut passed = PassedCache::open(&repository);
    evaluation.warnings.extend(unscanned_head(&repository, &context, &mut passed).map(Untrusted::from));
    let outcome = Outcome::of(&evaluation);
    if outcome.passes() {
        passed.add_set(&set);
    }
    if is_reported(&repository, arguments, &set, outcome) {
        return Ok(outcome);
    }
    if !outcome.passes() {
        note_in_log(&repository, &context, LogEvent::Block, logged(&evaluation));
    }
    let occasion = match (arguments.caller, merge) {
        (Caller::ManagerByHand, _) => Occasion::Staged,
        (_, MergeHeads::Env) => Occasion::Merge,
        (_, MergeHeads::File) => Occasion::Commit,
    };
    show(&repository, &context, &evaluation, &Shown { merge, occasion, has_whole })?;
    Ok(outcome)
}

/// What was checked.
struct Checked<'d> {
    evaluation: Evaluation<'d>,
    /// Files were read whole.
    has_whole: bool,
}

/// Checks the staged changes, and the files that pre-commit or prek names.
fn check_files<'d>(
    repository: &Repository,
    context: &'d Context,
    set: &ChangeSet,
    arguments: &Arguments,
) -> Result<Checked<'d>> {
    if arguments.files.is_empty() {
        let evaluation = check::staged(repository, context, set, Options::QUICK)?;
        return Ok(Checked { evaluation, has_whole: false });
    }
    let named = Named::new(repository, context, set, arguments)?;
    let has_whole = !named.whole.changes.is_empty();
    // No command lists these findings again, so all are listed, with their ids.
    let options = Options { all_ids: has_whole, ..Options::QUICK };
    let mut evaluation = check::staged_with_files(repository, context, &named.staged, &named.whole, options)?;
    evaluation.warnings.extend(named.notes);
    Ok(Checked { evaluation, has_whole })
}
