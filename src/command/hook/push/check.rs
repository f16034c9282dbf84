//! Checks a push.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use akguard_git::{Oid, Range, Repository};
use anyhow::Result;

use super::input::PushedRef;
use super::outgoing::{Base, Group, Outgoing};
use crate::audit::LogEvent;
use crate::check::{self, Context, Options};
use crate::command::hook::double_run::{HookRun, is_reported};
use crate::command::hook::render::{CommitsShown, show_commits};
use crate::command::hook::unscanned::stopped_commits;
use crate::command::logged::{logged, note_in_log};
use crate::command::progress::ProgressBars;
use crate::policy::Evaluation;
use crate::report::{Occasion, Outcome};
use crate::sanitize::Untrusted;

/// A push, and what its other side has.
pub(super) struct Push<'p> {
    pub(super) begun: Instant,
    pub(super) repository: &'p Repository,
    pub(super) occasion: Occasion,
    /// Commits that the other side has.
    pub(super) known: &'p [Oid],
    pub(super) base: Base,
    /// More than one ref is pushed.
    pub(super) has_many: bool,
    /// Where git runs the hook itself: another hook may run for the same push.
    pub(super) run: Option<HookRun>,
}

impl Push<'_> {
    /// Checks all refs. Every one is checked, whatever was found before.
    ///
    /// # Errors
    /// A ref names no commit, or something cannot be read.
    pub(super) fn check(&self, refs: &[PushedRef]) -> Result<Outcome> {
        let mut outcome = Outcome::Clean;
        let outgoing = Outgoing::find(self.repository, refs, self.known, self.base)?;
        let mut clean = CleanCommits::default();
        for group in &outgoing.groups {
            let mut range = outgoing.range(group);
            range.commits.retain(|commit| !clean.has(group.base, commit.id));
            if !range.commits.is_empty() || !group.tag_messages.is_empty() {
                outcome = outcome.max(self.check_group(group, &range, &mut clean)?);
            }
        }
        Ok(outcome)
    }

    fn check_group(&self, group: &Group<'_>, range: &Range, clean: &mut CleanCommits) -> Result<Outcome> {
        let context = Context::of_range(self.begun, self.repository, range, None)?;
        let options = Options { progress: &ProgressBars, ..Options::QUICK };
        let mut evaluation = check::push(self.repository, &context, range, &group.tag_messages, options)?;
        evaluation.warnings.extend(context.warnings.iter().cloned());
        evaluation.warnings.extend(context.weakened().into_iter().map(Untrusted::from));
        let outcome = Outcome::of(&evaluation);
        if context.first.is_none() {
            clean.add(group.base, range, &evaluation);
        }
        let tips: String = group.refs.iter().map(|sent| sent.tip.to_string()).collect();
        if self.run.is_some_and(|run| is_reported(self.repository, run, &tips, outcome)) {
            return Ok(outcome);
        }
        if !outcome.passes() && self.occasion == Occasion::Push {
            note_in_log(self.repository, &context, LogEvent::Block, logged(&evaluation));
        }
        let stopped = stopped_commits(&evaluation);
        let in_message = evaluation.findings.iter().any(|judged| judged.finding.commit.is_none());
        let stopped_refs = group.refs_with(range, &stopped, in_message);
        let named = if stopped_refs.is_empty() { group.refs.iter().map(|s| s.pushed).collect() } else { stopped_refs };
        let subject = context.clean(&subject(&named));
        let shown = CommitsShown {
            occasion: self.occasion,
            commits: &range.commits,
            with_findings: &stopped,
            left_out: 0,
            head: self.head()?,
            branch: self.other_branch(&named, range)?,
            subject: self.has_many.then_some(subject.as_str()),
        };
        show_commits(&context, &evaluation, &shown)?;
        Ok(outcome)
    }

    /// The branch that has the commits, where it is not HEAD's.
    fn other_branch<'g>(&self, refs: &[&'g PushedRef], range: &Range) -> Result<Option<&'g str>> {
        let is_heads = self.head()?.is_some_and(|head| range.commits.iter().any(|commit| commit.id == head));
        let branch = refs.iter().find(|pushed| pushed.name.starts_with("refs/heads/"));
        Ok(branch.map(|pushed| pushed.short_name()).filter(|_| !is_heads))
    }

    fn head(&self) -> Result<Option<Oid>> {
        if self.occasion == Occasion::Push { self.repository.head() } else { Ok(None) }
    }
}

/// Commits without any finding, which refs with other records need not scan again. They are told apart by the base, which
/// gives the rules; a tip that brings the first rules does not count.
#[derive(Default)]
struct CleanCommits(HashMap<Option<Oid>, HashSet<Oid>>);

impl CleanCommits {
    fn has(&self, base: Option<Oid>, commit: Oid) -> bool {
        self.0.get(&base).is_some_and(|clean| clean.contains(&commit))
    }

    fn add(&mut self, base: Option<Oid>, range: &Range, evaluation: &Evaluation<'_>) {
        let found = evaluation.findings.iter().map(|judged| judged.finding.commit);
        let unread = evaluation.unchecked.iter().map(|judged| judged.unchecked.commit);
        let not_clean: HashSet<Oid> = found.chain(unread).flatten().collect();
        let clean = range.commits.iter().map(|commit| commit.id).filter(|id| !not_clean.contains(id));
        self.0.entry(base).or_default().extend(clean);
    }
}

/// `main`, `main, v1 and 3 more`
fn subject(refs: &[&PushedRef]) -> String {
    const MAX_NAMED: usize = 3;
    let named: Vec<&str> = refs.iter().take(MAX_NAMED).map(|pushed| pushed.short_name()).collect();
    match refs.len().saturating_sub(MAX_NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
