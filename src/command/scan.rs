//! `akguard scan`: what is staged, files, a range, the history.

use std::path::{Path, PathBuf};
use std::time::Instant;

use akguard_detect::env_file::Kind;
use akguard_git::{Commit, MergeHeads, Oid, Place, Repository, Trust, staged, walk};
use anyhow::Result;

use super::Context;
use super::context::from_file;
use super::first_config;
use super::known;
use super::progress::{FingerprintProgress, Progress};
use super::report::{Ending, Report};
use crate::cli::{FormatArg, ScanArgs, Shared};
use crate::config::Config;
use crate::output::print_error;
use crate::policy::{Judgement, Overrides, Scope, judge};
use crate::report::{Format, Occasion, Outcome};
use crate::sanitize::Untrusted;
use crate::scan::{Options, PathPolicy, Scan, Scanner, Work, scan_commits, scan_history, scan_many, scan_staged};

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

/// One scan as it was asked for.
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

    fn finish(&self, context: &Context, judgement: &Judgement<'_>, ending: Ending) -> Result<Outcome> {
        Report { context, shared: self.shared, arguments: self.arguments, format: self.format }.write(judgement, ending)
    }
}

/// What is staged.
fn index(asked: &Asked<'_>) -> Result<Outcome> {
    let repository = Repository::open(Trust::Checked)?;
    let mut context = Context::staged(asked.begun, &repository, asked.config())?;
    let set = staged(&repository, MergeHeads::File)?;
    let sources = known::of(&repository, &context, &set);
    if !asked.shared.quiet {
        let note = first_config::note(&context);
        context.warnings.extend(note.map(Untrusted::from));
    }
    if asked.shared.verbose {
        context.warnings.extend(sources.unread.iter().cloned().map(Untrusted::from));
    }
    let options = Options { names: true, count_added: asked.format == Format::Json };
    let scanner = Scanner::new(&context.detector, &context.config, Some(&repository), options).knowing(&sources.known);
    let scan = scan_staged(scanner, &set, &repository)?;
    let overrides = Overrides::load(&repository, Place::Index, repository.head()?, &scan)?;
    let progress = FingerprintProgress::default();
    let judgement = judge(scan, &overrides, &context.terms(Scope::Local, progress.budget(asked.arguments.ids)))?;
    drop(progress);
    let advice = first_config::advice(&repository, &context, &judgement, MergeHeads::File)?;
    let ending = Ending {
        occasion: Occasion::Staged,
        env_is_ignored: repository.ignores(".env"),
        advice: advice.into_iter().collect(),
    };
    asked.finish(&context, &judgement, ending)
}

fn range(asked: &Asked<'_>) -> Result<Outcome> {
    let repository = Repository::open_commits()?;
    let ScanArgs { range, base, ids, .. } = asked.arguments;
    let range = AskedRange { range: range.as_deref().unwrap_or_default(), base: base.as_deref(), all_ids: *ids };
    with_range(asked.begun, &repository, range, asked.shared, |context, judgement| {
        asked.finish(context, judgement, Ending::of(Occasion::Range))
    })
}

/// What is asked for with `--range` and `--base`.
#[derive(Clone, Copy)]
pub(super) struct AskedRange<'a> {
    pub(super) range: &'a str,
    pub(super) base: Option<&'a str>,
    /// Compute all ids, however long it takes.
    pub(super) all_ids: bool,
}

/// Scans a range and hands the judgement on: policy from its base, records from its tip. The context has what the report
/// says of both.
pub(super) fn with_range<T>(
    begun: Instant,
    repository: &Repository,
    asked: AskedRange<'_>,
    shared: &Shared,
    then: impl FnOnce(&Context, &Judgement<'_>) -> Result<T>,
) -> Result<T> {
    let range = repository.range(asked.range, asked.base)?;
    let mut context = Context::of_range(begun, repository, &range, shared.config.as_deref())?;
    if !shared.quiet {
        let mut said: Vec<String> = range.note.iter().map(|note| context.clean(note)).collect();
        said.extend(context.weakened());
        context.warnings.extend(said.into_iter().map(Untrusted::from));
    }
    let options = Options { names: true, count_added: format(shared) == Format::Json };
    let scan = with_progress(&context, repository, options, &range.commits, scan_commits)?;
    let reviewed = Reviewed { records: range.tip, baseline: range.base };
    let judgement = judge_at(scan, &context, repository, reviewed, asked.all_ids)?;
    then(&context, &judgement)
}

fn history(asked: &Asked<'_>) -> Result<Outcome> {
    let repository = Repository::open_commits()?;
    let head = repository.head()?;
    let context = Context::of_commit(asked.begun, &repository, head, asked.config())?;
    let scan = scan_all_commits(&context, &repository)?;
    let reviewed = Reviewed { records: head, baseline: head };
    let judgement = judge_at(scan, &context, &repository, reviewed, asked.arguments.ids)?;
    asked.finish(&context, &judgement, Ending::of(Occasion::History))
}

/// Scans every commit that a ref reaches.
pub(super) fn scan_all_commits<'d>(context: &'d Context, repository: &Repository) -> Result<Scan<'d>> {
    // Which lines each of thousands of clean commits adds is not worth a diff for each.
    let options = Options { names: true, count_added: false };
    with_progress(context, repository, options, &repository.history()?, scan_history)
}

