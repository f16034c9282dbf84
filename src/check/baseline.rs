//! Checks for a baseline: of the content that the user chose, with the given overrides.

use akguard_git::{Blob, Change, ChangeSet, FileSet, Repository};
use anyhow::Result;

use super::commits::scan_history;
use super::evaluate::{OverridesFrom, evaluate};
use super::files::scan_paths;
use super::{Context, Options, settings};
use crate::policy::{Evaluation, Overrides, Scope};
use crate::scan::{self, Scan, Settings};

/// What to scan for a baseline.
pub enum Target<'t> {
    /// Every commit that a ref reaches.
    History,
    /// Every tracked file.
    Tracked,
    /// Files on disk.
    Paths(&'t FileSet),
}

/// Checks the target of a baseline. Every finding gets its id.
///
/// # Errors
/// The repository cannot be read, or a thread fails.
pub fn baseline<'d>(
    repository: &Repository,
    context: &'d Context,
    target: &Target<'_>,
    overrides: &Overrides,
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    let options = Options { all_ids: true, ..options };
    let scan = match target {
        Target::History => scan_history(repository, context, options)?,
        Target::Tracked => return tracked(repository, context, overrides, options),
        Target::Paths(files) => scan_paths(Some(repository), context, files, options)?,
    };
    evaluate(scan, context, Scope::Local, &OverridesFrom::Given(overrides), options)
}

/// Checks all lines of every tracked file, as it is in the index.
///
/// # Errors
/// As [`baseline`].
pub fn tracked<'d>(
    repository: &Repository,
    context: &'d Context,
    overrides: &Overrides,
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    let scan = scan_tracked(repository, context, options)?;
    evaluate(scan, context, Scope::Local, &OverridesFrom::Given(overrides), options)
}

fn scan_tracked<'d>(repository: &Repository, context: &'d Context, options: Options<'_>) -> Result<Scan<'d>> {
    let files = repository.tracked()?.into_iter();
    let change = |(path, blob, symlink)| Change { path, bases: vec![None], new: Blob::Stored(blob), symlink };
    let set = ChangeSet { changes: files.map(change).collect(), ..ChangeSet::default() };
    let settings = Settings { count_added: false, ..settings(context, options) };
    scan::changes(settings, repository, &set)
}
