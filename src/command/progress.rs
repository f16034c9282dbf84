//! The progress bar of long scans.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::output::print_error;
use crate::scan::{Budget, FingerprintsDone};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Scans that are done within this time show no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a scan of commits or files is, on standard error when that is a terminal.
pub(super) struct Progress {
    begun: Instant,
    all: usize,
    noun: &'static str,
    done: AtomicUsize,
    bar: OnceLock<ProgressBar>,
    terminal: bool,
}

impl Progress {
    pub(super) fn new(all: usize, noun: &'static str) -> Self {
        let terminal = std::io::stderr().is_terminal();
        // A second scan of the same run finds the handler set.
        let _ = ctrlc::set_handler(move || interrupted(terminal));
        Self { begun: Instant::now(), all, noun, done: AtomicUsize::new(0), bar: OnceLock::new(), terminal }
    }

    /// So many more are done.
    pub(super) fn add(&self, more: usize) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        if self.terminal && self.begun.elapsed() > PATIENCE {
            self.bar.get_or_init(|| bar(self.all, self.noun)).set_position(done as u64);
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// The same for slow fingerprints, of which the number is known once the scan is done.
#[derive(Default)]
pub(super) struct FingerprintProgress(OnceLock<Progress>);

impl FingerprintProgress {
    /// As many as a run computes, or all, with a bar.
    pub(super) fn budget(&self, all: bool) -> Budget<'_> {
        if all { Budget::All(self) } else { Budget::Limited }
    }
}

impl FingerprintsDone for FingerprintProgress {
    /// One of `all` is computed.
    fn add(&self, all: usize) {
        self.0.get_or_init(|| Progress::new(all, "fingerprints")).add(1);
    }
}

impl Drop for FingerprintProgress {
    fn drop(&mut self) {
        self.0.get().inspect(|progress| progress.end());
    }
}

/// Ctrl-C: what was not read to its end is unchecked. There is nothing to take back: a scan writes nothing.
#[allow(clippy::exit)] // the scan itself goes on in other threads
fn interrupted(terminal: bool) {
    let line: &[u8] = if terminal { b"\r\x1b[K" } else { b"" };
    print_error(&[line, b"akguard: interrupted; the scan is not complete, so nothing is reported\n"].concat());
    std::process::exit(2);
}

fn bar(all: usize, noun: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(all as u64), ProgressDrawTarget::stderr());
    match ProgressStyle::with_template(&format!("akguard: {{pos}} of {{len}} {noun} [{{bar:30}}] {{eta}} left")) {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
