//! Work on all cores: threads for what does not depend on the order in which it is done.

use std::num::NonZero;
use std::thread::{self, ScopedJoinHandle};

use akguard_common::error::Failure;
use anyhow::Result;

/// Stack of a thread, in bytes: deep folders need as much as the main thread has.
const STACK: usize = 16 << 20;

/// How many cores are worth it for so many pieces of work, of which each core should have `least`.
pub(super) fn worth(pieces: usize, least: usize) -> usize {
    match pieces / least {
        // The system is not asked either: it reads some files for the answer.
        0 | 1 => 1,
        most => {
            let available = thread::available_parallelism().map(NonZero::get);
            available.unwrap_or(1).min(most)
        }
    }
}

/// Runs `own` on this thread and `other` on `cores - 1` further ones.
///
/// # Errors
/// What one of them fails with, or a thread that cannot be started or dies.
pub(super) fn run<T: Send>(
    cores: usize,
    own: impl FnOnce() -> Result<T>,
    other: impl Fn() -> Result<T> + Sync,
) -> Result<Vec<T>> {
    thread::scope(|scope| {
        let spawn = || thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &other);
        let others: Vec<_> = (1..cores).map(|_| spawn()).collect();
        let own = own();
        let joined = others.into_iter().map(|thread| match thread.map(ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            _ => Err(Failure::new("a scanning thread failed; nothing was checked").into()),
        });
        std::iter::once(own).chain(joined).collect()
    })
}
