//! The progress bar of long scans.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::output::print_error;
use crate::scan::{Progress, Stage, StageProgress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A stage that is done within this time shows no bar.
const DELAY: Duration = Duration::from_secs(1);

/// Shows the progress of a check on standard error, if that is a terminal.
pub(super) struct ProgressBars;

impl Progress for ProgressBars {
    fn begin(&self, stage: Stage, total: usize) -> Box<dyn StageProgress> {
        let terminal = io::stderr().is_terminal();
        // In a second stage of the run this fails, because the handler is set already.
        let _ = ctrlc::set_handler(move || interrupted(terminal));
        let noun = match stage {
            Stage::Commits => "commits",
            Stage::Files => "files",
            Stage::Fingerprints => "fingerprints",
        };
        let done = AtomicUsize::new(0);
        let bar = OnceLock::new();
        Box::new(LazyBar { begun: Instant::now(), total, noun, done, bar, terminal })
    }
}

/// The bar of one stage, shown after [`DELAY`].
struct LazyBar {
    begun: Instant,
    total: usize,
    noun: &'static str,
    done: AtomicUsize,
    bar: OnceLock<ProgressBar>,
    terminal: bool,
}

impl StageProgress for LazyBar {
    fn add(&self, more: usize) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        if self.terminal && self.begun.elapsed() > DELAY {
            self.bar.get_or_init(|| bar(self.total, self.noun)).set_position(done as u64);
        }
    }
}

impl Drop for LazyBar {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// Runs on Ctrl-C and exits as unchecked. Nothing has to be undone, because a scan writes nothing.
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