/// The commits that overrides are read from.
struct Reviewed {
    records: Option<Oid>,
    baseline: Option<Oid>,
}

fn judge_at<'d>(
    scan: Scan<'d>,
    context: &Context,
    repository: &Repository,
    reviewed: Reviewed,
    all_ids: bool,
) -> Result<Judgement<'d>> {
    let load = |tip| Overrides::load(repository, Place::Commit(tip), reviewed.baseline, &scan);
    let overrides = reviewed.records.map(load).transpose()?.unwrap_or_default();
    let progress = FingerprintProgress::default();
    judge(scan, &overrides, &context.terms(Scope::Shared, progress.budget(all_ids)))
}

/// Runs a scan of commits with a bar that shows how far it is: on a terminal, once it has taken a second.
fn with_progress<'d>(
    context: &'d Context,
    repository: &Repository,
    options: Options,
    commits: &[Commit],
    scan: impl FnOnce(&Work<'_, 'd>, &[Commit]) -> Result<Scan<'d>>,
) -> Result<Scan<'d>> {
    let bar = Progress::new(commits.len(), "commits");
    let progress = |done: usize| bar.add(done);
    let (detector, paths) = (&context.detector, &context.config);
    let result = scan(&Work { repository, detector, paths, options, progress: &progress }, commits);
    bar.end();
    result
}

fn files(asked: &Asked<'_>) -> Result<Outcome> {
    let mut notes = Vec::new();
    let repository = Repository::open_for_files(&mut notes)?.filter(|r| r.top().is_some());
    print_notes(&notes);
    let context = match &repository {
        Some(repository) => Context::staged(asked.begun, repository, asked.config())?,
        None => Context::new(asked.begun, asked.config().map(from_file).transpose()?.unwrap_or_default()),
    };
    let scan = scan_files(&context, repository.as_ref(), asked.arguments, asked.format)?;
    let overrides = match &repository {
        Some(repository) => Overrides::load(repository, Place::Index, repository.head()?, &scan)?,
        None => Overrides::default(),
    };
    let progress = FingerprintProgress::default();
    let judgement = judge(scan, &overrides, &context.terms(Scope::Local, progress.budget(asked.arguments.ids)))?;
    drop(progress);
    asked.finish(&context, &judgement, Ending::of(Occasion::Files))
}

/// Scans loose files and folders.
pub(super) fn scan_files<'d>(
    context: &'d Context,
    repository: Option<&Repository>,
    arguments: &ScanArgs,
    format: Format,
) -> Result<Scan<'d>> {
    let set = walk(&arguments.paths, arguments.no_ignore);
    print_notes(&set.notes);
    let top = repository.and_then(|r| r.top()?.canonicalize().ok());
    let paths = FromTop { config: &context.config, top };
    let options = Options { names: false, count_added: format == Format::Json };
    let mut scanner = Scanner::new(&context.detector, &paths, None, options);
    for (path, why) in &set.unreadable {
        scanner.unchecked(path, None, why.clone());
    }
    let bar = Progress::new(set.changes.len(), "files");
    let lend = |work: &mut dyn FnMut(&mut Scanner<'_, 'd>)| {
        work(&mut Scanner::new(&context.detector, &paths, None, options));
        Ok(())
    };
    let done = scan_many(&mut scanner, (&set.changes, &[]), &lend, &|done| bar.add(done));
    bar.end();
    done?;
    scanner.ignored(set.ignored);
    let mut scan = scanner.finish();
    scan.stats.reader = repository.map(Repository::reader);
    Ok(scan)
}

/// The first notes of a scan of files: what counts less than it might. The report itself stays as it is.
fn print_notes(notes: &[String]) {
    const MAX_NOTES: usize = 8;
    for note in notes.iter().take(MAX_NOTES) {
        print_error(format!("akguard: note: {note}\n").as_bytes());
    }
    if let Some(rest) = notes.len().checked_sub(MAX_NOTES).filter(|rest| *rest > 0) {
        print_error(format!("akguard: note: and {rest} more such directories\n").as_bytes());
    }
}

/// Patterns of the config are from the top of the repository; files are named as the user typed them.
struct FromTop<'c> {
    config: &'c Config,
    top: Option<PathBuf>,
}

impl PathPolicy for FromTop<'_> {
    fn is_excluded(&self, path: &[u8]) -> bool {
        if !self.config.has_excludes() {
            return false;
        }
        let typed = String::from_utf8_lossy(path);
        let real = Path::new(typed.as_ref()).canonicalize().ok();
        match (&self.top, real) {
            (Some(top), Some(real)) => real
                .strip_prefix(top)
                .is_ok_and(|relative| self.config.is_excluded(relative.as_os_str().as_encoded_bytes())),
            _ => self.config.is_excluded(path),
        }
    }

    fn kind(&self, path: &[u8]) -> Option<Kind> {
        self.config.kind(path)
    }
}

/// The report format of a scan.
pub(super) fn format(shared: &Shared) -> Format {
    match shared.format {
        FormatArg::Human => Format::Human,
        FormatArg::Json => Format::Json,
    }
}
