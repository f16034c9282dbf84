//! The pipeline, in one place: content is scanned, slow fingerprints are computed, every finding gets its verdict.
//!
//! Each function here takes one kind of input and returns one [`Evaluation`](crate::policy::Evaluation). Nothing else
//! calls the scanner or the policy; commands call this module and render what it returns.

mod baseline;
mod commits;
mod context;
mod evaluate;
mod files;
mod local_values;
mod overrides;
mod staged;
mod unread;

use akguard_git::{ChangeSet, Repository};
use anyhow::Result;

pub use baseline::{Target, baseline, tracked};
pub use commits::{history, push, range, unscanned};
pub use context::{Context, First, from_file};
pub use files::paths;
pub use local_values::holds_credential;
pub use overrides::{HeadFiles, head, hidden_in, index};
pub use staged::{allowable, staged, staged_with_files};

use self::local_values::LocalValues;
use crate::scan::{self, Progress, Scan, Settings};

/// What a check computes besides its verdicts, and who receives its progress.
#[derive(Clone, Copy)]
pub struct Options<'p> {
    /// Count the added lines of clean files too, which takes a diff for each.
    pub count_added: bool,
    /// Compute the ids of all findings, however long it takes; otherwise only a limited number of slow ones.
    pub all_ids: bool,
    /// Receives the progress of a long check.
    pub progress: &'p dyn Progress,
}

impl Options<'_> {
    /// For hooks: only the verdicts, as fast as possible.
    pub const QUICK: Self = Options { count_added: false, all_ids: false, progress: &() };
}

/// The settings for scanning content of a repository.
fn settings<'c>(context: &'c Context, options: Options<'_>) -> Settings<'c, 'c> {
    Settings {
        detector: &context.detector,
        paths: &context.config,
        known: None,
        names: true,
        count_added: options.count_added,
    }
}

/// Scans change sets of this machine; searches them for the secret values of the machine, too.
fn scan_own<'d>(
    repository: &Repository,
    context: &'d Context,
    sets: &[&ChangeSet],
    values: &LocalValues,
    options: Options<'_>,
) -> Result<Scan<'d>> {
    let settings = Settings { known: Some(&values.known), ..settings(context, options) };
    scan::change_sets(settings, repository, sets)
}
