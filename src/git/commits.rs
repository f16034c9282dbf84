//! Commits of a range or of the whole history, each as the changes it made against its parents.

use anyhow::Result;

use super::change::ChangeSet;
use super::repository::{Repository, unreadable};
use super::staged::{collect, options};
use crate::error::{Failure, io_says};

/// Where policy is read from in a range: the commit before it.
#[derive(Debug, Clone, Copy)]
pub struct Base {
    /// The left end.
    pub from: git2::Oid,
    /// The tip.
    pub tip: git2::Oid,
}

/// A list of commits, oldest first.
pub struct Commits<'r> {
    repository: &'r Repository,
    ids: Vec<git2::Oid>,
}

impl<'r> Commits<'r> {
    /// The commits of `A..B`, with the ends.
    ///
    /// # Errors
    /// No such range, an unknown revision, or a shallow clone.
    pub fn of_range(repository: &'r Repository, range: &str) -> Result<(Self, Base)> {
        let Some((from, tip)) = range.split_once("..").filter(|(_, tip)| !tip.starts_with('.')) else {
            return Err(Failure::new("a range is written A..B")
                .help("for example: akguard scan --range origin/main..HEAD")
                .into());
        };
        let end = |revision: &str| repository.commit(if revision.is_empty() { "HEAD" } else { revision });
        let base = Base { from: end(from)?, tip: end(tip)? };
        let ids = Self::walk(repository, |walk| {
            walk.push(base.tip)?;
            walk.hide(base.from)
        })?;
        Ok((Self { repository, ids }, base))
    }

    /// Every commit that any ref reaches.
    ///
    /// # Errors
    /// A ref or a commit cannot be read, or a shallow clone.
    pub fn of_history(repository: &'r Repository) -> Result<Self> {
        let tips = tips(repository)?;
        let ids = Self::walk(repository, |walk| {
            walk.push_glob("*")?;
            tips.iter().try_for_each(|tip| walk.push(*tip))
        })?;
        Ok(Self { repository, ids })
    }

    fn walk(
        repository: &Repository,
        push: impl FnOnce(&mut git2::Revwalk<'_>) -> Result<(), git2::Error>,
    ) -> Result<Vec<git2::Oid>> {
        if repository.inner.is_shallow() {
            return Err(Failure::new("this clone is shallow, so its oldest commit would count as all new")
                .help("git fetch --unshallow")
                .into());
        }
        let ids = repository.inner.revwalk().and_then(|mut walk| {
            walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::REVERSE)?;
            push(&mut walk)?;
            walk.collect::<Result<Vec<_>, _>>()
        });
        Ok(ids.map_err(|e| unreadable("the history", &e))?)
    }

    /// The ids, oldest first.
    pub fn ids(&self) -> &[git2::Oid] {
        &self.ids
    }

    /// What a commit changed; in a merge, what no parent has.
    ///
    /// # Errors
    /// The commit or a tree cannot be read.
    pub fn changes(&self, id: git2::Oid) -> Result<ChangeSet> {
        let repository = &self.repository.inner;
        let commit = repository.find_commit(id).map_err(|e| unreadable("a commit", &e))?;
        let tree = commit.tree().map_err(|e| unreadable("a commit's tree", &e))?;
        let parents = commit.parent_ids().map(|p| self.repository.tree(p)).collect::<Result<Vec<_>>>()?;
        let diff = repository
            .diff_tree_to_tree(parents.first(), Some(&tree), Some(&mut options()))
            .map_err(|e| unreadable("a commit's changes", &e))?;
        let mut set = ChangeSet::default();
        for delta in diff.deltas() {
            collect(&mut set, &delta, parents.get(1..).unwrap_or(&[]))?;
        }
        Ok(set)
    }
}

/// Commits that no ref need reach: HEAD, and the detached HEADs of linked work trees.
fn tips(repository: &Repository) -> Result<Vec<git2::Oid>> {
    let mut tips: Vec<git2::Oid> = repository.head()?.into_iter().collect();
    let folder = repository.common_dir().join("worktrees");
    let unreadable = |e: std::io::Error| Failure::new(format!("cannot read the linked work trees: {}", io_says(&e)));
    let entries = match std::fs::read_dir(&folder) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(tips),
        entries => entries.map_err(unreadable)?,
    };
    for entry in entries {
        let head = std::fs::read_to_string(entry.map_err(unreadable)?.path().join("HEAD")).map_err(unreadable)?;
        // `ref: ...` is reached by that ref.
        tips.extend(git2::Oid::from_str(head.trim()).ok());
    }
    Ok(tips)
}
