//! Scans changes and commits on all cores, with the same result as on one core.

use std::sync::atomic::{AtomicUsize, Ordering};

use akguard_git::{Blobs, ChangeSet, FileSet, Repository};
use anyhow::Result;

use super::collector::Collector;
use super::scanner::Scanner;
use super::seen::Seen;
use super::{Progress, Scan, Settings, Stage, StageProgress, Stats, cores};

/// How the work is divided.
#[derive(Clone, Copy)]
pub(super) struct WorkItems {
    pub(super) count: usize,
    /// A core takes this many at a time.
    pub(super) batch: usize,
    /// With fewer than this another core is not worth it.
    pub(super) min_per_core: usize,
}

impl WorkItems {
    /// For changed files. Those of one directory are much alike, so the batches are small.
    fn files(count: usize) -> Self {
        Self { count, batch: 8, min_per_core: 64 }
    }
}

/// Scans the item with this index, with the thread's own repository.
pub(super) type ScanItem<'s, 'd> = &'s (dyn Fn(&mut Scanner<'_, 'd>, Option<&Repository>, usize) -> Result<()> + Sync);

/// What all threads share.
pub(super) struct Job<'j, 'd> {
    pub(super) settings: Settings<'j, 'd>,
    pub(super) seen: Option<&'j Seen>,
    pub(super) items: WorkItems,
    pub(super) scan_item: ScanItem<'j, 'd>,
    pub(super) stage: &'j dyn StageProgress,
}

/// Scans a change set.
///
/// # Errors
/// A thread fails, or cannot open the repository.
pub fn changes<'d>(settings: Settings<'_, 'd>, repository: &Repository, set: &ChangeSet) -> Result<Scan<'d>> {
    change_sets(settings, repository, &[set])
}

/// Scans several change sets into one result. A file that one of them deletes is no source of moved lines in another.
///
/// # Errors
/// As [`changes`].
pub fn change_sets<'d>(settings: Settings<'_, 'd>, repository: &Repository, sets: &[&ChangeSet]) -> Result<Scan<'d>> {
    let mut scanner = Scanner::new(settings, None);
    for set in sets {
        let items = WorkItems::files(set.changes.len());
        let scan_item = |scanner: &mut Scanner<'_, 'd>, _: Option<&Repository>, index: usize| {
            scanner.change(&set.changes[index], &set.deleted);
            Ok(())
        };
        let job = Job { settings, seen: None, items, scan_item: &scan_item, stage: &() };
        scanner.out.append(job.run(Some(repository))?);
        scanner.unmerged(set);
    }
    let mut scan = scanner.finish();
    scan.stats.reader = Some(repository.reader());
    Ok(scan)
}

/// Scans files on disk.
///
/// # Errors
/// A thread fails.
pub fn files<'d>(settings: Settings<'_, 'd>, files: &FileSet, progress: &dyn Progress) -> Result<Scan<'d>> {
    let mut scanner = Scanner::new(settings, None);
    for (path, why) in &files.unreadable {
        scanner.unchecked(path, None, why.clone());
    }
    let stage = progress.begin(Stage::Files, files.changes.len());
    let items = WorkItems::files(files.changes.len());
    let scan_item = |scanner: &mut Scanner<'_, 'd>, _: Option<&Repository>, index: usize| {
        scanner.change(&files.changes[index], &[]);
        Ok(())
    };
    let job = Job { settings, seen: None, items, scan_item: &scan_item, stage: &*stage };
    scanner.out.append(job.run(None)?);
    drop(stage);
    scanner.out.stats.ignored += files.ignored;
    Ok(scanner.finish())
}

/// The result of an item with findings or unchecked content.
struct ItemResult<'d> {
    index: usize,
    found: Collector<'d>,
}

/// The results of one core.
#[derive(Default)]
struct CoreResult<'d> {
    /// The statistics of all other items, summed.
    numbers: Stats,
    items: Vec<ItemResult<'d>>,
}

impl<'d> Job<'_, 'd> {
    /// Scans all items, and merges their results in the order of the items. Each further thread opens the repository
    /// again.
    ///
    /// # Errors
    /// An item or a thread fails, or the repository cannot be opened.
    pub(super) fn run(&self, repository: Option<&Repository>) -> Result<Collector<'d>> {
        let next = AtomicUsize::new(0);
        let open = repository.map(Repository::opener);
        let own = || self.run_core(repository, &next);
        let other = || {
            let repository = open.as_ref().map(|open| open()).transpose()?;
            self.run_core(repository.as_ref(), &next)
        };
        let cores = cores::worth(self.items.count, self.items.min_per_core);
        let mut merged = Collector::default();
        let mut items = Vec::new();
        for core in cores::run(cores, own, other)? {
            merged.stats.add(&core.numbers);
            items.extend(core.items);
        }
        items.sort_by_key(|item| item.index);
        for item in items {
            merged.append(item.found);
        }
        Ok(merged)
    }

    /// The work of one core: batch after batch, until there are no more.
    fn run_core(&self, repository: Option<&Repository>, next: &AtomicUsize) -> Result<CoreResult<'d>> {
        let blobs = repository.map(|repository| repository as &dyn Blobs);
        let mut scanner = Scanner { seen: self.seen, ..Scanner::new(self.settings, blobs) };
        let mut done = CoreResult::default();
        let count = self.items.count;
        loop {
            let from = next.fetch_add(self.items.batch, Ordering::Relaxed);
            let batch = from..count.min(from.saturating_add(self.items.batch));
            if batch.is_empty() {
                return Ok(done);
            }
            for index in batch.clone() {
                // After an error the rest is not needed.
                (self.scan_item)(&mut scanner, repository, index)
                    .inspect_err(|_| next.store(count, Ordering::Relaxed))?;
                let found = std::mem::take(&mut scanner.out);
                if found.is_clean() {
                    done.numbers.add(&found.stats);
                } else {
                    done.items.push(ItemResult { index, found });
                }
            }
            self.stage.add(batch.len());
        }
    }
}
