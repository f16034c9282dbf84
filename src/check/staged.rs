//! Checks of the staged changes, and of other change sets for `--allow`.

use akguard_git::{ChangeSet, Place, Repository};
use anyhow::Result;

use super::evaluate::{OverridePlaces, OverridesFrom, evaluate};
use super::{Context, Options, local_values, scan_own};
use crate::policy::{Evaluation, Scope};

/// Checks the staged changes, with the records of the index and the baseline of HEAD.
///
/// # Errors
/// The overrides cannot be read, or a thread fails.
pub fn staged<'d>(
    repository: &Repository,
    context: &'d Context,
    set: &ChangeSet,
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    let values = local_values::read(repository, context, set);
    let scan = scan_own(repository, context, set, &values, options)?;
    let places = OverridePlaces { repository, records: Place::Index, baseline: repository.head()? };
    let evaluation = evaluate(scan, context, Scope::Local, &OverridesFrom::Repository(places), options)?;
    Ok(Evaluation { unread_values: values.unread, ..evaluation })
}

/// Checks a change set for `--allow`: no override counts, and every finding gets its id.
///
/// # Errors
/// A thread fails.
pub fn allowable<'d>(
    repository: &Repository,
    context: &'d Context,
    set: &ChangeSet,
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    let options = Options { all_ids: true, ..options };
    let values = local_values::read(repository, context, set);
    let scan = scan_own(repository, context, set, &values, options)?;
    evaluate(scan, context, Scope::Local, &OverridesFrom::Nowhere, options)
}
