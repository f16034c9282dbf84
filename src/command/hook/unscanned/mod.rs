//! Commits that no hook has checked (`--no-verify`, a cherry-pick, a rebase, a merged branch) are looked at after they were
//! made, named in full once, and then in a line on each commit until they are fixed, allowed or pushed.
//!
//! `hook::WatchState` is what is remembered, `new_commits` finds what is new, `open_commits` looks at those that were named before.

mod new_commits;
mod open_commits;

use std::time::Instant;

use akguard_git::{Oid, Repository, Trust};
use anyhow::Result;

use self::new_commits::NewCommits;
use self::open_commits::reminder;
use super::passed_cache::PassedCache;
use super::render::{CommitsShown, show_commits};
use crate::audit::LogEvent;
use crate::check::{self, Context, Options};
use crate::command::logged::{logged, note_in_log};
use crate::hook::{Event, WatchState};
use crate::policy::{Evaluation, Verdict};
use crate::report::{Occasion, Outcome};

/// Looks at what a commit, a merge or a rebase has made. It stops nothing: the commits exist.
///
/// # Errors
/// The repository or a commit cannot be read.
pub(super) fn after_commit(begun: Instant, event: Event) -> Result<Outcome> {
    let repository = Repository::open_commits(Trust::Hook)?;
    // While a rebase runs, its commits are not there yet; git calls the hook `post-rewrite` at its end. pre-commit and prek
    // have one line for all these events, and name that one in the environment.
    let is_rewritten = event == Event::PostRewrite || std::env::var_os("PRE_COMMIT_REWRITE_COMMAND").is_some();
    if !is_rewritten && repository.is_rebasing() {
        return Ok(Outcome::Clean);
    }
    let Some(head) = repository.head()? else { return Ok(Outcome::Clean) };
    let mut state = WatchState::read(repository.common_dir());
    if state.has_seen(head) {
        return Ok(Outcome::Clean);
    }
    let new = NewCommits::find(&repository, head, &state, &PassedCache::open(&repository))?;
    if !new.is_empty() {
        // Records are read from the index, of which another reader may be in charge.
        let repository = Repository::open(Trust::Hook)?;
        let context = Context::staged(begun, &repository, None)?;
        name(&repository, &context, &new, &mut state)?;
    }
    see(&repository, head, &mut state);
    Ok(Outcome::Clean)
}

/// Before a commit: looks at HEAD where no hook after a commit has done so, and reminds of what was named before. It
/// stops no commit: where something cannot be read (a partial clone may lack trees), there is no warning.
pub(super) fn before_commit(repository: &Repository, context: &Context, passed: &PassedCache) -> Option<String> {
    let mut state = WatchState::read(repository.common_dir());
    let warning = warning(repository, context, passed, &mut state).ok().flatten();
    state.write();
    warning
}

fn warning(
    repository: &Repository,
    context: &Context,
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
            name(repository, context, &new, state)?;
        }
        see(repository, head, state);
    }
    reminder(repository, context, head, &before, state)
}

/// Remembers that HEAD was looked at.
fn see(repository: &Repository, head: Oid, state: &mut WatchState) {
    let commit = repository.commit_info(head).ok().flatten();
    let parents = commit.map(|commit| commit.parents).unwrap_or_default();
    state.see(head, &parents);
    state.write();
}

/// Scans the new commits, and names and logs those with findings.
fn name(repository: &Repository, context: &Context, new: &NewCommits, state: &mut WatchState) -> Result<()> {
    let evaluation = check::unscanned(repository, context, &new.unscanned, Options::QUICK)?;
    let with_findings = stopped_commits(&evaluation);
    for commit in &with_findings {
        state.add_open(*commit);
    }
    if !with_findings.is_empty() {
        note_in_log(repository, context, LogEvent::Unscanned, logged(&evaluation));
    }
    if with_findings.is_empty() && new.left_out == 0 {
        return Ok(());
    }
    let shown = CommitsShown {
        occasion: Occasion::Unscanned,
        commits: &new.unscanned,
        with_findings: &with_findings,
        left_out: new.left_out,
        branch: None,
        subject: None,
    };
    show_commits(context, &evaluation, &shown)
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
