//! Checks one ref of a push.

use std::time::Instant;

use akguard_common::error::Failure;
use akguard_git::{End, Oid, Range, Repository};
use anyhow::Result;

use super::input::PushedRef;
use crate::audit::LogEvent;
use crate::check::{self, Context, Options};
use crate::command::hook::double_run::{HookRun, is_reported};
use crate::command::hook::render::{CommitsShown, show_commits};
use crate::command::hook::unscanned::stopped_commits;
use crate::command::logged::{logged, note_in_log};
use crate::command::progress::ProgressBars;
use crate::report::{Occasion, Outcome};
use crate::sanitize::Untrusted;

/// A push, and what its other side has.
pub(super) struct Push<'p> {
    pub(super) begun: Instant,
    pub(super) repository: &'p Repository,
    pub(super) occasion: Occasion,
    /// Commits that the other side has.
    pub(super) known: Vec<Oid>,
    /// The commit whose config and baseline count, for every ref; `None`: what the other side has before each ref's range.
    pub(super) base: Option<Oid>,
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
    pub(super) fn check(&mut self, refs: &[PushedRef]) -> Result<Outcome> {
        let mut outcome = Outcome::Clean;
        for pushed in refs {
            let Some(id) = pushed.new else { continue };
            outcome = outcome.max(self.check_one(pushed, id)?);
        }
        Ok(outcome)
    }

    fn check_one(&mut self, pushed: &PushedRef, id: Oid) -> Result<Outcome> {
        let object = self.repository.pushed(id)?;
        let End::Commit(tip) = object.end else { return Err(no_commit(pushed).into()) };
        let range = self.range(pushed, tip)?;
        if range.commits.is_empty() && object.tag_messages.is_empty() {
            return Ok(Outcome::Clean);
        }
        let context = Context::of_range(self.begun, self.repository, &range, None)?;
        let options = Options { progress: &ProgressBars, ..Options::QUICK };
        let mut evaluation = check::push(self.repository, &context, &range, &object.tag_messages, options)?;
        evaluation.warnings.extend(context.warnings.iter().cloned());
        evaluation.warnings.extend(context.weakened().into_iter().map(Untrusted::from));
        let outcome = Outcome::of(&evaluation);
        if evaluation.findings.is_empty() && evaluation.unchecked.is_empty() {
            // The next ref need not be checked for the same commits. With findings it must: its records may differ.
            self.known.push(tip);
        }
        if self.run.is_some_and(|run| is_reported(self.repository, run, &id.to_string(), outcome)) {
            return Ok(outcome);
        }
        if !outcome.passes() && self.occasion == Occasion::Push {
            note_in_log(self.repository, &context, LogEvent::Block, logged(&evaluation));
        }
        let name = context.clean(pushed.short_name());
        let shown = CommitsShown {
            occasion: self.occasion,
            commits: &range.commits,
            with_findings: &stopped_commits(&evaluation),
            left_out: 0,
            branch: self.other_branch(pushed, tip)?,
            subject: self.has_many.then_some(name.as_str()),
        };
        show_commits(&context, &evaluation, &shown)?;
        Ok(outcome)
    }

    fn range(&self, pushed: &PushedRef, tip: Oid) -> Result<Range> {
        let base = match (self.base, pushed.old) {
            (Some(base), _) => Some(base),
            (None, Some(old)) => self.repository.commit_of(old)?,
            (None, None) => None,
        };
        let range = self.repository.outgoing(tip, &self.known, base)?;
        // On a server without a commit nobody has reviewed a config.
        let base = if self.occasion == Occasion::Receive { self.base } else { range.base };
        Ok(Range { base, ..range })
    }

    /// The branch to rebase, where it is not HEAD's.
    fn other_branch<'r>(&self, pushed: &'r PushedRef, tip: Oid) -> Result<Option<&'r str>> {
        let is_branch = pushed.name.starts_with("refs/heads/");
        let is_heads = self.occasion == Occasion::Push && self.repository.head()? == Some(tip);
        Ok((is_branch && !is_heads).then(|| pushed.short_name()))
    }
}

fn no_commit(pushed: &PushedRef) -> Failure {
    let name = akguard_common::text::escape(pushed.short_name());
    Failure::new(format!("{name} names a file or a directory and no commit, and akguard checks pushed commits only"))
        .help("push a commit, or push this ref alone with --no-verify once you have read it")
}
