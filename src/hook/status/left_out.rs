//! What a trial leaves out of the hooks, and what it needs beside them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::copy::Copy;
use super::jobs::Trimmed;

/// What is left out of the hooks, so that no job of others runs.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    pub(super) files: Vec<PathBuf>,
    pub(super) trimmed: Vec<Trimmed>,
    /// Files of the work tree that a manager reads from another place than usual.
    pub(super) needed: Vec<PathBuf>,
}

impl LeftOut {
    /// Are the hooks to stay as they are?
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.trimmed.is_empty()
    }

    /// Copies the hooks without it.
    ///
    /// # Errors
    /// They cannot be read or written.
    pub(super) fn reduce(&self, hooks: &Path, to: &Path) -> io::Result<()> {
        Copy::new(hooks, to, &self.files).run()?;
        for Trimmed { name, text } in &self.trimmed {
            let path = to.join(name);
            // It keeps its mode, by which git runs it or does not.
            fs::write(path, text)?;
        }
        Ok(())
    }
}
