//! From findings to verdicts.

use std::collections::HashSet;

use akguard_detect::Confidence;
use akguard_detect::env_file::Kind;
use akguard_detect::secret::Fingerprint;

use super::inline_marks::apply_inline_marks;
use super::{
    Allowed, Baseline, Evaluation, Judged, JudgedUnchecked, Overrides, Policy, Record, Records, Status, Today, Verdict,
};
use crate::finding::Finding;
use crate::sanitize::Untrusted;
use crate::scan::Scan;

/// Where the check runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// On the developer's machine: an agent's record passes with a warning.
    Local,
    /// A range or history: an agent's record needs approval.
    Shared,
}

/// The terms of an evaluation.
#[derive(Clone, Copy)]
pub struct Terms<'t> {
    /// The settings for overrides.
    pub policy: &'t Policy,
    /// Findings of this confidence or more stop the commit.
    pub block_at: Confidence,
    /// Where the check runs.
    pub scope: Scope,
    /// The clock.
    pub today: Today,
}

/// Gives every finding its verdict. Records decide first, then the baseline, then inline marks.
pub fn evaluate<'d>(scan: Scan<'d>, overrides: &Overrides, terms: &Terms<'_>) -> Evaluation<'d> {
    let baseline = overrides.baseline.as_ref().map(Baseline::ids).unwrap_or_default();
    let judge = Judge { records: &overrides.records, baseline, terms: *terms };
    let findings = scan.findings.into_iter().map(|finding| Judged { verdict: judge.finding(&finding), finding });
    let mut findings: Vec<Judged<'d>> = findings.collect();
    apply_inline_marks(&mut findings);
    let unchecked = scan.unchecked.into_iter().map(|unchecked| {
        let verdict = unchecked.id.and_then(|id| judge.recorded(id)).unwrap_or(Verdict::Block(None));
        JudgedUnchecked { unchecked, verdict }
    });
    Evaluation {
        findings,
        unchecked: unchecked.collect(),
        stats: scan.stats,
        warnings: warnings(overrides),
        hidden: scan.hidden,
        unread_values: Vec::new(),
    }
}

/// Warnings about overrides that cannot be used.
fn warnings(overrides: &Overrides) -> Vec<Untrusted> {
    let mut warnings: Vec<Untrusted> = overrides.warning.iter().cloned().map(Untrusted::from).collect();
    for broken in &overrides.records.broken {
        warnings.push(format!("{} {}, so it allows nothing", broken.path.expose_text(), broken.why).into());
    }
    warnings
}

/// Decides on single findings.
struct Judge<'t> {
    records: &'t Records,
    /// The fingerprints of the baseline.
    baseline: HashSet<Fingerprint>,
    terms: Terms<'t>,
}

impl Judge<'_> {
    fn finding(&self, finding: &Finding<'_>) -> Verdict {
        // Below `block_at` a finding only warns, even if its record does not count.
        match self.by_overrides(finding) {
            Verdict::Block(why) if finding.confidence < self.terms.block_at => Verdict::Warn(why),
            verdict => verdict,
        }
    }

    fn by_overrides(&self, finding: &Finding<'_>) -> Verdict {
        for id in finding.id.iter().chain(&finding.earlier) {
            if let Some(verdict) = self.recorded(*id) {
                return verdict;
            }
            if self.baseline.contains(id) {
                return Verdict::Allow(Allowed::Baseline);
            }
        }
        Verdict::Block(changed_since(finding, self.records))
    }

    /// What the record with this id does, if there is one.
    fn recorded(&self, id: Fingerprint) -> Option<Verdict> {
        self.records.get(id).map(|record| counts(record, self.terms))
    }
}

/// The advice for a file that is allowed with other content: it would be stopped again at every change.
fn changed_since(finding: &Finding<'_>, records: &Records) -> Option<String> {
    if finding.file != Some(Kind::Env) {
        return None;
    }
    let is_same = |record: &Record| {
        record.rule.expose() == crate::scan::file_rule(Kind::Env).id.as_bytes()
            && record.path.expose() == finding.shown_path.as_bytes()
    };
    records.records.iter().any(is_same).then(|| {
        "it was allowed with other content. In .akguard.toml, env_files.judge_by_values names files that stop only when a \
         value looks real, env_files.allow those that never stop"
            .to_owned()
    })
}

/// The verdict by the record of a finding.
fn counts(record: &Record, terms: Terms<'_>) -> Verdict {
    let no = |why: &str| Verdict::Block(Some(why.to_owned()));
    match record.status(terms.policy, terms.today) {
        Status::Revoked => no("its allow record is revoked"),
        Status::Expired => no("its allow record has expired"),
        Status::Invalid(why) => no(why),
        Status::Unapproved => match terms.scope {
            Scope::Shared => no("its allow record was made by an agent and lacks a human's approval"),
            Scope::Local => Verdict::Allow(Allowed::Record(
                Box::new(record.clone()),
                Some("recorded by an agent, and CI wants a human's approval".to_owned()),
            )),
        },
        Status::Valid => Verdict::Allow(Allowed::Record(Box::new(record.clone()), None)),
    }
}
