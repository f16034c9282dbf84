//! Checks of commits: of a range, of all, or of one that no hook has checked.

use akguard_git::{ChangeSet, Oid, Place, Range, Repository};
use anyhow::Result;

use super::evaluate::{OverridePlaces, OverridesFrom, evaluate};
use super::{Context, Options, settings};
use crate::policy::{Evaluation, Scope};
use crate::scan::{self, Scan, Settings};

/// Checks the commits of a range, with the records of its tip and the baseline of its base.
///
/// # Errors
/// A commit or the overrides cannot be read, or a thread fails.
pub fn range<'d>(
    repository: &Repository,
    context: &'d Context,
    range: &Range,
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    let scan = scan::commits(settings(context, options), repository, &range.commits, options.progress)?;
    let overrides = overrides_at(repository, range.tip, range.base);
    evaluate(scan, context, Scope::Shared, &overrides, options)
}

/// Checks every commit that a ref reaches, with the records and the baseline of HEAD.
///
/// # Errors
/// As [`range`].
pub fn history<'d>(repository: &Repository, context: &'d Context, options: Options<'_>) -> Result<Evaluation<'d>> {
    let head = repository.head()?;
    let scan = scan_history(repository, context, options)?;
    evaluate(scan, context, Scope::Shared, &overrides_at(repository, head, head), options)
}

/// Scans every commit that a ref reaches.
pub(super) fn scan_history<'d>(
    repository: &Repository,
    context: &'d Context,
    options: Options<'_>,
) -> Result<Scan<'d>> {
    // Added lines are not counted: that would take a diff for each of thousands of clean commits.
    let settings = Settings { count_added: false, ..settings(context, options) };
    scan::history(settings, repository, &repository.history()?, options.progress)
}

/// Checks the changes of an existing commit, with the records of the index and the baseline of its parent. It is not
/// searched for the secret values of this machine, which may be newer than the commit.
///
/// # Errors
/// The overrides cannot be read, or a thread fails.
pub fn unscanned_commit<'d>(
    repository: &Repository,
    context: &'d Context,
    set: &ChangeSet,
    parent: Option<Oid>,
) -> Result<Evaluation<'d>> {
    let options = Options::QUICK;
    let scan = scan::changes(settings(context, options), repository, set)?;
    let places = OverridePlaces { repository, records: Place::Index, baseline: parent };
    evaluate(scan, context, Scope::Local, &OverridesFrom::Repository(places), options)
}

/// The overrides of these commits; none without a commit for the records.
fn overrides_at(repository: &Repository, records: Option<Oid>, baseline: Option<Oid>) -> OverridesFrom<'_> {
    match records {
        Some(commit) => {
            OverridesFrom::Repository(OverridePlaces { repository, records: Place::Commit(commit), baseline })
        }
        None => OverridesFrom::Nowhere,
    }
}
