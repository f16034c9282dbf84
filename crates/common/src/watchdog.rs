//! What a run reports to its watchdog: progress, waiting, child processes.
//!
//! The watchdog itself is the program's: a thread that ends a run in which nothing happens. It starts when the clean path
//! is left ([`start`]), and only where a command has asked for it ([`allow`]); work reports progress ([`tick`]), and
//! what waits for a person or another program holds it ([`pause`]).

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, Once, OnceLock, PoisonError};
use std::thread;

static WATCH: OnceLock<fn()> = OnceLock::new();
static PROGRESS: AtomicU64 = AtomicU64::new(0);
static PAUSES: AtomicUsize = AtomicUsize::new(0);
static CHILDREN: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// This run is to end when it hangs; `watch` is what the thread does that sees to it.
pub fn allow(watch: fn()) {
    // A second command of the same run asks for the same.
    let _ = WATCH.set(watch);
}

/// The clean path is left: from now on the run is watched.
pub fn start() {
    static ONCE: Once = Once::new();
    // A fuzzer has its own limit, and goes on after a run.
    if let Some(watch) = WATCH.get()
        && !cfg!(fuzzing)
    {
        ONCE.call_once(|| drop(thread::Builder::new().name("watchdog".to_owned()).spawn(watch)));
    }
}

/// Something has been done.
#[inline]
pub fn tick() {
    PROGRESS.fetch_add(1, Ordering::Relaxed);
}

/// What changes with every [`tick`].
pub fn progress() -> u64 {
    PROGRESS.load(Ordering::Relaxed)
}

/// Holds the watchdog while this lives.
pub struct Pause(());

/// Waits for what may take as long as it wants: a person, `git commit`, a pipe.
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

/// Does anything hold it?
pub fn is_paused() -> bool {
    PAUSES.load(Ordering::Relaxed) > 0
}

/// A child process that ends with the run, while this lives.
pub struct Watched(u32);

/// Notes a child process, which is watched as the run itself is.
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

/// The child processes that end with the run.
pub fn children() -> Vec<u32> {
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
