//! Checks of HEAD and of the index, for the register of overrides: what do the overrides still allow?

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
    /// Those that contain an inline mark.
    Marked,
}

/// Checks all lines of the files of HEAD.
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

/// Checks all lines of the changed files of the index.
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

/// The values that these checks have found, to keep them out of all output.
pub fn hidden_in(evaluations: &[&Evaluation<'_>]) -> Hidden {
    let judged = evaluations.iter().flat_map(|evaluation| &evaluation.findings);
    scan::hidden_of(judged.map(|judged| &judged.finding))
}

/// May the file contain a mark? A file that cannot be read goes to the scanner, which reports it.
fn may_hold_mark(repository: &Repository, change: &Change) -> bool {
    let Blob::Stored(id) = &change.new else { return false };
    let Ok(content) = repository.read(id) else { return true };
    inline_allow::holds_any(&Decoding::Text.of(&content))
}
