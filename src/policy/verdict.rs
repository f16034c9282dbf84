//! From findings to verdicts.

use std::collections::HashSet;

use akguard_detect::Confidence;
use akguard_detect::env_file::Kind;
use akguard_detect::secret::Fingerprint;
use anyhow::Result;

use super::{
    Allowed, Judged, JudgedUnchecked, Judgement, Overrides, Policy, Record, Records, Status, Today, Verdict, mark,
};
use crate::finding::Finding;
use crate::sanitize::Untrusted;
use crate::scan::{Budget, Scan};

/// Where the verdict is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// On the developer's machine: an agent's record passes with a warning.
    Local,
    /// A range or history: an agent's record needs approval.
    Shared,
}

/// By what a scan is judged.
#[derive(Clone, Copy)]
pub struct Terms<'t> {
    /// What may be overridden.
    pub policy: &'t Policy,
    /// Findings of this confidence or more stop the commit.
    pub block_at: Confidence,
    /// Where the verdict is spoken.
    pub scope: Scope,
    /// The clock.
    pub today: Today,
    /// How many slow fingerprints are computed.
    pub budget: Budget<'t>,
}

/// Gives the findings their ids and sorts them into block, warn and allow. A record speaks first, then the baseline, then
/// a mark.
///
/// # Errors
/// A thread cannot be started.
pub fn judge<'d>(mut scan: Scan<'d>, overrides: &Overrides, terms: &Terms<'_>) -> Result<Judgement<'d>> {
    let Terms { policy, block_at, scope, today, budget } = *terms;
    scan.identify(budget, &overrides.rules())?;
    let records = &overrides.records;
    let frozen = overrides.baseline.as_ref().map_or_else(HashSet::new, |baseline| baseline.ids());
    let allowed = |id: Fingerprint| records.get(id).map(|record| counts(record, policy, scope, today));
    let verdict = |finding: &Finding<'_>| {
        let verdict = match finding.id.and_then(allowed) {
            Some(verdict) => verdict,
            None if finding.id.is_some_and(|id| frozen.contains(&id)) => Verdict::Allow(Allowed::Baseline),
            None => Verdict::Block(changed_since(finding, &overrides.records)),
        };
        // A lapsed record does not make a warning worse than it was.
        match verdict {
            Verdict::Block(why) if finding.confidence < block_at => Verdict::Warn(why),
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
            let verdict = unchecked.id.and_then(allowed).unwrap_or(Verdict::Block(None));
            JudgedUnchecked { unchecked, verdict }
        })
        .collect();
    let broken = records
        .broken
        .iter()
        .map(|broken| format!("{} {}, so it allows nothing", broken.path.expose_text(), broken.why));
    let warnings = overrides.warning.iter().cloned().chain(broken).map(Untrusted::from).collect();
    Ok(Judgement { findings, unchecked, stats: scan.stats, warnings, hidden: scan.hidden })
}

/// A file that was allowed by its name, with other content: git would ask again at every change.
fn changed_since(finding: &Finding<'_>, records: &Records) -> Option<String> {
    let kind = finding.file.filter(|kind| *kind == Kind::Env)?;
    let is_same = |record: &Record| {
        record.rule.expose() == crate::scan::file_rule(kind).id.as_bytes()
            && record.path.expose() == finding.shown_path.as_bytes()
    };
    records.records.iter().any(is_same).then(|| {
        "it was allowed with other content. In .akguard.toml, env_files.judge_by_values names files that stop only when a \
         value looks real, env_files.allow those that never stop"
            .to_owned()
    })
}

/// What a record that names the finding does.
fn counts(record: &Record, policy: &Policy, scope: Scope, today: Today) -> Verdict {
    let no = |why: &str| Verdict::Block(Some(why.to_owned()));
    match record.status(policy, today) {
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
