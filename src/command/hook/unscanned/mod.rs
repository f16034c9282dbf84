//! Commits that no hook has checked (`--no-verify`, a cherry-pick, a rebase, a merged branch) are looked at after they were
//! made, named in full once, and then in a line on each commit until they are fixed, allowed or pushed.
//!
//! `hook::WatchState` is what is remembered, `new_commits` finds what is new, `open_commits` looks at those that were named before.

mod new_commits;
mod open_commits;

use std::time::Instant;

use akguard_git::{Oid, Place, QuickHead, Range, Repository, Trust};
use anyhow::Result;

use self::new_commits::NewCommits;
use self::open_commits::reminder;
use super::arguments::Arguments;
use super::passed_cache::PassedCache;
use super::render::{CommitsShown, show_commits};
use crate::audit::LogEvent;
use crate::check::{self, Context, Options, Unscanned};
use crate::command::logged::{logged, note_in_log};
use crate::hook::{Event, WatchState, is_trial};
use crate::policy::{Evaluation, Verdict};
use crate::report::{Occasion, Outcome};

/// Looks at what a commit, a merge or a rebase has made. It stops nothing: the commits exist.
///
/// # Errors
/// The repository or a commit cannot be read.
pub(super) fn after_commit(begun: Instant, arguments: &Arguments) -> Result<Outcome> {
    let is_seen = |head: QuickHead| WatchState::read(&head.common_dir).has_seen(head.id);
    if is_trial() || QuickHead::read().is_some_and(is_seen) {
        return Ok(Outcome::Clean);
    }
    let repository = Repository::open_commits(Trust::Hook)?;
    // While a rebase runs, its commits are not there yet.
    if repository.is_rebasing() && !is_end_of_rebase(arguments) {
        return Ok(Outcome::Clean);
    }
    let Some(head) = repository.head()? else { return Ok(Outcome::Clean) };
    let mut state = WatchState::read(repository.common_dir());
    if state.has_seen(head) {
        return Ok(Outcome::Clean);
    }
    let new = NewCommits::find(&repository, head, &state, &PassedCache::open(&repository))?;
    if !new.is_empty() {
        name(begun, &repository, head, &new, &mut state)?;
    }
    see(&repository, head, &mut state);
    Ok(Outcome::Clean)
}

/// git calls the hook `post-rewrite` at the end of a rebase. pre-commit and prek have one line for all these events, and
/// name that one in the environment.
fn is_end_of_rebase(arguments: &Arguments) -> bool {
    let is_gits = arguments.event == Event::PostRewrite && arguments.rest.first().is_none_or(|what| what != "amend");
    is_gits || std::env::var_os("PRE_COMMIT_REWRITE_COMMAND").is_some_and(|what| what == "rebase")
}

/// Before a commit: looks at HEAD where no hook after a commit has done so, and reminds of what was named before. It
/// stops no commit: where something cannot be read (a partial clone may lack trees), there is no warning.
pub(super) fn before_commit(begun: Instant, repository: &Repository, passed: &PassedCache) -> Option<String> {
    let mut state = WatchState::read(repository.common_dir());
    let warning = warning(begun, repository, passed, &mut state).ok().flatten();
    state.write();
    warning
}

fn warning(
    begun: Instant,
    repository: &Repository,
    passed: &PassedCache,
    state: &mut WatchState,
) -> Result<Option<String>> {
    let Some(head) = repository.head()? else { return Ok(None) };
    if state.has_seen(head) && state.open().is_empty() || repository.is_rebasing() {
        return Ok(None);
    }
    let before = state.open().to_vec();
    if !state.has_seen(head) {
        let new = NewCommits::find(repository, head, state, passed)?;
        if !new.is_empty() {
            name(begun, repository, head, &new, state)?;
        }
        see(repository, head, state);
    }
    reminder(begun, repository, head, &before, state)
}

/// Remembers that HEAD was looked at.
fn see(repository: &Repository, head: Oid, state: &mut WatchState) {
    let commit = repository.commit_info(head).ok().flatten();
    let parents = commit.map(|commit| commit.parents).unwrap_or_default();
    state.see(head, &parents);
    state.write();
}

/// Scans the new commits, and names and logs those with findings. Records count that the commits have.
fn name(begun: Instant, repository: &Repository, head: Oid, new: &NewCommits, state: &mut WatchState) -> Result<()> {
    let what = Unscanned { commits: &new.unscanned, only_message: &new.only_message, records: Place::Commit(head) };
    let context = context(begun, repository, what, head)?;
    let evaluation = check::unscanned(repository, &context, what, Options::QUICK)?;
    let with_findings = stopped_commits(&evaluation);
    for commit in &with_findings {
        state.add_open(*commit);
    }
    if !with_findings.is_empty() {
        note_in_log(repository, &context, LogEvent::Unscanned, logged(&evaluation));
    }
    if with_findings.is_empty() && new.left_out == 0 {
        return Ok(());
    }
    let shown = CommitsShown {
        occasion: Occasion::Unscanned,
        commits: &new.unscanned,
        with_findings: &with_findings,
        left_out: new.left_out,
        head: Some(head),
        branch: None,
        subject: None,
    };
    show_commits(&context, &evaluation, &shown)
}

/// The rules and the config of the commit before.
fn context(begun: Instant, repository: &Repository, what: Unscanned<'_>, head: Oid) -> Result<Context> {
    let range = Range { commits: Vec::new(), base: what.base(), tip: Some(head), note: None };
    Context::of_range(begun, repository, &range, None)
}

/// The commits of findings, and of content that was not read, that would stop a commit; in the order of the report.
pub(super) fn stopped_commits(evaluation: &Evaluation<'_>) -> Vec<Oid> {
    let is_block = |verdict: &Verdict| matches!(verdict, Verdict::Block(_));
    let findings = evaluation.findings.iter().filter(|judged| is_block(&judged.verdict)).map(|j| j.finding.commit);
    let unread = evaluation.unchecked.iter().filter(|j| is_block(&j.verdict)).map(|j| j.unchecked.commit);
    let mut commits: Vec<Oid> = Vec::new();
    for commit in findings.chain(unread).flatten() {
        if !commits.contains(&commit) {
            commits.push(commit);
        }
    }
    commits
}
