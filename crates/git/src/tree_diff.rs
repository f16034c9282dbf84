//! Compares and lists trees by their raw bytes ([`super::tree`]). Unlike libgit2's `diff_tree_to_tree` and its parser, it
//! never reads equal subtrees and never parses equal entries.

use std::cmp::Ordering;

use akguard_common::error::Failure;
use anyhow::Result;
use git2::Oid;

use super::delta::{Delta, FileEntry, is_gitlink};
use super::object_store::ObjectStore;
use super::tree::{Item, Tree};

/// Maximum depth of directories: that of git by default (`core.maxTreeDepth`).
const MAX_DEPTH: usize = 2048;
/// Maximum number of trees that are read. A tree that contains another one twice, which contains another one twice, and so
/// on, is small but has more entries than can ever be read.
const MAX_TREES: usize = 1 << 20;
/// Maximum number of files that differ.
const MAX_FOUND: usize = 8 << 20;

/// What differs between two trees, by path.
///
/// # Errors
/// A tree cannot be read.
pub(super) fn diff(objects: &ObjectStore<'_>, old: Option<Oid>, new: Oid) -> Result<Vec<Delta>> {
    let mut walk = TreeWalk::new(objects, Vec::new());
    if old != Some(new) {
        walk.directory(old, Some(new))?;
    }
    Ok(walk.found)
}

/// Every file below a tree; `path` is the tree's own path, with a `/` at its end.
///
/// # Errors
/// A tree cannot be read.
pub(super) fn files(objects: &ObjectStore<'_>, tree: Oid, path: Vec<u8>) -> Result<Vec<(Vec<u8>, FileEntry)>> {
    let mut walk = TreeWalk::new(objects, path);
    walk.directory(None, Some(tree))?;
    Ok(walk.found.into_iter().filter_map(|delta| Some((delta.path, delta.new?))).collect())
}

/// What a tree has at a path.
pub(super) enum TreeEntry {
    Folder(Oid),
    File(FileEntry),
}

/// What a tree has at a path (without a `/` at its end); nothing for a submodule.
///
/// # Errors
/// A tree on the way cannot be read.
pub(super) fn at(objects: &ObjectStore<'_>, tree: Oid, path: &str) -> Result<Option<TreeEntry>> {
    let mut here = TreeEntry::Folder(tree);
    for name in path.split('/') {
        let TreeEntry::Folder(directory) = here else { return Ok(None) };
        match entry_of(&Tree::read(objects, directory)?, name.as_bytes())? {
            Some(entry) => here = entry,
            None => return Ok(None),
        }
    }
    Ok(Some(here))
}

fn entry_of(tree: &Tree<'_>, name: &[u8]) -> Result<Option<TreeEntry>> {
    for item in tree.items() {
        let item = item?;
        if item.name != name {
            continue;
        }
        return Ok(match item.subtree() {
            Some(id) => Some(TreeEntry::Folder(id)),
            None => item.entry().map(TreeEntry::File),
        });
    }
    Ok(None)
}

/// Walks through two trees at once and collects their differences.
pub(super) struct TreeWalk<'o, 'r> {
    pub(super) objects: &'o ObjectStore<'r>,
    depth: usize,
    read: usize,
    /// The path of the current directory, with a `/` at its end.
    pub(super) path: Vec<u8>,
    pub(super) found: Vec<Delta>,
}

impl<'o, 'r> TreeWalk<'o, 'r> {
    pub(super) fn new(objects: &'o ObjectStore<'r>, path: Vec<u8>) -> Self {
        Self { objects, depth: 0, read: 0, path, found: Vec::new() }
    }

    /// Compares two directories.
    pub(super) fn directory(&mut self, old: Option<Oid>, new: Option<Oid>) -> Result<()> {
        let old = self.tree(old)?;
        let new = self.tree(new)?;
        let mut left = old.as_ref().map(Tree::items).unwrap_or_default();
        let mut right = new.as_ref().map(Tree::items).unwrap_or_default();
        loop {
            left.skip_equal(&mut right);
            let mut a = left.peek()?;
            let mut b = right.peek()?;
            let order = match (&a, &b) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => a.tree_name().order(b.tree_name()),
            };
            if order.is_le() {
                drop(left.next());
            } else {
                a = None;
            }
            if order.is_ge() {
                drop(right.next());
            } else {
                b = None;
            }
            self.entry(a.as_ref(), b.as_ref())?;
        }
    }

    /// Compares two entries of the same name; at most one may be missing.
    pub(super) fn entry(&mut self, old: Option<&Item<'_>>, new: Option<&Item<'_>>) -> Result<()> {
        let Some(name) = new.or(old).map(|item| item.name) else { return Ok(()) };
        if old.zip(new).is_some_and(|(a, b)| a.id == b.id && a.mode == b.mode) {
            return Ok(());
        }
        let length = self.path.len();
        self.path.extend_from_slice(name);
        let before = old.and_then(Item::entry);
        let after = new.and_then(Item::entry);
        let new_submodule = old.is_none() && new.is_some_and(|item| is_gitlink(item.mode));
        if before.is_some() || after.is_some() || new_submodule {
            let path = self.path.clone();
            self.found.push(Delta { path, old: before, new: after, unmerged: false, new_submodule });
        }
        let before = old.and_then(Item::subtree);
        let after = new.and_then(Item::subtree);
        if before.is_some() || after.is_some() {
            self.enter()?;
            self.directory(before, after)?;
            self.leave(length);
        }
        self.path.truncate(length);
        Ok(())
    }

    /// Enters the directory whose name was appended to the path.
    pub(super) fn enter(&mut self) -> Result<()> {
        if self.depth == MAX_DEPTH {
            return Err(Failure::new(format!("directories are nested more than {MAX_DEPTH} deep")).into());
        }
        self.depth += 1;
        self.path.push(b'/');
        Ok(())
    }

    /// Returns to the parent directory, whose path has this length.
    pub(super) fn leave(&mut self, length: usize) {
        self.depth -= 1;
        self.path.truncate(length);
    }

    pub(super) fn tree(&mut self, id: Option<Oid>) -> Result<Option<Tree<'o>>> {
        let Some(id) = id else { return Ok(None) };
        self.read += 1;
        if self.read > MAX_TREES || self.found.len() > MAX_FOUND {
            return Err(too_many());
        }
        Tree::read(self.objects, id).map(Some)
    }
}

fn too_many() -> anyhow::Error {
    let limit = MAX_TREES >> 20;
    let why =
        format!("cannot read a commit's tree: it holds more than {limit} million directories, or 8 million files");
    Failure::new(why).help("nothing was checked; see: git fsck").into()
}

#[cfg(test)]
mod tests;
