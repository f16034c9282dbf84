//! What hooks leave beside them: the worktrees that they served, and the log and caches of this machine.

use std::fs;
use std::path::{Path, PathBuf};

use akguard_git::git_command::Git;
use anyhow::Result;

use super::files::{PASSED, REPORTED, WATCH, shown};
use super::hooks_dir::HooksDir;
use crate::audit;
use crate::safe_file;

/// The worktrees that the removed hooks served.
pub(super) struct Worktrees {
    pub(super) number: usize,
    pub(super) share_hooks: bool,
}

impl Worktrees {
    pub(super) fn new(git: &Git, hooks: &HooksDir) -> Result<Self> {
        let list = git.worktree_list()?;
        let is_used = |entry: &&str| !entry.lines().any(|line| line == "bare" || line.starts_with("prunable"));
        let number = list.split("\n\n").filter(|entry| entry.starts_with("worktree ")).filter(is_used).count();
        Ok(Self { number: number.max(1), share_hooks: !hooks.per_worktree })
    }

    pub(super) fn line(&self) -> String {
        match self.number {
            1 => "akguard: the hooks served all worktrees of this repository: none is guarded now".to_owned(),
            number => {
                format!("akguard: the hooks served all {number} worktrees of this repository: none is guarded now")
            }
        }
    }
}

/// Deletes the log and the cache of this machine. Records, baseline and config are files of the project, and stay.
pub(super) fn remove_state(common_dir: &Path) -> Vec<String> {
    let dir: PathBuf = common_dir.join("akguard");
    if fs::symlink_metadata(&dir).is_err() {
        return Vec::new();
    }
    for name in [audit::LOG_FILE, PASSED, REPORTED, WATCH] {
        match safe_file::remove(common_dir, name) {
            Err(error) if !error.is_not_found() => {
                return vec![format!("akguard: cannot remove {}: {}", shown(&common_dir.join(name)), error.says())];
            }
            _ => {}
        }
    }
    // Only an empty directory is removed; any other content is not akguard's.
    if fs::remove_dir(&dir).is_err() {
        return vec![format!("akguard: {} holds files that are not akguard's; they were left alone", shown(&dir))];
    }
    vec![format!(
        "akguard: deleted {} (log and cache of this machine); .akguard.toml and .akguard/ belong to the project and stay",
        shown(&dir)
    )]
}
