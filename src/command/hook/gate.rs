//! The gate: what is about to be committed is scanned, and a finding stops it.

use std::time::Instant;

use akguard_git::{ChangeSet, MergeHeads, Repository, Trust, staged};
use anyhow::Result;

use super::arguments::{Arguments, Caller};
use super::double_run::is_set_reported;
use super::named::Named;
use super::one_shot::allow_from_command_line;
use super::own_files::{baseline_change, config_change};
use super::passed_cache::PassedCache;
use super::render::{Shown, show};
use super::unscanned;
use crate::audit::LogEvent;
use crate::check::{self, Context, Options};
use crate::command::logged::{logged, note_in_log};
use crate::hook::is_trial;
use crate::policy::Evaluation;
use crate::report::{Occasion, Outcome};
use crate::sanitize::Untrusted;

/// Scans what is about to be committed, prints the report, and logs what stops the commit.
///
/// # Errors
/// The commit, or a file that pre-commit or prek names, cannot be checked.
pub(super) fn before_commit(begun: Instant, arguments: &Arguments) -> Result<Outcome> {
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
    if arguments.caller != Caller::ManagerByHand && !is_trial() {
        evaluation.warnings.extend(unscanned::before_commit(begun, &repository, &passed).map(Untrusted::from));
    }
    let outcome = Outcome::of(&evaluation);
    if outcome.passes() && !is_trial() {
        passed.add_set(&set);
    }
    if is_set_reported(&repository, arguments.run(), &set, outcome) {
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
    if arguments.rest.is_empty() {
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
