//! The fingerprints of values that a person may have chosen: slow on purpose, so they are computed once the scan is
//! complete and in order, and only a limited number of them in one run.

use std::collections::HashSet;

use akguard_detect::Candidate;
use akguard_detect::secret::{Fingerprint, Identity};
use anyhow::Result;

use super::slow_fingerprint::{Slow, compute};
use super::{Progress, Recorded, Scan};

/// Maximum number of different values for which one run computes a slow fingerprint, unless all are asked for. Each
/// takes about 25 ms of one core, so all of them take about a second.
const MAX_SLOW: usize = 40; // `Budget`, README and help name it, too

/// The identity of a finding among the others of this run, and its fingerprint for records and baselines.
pub(super) struct FindingId {
    pub(super) identity: Identity,
    pub(super) fingerprint: Option<Fingerprint>,
}

impl FindingId {
    /// The fingerprint is computed at once, unless a person may have chosen the value.
    pub(super) fn of_candidate(candidate: &Candidate<'_>) -> Self {
        let rule = candidate.rule;
        let secret = &candidate.secret;
        let fingerprint = (!rule.guessable).then(|| Fingerprint::of_key(&rule.id, secret));
        Self { identity: Identity::of_secret(&rule.id, secret), fingerprint }
    }
}

impl From<Fingerprint> for FindingId {
    fn from(id: Fingerprint) -> Self {
        Self { identity: Identity::of_fingerprint(id), fingerprint: Some(id) }
    }
}

/// How many slow fingerprints a run computes.
#[derive(Clone, Copy)]
pub enum Budget<'p> {
    /// The first 40 in the order of the report.
    Limited,
    /// All of them.
    All(&'p dyn Progress),
}

impl<'d> Scan<'d> {
    /// Computes the ids that findings still lack, in the order of the report: as many as the budget allows, and all of
    /// the `recorded` rules, because a record or a baseline may name their values.
    ///
    /// The result does not depend on the number of cores.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub fn fingerprint(&mut self, budget: Budget<'_>, recorded: &Recorded<'_>) -> Result<()> {
        let slow = self.slow(budget, recorded);
        let progress: &dyn Progress = match budget {
            Budget::Limited => &(),
            Budget::All(progress) => progress,
        };
        let ids = compute(&slow, progress)?;
        for finding in &mut self.findings {
            finding.id = finding.id.or_else(|| ids.get(&finding.identity).copied());
        }
        self.recall(recorded, progress)
    }

    /// The different values whose fingerprints are computed, in the order of the findings.
    fn slow(&self, budget: Budget<'_>, recorded: &Recorded<'_>) -> Vec<Slow<'d>> {
        let mut seen = HashSet::new();
        let mut slow = Vec::new();
        let mut left = MAX_SLOW;
        for finding in &self.findings {
            let Some(secret) = &finding.secret else { continue };
            if !finding.rule.guessable || !seen.insert(finding.identity) {
                continue;
            }
            let rule = finding.rule.id.as_ref();
            let is_limited = matches!(budget, Budget::Limited) && !recorded.contains_key(rule.as_bytes());
            if is_limited && left == 0 {
                continue;
            }
            left -= usize::from(is_limited);
            slow.push(Slow { identity: finding.identity, rule, secret: secret.clone() });
        }
        slow
    }
}
