//! The line that says what was found, and the one that says what passed.

use std::io::{self, Write};
use std::time::Duration;

use akguard_common::text::plural;

use super::{Human, Occasion, is_block};
use crate::finding::Finding;
use crate::policy::{Allowed, Evaluation};

impl Human<'_> {
    /// `commit stopped: 2 findings in 1 file`
    pub(super) fn summary(&self, evaluation: &Evaluation<'_>) -> String {
        let mut parts = Vec::new();
        if evaluation.blocked() > 0 {
            let blocked = evaluation.findings.iter().filter(|j| is_block(&j.verdict));
            let findings: Vec<&Finding<'_>> = blocked.map(|j| &j.finding).collect();
            parts.push(format!("{} in {}", plural(evaluation.blocked(), "finding"), places(&findings)));
        }
        if evaluation.unread() > 0 {
            parts.push(format!("{} not checked", plural(evaluation.unread(), "file")));
        }
        parts.extend(passed(evaluation));
        let of = self.subject.map(|subject| format!(" of {subject}")).unwrap_or_default();
        let stopped = match self.occasion {
            Occasion::Commit | Occasion::Message => "commit stopped: ".to_owned(),
            Occasion::Merge => "merge stopped: ".to_owned(),
            Occasion::Push => format!("push{of} stopped: "),
            Occasion::Receive => format!("push{of} refused: "),
            Occasion::Unscanned => "committed without a check, and not pushed yet: ".to_owned(),
            Occasion::Staged | Occasion::Files | Occasion::Range | Occasion::History => String::new(),
        };
        format!("{stopped}{}", parts.join(", "))
    }

    /// Writes the lines for a run in which nothing stops: what was read, and what passed although it may be a secret.
    pub(super) fn success(
        &self,
        out: &mut dyn Write,
        evaluation: &Evaluation<'_>,
        elapsed: Duration,
    ) -> io::Result<()> {
        let warned = evaluation.warned();
        if !self.quiet {
            // In a merge only lines that neither side has are checked.
            let merged =
                if self.occasion == Occasion::Merge { "; the merged commits were not scanned again" } else { "" };
            writeln!(out, "akguard: {} ({} ms){merged}", self.counts(evaluation).join(", "), elapsed.as_millis())?;
        }
        if warned == 0 {
            return Ok(());
        }
        let secrets = plural(warned, "possible secret");
        if self.occasion.is_hook() {
            let them = if warned == 1 { "it" } else { "them" };
            let fix = format!("remove {them}, git add, git commit --amend, before you push");
            return writeln!(out, "akguard: {secrets} in this commit, not stopped    # {fix}");
        }
        writeln!(out, "akguard: {secrets}: a warning, which does not stop a commit")
    }

    /// What was read, what passed, and what was left out.
    fn counts(&self, evaluation: &Evaluation<'_>) -> Vec<String> {
        let stats = evaluation.stats;
        let mut parts = vec![plural(stats.files, "file"), plural(stats.lines, "line")];
        parts.push(match evaluation.warned() {
            0 => "clean".to_owned(),
            warned => plural(warned, "warning"),
        });
        let allowed = evaluation.allowed(|by| matches!(by, Allowed::Record(..))) + evaluation.unchecked.len();
        let counted = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
        parts.extend(counted(allowed, "allowed"));
        parts.extend(passed(evaluation));
        let off = if self.disabled == 1 { "rule off" } else { "rules off" };
        let weaker = if self.weaker == 1 { "weaker setting" } else { "weaker settings" };
        let left_out = [
            counted(stats.excluded, "excluded"),
            counted(stats.ignored, "ignored by git"),
            counted(self.disabled, off),
            counted(self.weaker, weaker),
        ];
        parts.extend(left_out.into_iter().flatten());
        parts
    }
}

/// `2 files`, `1 file and 1 message`
fn places(findings: &[&Finding<'_>]) -> String {
    let mut files: Vec<_> = Vec::new();
    let mut messages: Vec<_> = Vec::new();
    for finding in findings {
        match finding.in_message() {
            true => messages.push(finding.commit),
            false => files.push(&finding.path),
        }
    }
    files.sort_unstable();
    files.dedup();
    messages.sort_unstable();
    messages.dedup();
    let counts = [(files.len(), "file"), (messages.len(), "message")];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| plural(count, what));
    counts.collect::<Vec<_>>().join(" and ")
}

/// How many findings pass without a record: by a mark, by the baseline.
fn passed(evaluation: &Evaluation<'_>) -> impl Iterator<Item = String> {
    let marked = evaluation.allowed(|by| matches!(by, Allowed::Mark(_)));
    let frozen = evaluation.allowed(|by| *by == Allowed::Baseline);
    let counts = [(marked, "allowed by mark"), (frozen, "allowed by baseline")];
    counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"))
}
