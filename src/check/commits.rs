//! Checks of commits: of a range, of a push, of all, or of those that no hook has checked.

use akguard_git::{Change, Commit, Oid, Place, Range, Repository};
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

/// Checks what a push sends: the commits of a range and the messages of tags, with the records of its tip.
///
/// # Errors
/// As [`range`].
pub fn push<'d>(
    repository: &Repository,
    context: &'d Context,
    range: &Range,
    tag_messages: &[Change],
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    let settings = settings(context, options);
    let scan = scan::pushed(settings, repository, &range.commits, tag_messages, options.progress)?;
    let overrides = overrides_at(repository, range.tip, range.base);
    evaluate(scan, context, Scope::Shared, &overrides, options)
}

/// Checks commits that no hook has checked, with the records of the index and the baseline of HEAD's parent: a commit
/// must not bring its own. They are not searched for the secret values of this machine, which may be newer than they.
///
/// # Errors
/// A commit or the overrides cannot be read, or a thread fails.
pub fn unscanned<'d>(
    repository: &Repository,
    context: &'d Context,
    commits: &[Commit],
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    let scan = scan::commits(settings(context, options), repository, commits, options.progress)?;
    let baseline = commits.first().and_then(|first| first.parents.first()).copied();
    let places = OverridePlaces { repository, records: Place::Index, baseline };
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
