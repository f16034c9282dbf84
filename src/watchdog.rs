//! Ends a run that makes no progress: a hook that hangs is worse than one that stops the commit and says why.
//!
//! It is for what our own readers do not hold to a bound: libgit2, and the git program. A thread starts when the clean path
//! is left ([`start`]), and only where a command has asked for it ([`allow`]); work reports progress ([`tick`]), and
//! what waits for a person or another program holds it ([`pause`]).

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// So long nothing may happen, in seconds.
const LIMIT: u64 = 60;

static ALLOWED: AtomicBool = AtomicBool::new(false);
static PROGRESS: AtomicU64 = AtomicU64::new(0);
static PAUSES: AtomicUsize = AtomicUsize::new(0);
static CHILDREN: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// This run is to end when it hangs.
pub(crate) fn allow() {
    ALLOWED.store(true, Ordering::Relaxed);
}

/// The clean path is left: from now on the run is watched.
pub(crate) fn start() {
    static ONCE: Once = Once::new();
    // A fuzzer has its own limit, and goes on after a run.
    if ALLOWED.load(Ordering::Relaxed) && !cfg!(fuzzing) {
        ONCE.call_once(|| drop(thread::Builder::new().name("watchdog".to_owned()).spawn(watch)));
    }
}

/// Something has been done.
pub(crate) fn tick() {
    PROGRESS.fetch_add(1, Ordering::Relaxed);
}

/// Holds the watchdog while this lives.
pub(crate) struct Pause(());

/// Waits for what may take as long as it wants: a person, `git commit`, a pipe.
pub(crate) fn pause() -> Pause {
    PAUSES.fetch_add(1, Ordering::Relaxed);
    Pause(())
}

impl Drop for Pause {
    fn drop(&mut self) {
        tick();
        PAUSES.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A child process that ends with the run, while this lives.
pub(crate) struct Watched(u32);

/// Notes a child process, which is watched as the run itself is.
pub(crate) fn watch_child(id: u32) -> Watched {
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

/// The environment may shorten the time, for tests; nothing makes it longer or switches it off.
fn limit() -> Duration {
    let named = std::env::var("AKGUARD_WATCHDOG_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(named.unwrap_or(LIMIT).clamp(1, LIMIT))
}

fn watch() {
    let limit = limit();
    let (mut seen, mut since) = (state(), Instant::now());
    loop {
        thread::sleep(limit / 20);
        let now = state();
        if now != seen || PAUSES.load(Ordering::Relaxed) > 0 {
            (seen, since) = (now, Instant::now());
        } else if since.elapsed() >= limit {
            end(limit);
        }
    }
}

/// What changes as long as there is progress: our own count, and the processor time of the children. A git that reads a
/// large history says nothing for a while.
fn state() -> (u64, Vec<String>) {
    let children = CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    (PROGRESS.load(Ordering::Relaxed), children.into_iter().map(processor_time).collect())
}

/// User and system time of a process, fields 14 and 15 of its `stat` (proc(5)); nothing where the system does not say.
fn processor_time(id: u32) -> String {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split(' ');
    fields.skip(12).take(2).collect::<Vec<_>>().join(" ")
}

/// Says so, ends the children and the run: what could not be checked stops the commit.
#[allow(clippy::exit)] // the thread that hangs does not return
fn end(limit: Duration) {
    for id in CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        kill(id);
    }
    let seconds = limit.as_secs();
    let text = format!(
        "akguard: stopped: no progress for {seconds} s while git's files were read; nothing was checked\n  help: git fsck\n"
    );
    crate::command::print_error(text.as_bytes());
    std::process::exit(2);
}

#[cfg(unix)]
fn kill(id: u32) {
    use rustix::process::{Pid, Signal, kill_process};

    if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // It may have ended by itself.
        let _ = kill_process(pid, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill(_: u32) {}
