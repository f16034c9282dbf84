//! Trees compared and listed through libgit2's objects. Subtrees that are equal are never read, which libgit2's own
//! `diff_tree_to_tree` does.

use anyhow::Result;
use git2::{ObjectType, Oid, Repository, Tree, TreeEntry};

use super::delta::{Delta, Entry};
use super::libgit2::unreadable;
use crate::error::Failure;

/// What differs between two trees, by path.
///
/// # Errors
/// A tree cannot be read.
pub(super) fn diff(repository: &Repository, old: Option<&Tree<'_>>, new: &Tree<'_>) -> Result<Vec<Delta>> {
    let mut walk = Walk::new(repository, Vec::new());
    if old.is_none_or(|old| old.id() != new.id()) {
        walk.folder(old, Some(new))?;
    }
    Ok(walk.found)
}

/// Every file below a tree; `path` is the tree's own, with its `/`.
///
/// # Errors
/// A tree cannot be read.
pub(super) fn files(repository: &Repository, tree: &Tree<'_>, path: Vec<u8>) -> Result<Vec<(Vec<u8>, Entry)>> {
    let mut walk = Walk::new(repository, path);
    walk.folder(None, Some(tree))?;
    Ok(walk.found.into_iter().filter_map(|delta| Some((delta.path, delta.new?))).collect())
}

/// The mode as it stands in the tree; libgit2's own accessor makes unusual ones canonical.
pub(super) fn mode(entry: &TreeEntry<'_>) -> u32 {
    u32::try_from(entry.filemode_raw()).unwrap_or(0)
}

/// The tree of a folder's entry.
pub(super) fn subtree(entry: &TreeEntry<'_>) -> Option<Oid> {
    (entry.kind() == Some(ObjectType::Tree)).then(|| entry.id())
}

/// Deeper folders than git itself reads by default (`core.maxTreeDepth`).
const MOST_DEPTH: usize = 2048;

/// Stands in one folder and collects what differs.
pub(super) struct Walk<'r> {
    repository: &'r Repository,
    depth: usize,
    /// The folder at hand, with its `/`.
    pub(super) path: Vec<u8>,
    pub(super) found: Vec<Delta>,
}

impl<'r> Walk<'r> {
    pub(super) fn new(repository: &'r Repository, path: Vec<u8>) -> Self {
        Self { repository, depth: 0, path, found: Vec::new() }
    }

    /// Both sides are sorted, folders as if their names ended in `/`.
    pub(super) fn folder<'t>(&mut self, old: Option<&'t Tree<'t>>, new: Option<&'t Tree<'t>>) -> Result<()> {
        let entries = |tree: Option<&'t Tree<'t>>| tree.into_iter().flat_map(Tree::iter).peekable();
        let (mut left, mut right) = (entries(old), entries(new));
        loop {
            let order = match (left.peek(), right.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(a), Some(b)) => a.cmp(b),
            };
            let a = if order.is_le() { left.next() } else { None };
            let b = if order.is_ge() { right.next() } else { None };
            self.entry(a.as_ref(), b.as_ref())?;
        }
    }

    pub(super) fn entry(&mut self, old: Option<&TreeEntry<'_>>, new: Option<&TreeEntry<'_>>) -> Result<()> {
        let same = |a: &TreeEntry<'_>, b: &TreeEntry<'_>| a.id() == b.id() && mode(a) == mode(b);
        let Some(name) = new.or(old).map(|e| e.name_bytes().to_vec()) else { return Ok(()) };
        if old.zip(new).is_some_and(|(a, b)| same(a, b)) {
            return Ok(());
        }
        let length = self.path.len();
        self.path.extend_from_slice(&name);
        let file = |e: Option<&TreeEntry<'_>>| e.and_then(|e| Entry::of(e.id().into(), mode(e)));
        let (before, after) = (file(old), file(new));
        if before.is_some() || after.is_some() {
            self.found.push(Delta { path: self.path.clone(), old: before, new: after, unmerged: false });
        }
        let (before, after) = (self.subtree(old)?, self.subtree(new)?);
        if before.is_some() || after.is_some() {
            self.enter()?;
            self.folder(before.as_ref(), after.as_ref())?;
            self.leave(length);
        }
        self.path.truncate(length);
        Ok(())
    }

    /// Goes into the folder whose name has been put at the end of the path.
    pub(super) fn enter(&mut self) -> Result<()> {
        if self.depth == MOST_DEPTH {
            return Err(Failure::new(format!("folders are nested more than {MOST_DEPTH} deep")).into());
        }
        self.depth += 1;
        self.path.push(b'/');
        Ok(())
    }

    /// Back to the folder above, whose path is so long.
    pub(super) fn leave(&mut self, length: usize) {
        self.depth -= 1;
        self.path.truncate(length);
    }

    fn subtree(&self, entry: Option<&TreeEntry<'_>>) -> Result<Option<Tree<'r>>> {
        self.tree(entry.and_then(subtree))
    }

    pub(super) fn tree(&self, id: Option<Oid>) -> Result<Option<Tree<'r>>> {
        let tree = id.map(|id| self.repository.find_tree(id)).transpose();
        Ok(tree.map_err(|e| unreadable("a commit's tree", &e))?)
    }
}
