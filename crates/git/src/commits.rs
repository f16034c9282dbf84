//! Single commits and the whole history, each as the changes it made against its parents.

use std::collections::HashSet;

use akguard_common::error::{Failure, io_says};
use anyhow::Result;

use super::change::ChangeSet;
use super::commit::Commit;
use super::delta::combine;
use super::oid::Oid;
use super::place::Place;
use super::repository::Repository;
use crate::regular_file;

impl Repository {
    /// Every commit that any ref or work tree reaches, parents before children.
    ///
    /// # Errors
    /// A ref or a commit cannot be read, or a shallow clone.
    pub fn history(&self) -> Result<Vec<Commit>> {
        let commits = self.reader.commits(None, &[])?;
        self.check_depth(&commits)?;
        Ok(commits)
    }

    /// A commit with its parents; `None` where these are not in the repository (the end of a shallow clone).
    ///
    /// # Errors
    /// It cannot be read.
    pub fn commit_info(&self, id: Oid) -> Result<Option<Commit>> {
        let commit = self.reader.commit_info(id)?;
        let is_complete = self.check_depth(std::slice::from_ref(&commit)).is_ok();
        Ok(is_complete.then_some(commit))
    }

    /// Does a rebase or `git am` run in this work tree, also one that has stopped?
    pub fn is_rebasing(&self) -> bool {
        ["rebase-merge", "rebase-apply"].iter().any(|name| self.git_dir().join(name).is_dir())
    }

    /// Has a commit reached a remote, as far as this clone knows?
    ///
    /// # Errors
    /// A ref or the history cannot be read.
    pub fn is_on_a_remote(&self, id: Oid) -> Result<bool> {
        self.reader.is_on_a_remote(id)
    }

    /// Is this a shallow clone, without a part of the history?
    pub(super) fn is_shallow(&self) -> bool {
        self.common_dir().join("shallow").exists()
    }

    pub(super) fn check_depth(&self, commits: &[Commit]) -> Result<()> {
        let boundary = match regular_file::read_text(&self.common_dir().join("shallow")) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(Failure::new(format!("cannot read where this clone ends: {}", io_says(&e))).into()),
        };
        let boundary: HashSet<Oid> = boundary.lines().filter_map(Oid::parse).collect();
        if commits.iter().any(|commit| boundary.contains(&commit.id)) {
            return Err(Failure::new("this clone is shallow, so its oldest commit would count as all new")
                .help("git fetch --unshallow")
                .into());
        }
        Ok(())
    }

    /// The changes of a commit; of a merge, what no parent has.
    ///
    /// # Errors
    /// The commit or a tree cannot be read.
    pub fn changes(&self, commit: &Commit) -> Result<ChangeSet> {
        let to = Place::Commit(commit.id);
        let mut parents = Vec::new();
        for parent in &commit.parents {
            parents.push(self.reader.diff(Some(*parent), to)?);
        }
        if parents.is_empty() {
            parents.push(self.reader.diff(None, to)?);
        }
        Ok(combine(parents))
    }

    /// The branches, local and remote-tracking, and HEAD: name and commit. The one that HEAD is on comes first.
    ///
    /// # Errors
    /// A ref cannot be read.
    pub fn branches(&self) -> Result<Vec<(String, Oid)>> {
        let mut branches = self.reader.branches()?;
        let head = self.head()?;
        branches.sort_by_key(|(_, id)| Some(*id) != head);
        Ok(branches)
    }
}
