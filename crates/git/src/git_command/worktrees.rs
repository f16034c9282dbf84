//! The work trees of a repository.

use std::path::PathBuf;

use anyhow::Result;

use super::{Git, path_of};
use crate::open_error::OpenError;
use crate::{regular_file, special_files};

/// What a work tree has otherwise than HEAD.
#[derive(Debug)]
pub struct ChangedFiles {
    /// Files that are there.
    pub present: Vec<Vec<u8>>,
    /// Files of HEAD that are not.
    pub gone: Vec<Vec<u8>>,
}

impl Git {
    /// The tops of the repository's work trees, the main one first. A bare repository has none of its own.
    ///
    /// # Errors
    /// git cannot be started, or would wait for a pipe.
    pub fn worktrees(&self) -> Result<Vec<PathBuf>> {
        self.check_worktrees()?;
        // git before 2.36 does not know `-z`; there a path with a line end is cut, and not found later.
        let listed = match self.ask(&["worktree", "list", "--porcelain", "-z"])? {
            Some(listed) => listed,
            None => self.ask(&["worktree", "list", "--porcelain"])?.unwrap_or_default(),
        };
        let end = if listed.contains(&0) { 0 } else { b'\n' };
        let mut found: Vec<PathBuf> = Vec::new();
        for line in listed.split(|byte| *byte == end) {
            if let Some(path) = line.strip_prefix(b"worktree ") {
                found.push(path_of(path));
            } else if line == b"bare" {
                found.pop();
            }
        }
        Ok(found)
    }

    /// The work trees as git lists them (git's documentation, git-worktree, `list --porcelain`).
    ///
    /// # Errors
    /// git cannot be started or fails, or would wait for a pipe.
    pub fn worktree_list(&self) -> Result<String> {
        self.check_worktrees()?;
        self.run(&["worktree", "list", "--porcelain"], b"")
    }

    /// Checks that git waits for no pipe among the files that name its work trees.
    pub(super) fn check_worktrees(&self) -> Result<()> {
        let common_dir = match regular_file::read(&self.git_dir.join("commondir")) {
            Ok(path) => self.git_dir.join(path_of(path.trim_ascii_end())),
            Err(_) => self.git_dir.clone(),
        };
        match special_files::in_worktrees(&common_dir) {
            Some(why) => Err(OpenError::Special(why).into_failure().into()),
            None => Ok(()),
        }
    }

    /// The directories of the work tree that git ignores as a whole, from its top.
    ///
    /// # Errors
    /// git cannot be started.
    pub fn ignored_directories(&self) -> Result<Vec<PathBuf>> {
        let words = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"];
        let listed = self.ask(&words)?.unwrap_or_default();
        let names = listed.split(|byte| *byte == 0).filter_map(|name| name.strip_suffix(b"/"));
        Ok(names.filter(|name| !name.is_empty()).map(path_of).collect())
    }

    /// The tracked files of the work tree that differ from HEAD, as git names them, and those of HEAD that are not tracked or
    /// not there any more.
    ///
    /// # Errors
    /// git cannot be started or read the index.
    pub fn changed_files(&self) -> Result<ChangedFiles> {
        let names = |listed: &[u8]| {
            let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
            names.map(<[u8]>::to_vec).collect::<Vec<_>>()
        };
        if self.ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?.is_none() {
            let tracked = self.ask(&["ls-files", "-z", "--full-name", "--", ":/"])?.unwrap_or_default();
            return Ok(ChangedFiles { present: names(&tracked), gone: Vec::new() });
        }
        let listed = |filter: &str| {
            let options = ["-z", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv"];
            self.output_unfiltered(&[&["diff-index"], &options[..], &[filter, "HEAD", "--"]].concat())
        };
        Ok(ChangedFiles { present: names(&listed("--diff-filter=d")?), gone: names(&listed("--diff-filter=D")?) })
    }

    /// The files of the work tree that are neither tracked nor ignored, as git names them.
    ///
    /// # Errors
    /// git cannot be started or read the index.
    pub fn untracked(&self) -> Result<Vec<Vec<u8>>> {
        let listed = self.ask(&["ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--", ":/"])?;
        let listed = listed.unwrap_or_default();
        let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(<[u8]>::to_vec).collect())
    }
}
