//! `akguard scan`: scans the staged changes, files, a range or the history.

use std::path::Path;
use std::time::Instant;

use akguard_git::{FileSet, MergeHeads, Range, Repository, Trust, staged, walk};
use anyhow::Result;

use super::first_config;
use super::progress::ProgressBars;
use super::report::{Ending, Report};
use crate::check::{self, Context, from_file};
use crate::cli::{FormatArg, ScanArgs, Shared};
use crate::output::print_error;
use crate::policy::Evaluation;
use crate::report::{Format, Occasion, Outcome};
use crate::sanitize::Untrusted;

/// Runs the command.
///
/// # Errors
/// Something could not be checked at all; what failed for single files is in the report.
pub fn run(begun: Instant, arguments: &ScanArgs, shared: &Shared) -> Result<Outcome> {
    let format = format(shared);
    shared.color_stdout();
    let asked = Asked { begun, arguments, shared, format };
    if arguments.range.is_some() {
        return range(&asked);
    }
    if arguments.history {
        return history(&asked);
    }
    if !arguments.paths.is_empty() {
        return files(&asked);
    }
    index(&asked)
}

/// A scan and its arguments.
#[derive(Clone, Copy)]
struct Asked<'a> {
    begun: Instant,
    arguments: &'a ScanArgs,
    shared: &'a Shared,
    format: Format,
}

impl Asked<'_> {
    fn config(&self) -> Option<&Path> {
        self.shared.config.as_deref()
    }

    fn options(&self) -> check::Options<'static> {
        let count_added = self.format == Format::Json;
        check::Options { count_added, all_ids: self.arguments.ids, progress: &ProgressBars }
    }

    fn finish(&self, context: &Context, evaluation: &Evaluation<'_>, ending: Ending) -> Result<Outcome> {
        Report { context, shared: self.shared, arguments: self.arguments, format: self.format }
            .write(evaluation, ending)
    }
}

/// Scans the staged changes.
fn index(asked: &Asked<'_>) -> Result<Outcome> {
    let repository = Repository::open(Trust::Checked)?;
    let context = Context::staged(asked.begun, &repository, asked.config())?;
    let set = staged(&repository, MergeHeads::File)?;
    let evaluation = check::staged(&repository, &context, &set, asked.options())?;
    let mut warnings: Vec<Untrusted> = Vec::new();
    if !asked.shared.quiet {
        warnings.extend(first_config::note(&context).map(Untrusted::from));
    }
    if asked.shared.verbose {
        warnings.extend(evaluation.unread_values.iter().cloned().map(Untrusted::from));
    }
    let advice = first_config::advice(&repository, &context, &evaluation, MergeHeads::File)?;
    let ending = Ending {
        occasion: Occasion::Staged,
        env_is_ignored: repository.ignores(".env"),
        advice: advice.into_iter().collect(),
        warnings,
    };
    asked.finish(&context, &evaluation, ending)
}

/// Scans the commits of a range.
fn range(asked: &Asked<'_>) -> Result<Outcome> {
    let repository = Repository::open_commits(Trust::Checked)?;
    let ScanArgs { range, base, .. } = asked.arguments;
    let range = repository.range(range.as_deref().unwrap_or_default(), base.as_deref())?;
    let context = Context::of_range(asked.begun, &repository, &range, asked.config())?;
    let evaluation = check::range(&repository, &context, &range, asked.options())?;
    let warnings = if asked.shared.quiet { Vec::new() } else { range_notes(&context, &range) };
    asked.finish(&context, &evaluation, Ending { warnings, ..Ending::of(Occasion::Range) })
}

/// Notes about the range, and about settings that weaken the check.
fn range_notes(context: &Context, range: &Range) -> Vec<Untrusted> {
    let mut notes: Vec<Untrusted> = range.note.iter().map(|note| context.clean(note).into()).collect();
    notes.extend(context.weakened().into_iter().map(Untrusted::from));
    notes
}

/// Scans every commit.
fn history(asked: &Asked<'_>) -> Result<Outcome> {
    let repository = Repository::open_commits(Trust::Checked)?;
    let context = Context::of_commit(asked.begun, &repository, repository.head()?, asked.config())?;
    let evaluation = check::history(&repository, &context, asked.options())?;
    asked.finish(&context, &evaluation, Ending::of(Occasion::History))
}

/// Scans files and directories on disk.
fn files(asked: &Asked<'_>) -> Result<Outcome> {
    let mut notes = Vec::new();
    let repository = Repository::open_for_files(&mut notes)?.filter(|repository| repository.top().is_some());
    print_notes(&notes);
    let context = match &repository {
        Some(repository) => Context::staged(asked.begun, repository, asked.config())?,
        None => Context::new(asked.begun, asked.config().map(from_file).transpose()?.unwrap_or_default()),
    };
    let files = walk_files(asked.arguments);
    let evaluation = check::paths(repository.as_ref(), &context, &files, asked.options())?;
    asked.finish(&context, &evaluation, Ending::of(Occasion::Files))
}

/// The files that the arguments name. Prints in which directories git's ignore rules do not count.
pub(super) fn walk_files(arguments: &ScanArgs) -> FileSet {
    let files = walk(&arguments.paths, arguments.no_ignore);
    print_notes(&files.notes);
    files
}

/// Prints the first notes of a scan of files, which say in which directories git's ignore rules do not count. They are
/// no part of the report.
fn print_notes(notes: &[String]) {
    const MAX_NOTES: usize = 8;
    for note in notes.iter().take(MAX_NOTES) {
        print_error(format!("akguard: note: {note}\n").as_bytes());
    }
    if notes.len() > MAX_NOTES {
        let rest = notes.len() - MAX_NOTES;
        print_error(format!("akguard: note: and {rest} more such directories\n").as_bytes());
    }
}

/// The report format of a scan.
pub(super) fn format(shared: &Shared) -> Format {
    match shared.format {
        FormatArg::Human => Format::Human,
        FormatArg::Json => Format::Json,
    }
}
