//! What policy says of a scan: every finding with its verdict.

use akguard_detect::inline_allow::Mark;

use super::Record;
use crate::finding::{Finding, Unchecked};
use crate::sanitize::{Hidden, Untrusted};
use crate::scan::Stats;

/// What becomes of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It stops the commit; if a record or a mark speaks of it but does not count, why.
    Block(Option<String>),
    /// It is named and passes; the same.
    Warn(Option<String>),
    /// It passes.
    Allow(Allowed),
}

/// What lets a finding pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// A record; the second field is a word of caution.
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
    /// What becomes of it.
    pub verdict: Verdict,
}

/// Unchecked content with its verdict: `Block` or `Allow`.
#[derive(Debug)]
pub struct JudgedUnchecked {
    /// What could not be read.
    pub unchecked: Unchecked,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// The sorted result: every finding is in it, whatever its verdict.
#[derive(Debug, Default)]
pub struct Evaluation<'d> {
    /// By path and place.
    pub findings: Vec<Judged<'d>>,
    /// By path.
    pub unchecked: Vec<JudgedUnchecked>,
    /// What was read.
    pub stats: Stats,
    /// Words of caution that belong to no finding. They may name what others have written.
    pub warnings: Vec<Untrusted>,
    /// What no output may show.
    pub hidden: Hidden,
    /// Files of this machine whose secret values were not looked for, and why.
    pub unread_values: Vec<String>,
}

impl Evaluation<'_> {
    /// Findings that stop the commit.
    pub fn blocked(&self) -> usize {
        self.findings.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).count()
    }

    /// Findings that are named and pass.
    pub fn warned(&self) -> usize {
        self.findings.iter().filter(|j| matches!(j.verdict, Verdict::Warn(_))).count()
    }

    /// Findings that pass by what `which` names.
    pub fn allowed(&self, which: impl Fn(&Allowed) -> bool) -> usize {
        self.findings.iter().filter(|j| matches!(&j.verdict, Verdict::Allow(by) if which(by))).count()
    }

    /// Unchecked content that stops the commit.
    pub fn unread(&self) -> usize {
        self.unchecked.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).count()
    }
}
