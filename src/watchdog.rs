//! Ends a run that makes no progress: a hook that hangs is worse than one that stops the commit and says why.
//!
//! It is for what our own limits do not cover: libgit2, and the git program. The code that does the work reports
//! progress ([`akguard_common::watchdog`]).

use std::thread;
use std::time::{Duration, Instant};

use akguard_common::watchdog::{children, is_paused, progress};

use crate::output::print_error;

/// Maximum time without progress, in seconds.
const LIMIT: u64 = 60;

/// Lets the watchdog end this run when it hangs.
pub(crate) fn allow() {
    akguard_common::watchdog::allow(watch);
}

/// The environment may shorten the time, for tests; nothing makes it longer or switches it off.
fn limit() -> Duration {
    let named = std::env::var("AKGUARD_WATCHDOG_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(named.unwrap_or(LIMIT).clamp(1, LIMIT))
}

fn watch() {
    let limit = limit();
    let mut seen = state();
    let mut since = Instant::now();
    loop {
        thread::sleep(limit / 20);
        let now = state();
        if now != seen || is_paused() {
            (seen, since) = (now, Instant::now());
        } else if since.elapsed() >= limit {
            end(limit);
        }
    }
}

/// A value that changes as long as there is progress: our own count, and the processor time of the children. A git that
/// reads a large history says nothing for a while.
fn state() -> (u64, Vec<String>) {
    (progress(), children().into_iter().map(processor_time).collect())
}

/// User and system time of a process, fields 14 and 15 of its `stat` (proc(5)); nothing where the system does not say.
fn processor_time(id: u32) -> String {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split(' ');
    fields.skip(12).take(2).collect::<Vec<_>>().join(" ")
}

/// Prints why, ends the children and the run: what could not be checked stops the commit.
#[allow(clippy::exit)] // the thread that hangs does not return
fn end(limit: Duration) {
    for id in children() {
        kill(id);
    }
    let seconds = limit.as_secs();
    let text = format!(
        "akguard: stopped: no progress for {seconds} s while git's files were read; nothing was checked\n  help: git fsck\n"
    );
    print_error(text.as_bytes());
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
