//! Many changes or commits: on all cores, with the result that one core would have.

use std::sync::atomic::{AtomicUsize, Ordering};

use akguard_git::{Change, ChangeSet, Deleted, FileSet, Repository};
use anyhow::Result;

use super::{Progress, Scan, Scanner, Settings, Stage, Stats, cores};

/// How much of the work a core takes at a time, and how much makes another core worth it.
#[derive(Clone, Copy)]
pub(super) struct Pieces {
    pub(super) count: usize,
    pub(super) batch: usize,
    pub(super) least: usize,
}

/// Scans the piece of that number.
pub(super) type Piece<'p, 'd> = dyn Fn(&mut Scanner<'_, 'd>, usize) -> Result<()> + 'p;

/// Lends a scanner, and what scans a piece with it, to each further thread.
pub(super) type LendBoth<'l, 'd> =
    &'l (dyn Fn(&mut dyn FnMut(&mut Scanner<'_, 'd>, &Piece<'_, 'd>) -> Result<()>) -> Result<()> + Sync);

/// What a piece has given, where that is more than numbers.
struct Part<'d> {
    /// Which piece it was.
    index: usize,
    scan: Scan<'d>,
}

/// What a core has done.
#[derive(Default)]
struct Done<'d> {
    /// The sum of what has given numbers alone.
    numbers: Stats,
    parts: Vec<Part<'d>>,
}

/// The same for what needs no repository.
type Lend<'l, 'd> = &'l (dyn Fn(&mut dyn FnMut(&mut Scanner<'_, 'd>)) -> Result<()> + Sync);

/// Scans what a change set brings, with another opening of the repository for each further thread.
///
/// # Errors
/// A thread fails, or cannot open the repository.
pub fn changes<'d>(settings: Settings<'_, 'd>, repository: &Repository, set: &ChangeSet) -> Result<Scan<'d>> {
    let open = repository.opener();
    let lend = |work: &mut dyn FnMut(&mut Scanner<'_, 'd>)| {
        work(&mut Scanner::new(settings, Some(&open()?)));
        Ok(())
    };
    let mut own = Scanner::new(settings, Some(repository));
    scan_many(&mut own, (&set.changes, &set.deleted), &lend, &|_| ())?;
    own.unmerged(set);
    let mut scan = own.finish();
    scan.stats.reader = Some(repository.reader());
    Ok(scan)
}

/// Scans files on disk.
///
/// # Errors
/// A thread fails.
pub fn files<'d>(settings: Settings<'_, 'd>, files: &FileSet, progress: &dyn Progress) -> Result<Scan<'d>> {
    let mut own = Scanner::new(settings, None);
    for (path, why) in &files.unreadable {
        own.unchecked(path, None, why.clone());
    }
    let lend = |work: &mut dyn FnMut(&mut Scanner<'_, 'd>)| {
        work(&mut Scanner::new(settings, None));
        Ok(())
    };
    let stage = progress.begin(Stage::Files, files.changes.len());
    scan_many(&mut own, (&files.changes, &[]), &lend, &|done| stage.add(done))?;
    drop(stage);
    own.ignored(files.ignored);
    Ok(own.finish())
}

/// Scans changes; `deleted` is what the same commit takes away. `own` is this thread's scanner, and `progress` is told how
/// many changes more are done.
///
/// # Errors
/// A thread fails, or cannot have its scanner.
fn scan_many<'d>(
    own: &mut Scanner<'_, 'd>,
    (changes, deleted): (&[Change], &[Vec<Deleted>]),
    lend: Lend<'_, 'd>,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<()> {
    let piece = |scanner: &mut Scanner<'_, 'd>, index: usize| {
        scanner.change(&changes[index], deleted);
        Ok(())
    };
    let lend_both = |work: &mut dyn FnMut(&mut Scanner<'_, 'd>, &Piece<'_, 'd>) -> Result<()>| {
        let mut done = Ok(());
        lend(&mut |scanner| done = work(scanner, &piece))?;
        done
    };
    // Files of one folder are much alike: few at a time.
    let pieces = Pieces { count: changes.len(), batch: 8, least: 64 };
    scan_pieces(own, pieces, &piece, &lend_both, progress)
}

/// Scans pieces; `own` and `piece` are this thread's.
///
/// # Errors
/// A piece or a thread fails, or cannot have its scanner.
pub(super) fn scan_pieces<'d>(
    own: &mut Scanner<'_, 'd>,
    pieces: Pieces,
    piece: &Piece<'_, 'd>,
    lend: LendBoth<'_, 'd>,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<()> {
    let cores = cores::worth(pieces.count, pieces.least);
    if cores == 1 {
        for index in 0..pieces.count {
            piece(own, index)?;
            progress(1);
        }
        return Ok(());
    }
    let next = AtomicUsize::new(0);
    let other = || {
        let mut done = Done::default();
        lend(&mut |scanner, piece| {
            done = take(scanner, piece, pieces, &next, progress)?;
            Ok(())
        })
        .map(|()| done)
    };
    let before = std::mem::take(&mut own.result);
    let done = cores::run(cores, || take(own, piece, pieces, &next, progress), other)?;
    own.result = before;
    let mut parts = Vec::new();
    for core in done {
        own.result.stats.add(&core.numbers);
        parts.extend(core.parts);
    }
    parts.sort_by_key(|part| part.index);
    for part in parts {
        own.add(part.scan);
    }
    Ok(())
}

impl<'d> Scanner<'_, 'd> {
    fn add(&mut self, scan: Scan<'d>) {
        self.result.findings.extend(scan.findings);
        self.result.unchecked.extend(scan.unchecked);
        self.result.stats.add(&scan.stats);
    }
}

/// What one core does: batch after batch until there are no more.
fn take<'d>(
    scanner: &mut Scanner<'_, 'd>,
    piece: &Piece<'_, 'd>,
    Pieces { count, batch, .. }: Pieces,
    next: &AtomicUsize,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Done<'d>> {
    let mut done = Done::default();
    loop {
        let from = next.fetch_add(batch, Ordering::Relaxed);
        let batch = from..count.min(from.saturating_add(batch));
        if batch.is_empty() {
            break;
        }
        for index in batch.clone() {
            // Where one fails nobody needs the rest.
            piece(scanner, index).inspect_err(|_| next.store(count, Ordering::Relaxed))?;
            let scan = std::mem::take(&mut scanner.result);
            if scan.findings.is_empty() && scan.unchecked.is_empty() {
                done.numbers.add(&scan.stats);
            } else {
                done.parts.push(Part { index, scan });
            }
        }
        progress(batch.len());
    }
    Ok(done)
}
