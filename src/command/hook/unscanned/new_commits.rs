//! Finds the commits that passed no hook: since the last look, not on a remote, and not equal to what a hook has passed.

use akguard_git::{Blob, Blobs, ChangeSet, Commit, Oid, Repository};
use anyhow::Result;

use crate::command::hook::passed_cache::PassedCache;
use crate::hook::WatchState;

/// Maximum number of commits that are looked at, and of bytes in them. A scan of a range reads everything.
const MAX_COMMITS: usize = 100;
const MAX_BYTES: u64 = 32 << 20;

/// The commits of HEAD that are new.
#[derive(Default)]
pub(super) struct NewCommits {
    /// Those that no hook has passed, parents before children.
    pub(super) unscanned: Vec<Commit>,
    /// Number of older ones that are not looked at.
    pub(super) left_out: usize,
}

impl NewCommits {
    /// Finds them. The ordinary case, a commit on one that was looked at, needs no walk and no ref.
    ///
    /// # Errors
    /// A commit, a tree or a ref cannot be read.
    pub(super) fn find(repository: &Repository, head: Oid, state: &WatchState, passed: &PassedCache) -> Result<Self> {
        // At the end of a shallow clone everything would count as new.
        let Some(commit) = repository.commit_info(head)? else { return Ok(Self::default()) };
        let is_next = !state.is_known || commit.parents.iter().all(|parent| state.has_seen(*parent));
        if !is_next {
            let known = known(repository, state)?;
            return Self::unpassed(repository, &repository.new_commits(&[head], &known)?, passed);
        }
        let new = Self::unpassed(repository, &[commit], passed)?;
        if !new.is_empty() && repository.is_on_a_remote(head)? {
            return Ok(Self::default());
        }
        Ok(new)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.unscanned.is_empty() && self.left_out == 0
    }

    /// Leaves out what a hook has passed, and the oldest where there are too many.
    fn unpassed(repository: &Repository, commits: &[Commit], passed: &PassedCache) -> Result<Self> {
        let mut found = Self::default();
        let mut bytes_left = MAX_BYTES;
        for (index, commit) in commits.iter().rev().enumerate() {
            if index >= MAX_COMMITS {
                found.left_out = commits.len() - index;
                break;
            }
            let set = repository.changes(commit)?;
            if passed.has_set(&set)? {
                continue;
            }
            match bytes_left.checked_sub(size(repository, &set)) {
                Some(rest) => bytes_left = rest,
                None => {
                    found.left_out += 1;
                    continue;
                }
            }
            found.unscanned.push(commit.clone());
        }
        found.unscanned.reverse();
        Ok(found)
    }
}

/// What is known: commits that were looked at, as far as they are still there, and what remotes have.
fn known(repository: &Repository, state: &WatchState) -> Result<Vec<Oid>> {
    let mut known = repository.tips("refs/remotes/")?;
    for seen in state.seen() {
        known.extend(repository.commit_of(*seen)?);
    }
    Ok(known)
}

/// Number of bytes of the changed files; one of unknown size counts as a small one.
fn size(repository: &Repository, set: &ChangeSet) -> u64 {
    const UNKNOWN: u64 = 32 << 10;
    let size = |blob: &Blob| match blob {
        Blob::Stored(id) => repository.size(id).unwrap_or(UNKNOWN),
        _ => 0,
    };
    set.changes.iter().map(|change| size(&change.new)).sum()
}
