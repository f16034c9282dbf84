//! A YAML file of a manager, with lines of akguard's in it.

use std::fs;
use std::path::{Path, PathBuf};

use akguard_common::error::Failure;
use anyhow::Result;

use super::files::{Mode, read, shown};
use super::plan::Planned;
use super::step::Step;
use super::yaml::Obstacle;
use super::yaml_edit::{self, Without};
use crate::safe_file;

/// A file of a manager, as it is.
pub(super) struct JobFile {
    pub(super) path: PathBuf,
    pub(super) before: Option<Vec<u8>>,
}

impl JobFile {
    /// Reads the file of this name from the top of the work tree.
    ///
    /// # Errors
    /// It is a link, which may lead to a file that is not the manager's, or it cannot be read.
    pub(super) fn read(top: &Path, name: &str) -> Result<Self> {
        match safe_file::check(top, name) {
            Err(error) if !error.is_not_found() => return Err(error.into_failure("read", top, name).into()),
            _ => {}
        }
        let path = top.join(name);
        Ok(Self { before: read(&path)?, path })
    }

    /// The files of these names in which akguard may have lines: it writes through no link.
    ///
    /// # Errors
    /// One cannot be read.
    pub(super) fn all(top: &Path, names: &[&str]) -> Result<Vec<Self>> {
        let is_file = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file());
        let paths = names.iter().map(|name| top.join(name)).filter(is_file);
        paths.map(|path| Ok(Self { before: read(&path)?, path })).collect()
    }

    /// Its text without the lines of akguard's.
    pub(super) fn bare(&self, is_ours: impl Fn(&str) -> bool) -> Result<String, Obstacle> {
        let text = std::str::from_utf8(self.before.as_deref().unwrap_or_default()).map_err(|_| "is not UTF-8")?;
        match yaml_edit::without(text, is_ours) {
            Without::Same => Ok(text.to_owned()),
            Without::Text(bare) => Ok(bare),
            Without::Edited => Err("has lines of akguard's that were changed by hand"),
        }
    }

    /// The step that writes this text; none where it is there already.
    pub(super) fn becomes(self, after: String) -> Option<Step> {
        if self.before.as_deref() == Some(after.as_bytes()) {
            return None;
        }
        Some(Step::shared(self.path, self.before, Some(after.into_bytes()), Mode::Kept))
    }

    /// The step that takes the lines of akguard's out; a file that then is what akguard made of nothing goes, too.
    pub(super) fn removal(self, made: &str, is_ours: impl Fn(&str) -> bool) -> Result<Option<Step>, Obstacle> {
        if std::str::from_utf8(self.before.as_deref().unwrap_or_default()).is_err() {
            return Ok(None);
        }
        let bare = self.bare(is_ours)?;
        if self.before.as_deref() == Some(bare.as_bytes()) {
            return Ok(None);
        }
        let after = (bare != made).then(|| bare.into_bytes());
        Ok(Some(Step::shared(self.path, self.before, after, Mode::Kept)))
    }

    /// What to say where the user must add the lines.
    pub(super) fn by_hand(&self, why: Obstacle, lines: &[String]) -> Planned {
        Planned::ByHand(format!(
            "akguard: {} {why}, so nothing was written; add these lines to it:\n{}",
            shown(&self.path),
            lines.join("\n")
        ))
    }
}

/// The error where the lines cannot be taken out; `path` is safe to print.
pub(super) fn cannot_remove(path: &str, why: Obstacle) -> Failure {
    Failure::new(format!("{path} {why}, so nothing was removed"))
        .help("take the lines from `# akguard: inserted` to `# akguard: end` out by hand, then uninstall again")
}
