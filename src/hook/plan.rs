//! A change of hooks is a plan first: it can be shown, asked about, and is then applied whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use akguard_detect::Detector;
use anyhow::Result;

use super::files::{self, Mode, cannot};
use crate::sanitize::Sink;

/// What a set-up needs.
pub(super) enum Planned {
    Plan(Plan),
    /// A file of others cannot be edited safely: the reason, and the lines for the user to add.
    ByHand(String),
    /// Nothing can be written; the reason.
    Refused(String),
}

/// The files to write, and what to say when they are written.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// Lines for the user after the steps.
    pub(super) lines: Vec<String>,
    /// What to say where there is nothing to do.
    pub(super) unchanged: String,
    /// Why git does not reach akguard even when all is written, and the command that helps.
    pub(super) missing: Option<String>,
}

/// A file that is written, moved or removed.
pub(super) struct Step {
    pub(super) path: PathBuf,
    pub(super) before: Option<Vec<u8>>,
    /// None removes the file.
    pub(super) after: Option<Vec<u8>>,
    pub(super) mode: Mode,
    /// Where the present file goes first.
    pub(super) kept_in: Option<PathBuf>,
    /// Not akguard's alone: others get it, or have lines in it.
    pub(super) is_shared: bool,
}

impl Step {
    /// A text of others, or one that others get.
    pub(super) fn shared(path: PathBuf, before: Option<Vec<u8>>, after: Option<Vec<u8>>, mode: Mode) -> Self {
        Self { path, before, after, mode, kept_in: None, is_shared: true }
    }

    fn apply(&self) -> Result<()> {
        let Some(after) = &self.after else {
            return fs::remove_file(&self.path).map_err(|e| cannot("remove", &self.path, &e).into());
        };
        let Some(kept) = &self.kept_in else { return files::write(&self.path, after, self.mode) };
        if let Some(dir) = kept.parent() {
            fs::create_dir_all(dir).map_err(|e| cannot("create", dir, &e))?;
        }
        fs::rename(&self.path, kept).map_err(|e| cannot("move", &self.path, &e))?;
        // Restore it: a repository without any hook would be worse off than before.
        files::write(&self.path, after, self.mode).inspect_err(|_| drop(fs::rename(kept, &self.path)))
    }

    /// Best effort: the error that led here is what the user sees.
    fn undo(&self) {
        let _ = match (&self.kept_in, &self.before) {
            (Some(kept), _) => fs::rename(kept, &self.path).map_err(anyhow::Error::from),
            (None, Some(before)) => files::write(&self.path, before, Mode::Kept),
            (None, None) => fs::remove_file(&self.path).map_err(anyhow::Error::from),
        };
    }
}

impl Plan {
    /// Applies all steps. If one fails, those before it are undone.
    ///
    /// # Errors
    /// A file cannot be written, moved or removed.
    pub(super) fn apply(&self) -> Result<()> {
        for (at, step) in self.steps.iter().enumerate() {
            if let Err(e) = step.apply() {
                for done in self.steps[..at].iter().rev() {
                    done.undo();
                }
                return Err(e);
            }
        }
        Ok(())
    }

    pub(super) fn is_shared(&self) -> bool {
        self.steps.iter().any(|step| step.is_shared)
    }

    /// The lines that would be written, as a diff; of a long new file, only how long it is unless `whole`.
    pub(super) fn diff(&self, top: &Path, whole: bool) -> Vec<String> {
        self.steps.iter().flat_map(|step| diff(step, top, whole)).collect()
    }
}

/// Longer new files are akguard's own scripts: the question is not about them.
const MAX_SHOWN: usize = 25;
/// Lines of others around those that are inserted.
const CONTEXT: usize = 2;

fn diff(step: &Step, top: &Path, whole: bool) -> Vec<String> {
    let name = files::shown(step.path.strip_prefix(top).unwrap_or(&step.path));
    let after = String::from_utf8_lossy(step.after.as_deref().unwrap_or_default()).into_owned();
    let after: Vec<&str> = after.lines().collect();
    if let Some(kept) = &step.kept_in {
        let kept = files::shown(kept.strip_prefix(top).unwrap_or(kept));
        return [vec![format!("moved {name} to {kept}, and {name} (new)")], all_new(&after, whole)].concat();
    }
    let Some(before) = &step.before else {
        return [vec![format!("{name} (new)")], all_new(&after, whole)].concat();
    };
    let before = String::from_utf8_lossy(before).into_owned();
    let before: Vec<&str> = before.lines().collect();
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let rest = before.len().min(after.len()) - same;
    let tail = before.iter().rev().zip(after.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    // A secret of several lines is not known by one of them: where the file has any, no line of others is shown.
    let context = if has_secret(step.before.as_deref().unwrap_or_default()) { 0 } else { CONTEXT };
    let from = same.saturating_sub(context);
    let to = (after.len() - tail + context).min(after.len());
    let mut lines = vec![name];
    lines.extend(after[from..same].iter().map(|line| shown(' ', line)));
    lines.extend(before[same..before.len() - tail].iter().map(|line| shown('-', line)));
    lines.extend(after[same..after.len() - tail].iter().map(|line| shown('+', line)));
    lines.extend(after[after.len() - tail..to].iter().map(|line| shown(' ', line)));
    lines
}

fn all_new(lines: &[&str], whole: bool) -> Vec<String> {
    if whole || lines.len() <= MAX_SHOWN {
        return lines.iter().map(|line| shown('+', line)).collect();
    }
    let number = lines.len();
    vec![format!("+ {number} lines, a script of akguard's own: {} install --print shows it", super::program_word())]
}

fn has_secret(text: &[u8]) -> bool {
    Detector::new(Vec::new(), 0).redact(text) != text
}

/// A line of a file of others may hold a secret or control characters.
fn shown(sign: char, line: &str) -> String {
    let line = Sink::new(&Detector::new(Vec::new(), 0)).show_bytes(line.as_bytes()).to_string();
    format!("{sign} {line}")
}
