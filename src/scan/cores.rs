//! Threads for work that can be done in any order.

use std::num::NonZero;
use std::thread::{self, ScopedJoinHandle};

use akguard_common::error::Failure;
use anyhow::Result;

/// Stack of a thread, in bytes: deep directories need as much as the main thread has.
const STACK: usize = 16 << 20;

/// Number of cores to use for this many pieces of work, so that each core gets `least` pieces or more.
pub(super) fn worth(pieces: usize, least: usize) -> usize {
    match pieces / least {
        // Then the system is not asked for its cores either: it reads some files for the answer.
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
/// One of them fails, or a thread cannot be started or panics.
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
