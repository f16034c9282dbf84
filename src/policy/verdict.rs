//! From findings to verdicts.

use std::collections::HashSet;

use super::{Overrides, Record, Status, Today, mark};
use crate::config::Config;
use crate::detect::mark::Mark;
use crate::finding::{Finding, Unchecked};
use crate::report::Untrusted;
use crate::scan::{Hidden, Scan, Stats};
use crate::secret::Fingerprint;

/// Where the verdict is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// On the developer's machine: an agent's record passes with a warning.
    Local,
    /// A range or history: an agent's record needs approval.
    Shared,
}

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
pub struct Judgement<'d> {
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
}

impl Judgement<'_> {
    /// Findings that stop the commit.
    pub fn blocked(&self) -> usize {
        self.findings.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).count()
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

/// Sorts findings into block, warn and allow. A record speaks first, then the baseline, then a mark.
pub fn judge<'d>(scan: Scan<'d>, overrides: &Overrides, config: &Config, scope: Scope, today: Today) -> Judgement<'d> {
    let records = &overrides.records;
    let frozen = overrides.baseline.as_ref().map_or_else(HashSet::new, |baseline| baseline.ids());
    let allowed = |id: Fingerprint| records.get(id).map(|record| counts(record, config, scope, today));
    let verdict = |finding: &Finding<'_>| {
        let verdict = match allowed(finding.id) {
            Some(verdict) => verdict,
            None if frozen.contains(&finding.id) => Verdict::Allow(Allowed::Baseline),
            None => Verdict::Block(None),
        };
        // A lapsed record does not make a warning worse than it was.
        match verdict {
            Verdict::Block(why) if finding.confidence < config.block_at => Verdict::Warn(why),
            verdict => verdict,
        }
    };
    let judged = |finding| Judged { verdict: verdict(&finding), finding };
    let mut findings: Vec<Judged<'d>> = scan.findings.into_iter().map(judged).collect();
    mark::lift(&mut findings);
    let unchecked = scan
        .unchecked
        .into_iter()
        .map(|unchecked| {
            let verdict = allowed(unchecked.id).unwrap_or(Verdict::Block(None));
            JudgedUnchecked { unchecked, verdict }
        })
        .collect();
    let broken = records
        .broken
        .iter()
        .map(|broken| format!("{} {}, so it allows nothing", broken.path.expose_text(), broken.why));
    let warnings = overrides.warning.iter().cloned().chain(broken).map(Untrusted::from).collect();
    Judgement { findings, unchecked, stats: scan.stats, warnings, hidden: scan.hidden }
}

/// What a record that names the finding does.
fn counts(record: &Record, config: &Config, scope: Scope, today: Today) -> Verdict {
    let no = |why: &str| Verdict::Block(Some(why.to_owned()));
    match record.status(&config.policy, today) {
        Status::Revoked => no("its allow record is revoked"),
        Status::Expired => no("its allow record has expired"),
        Status::Invalid(why) => no(why),
        Status::Unapproved => match scope {
            Scope::Shared => no("its allow record was made by an agent and lacks a human's approval"),
            Scope::Local => Verdict::Allow(Allowed::Record(
                Box::new(record.clone()),
                Some("recorded by an agent, and CI wants a human's approval".to_owned()),
            )),
        },
        Status::Valid => Verdict::Allow(Allowed::Record(Box::new(record.clone()), None)),
    }
}
