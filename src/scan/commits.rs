//! Scans many commits on all cores. Findings come in the order of the commits; of a whole history each blob is read
//! once.

use std::collections::{HashMap, HashSet};

use akguard_detect::secret::Identity;
use akguard_git::{Change, Commit, Oid, Repository};
use anyhow::Result;

use super::error::ScanError;
use super::parallel::{Job, WorkItems};
use super::redact_report::redact_report;
use super::scanner::Scanner;
use super::seen::Seen;
use super::{Progress, Scan, Settings, Stage, stored_id};
use crate::finding::Tip;

/// Commits that a core takes at a time.
const BATCH: usize = 16;
/// Fewer commits than this are not worth another core.
const MIN_PER_CORE: usize = 32;

/// What a scan of commits works with.
#[derive(Clone, Copy)]
struct Work<'w, 'd> {
    settings: Settings<'w, 'd>,
    /// Opened again by each further thread.
    repository: &'w Repository,
    progress: &'w dyn Progress,
}

/// Scans each commit on its own. Findings come in the order of `commits`.
///
/// # Errors
/// A commit or a tree cannot be read.
pub fn commits<'d>(
    settings: Settings<'_, 'd>,
    repository: &Repository,
    commits: &[Commit],
    progress: &dyn Progress,
) -> Result<Scan<'d>> {
    pushed(settings, repository, commits, &[], progress)
}

/// Scans each commit on its own, and before them the messages of tags.
///
/// # Errors
/// As [`commits`].
pub fn pushed<'d>(
    settings: Settings<'_, 'd>,
    repository: &Repository,
    commits: &[Commit],
    tag_messages: &[Change],
    progress: &dyn Progress,
) -> Result<Scan<'d>> {
    run(Work { settings, repository, progress }, commits, tag_messages, None)
}

/// Scans each commit, but each blob once. Of equal findings at one path the first is kept, and it says whether a branch
/// still has the value.
///
/// # Errors
/// As [`commits`].
pub fn history<'d>(
    settings: Settings<'_, 'd>,
    repository: &Repository,
    commits: &[Commit],
    progress: &dyn Progress,
) -> Result<Scan<'d>> {
    let work = Work { settings, repository, progress };
    let seen = Seen::default();
    let mut scan = run(work, commits, &[], Some(&seen))?;
    let mut first = HashSet::new();
    scan.findings.retain(|f| first.insert((f.identity, f.confidence, f.path.clone(), f.inner.clone())));
    let mut first = HashSet::new();
    scan.unchecked.retain(|u| first.insert((u.path.clone(), u.blob)));
    if !scan.findings.is_empty() {
        let named = scan.findings.iter().filter(|f| f.in_name).map(|f| f.path.clone()).collect();
        let present = in_tips(work, &seen, &named)?;
        let shown = |name: &String| akguard_common::text::escape_bytes(&settings.detector.redact(name.as_bytes()));
        for finding in &mut scan.findings {
            let branch = present.get(&finding.identity);
            finding.tip = Some(branch.map(|name| Tip::Of(shown(name))).unwrap_or(Tip::Gone));
        }
        redact_report(&mut scan, None);
    }
    Ok(scan)
}

fn run<'d>(work: Work<'_, 'd>, commits: &[Commit], tag_messages: &[Change], seen: Option<&Seen>) -> Result<Scan<'d>> {
    let Work { settings, repository, progress } = work;
    let stage = progress.begin(Stage::Commits, commits.len());
    let scan_item = |scanner: &mut Scanner<'_, 'd>, repository: Option<&Repository>, index: usize| {
        let Some(repository) = repository else { return Err(ScanError::NoRepository.into()) };
        let commit = &commits[index];
        scanner.commit(&repository.changes(commit)?, &repository.message(commit.id)?, commit.id);
        Ok(())
    };
    let items = WorkItems { count: commits.len(), batch: BATCH, min_per_core: MIN_PER_CORE };
    let job = Job { settings, seen, items, scan_item: &scan_item, stage: &*stage };
    let mut scanner = Scanner::new(settings, Some(repository));
    for message in tag_messages {
        scanner.change(message, &[]);
    }
    scanner.out.append(job.run(Some(repository))?);
    drop(stage);
    let mut scan = scanner.finish();
    sort_by_commit(&mut scan, commits);
    scan.stats.reader = Some(repository.reader());
    Ok(scan)
}

/// In the order of the commits, then of paths and places.
fn sort_by_commit(scan: &mut Scan<'_>, commits: &[Commit]) {
    let order: HashMap<Oid, usize> = commits.iter().enumerate().map(|(i, commit)| (commit.id, i)).collect();
    let place = |commit: Option<Oid>| commit.and_then(|id| order.get(&id).copied());
    scan.findings.sort_by(|a, b| {
        (place(a.commit), &a.path, &a.inner, a.start).cmp(&(place(b.commit), &b.path, &b.inner, b.start))
    });
    scan.unchecked.sort_by(|a, b| (place(a.commit), &a.path).cmp(&(place(b.commit), &b.path)));
}

/// Every finding in the newest commit of a branch, with the first such branch.
fn in_tips(work: Work<'_, '_>, seen: &Seen, named: &HashSet<Vec<u8>>) -> Result<HashMap<Identity, String>> {
    let mut present = HashMap::new();
    let mut known: HashSet<(Vec<u8>, Option<Oid>)> = HashSet::new();
    let mut before: Option<Oid> = None;
    for (name, tip) in work.repository.branches()? {
        let settings = Settings { count_added: false, ..work.settings };
        let mut scanner = Scanner::new(settings, Some(work.repository));
        for change in work.repository.files_since(before, tip)? {
            let id = stored_id(&change.new);
            let by_name = work.settings.paths.kind(&change.path).is_some() || named.contains(&change.path);
            if (by_name || id.is_some_and(|id| seen.has_candidate(&id))) && known.insert((change.path.clone(), id)) {
                scanner.change(&change, &[]);
            }
        }
        for finding in scanner.finish().findings {
            present.entry(finding.identity).or_insert_with(|| name.clone());
        }
        before = Some(tip);
    }
    Ok(present)
}
