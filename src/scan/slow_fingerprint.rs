//! Slow fingerprints, computed on all cores.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use akguard_common::watchdog;
use akguard_detect::secret::{Fingerprint, Identity, Secret};
use anyhow::Result;

use super::{Progress, Stage, cores};

/// Fewer slow fingerprints than this are not worth another core.
const MIN_PER_CORE: usize = 4;

/// One value of one rule, to be fingerprinted.
pub(super) struct Slow<'d> {
    pub(super) identity: Identity,
    pub(super) rule: &'d str,
    pub(super) secret: Secret,
}

/// The fingerprints of these values, by their identities.
///
/// # Errors
/// A thread cannot be started.
pub(super) fn compute(slow: &[Slow<'_>], progress: &dyn Progress) -> Result<HashMap<Identity, Fingerprint>> {
    if slow.is_empty() {
        return Ok(HashMap::new());
    }
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
