//! A change of hooks is a plan first: it can be shown, asked about, and is then applied whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::diff;
use super::files::{self, Mode, cannot};

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
    /// Files of akguard's that were changed by hand: a step writes them anew, which takes `--force`.
    pub(super) edited: Vec<PathBuf>,
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
        self.steps.iter().flat_map(|step| diff::lines_of(step, top, whole)).collect()
    }
}
