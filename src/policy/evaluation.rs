//! The result of policy: every finding with its verdict.

use akguard_detect::inline_allow::Mark;

use super::Record;
use crate::finding::{Finding, Unchecked};
use crate::sanitize::{Hidden, Untrusted};
use crate::scan::Stats;

/// What happens to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It stops the commit. If there is a record or a mark for it that does not count, the reason.
    Block(Option<String>),
    /// It is reported and passes. The reason as above.
    Warn(Option<String>),
    /// It passes.
    Allow(Allowed),
}

/// What lets a finding pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// A record; the second field is a warning about it.
    Record(Box<Record>, Option<String>),
    /// A mark on its line.
    Mark(Mark),
    /// The baseline.
    Baseline,
}

/// A finding with its verdict.
#[derive(Debug)]
pub struct Judged<'d> {
    /// What was found.
    pub finding: Finding<'d>,
    /// The verdict.
    pub verdict: Verdict,
}

/// Unchecked content with its verdict: `Block` or `Allow`.
#[derive(Debug)]
pub struct JudgedUnchecked {
    /// What could not be read.
    pub unchecked: Unchecked,
    /// The verdict.
    pub verdict: Verdict,
}

/// The sorted result: every finding is in it, whatever its verdict.
#[derive(Debug, Default)]
pub struct Evaluation<'d> {
    /// Sorted by path and position.
    pub findings: Vec<Judged<'d>>,
    /// Sorted by path.
    pub unchecked: Vec<JudgedUnchecked>,
    /// What was read.
    pub stats: Stats,
    /// Warnings that belong to no finding. They may contain text that others have written.
    pub warnings: Vec<Untrusted>,
    /// The values that no output may show.
    pub hidden: Hidden,
    /// Files of this machine whose secret values were not searched for, and why.
    pub unread_values: Vec<String>,
}

impl Evaluation<'_> {
    /// Findings that stop the commit.
    pub fn blocked(&self) -> usize {
        self.findings.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).count()
    }

    /// Findings that are reported and pass.
    pub fn warned(&self) -> usize {
        self.findings.iter().filter(|j| matches!(j.verdict, Verdict::Warn(_))).count()
    }

    /// Findings that pass for a reason that `which` accepts.
    pub fn allowed(&self, which: impl Fn(&Allowed) -> bool) -> usize {
        self.findings.iter().filter(|j| matches!(&j.verdict, Verdict::Allow(by) if which(by))).count()
    }

    /// Unchecked content that stops the commit.
    pub fn unread(&self) -> usize {
        self.unchecked.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).count()
    }
}
