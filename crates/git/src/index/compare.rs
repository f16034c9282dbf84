//! Compares the entries of an index with a tree.

use std::cmp::Ordering;

use akguard_common::error::Failure;
use anyhow::Result;
use git2::Oid;

use super::cache_tree::CacheTree;
use super::entries::Entries;
use super::full_index::FullIndex;
use crate::delta::{Delta, FileEntry, is_gitlink};
use crate::object_store::ObjectStore;
use crate::tree::{Item, Tree};
use crate::tree_diff::TreeWalk;
use crate::tree_name::TreeName;

/// What differs between a tree (`None`: nothing at all) and an index, by path.
///
/// # Errors
/// A tree cannot be read, or the index is damaged.
pub(crate) fn diff(objects: &ObjectStore<'_>, old: Option<Oid>, index: &FullIndex) -> Result<Vec<Delta>> {
    let entries = index.entries().map_err(damaged)?;
    let FullIndex { bytes, cache } = index;
    let trees = TreeWalk::new(objects, Vec::new());
    let mut walk = IndexWalk { bytes, cache, entries, trees };
    walk.directory(old, cache.root())?;
    Ok(walk.trees.found)
}

fn damaged(why: &str) -> anyhow::Error {
    Failure::new(format!("cannot read the index: {why}")).help("git status    # nothing was checked").into()
}

struct IndexWalk<'i, 'o, 'r> {
    bytes: &'i [u8],
    cache: &'i CacheTree,
    /// At the first entry that was not compared yet.
    entries: Entries<'i>,
    /// The path of the current directory, and the differences.
    trees: TreeWalk<'o, 'r>,
}

impl IndexWalk<'_, '_, '_> {
    /// Compares the current directory: `old` is its tree before, `node` its number in the cache tree.
    fn directory(&mut self, old: Option<Oid>, node: Option<usize>) -> Result<()> {
        if let Some((id, count)) = node.and_then(|node| self.cache.tree(node)) {
            let same = old == Some(id);
            // As in git, a tree that does not exist counts as not valid.
            if same || self.trees.objects.has_tree(id) {
                self.entries.leave(&self.trees.path, count).map_err(damaged)?;
                return if same { Ok(()) } else { self.trees.directory(old, Some(id)) };
            }
        }
        let old = self.trees.tree(old)?;
        let below = node.map(|node| self.cache.below(self.bytes, node)).unwrap_or_default();
        let mut before = old.as_ref().map(Tree::items).unwrap_or_default();
        loop {
            let here = self.entries.name_in(&self.trees.path);
            let next = before.peek()?;
            let order = match (&next, here) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => old.tree_name().order(new),
            };
            let mut old = next;
            if order.is_le() {
                drop(before.next());
            } else {
                old = None;
            }
            match here {
                Some(TreeName { bytes: name, is_directory: true }) if order.is_ge() => {
                    let node = below.binary_search_by(|(n, _)| (*n).cmp(name)).ok().map(|i| below[i].1);
                    let length = self.trees.path.len();
                    self.trees.path.extend_from_slice(name);
                    self.trees.enter()?;
                    self.directory(old.as_ref().and_then(Item::subtree), node)?;
                    self.trees.leave(length);
                }
                Some(_) if order.is_ge() => self.file(old.as_ref())?,
                _ => self.trees.entry(old.as_ref(), None)?,
            }
        }
    }

    /// Compares the current entry, with all sides of a conflict, with the file of the same name.
    fn file(&mut self, old: Option<&Item<'_>>) -> Result<()> {
        let Some(new) = self.entries.here() else { return Ok(()) };
        let same = |old: &Item<'_>| new.id == old.id.into() && new.mode == old.mode;
        let unmerged = new.stage > 0;
        let is_staged = !unmerged && !new.intent_to_add;
        if !(is_staged && old.is_some_and(same)) {
            let path = self.entries.path().to_vec();
            let new_submodule = is_staged && old.is_none() && is_gitlink(new.mode);
            let old = old.and_then(Item::entry);
            let new = if is_staged { FileEntry::from_mode(new.id, new.mode) } else { None };
            if unmerged {
                // The other sides of the conflict are skipped.
                while self.entries.here().is_some() && self.entries.path() == path {
                    self.entries.step().map_err(damaged)?;
                }
                self.trees.found.push(Delta { path, old, new, unmerged, new_submodule });
                return Ok(());
            }
            if old.is_some() || new.is_some() || new_submodule {
                self.trees.found.push(Delta { path, old, new, unmerged, new_submodule });
            }
        }
        self.entries.step().map_err(damaged)
    }
}
