//! Where the repository is, in git's own words. Nothing moves it while a command runs, so git is asked once.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Git, path_of};

/// What `git rev-parse` says.
#[derive(Debug, Clone)]
pub(super) struct Location {
    is_bare: bool,
    common_dir: PathBuf,
}

impl Git {
    /// Has the repository no work tree? `None` where git finds no repository.
    ///
    /// # Errors
    /// git cannot be started.
    pub fn is_bare(&self) -> Result<Option<bool>> {
        Ok(self.location()?.map(|location| location.is_bare))
    }

    /// The directory that all worktrees of the repository share; `None` where git finds no repository.
    ///
    /// # Errors
    /// git cannot be started.
    pub fn common_dir(&self) -> Result<Option<&Path>> {
        Ok(self.location()?.map(|location| location.common_dir.as_path()))
    }

    /// The top of the work tree.
    ///
    /// # Errors
    /// git cannot be started, or finds no work tree; the message is its own last line.
    pub fn top(&self) -> Result<&Path> {
        if let Some(top) = self.top.get() {
            return Ok(top);
        }
        let said = self.output(&["rev-parse", "--path-format=absolute", "--show-toplevel"])?;
        Ok(self.top.get_or_init(|| path_of(line_of(&said))))
    }

    fn location(&self) -> Result<Option<&Location>> {
        if self.location.get().is_none() {
            let asked = ["rev-parse", "--path-format=absolute", "--is-bare-repository", "--git-common-dir"];
            let _ = self.location.set(self.ask(&asked)?.as_deref().and_then(parse));
        }
        Ok(self.location.get().and_then(Option::as_ref))
    }
}

/// Reads the answer: a line for each question. The path is the last one, and may hold line ends.
fn parse(said: &[u8]) -> Option<Location> {
    let end = said.iter().position(|byte| *byte == b'\n')?;
    Some(Location { is_bare: &said[..end] == b"true", common_dir: path_of(line_of(&said[end + 1..])) })
}

/// Without the line end that git puts behind an answer.
fn line_of(said: &[u8]) -> &[u8] {
    said.strip_suffix(b"\n").unwrap_or(said)
}
