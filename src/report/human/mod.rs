//! The report for people: plain lines, the fix before the override, and of a key no more than its hint.

mod advice;
mod finding;
mod summary;

use std::io::{self, Write};
use std::time::Duration;

use akguard_common::text::escape;
use colored::Colorize;

use super::Outcome;
use crate::policy::{Allowed, Evaluation, Judged, JudgedUnchecked, Verdict};
use crate::sanitize::{Sink, window};

/// A stopped commit lists this many findings, so that it stays on one screen.
pub const MAX_SHOWN: usize = 8;

/// What the report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// A commit that the hook checks.
    Commit,
    /// A merge that the hook checks.
    Merge,
    /// The message of a commit that the hook checks.
    Message,
    /// Commits that no hook has checked, after they were made.
    Unscanned,
    /// A push that the hook checks.
    Push,
    /// A push that a server checks.
    Receive,
    /// A scan of what is staged.
    Staged,
    /// A scan of files.
    Files,
    /// A scan of commits, whose findings `--allow` with `--range` can allow.
    Range,
    /// A scan of the whole history.
    History,
}

impl Occasion {
    fn is_hook(self) -> bool {
        matches!(self, Self::Commit | Self::Merge | Self::Message)
    }

    /// Are its commits not published yet, so that they can still be changed?
    fn is_of_unpushed_commits(self) -> bool {
        matches!(self, Self::Unscanned | Self::Push | Self::Receive)
    }

    /// What the user does once the commits are changed.
    fn next(self) -> &'static str {
        if self == Self::Unscanned { "you push" } else { "you push again" }
    }

    /// Do its findings have ids that `--allow` takes?
    fn can_allow(self) -> bool {
        !matches!(self, Self::Files | Self::History)
    }
}

/// The settings of the report, and what it says besides the findings.
#[derive(Clone)]
pub struct Human<'a> {
    /// How akguard is called from this shell: `akguard`, or its full path.
    pub program: &'a str,
    /// What the report is about.
    pub occasion: Occasion,
    /// List at most this many findings.
    pub limit: usize,
    /// The command that lists all findings, before and after the commit is made.
    pub rescan: Rescan,
    /// git ignores `.env` at the top of the repository.
    pub env_is_ignored: bool,
    /// No line on success.
    pub quiet: bool,
    /// More about what was read.
    pub verbose: bool,
    /// What is pushed, if there may be more than one: `main`.
    pub subject: Option<&'a str>,
    /// Lines for a report in which something stops, such as how to name a record in a partial commit.
    pub advice: Vec<String>,
    /// `--range A..B`, which `--allow` then needs too.
    pub range: Option<&'a str>,
    /// Rules that the config turns off; counted in the success line.
    pub disabled: usize,
    /// Other settings that weaken a rule; counted there too.
    pub weaker: usize,
    /// Makes text of others safe to print.
    pub sink: Sink<'a>,
}

/// The command that lists all findings.
#[derive(Debug, Clone)]
pub struct Rescan {
    /// If the commit was stopped, and for scans.
    pub stopped: String,
    /// Once the commit is made.
    pub committed: String,
}

impl Rescan {
    /// For a scan: the same command, whatever it finds.
    pub fn same(command: String) -> Self {
        Self { stopped: command.clone(), committed: command }
    }
}

