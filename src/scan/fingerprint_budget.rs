//! The fingerprints of values that a person may have chosen: slow on purpose, so they are computed once the scan is
//! complete and in order, and only a limited number of them in one run.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use akguard_common::watchdog;
use akguard_detect::Candidate;
use akguard_detect::secret::{Fingerprint, Identity, Secret};
use anyhow::Result;

use super::{Progress, Recorded, Scan, Stage, cores};

/// Different values that one run computes a slow fingerprint for, unless it is asked for all. Each takes about 25 ms of
/// one core, so that this many stay near a second.
const MAX_SLOW: usize = 40; // `Budget`, README and help name it, too

/// Fewer slow fingerprints than this are not worth another core.
const MIN_PER_CORE: usize = 4;

/// What a finding is known by: among the others of this run, and to records and baselines.
pub(super) struct FindingId {
    pub(super) identity: Identity,
    pub(super) fingerprint: Option<Fingerprint>,
}

impl FindingId {
    /// A value that a provider made has its fingerprint at once.
    pub(super) fn of_candidate(candidate: &Candidate<'_>) -> Self {
        let (rule, secret) = (candidate.rule, &candidate.secret);
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

/// One value of one rule, to be fingerprinted.
pub(super) struct Slow<'d> {
    pub(super) identity: Identity,
    pub(super) rule: &'d str,
    pub(super) secret: Secret,
}

impl<'d> Scan<'d> {
    /// Gives the findings, which are in the order of the report, the ids that they still lack: as many as the budget
    /// allows, and all of the recorded rules, since a record or a baseline may name their values. What one names under an
    /// earlier rule keeps the id of that time.
    ///
    /// The result does not depend on the number of cores.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub fn fingerprint(&mut self, budget: Budget<'_>, recorded: &Recorded<'_>) -> Result<()> {
        let progress: &dyn Progress = match budget {
            Budget::Limited => &(),
            Budget::All(progress) => progress,
        };
        let slow = self.slow(budget, &recorded.rules);
        if !slow.is_empty() {
            let ids = compute(&slow, progress)?;
            for finding in &mut self.findings {
                finding.id = finding.id.or_else(|| ids.get(&finding.identity).copied());
            }
        }
        self.take_earlier_ids(recorded, progress)
    }

    /// The different values whose fingerprints are computed, in the order of the findings.
    fn slow(&self, budget: Budget<'_>, recorded: &HashSet<&[u8]>) -> Vec<Slow<'d>> {
        let mut seen = HashSet::new();
        let mut slow = Vec::new();
        let mut left = MAX_SLOW;
        for finding in &self.findings {
            let Some(secret) = &finding.secret else { continue };
            if !finding.rule.guessable || !seen.insert(finding.identity) {
                continue;
            }
            let rule = finding.rule.id.as_ref();
            let is_limited = matches!(budget, Budget::Limited) && !recorded.contains(rule.as_bytes());
            if is_limited && left == 0 {
                continue;
            }
            left -= usize::from(is_limited);
            slow.push(Slow { identity: finding.identity, rule, secret: secret.clone() });
        }
        slow
    }
}

/// Computes them on all cores.
pub(super) fn compute(slow: &[Slow<'_>], progress: &dyn Progress) -> Result<HashMap<Identity, Fingerprint>> {
    let next = AtomicUsize::new(0);
    let stage = progress.begin(Stage::Fingerprints, slow.len());
    let work = || {
        let mut ids = Vec::new();
        while let Some(one) = slow.get(next.fetch_add(1, Ordering::Relaxed)) {
            watchdog::tick();
            ids.push((one.identity, Fingerprint::of_guessable(one.rule, &one.secret)));
            stage.add(1);
        }
        Ok(ids)
    };
    let done = cores::run(cores::worth(slow.len(), MIN_PER_CORE), work, work)?;
    Ok(done.into_iter().flatten().collect())
}
