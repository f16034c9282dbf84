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
    own(repository, context, &[set], options)
}

/// Checks the staged changes as [`staged`] does, and all lines of further files of the index. What the commit deletes is
/// no source of lines in these: they are read as if they were new.
///
/// # Errors
/// As [`staged`].
pub fn staged_with_files<'d>(
    repository: &Repository,
    context: &'d Context,
    set: &ChangeSet,
    files: &ChangeSet,
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    own(repository, context, &[set, files], options)
}

fn own<'d>(
    repository: &Repository,
    context: &'d Context,
    sets: &[&ChangeSet],
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    let values = local_values::read(repository, context, sets);
    let scan = scan_own(repository, context, sets, &values, options)?;
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
    let values = local_values::read(repository, context, &[set]);
    let scan = scan_own(repository, context, &[set], &values, options)?;
    evaluate(scan, context, Scope::Local, &OverridesFrom::Nowhere, options)
}
