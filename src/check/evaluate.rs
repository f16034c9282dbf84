//! From a finished scan to its evaluation.

use akguard_git::{Oid, Place, Repository};
use anyhow::Result;

use super::{Context, Options};
use crate::policy::{self, Evaluation, Overrides, Scope, Terms};
use crate::scan::{Budget, Scan};

/// Which overrides count.
pub(super) enum OverridesFrom<'o> {
    /// These.
    Given(&'o Overrides),
    /// Those of a repository.
    Repository(Reviewed<'o>),
    /// None: there is no place for them.
    Nowhere,
}

/// Where a repository's overrides are read.
pub(super) struct Reviewed<'o> {
    pub(super) repository: &'o Repository,
    /// The place that holds the allow records.
    pub(super) records: Place,
    /// The commit whose baseline counts: one that was there before what is checked.
    pub(super) baseline: Option<Oid>,
}

/// Computes the slow fingerprints, in one pass over the findings in their order, then evaluates every finding.
///
/// # Errors
/// The overrides cannot be read, or a thread cannot be started.
pub(super) fn evaluate<'d>(
    mut scan: Scan<'d>,
    context: &Context,
    scope: Scope,
    from: &OverridesFrom<'_>,
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    let loaded = match from {
        OverridesFrom::Given(_) | OverridesFrom::Nowhere => Overrides::default(),
        OverridesFrom::Repository(Reviewed { repository, records, baseline }) => {
            Overrides::load(repository, *records, *baseline, &scan)?
        }
    };
    let overrides = if let OverridesFrom::Given(overrides) = from { overrides } else { &loaded };
    let budget = if options.all_ids { Budget::All(options.progress) } else { Budget::Limited };
    scan.fingerprint(budget, &overrides.recorded())?;
    let Context { config, today, .. } = context;
    let terms = Terms { policy: &config.policy, block_at: config.block_at, scope, today: *today };
    Ok(policy::evaluate(scan, overrides, &terms))
}
