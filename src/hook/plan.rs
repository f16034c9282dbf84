//! A change of hooks is a plan first: it can be shown, asked about, and is then applied whole or not at all.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::diff;
use super::step::Step;

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