impl Human<'_> {
    pub(super) fn write(&self, out: &mut dyn Write, evaluation: &Evaluation<'_>, elapsed: Duration) -> io::Result<()> {
        for warning in &evaluation.warnings {
            writeln!(out, "akguard: {}", self.sink.show(warning))?;
        }
        let outcome = Outcome::of(evaluation);
        if !outcome.passes() {
            writeln!(out, "akguard: {}\n", self.summary(evaluation).bold())?;
        }
        let digits = id_digits(evaluation);
        self.list(out, evaluation, digits)?;
        match outcome.passes() {
            true => self.success(out, evaluation, elapsed)?,
            false => self.closing(out, evaluation, digits)?,
        }
        if self.verbose && !self.quiet {
            let stats = evaluation.stats;
            writeln!(out, "akguard: {} bytes, reader {}", stats.bytes, stats.reader.unwrap_or("none"))?;
        }
        Ok(())
    }

    /// The findings, those that stop first, and what was not checked.
    fn list(&self, out: &mut dyn Write, evaluation: &Evaluation<'_>, digits: usize) -> io::Result<()> {
        let first = evaluation.findings.iter().filter(|j| is_block(&j.verdict));
        let then = evaluation.findings.iter().filter(|j| !is_block(&j.verdict));
        let listed: Vec<&Judged<'_>> = first.chain(then).filter(|j| self.is_listed(j)).collect();
        for judged in listed.iter().take(self.limit) {
            self.finding(out, judged, digits)?;
        }
        let unread: Vec<_> = evaluation.unchecked.iter().filter(|j| is_block(&j.verdict)).collect();
        for judged in unread.iter().take(self.limit) {
            self.unread(out, judged, digits)?;
        }
        let rescan = if Outcome::of(evaluation).passes() { &self.rescan.committed } else { &self.rescan.stopped };
        let hidden = listed.len().saturating_sub(self.limit) + unread.len().saturating_sub(self.limit);
        if hidden > 0 {
            writeln!(out, "and {hidden} more: {rescan}")?;
        }
        let without_id = listed.iter().filter(|judged| judged.finding.id.is_none()).count();
        if without_id > 0 && self.occasion.can_allow() {
            let verb = if without_id == 1 { "has" } else { "have" };
            let findings = akguard_common::text::plural(without_id, "finding");
            writeln!(out, "{rescan} --ids    # {findings} {verb} no id yet; this computes it")?;
        }
        Ok(())
    }

    fn unread(&self, out: &mut dyn Write, judged: &JudgedUnchecked, digits: usize) -> io::Result<()> {
        let unchecked = &judged.unchecked;
        let path = window(&unchecked.shown_path);
        let error = "error".red().bold();
        let id = unchecked.id.filter(|_| self.occasion.can_allow());
        let id = id.map(|id| format!("  (id {})", id.short(digits))).unwrap_or_default();
        writeln!(out, "{path}: {error}: not checked: {}{id}", escape(&unchecked.why))?;
        // Without an id the content can still be fetched, and the cause says how.
        match unchecked.id {
            Some(_) if self.occasion.is_hook() => {
                writeln!(out, "  fix: replace the file, or leave it out of this commit")
            }
            _ => Ok(()),
        }
    }

    /// Allowed findings are listed with `-v`; if there is a warning about the record, or it is for another path; and in
    /// a range if a mark allows them.
    fn is_listed(&self, judged: &Judged<'_>) -> bool {
        match &judged.verdict {
            Verdict::Allow(_) if self.verbose => true,
            Verdict::Allow(Allowed::Record(record, caution)) => {
                caution.is_some()
                    || (judged.finding.secret.is_some() && record.path.expose() != judged.finding.shown_path.as_bytes())
            }
            Verdict::Allow(Allowed::Mark(_)) => self.range.is_some(),
            Verdict::Allow(Allowed::Baseline) => false,
            _ => true,
        }
    }
}

fn is_block(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Block(_))
}

/// Number of digits of an id that are shown: eight, or as many as distinguish all ids of the report.
fn id_digits(evaluation: &Evaluation<'_>) -> usize {
    let findings = evaluation.findings.iter().filter_map(|j| j.finding.id);
    let mut ids: Vec<_> = findings.chain(evaluation.unchecked.iter().filter_map(|j| j.unchecked.id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let clash = |digits: usize| ids.windows(2).any(|w| w[0].short(digits) == w[1].short(digits));
    (8..=32).find(|digits| !clash(*digits)).unwrap_or(32)
}
