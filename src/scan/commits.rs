//! Many commits: on all cores, each blob once, in the order of history.

use std::collections::{HashMap, HashSet};

use akguard_detect::Detector;
use akguard_detect::secret::Identity;
use akguard_git::{Commit, Oid, Repository};
use anyhow::Result;

use super::many::{Piece, Pieces, scan_pieces};
use super::seen::Seen;
use super::{Options, PathPolicy, Scan, Scanner, stored_id};
use crate::finding::{Finding, Tip};

/// Commits that a core takes at a time.
const BATCH: usize = 16;
/// Fewer commits than this are not worth another core.
const LEAST_PER_CORE: usize = 32;

/// What a scan of commits works with.
pub struct Work<'w, 'd> {
    /// Opened again by each core.
    pub repository: &'w Repository,
    /// The rules.
    pub detector: &'d Detector,
    /// Excludes and names.
    pub paths: &'w dyn PathPolicy,
    /// How.
    pub options: Options,
    /// Told how many commits more are done.
    pub progress: &'w (dyn Fn(usize) + Sync),
}

/// Scans each commit on its own. Findings come in the order of `commits`.
///
/// # Errors
/// A commit or a tree cannot be read.
pub fn scan_commits<'d>(work: &Work<'_, 'd>, commits: &[Commit]) -> Result<Scan<'d>> {
    run(work, commits, None)
}

/// Scans each commit, but each blob once. Of equal findings at one path the first is kept; each is told whether a
/// branch still has it.
///
/// # Errors
/// As [`scan_commits`].
pub fn scan_history<'d>(work: &Work<'_, 'd>, commits: &[Commit]) -> Result<Scan<'d>> {
    let seen = Seen::default();
    let mut scan = run(work, commits, Some(&seen))?;
    let mut first = HashSet::new();
    scan.findings.retain(|f| first.insert((f.identity, f.confidence, f.path.clone(), f.inner.clone())));
    let mut first = HashSet::new();
    scan.unchecked.retain(|u| first.insert((u.path.clone(), u.blob)));
    if !scan.findings.is_empty() {
        let named = scan.findings.iter().filter(|f| f.in_name).map(|f| f.path.clone()).collect();
        let present = in_tips(work, &seen, &named)?;
        let shown = |name: &String| akguard_common::text::escape_bytes(&work.detector.redact(name.as_bytes()));
        let tip = |f: &Finding<'_>| present.get(&f.identity).map_or(Tip::Gone, |name| Tip::Of(shown(name)));
        scan.findings.iter_mut().for_each(|f| f.tip = Some(tip(f)));
        super::hide::hide(&mut scan, None);
    }
    Ok(scan)
}

fn run<'d>(work: &Work<'_, 'd>, commits: &[Commit], seen: Option<&Seen>) -> Result<Scan<'d>> {
    let Work { repository, detector, paths, options, progress } = *work;
    let scan = |scanner: &mut Scanner<'_, 'd>, repository: &Repository, index: usize| {
        let commit = &commits[index];
        scanner.set(&repository.changes(commit)?, Some(commit.id));
        Ok(())
    };
    let open = repository.opener();
    let lend = |work: &mut dyn FnMut(&mut Scanner<'_, 'd>, &Piece<'_, 'd>) -> Result<()>| {
        let repository = open()?;
        let mut scanner = Scanner { seen, ..Scanner::new(detector, paths, Some(&repository), options) };
        work(&mut scanner, &|scanner, index| scan(scanner, &repository, index))
    };
    let mut own = Scanner { seen, ..Scanner::new(detector, paths, Some(repository), options) };
    let piece = |own: &mut Scanner<'_, 'd>, index: usize| scan(own, repository, index);
    let pieces = Pieces { count: commits.len(), batch: BATCH, least: LEAST_PER_CORE };
    scan_pieces(&mut own, pieces, &piece, &lend, progress)?;
    let mut scan = own.finish();
    // What one core has found may stand in a path that another one has read.
    super::hide::hide(&mut scan, None);
    let order: HashMap<Oid, usize> = commits.iter().enumerate().map(|(i, commit)| (commit.id, i)).collect();
    let place = |commit: Option<Oid>| commit.and_then(|id| order.get(&id).copied());
    scan.findings.sort_by(|a, b| {
        (place(a.commit), &a.path, &a.inner, a.start).cmp(&(place(b.commit), &b.path, &b.inner, b.start))
    });
    scan.unchecked.sort_by(|a, b| (place(a.commit), &a.path).cmp(&(place(b.commit), &b.path)));
    scan.stats.reader = Some(work.repository.reader());
    Ok(scan)
}

/// Every finding that the newest commit of a branch holds, with the first such branch.
fn in_tips(work: &Work<'_, '_>, seen: &Seen, named: &HashSet<Vec<u8>>) -> Result<HashMap<Identity, String>> {
    let mut present = HashMap::new();
    let mut known: HashSet<(Vec<u8>, Option<Oid>)> = HashSet::new();
    let mut before: Option<Oid> = None;
    for (name, tip) in work.repository.branches()? {
        let options = Options { count_added: false, ..work.options };
        let mut scanner = Scanner::new(work.detector, work.paths, Some(work.repository), options);
        for change in work.repository.files_since(before, tip)? {
            let id = stored_id(&change.new);
            let by_name = work.paths.kind(&change.path).is_some() || named.contains(&change.path);
            if (by_name || id.is_some_and(|id| seen.is_suspect(&id))) && known.insert((change.path.clone(), id)) {
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
