//! The progress bar of long scans.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Scans that are done within this time show no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a scan of commits is, on standard error when that is a terminal.
pub(super) struct Progress {
    begun: Instant,
    commits: usize,
    done: AtomicUsize,
    bar: OnceLock<ProgressBar>,
    terminal: bool,
}

impl Progress {
    pub(super) fn new(commits: usize) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self { begun: Instant::now(), commits, done: AtomicUsize::new(0), bar: OnceLock::new(), terminal }
    }

    /// So many commits more are done.
    pub(super) fn add(&self, commits: usize) {
        let done = self.done.fetch_add(commits, Ordering::Relaxed) + commits;
        if self.terminal && self.begun.elapsed() > PATIENCE {
            self.bar.get_or_init(|| bar(self.commits)).set_position(done as u64);
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn bar(commits: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(commits as u64), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("akguard: {pos} of {len} commits [{bar:30}] {eta} left") {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
