//! One step of a plan: a file that is written, moved or removed.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use super::files::{self, Mode, cannot};

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

    /// Takes the step.
    ///
    /// # Errors
    /// The file cannot be written, moved or removed.
    pub(super) fn apply(&self) -> Result<()> {
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
    pub(super) fn undo(&self) {
        let _ = match (&self.kept_in, &self.before) {
            (Some(kept), _) => fs::rename(kept, &self.path).map_err(anyhow::Error::from),
            (None, Some(before)) => files::write(&self.path, before, Mode::Kept),
            (None, None) => fs::remove_file(&self.path).map_err(anyhow::Error::from),
        };
    }
}
