//! What overrides speak of today: HEAD and the index, for the register of overrides.

use akguard_detect::encoding::Decoding;
use akguard_detect::inline_allow;
use akguard_git::{Blob, Blobs, Change, ChangeSet, MergeHeads, Repository};
use anyhow::Result;

use super::evaluate::{OverridesFrom, evaluate};
use super::{Context, Options, settings};
use crate::policy::{Evaluation, Overrides, Scope};
use crate::sanitize::Hidden;
use crate::scan::{self, Settings};

/// Which files of HEAD are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadFiles {
    /// All of them.
    All,
    /// Those that hold an inline mark.
    Marked,
}

/// Checks the files of HEAD, all of their lines.
///
/// # Errors
/// HEAD cannot be read, or a thread fails.
pub fn head<'d>(
    repository: &Repository,
    context: &'d Context,
    overrides: &Overrides,
    which: HeadFiles,
) -> Result<Evaluation<'d>> {
    let head = repository.head()?;
    let files = head.map(|head| repository.files_since(None, head)).transpose()?.unwrap_or_default();
    let is_all = which == HeadFiles::All;
    let changes = files.into_iter().filter(|change| is_all || may_hold_mark(repository, change)).collect();
    let set = ChangeSet { changes, ..ChangeSet::default() };
    let settings = Settings { names: is_all, ..settings(context, Options::QUICK) };
    let scan = scan::changes(settings, repository, &set)?;
    evaluate(scan, context, Scope::Local, &OverridesFrom::Given(overrides), Options::QUICK)
}

/// Checks the changed files of the index, all of their lines.
///
/// # Errors
/// The index cannot be read, or a thread fails.
pub fn index<'d>(repository: &Repository, context: &'d Context, overrides: &Overrides) -> Result<Evaluation<'d>> {
    let mut changes = akguard_git::staged(repository, MergeHeads::File)?.changes;
    for change in &mut changes {
        change.bases = vec![None];
    }
    let set = ChangeSet { changes, ..ChangeSet::default() };
    let scan = scan::changes(settings(context, Options::QUICK), repository, &set)?;
    evaluate(scan, context, Scope::Local, &OverridesFrom::Given(overrides), Options::QUICK)
}

/// The values that these checks have found, so that no output shows them.
pub fn hidden_in(evaluations: &[&Evaluation<'_>]) -> Hidden {
    let judged = evaluations.iter().flat_map(|evaluation| &evaluation.findings);
    scan::hidden_of(judged.map(|judged| &judged.finding))
}

/// What cannot be read goes to the scanner, which says so.
fn may_hold_mark(repository: &Repository, change: &Change) -> bool {
    let Blob::Stored(id) = &change.new else { return false };
    let Ok(content) = repository.read(id) else { return true };
    inline_allow::holds_any(&Decoding::Text.of(&content))
}
