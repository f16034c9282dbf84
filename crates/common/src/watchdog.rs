//! What a run reports to its watchdog: progress, waiting, child processes.
//!
//! The watchdog is a thread of the program (`src/watchdog.rs`) that ends a run without progress. A command allows it
//! ([`allow`]); it starts when the run leaves the clean path ([`start`]). Work reports progress
//! ([`tick`]), and code that waits for a person or another program pauses it ([`pause`]).

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, Once, OnceLock, PoisonError};
use std::thread;

static WATCH: OnceLock<fn()> = OnceLock::new();
static PROGRESS: AtomicU64 = AtomicU64::new(0);
static PAUSES: AtomicUsize = AtomicUsize::new(0);
static CHILDREN: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Allows the watchdog for this run; `watch` is the function that its thread runs.
pub fn allow(watch: fn()) {
    // A second call in the same run passes the same function.
    let _ = WATCH.set(watch);
}

/// Starts the watchdog, where it is allowed: the run leaves the clean path.
pub fn start() {
    static ONCE: Once = Once::new();
    // A fuzzer has its own time limit, and one process makes many runs.
    if let Some(watch) = WATCH.get()
        && !cfg!(fuzzing)
    {
        ONCE.call_once(|| drop(thread::Builder::new().name("watchdog".to_owned()).spawn(watch)));
    }
}

/// Reports progress.
#[inline]
pub fn tick() {
    PROGRESS.fetch_add(1, Ordering::Relaxed);
}

/// A number that changes with every [`tick`].
pub fn progress() -> u64 {
    PROGRESS.load(Ordering::Relaxed)
}

/// The watchdog is paused while this value lives.
pub struct Pause(());

/// Pauses the watchdog during a wait without a limit: for a person, `git commit`, a pipe.
pub fn pause() -> Pause {
    PAUSES.fetch_add(1, Ordering::Relaxed);
    Pause(())
}

impl Drop for Pause {
    fn drop(&mut self) {
        tick();
        PAUSES.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Is the watchdog paused?
pub fn is_paused() -> bool {
    PAUSES.load(Ordering::Relaxed) > 0
}

/// A child process that the watchdog ends with the run, while this value lives.
pub struct Watched(u32);

/// Registers a child process: if the run hangs, the watchdog ends both.
pub fn watch_child(id: u32) -> Watched {
    start();
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).push(id);
    Watched(id)
}

impl Drop for Watched {
    fn drop(&mut self) {
        tick();
        CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).retain(|id| *id != self.0);
    }
}

/// The ids of the registered child processes.
pub fn children() -> Vec<u32> {
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
