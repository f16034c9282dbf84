//! Many changes: on all cores, with the result that one core would have.
//!
//! Only one thing depends on what came before in the same run: how many guesses at passwords are paid for. Where the
//! cores have met more of them than one run lists, the files that hold some are scanned again, in their order.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;

use super::guesses::{MOST_GUESSES, Paid};
use super::{Scan, Scanner, Stats, cores};
use crate::git::{Change, ChangeSet, Deleted, Repository};
use crate::secret::Secret;

/// Changes that a core takes at a time: files of one folder are much alike.
const BATCH: usize = 8;
/// Fewer changes than this are not worth another core.
const LEAST_PER_CORE: usize = 64;

/// What a change has given, where that is more than numbers.
struct Part<'d> {
    /// Which change it was.
    index: usize,
    scan: Scan<'d>,
    /// Does it hold guesses, and how many did the core count?
    guessed: bool,
    guesses: usize,
    /// What the core paid for, and whether it was a guess.
    counted: Vec<((&'d str, Secret), bool)>,
}

/// What a core has done.
#[derive(Default)]
struct Done<'d> {
    /// The sum of what has given numbers alone.
    numbers: Stats,
    parts: Vec<Part<'d>>,
    paid: Vec<((&'d str, Secret), Paid)>,
}

/// Lends a scanner to each further thread.
type Lend<'l, 'd> = &'l (dyn Fn(&mut dyn FnMut(&mut Scanner<'_, 'd>)) -> Result<()> + Sync);

/// Scans what is staged, with `own`; `opener` opens the repository again for each further thread.
///
/// # Errors
/// A thread fails, or cannot open the repository.
pub fn scan_staged<'a, 'd>(mut own: Scanner<'a, 'd>, set: &ChangeSet, repository: &Repository) -> Result<Scan<'d>> {
    let (detector, paths, options, known) = (own.detector, own.paths, own.options, own.known);
    let open = repository.opener();
    let lend = |work: &mut dyn FnMut(&mut Scanner<'_, 'd>)| {
        let repository = open()?;
        let scanner = Scanner::new(detector, paths, Some(&repository), options);
        work(&mut Scanner { known, ..scanner });
        Ok(())
    };
    scan_many(&mut own, (&set.changes, &set.deleted), &lend, &|_| ())?;
    own.unmerged(set);
    let mut scan = own.finish();
    scan.stats.reader = Some(repository.reader());
    Ok(scan)
}

/// Scans changes; `deleted` is what the same commit takes away. `own` is this thread's scanner, and `progress` is told how
/// many changes more are done.
///
/// # Errors
/// A thread fails, or cannot have its scanner.
pub fn scan_many<'d>(
    own: &mut Scanner<'_, 'd>,
    (changes, deleted): (&[Change], &[Vec<Deleted>]),
    lend: Lend<'_, 'd>,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<()> {
    let cores = cores::worth(changes.len(), LEAST_PER_CORE);
    if cores == 1 {
        for batch in changes.chunks(BATCH) {
            batch.iter().for_each(|change| own.change(change, deleted));
            progress(batch.len());
        }
        return Ok(());
    }
    let next = AtomicUsize::new(0);
    let core = |scanner: &mut Scanner<'_, 'd>| take(scanner, (changes, deleted), &next, progress);
    let other = || {
        let mut done = Done::default();
        lend(&mut |scanner| done = core(scanner)).map(|()| done)
    };
    let before = std::mem::take(&mut own.result);
    let done = cores::run(cores, || Ok(core(own)), other)?;
    (own.result, own.guesses) = (before, 0);
    let mut parts = Vec::new();
    for core in done {
        own.result.stats.add(&core.numbers);
        own.guessable.extend(core.paid);
        parts.extend(core.parts);
    }
    parts.sort_by_key(|part| part.index);
    for part in parts {
        if part.guessed && own.guesses + own.unpaid(&part) > MOST_GUESSES {
            own.change(&changes[part.index], deleted);
        } else {
            own.adopt(part);
        }
    }
    Ok(())
}

impl<'d> Scanner<'_, 'd> {
    /// How many guesses of a part one core would pay for, after all that came before it.
    fn unpaid(&self, part: &Part<'d>) -> usize {
        let known = |key| self.guessable.get(key).is_some_and(|paid| paid.counts);
        part.guesses - part.counted.iter().filter(|(key, guess)| *guess && known(key)).count()
    }

    fn adopt(&mut self, part: Part<'d>) {
        self.guesses += self.unpaid(&part);
        for (key, _) in part.counted {
            self.guessable.entry(key).and_modify(|paid| paid.counts = true);
        }
        self.result.findings.extend(part.scan.findings);
        self.result.unchecked.extend(part.scan.unchecked);
        self.result.stats.add(&part.scan.stats);
    }
}

/// What one core does: batch after batch until there are no more.
fn take<'d>(
    scanner: &mut Scanner<'_, 'd>,
    (changes, deleted): (&[Change], &[Vec<Deleted>]),
    next: &AtomicUsize,
    progress: &(dyn Fn(usize) + Sync),
) -> Done<'d> {
    let mut done = Done::default();
    loop {
        let from = next.fetch_add(BATCH, Ordering::Relaxed);
        let Some(batch) = changes.get(from..).filter(|rest| !rest.is_empty()) else { break };
        let batch = &batch[..batch.len().min(BATCH)];
        for (index, change) in (from..).zip(batch) {
            let before = (scanner.guessed, scanner.guesses);
            scanner.change(change, deleted);
            let (scan, counted) = (std::mem::take(&mut scanner.result), std::mem::take(&mut scanner.counted));
            let (guessed, guesses) = (scanner.guessed > before.0, scanner.guesses - before.1);
            if scan.findings.is_empty() && scan.unchecked.is_empty() && !guessed {
                done.numbers.add(&scan.stats);
            } else {
                done.parts.push(Part { index, scan, guessed, guesses, counted });
            }
        }
        progress(batch.len());
    }
    let paid = std::mem::take(&mut scanner.guessable).into_iter();
    done.paid = paid.map(|(key, paid)| (key, Paid { counts: false, ..paid })).collect();
    done
}
