//! From findings to verdicts.

use super::{Record, Records, Status, Today};
use crate::config::Config;
use crate::finding::{Finding, Unchecked};
use crate::scan::{Scan, Stats};
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
    /// It stops the commit; if a record names it but does not count, why.
    Block(Option<String>),
    /// It is named and passes.
    Warn,
    /// A record lets it pass; the second field is a word of caution.
    Allow(Box<Record>, Option<String>),
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
    /// Words of caution that belong to no finding.
    pub warnings: Vec<String>,
}

impl Judgement<'_> {
    /// Findings that stop the commit.
    pub fn blocked(&self) -> usize {
        self.findings.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).count()
    }

    /// Unchecked content that stops the commit.
    pub fn unread(&self) -> usize {
        self.unchecked.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).count()
    }
}

/// Sorts findings into block, warn and allow.
pub fn judge<'d>(scan: Scan<'d>, records: &Records, config: &Config, scope: Scope, today: Today) -> Judgement<'d> {
    let allowed = |id: Fingerprint| records.get(id).map(|record| counts(record, config, scope, today));
    let findings = scan
        .findings
        .into_iter()
        .map(|finding| {
            let verdict = match allowed(finding.id) {
                Some(verdict) => verdict,
                None if finding.confidence >= config.block_at => Verdict::Block(None),
                None => Verdict::Warn,
            };
            // A lapsed record does not make a warning worse than it was.
            let harmless = finding.confidence < config.block_at;
            let verdict = if harmless && matches!(verdict, Verdict::Block(_)) { Verdict::Warn } else { verdict };
            Judged { finding, verdict }
        })
        .collect();
    let unchecked = scan
        .unchecked
        .into_iter()
        .map(|unchecked| {
            let verdict = allowed(unchecked.id).unwrap_or(Verdict::Block(None));
            JudgedUnchecked { unchecked, verdict }
        })
        .collect();
    let warnings = records
        .broken
        .iter()
        .map(|(name, why)| format!("{}{name} {why}, so it allows nothing", super::FOLDER))
        .collect();
    Judgement { findings, unchecked, stats: scan.stats, warnings }
}

/// What a record that names the finding does.
fn counts(record: &Record, config: &Config, scope: Scope, today: Today) -> Verdict {
    let no = |why: &str| Verdict::Block(Some(why.to_owned()));
    match record.status(today) {
        Status::Revoked => return no("its allow record is revoked"),
        Status::Expired => return no("its allow record has expired"),
        Status::Valid => {}
    }
    if let Some(why) = record.beyond(&config.policy) {
        return no(why);
    }
    if !config.policy.reasons.contains(&record.reason) {
        return no("the policy does not accept its allow record's reason");
    }
    if config.policy.agents_need_approval && record.lacks_approval() {
        return match scope {
            Scope::Shared => no("its allow record was made by an agent and lacks a human's approval"),
            Scope::Local => Verdict::Allow(
                Box::new(record.clone()),
                Some("recorded by an agent, and CI wants a human's approval".to_owned()),
            ),
        };
    }
    Verdict::Allow(Box::new(record.clone()), None)
}
