//! Trees compared and listed by their bytes, as [`ObjectStore`] hands them out. Subtrees that are equal are never read, which libgit2's own `diff_tree_to_tree` does; entries that are equal are never taken apart, which its
//! parser does with each.

use std::cmp::Ordering;

use akguard_common::bytes;
use akguard_common::error::Failure;
use anyhow::Result;
use git2::{ObjectType, Oid};

use super::delta::{Delta, Entry, is_gitlink};
use super::object_store::ObjectStore;
use super::read::Read;

/// What differs between two trees, by path.
///
/// # Errors
/// A tree cannot be read.
pub(super) fn diff(objects: &ObjectStore<'_>, old: Option<Oid>, new: Oid) -> Result<Vec<Delta>> {
    let mut walk = Walk::new(objects, Vec::new());
    if old != Some(new) {
        walk.folder(old, Some(new))?;
    }
    Ok(walk.found)
}

/// Every file below a tree; `path` is the tree's own, with its `/`.
///
/// # Errors
/// A tree cannot be read.
pub(super) fn files(objects: &ObjectStore<'_>, tree: Oid, path: Vec<u8>) -> Result<Vec<(Vec<u8>, Entry)>> {
    let mut walk = Walk::new(objects, path);
    walk.folder(None, Some(tree))?;
    Ok(walk.found.into_iter().filter_map(|delta| Some((delta.path, delta.new?))).collect())
}

/// What a tree has at a path.
pub(super) enum TreeEntry {
    Folder(Oid),
    File(Entry),
}

/// What a tree has at a path (without a `/` at its end); nothing for a submodule.
///
/// # Errors
/// A tree on the way cannot be read.
pub(super) fn at(objects: &ObjectStore<'_>, tree: Oid, path: &str) -> Result<Option<TreeEntry>> {
    let mut here = TreeEntry::Folder(tree);
    for name in path.split('/') {
        let TreeEntry::Folder(folder) = here else { return Ok(None) };
        let tree = Tree::read(objects, folder)?;
        let mut items = tree.items();
        let found = items.find(|item| item.as_ref().map_or(true, |item| item.name == name.as_bytes()));
        let found = found.transpose()?.and_then(|item| match item.subtree() {
            Some(id) => Some(TreeEntry::Folder(id)),
            None => item.entry().map(TreeEntry::File),
        });
        match found {
            Some(found) => here = found,
            None => return Ok(None),
        }
    }
    Ok(Some(here))
}

/// The part of a mode that says what an entry is, and that of a folder.
const KIND: u32 = 0o170_000;
const FOLDER: u32 = 0o040_000;

/// Bytes of an object id; SHA-256 repositories have the plumbing reader.
const ID: usize = 20;

/// A tree's bytes: `MODE SP NAME NUL ID`, in the order of the names.
pub(super) struct Tree<'o>(Read<'o>);

impl<'o> Tree<'o> {
    /// # Errors
    /// There is no such object, it cannot be read, or it is no tree.
    pub(super) fn read(objects: &'o ObjectStore<'_>, id: Oid) -> Result<Self> {
        let object = objects.read(id).map_err(|e| e.into_failure("a commit's tree"))?;
        if object.kind() == ObjectType::Tree { Ok(Self(object)) } else { Err(damaged()) }
    }

    pub(super) fn items(&self) -> Items<'_> {
        Items { rest: self.0.content() }
    }
}

fn damaged() -> anyhow::Error {
    Failure::new("cannot read a commit's tree: it is damaged").help("git fsck    # nothing was checked").into()
}

fn too_many() -> anyhow::Error {
    let limit = MAX_TREES >> 20;
    let why =
        format!("cannot read a commit's tree: it holds more than {limit} million directories, or 8 million files");
    Failure::new(why).help("nothing was checked; see: git fsck").into()
}

/// One entry of a tree.
#[derive(Clone, Copy)]
pub(super) struct Item<'t> {
    /// As it stands there.
    pub(super) mode: u32,
    pub(super) name: &'t [u8],
    pub(super) id: Oid,
}

impl Item<'_> {
    /// The tree of a folder's entry.
    pub(super) fn subtree(&self) -> Option<Oid> {
        (self.mode & KIND == FOLDER).then_some(self.id)
    }

    /// The file or link that it is.
    pub(super) fn entry(&self) -> Option<Entry> {
        Entry::of(self.id.into(), self.mode)
    }
}

/// The entries of a tree that have not been read.
#[derive(Clone, Copy, Default)]
pub(super) struct Items<'t> {
    rest: &'t [u8],
}

impl<'t> Items<'t> {
    /// The bytes of the next entry.
    fn next_bytes(&self) -> Option<&'t [u8]> {
        self.rest.get(..bytes::find(0, self.rest)? + 1 + ID)
    }

    fn parse(bytes: &'t [u8]) -> Option<Item<'t>> {
        let (head, id) = bytes.split_at_checked(bytes.len().checked_sub(ID)?)?;
        let (mode, name) = head.split_at(bytes::find(b' ', head)?);
        let octal = |mode: u32, digit: &u8| {
            (mode >> 24 == 0 && (b'0'..=b'7').contains(digit)).then(|| mode << 3 | u32::from(digit - b'0'))
        };
        let mode = mode.iter().try_fold(0, octal)?;
        let name = name.get(1..name.len() - 1).filter(|name| !name.is_empty())?;
        Some(Item { mode, name, id: Oid::from_bytes(id).ok()? })
    }

    /// The next entry, which stays the next one.
    ///
    /// # Errors
    /// The tree is damaged.
    pub(super) fn peek(&self) -> Result<Option<Item<'t>>> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.next_bytes().and_then(Self::parse).map(Some).ok_or_else(damaged)
    }

    /// Leaves behind what both sides have alike at their beginning.
    fn skip_equal(&mut self, other: &mut Self) {
        while let Some(bytes) = self.next_bytes().filter(|bytes| other.rest.starts_with(bytes)) {
            self.rest = &self.rest[bytes.len()..];
            other.rest = &other.rest[bytes.len()..];
        }
    }
}

impl<'t> Iterator for Items<'t> {
    type Item = Result<Item<'t>>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.peek().transpose()?;
        self.rest = self.next_bytes().map_or(&[], |bytes| &self.rest[bytes.len()..]);
        Some(item)
    }
}

/// The order of a tree's names, which is also that of whole paths: folders as if their names ended in `/`.
pub(super) fn order((a, a_folder): (&[u8], bool), (b, b_folder): (&[u8], bool)) -> Ordering {
    let common = a.len().min(b.len());
    let next = |name: &[u8], folder: bool| name.get(common).copied().or(folder.then_some(b'/'));
    a[..common].cmp(&b[..common]).then_with(|| next(a, a_folder).cmp(&next(b, b_folder))).then(a.len().cmp(&b.len()))
}

/// Deeper folders than git itself reads by default (`core.maxTreeDepth`).
const MAX_DEPTH: usize = 2048;
/// Trees that are read, and files that are found to differ. A tree that holds another one twice, which holds another one
/// twice, and so on, is small and has more than can ever be read.
const MAX_TREES: usize = 1 << 20;
const MAX_FOUND: usize = 8 << 20;

/// Stands in one folder and collects what differs.
pub(super) struct Walk<'o, 'r> {
    pub(super) objects: &'o ObjectStore<'r>,
    depth: usize,
    read: usize,
    /// The folder at hand, with its `/`.
    pub(super) path: Vec<u8>,
    pub(super) found: Vec<Delta>,
}

impl<'o, 'r> Walk<'o, 'r> {
    pub(super) fn new(objects: &'o ObjectStore<'r>, path: Vec<u8>) -> Self {
        Self { objects, depth: 0, read: 0, path, found: Vec::new() }
    }

    /// Compares two folders.
    pub(super) fn folder(&mut self, old: Option<Oid>, new: Option<Oid>) -> Result<()> {
        let (old, new) = (self.tree(old)?, self.tree(new)?);
        let mut left = old.as_ref().map(Tree::items).unwrap_or_default();
        let mut right = new.as_ref().map(Tree::items).unwrap_or_default();
        loop {
            left.skip_equal(&mut right);
            let (a, b) = (left.peek()?, right.peek()?);
            let order = match (&a, &b) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => order((a.name, a.subtree().is_some()), (b.name, b.subtree().is_some())),
            };
            let a = a.filter(|_| order.is_le()).inspect(|_| drop(left.next()));
            let b = b.filter(|_| order.is_ge()).inspect(|_| drop(right.next()));
            self.entry(a.as_ref(), b.as_ref())?;
        }
    }

    pub(super) fn entry(&mut self, old: Option<&Item<'_>>, new: Option<&Item<'_>>) -> Result<()> {
        let Some(name) = new.or(old).map(|item| item.name) else { return Ok(()) };
        if old.zip(new).is_some_and(|(a, b)| a.id == b.id && a.mode == b.mode) {
            return Ok(());
        }
        let length = self.path.len();
        self.path.extend_from_slice(name);
        let entry = |item: Option<&Item<'_>>| item.and_then(Item::entry);
        let (before, after) = (entry(old), entry(new));
        let new_submodule = old.is_none() && new.is_some_and(|item| is_gitlink(item.mode));
        if before.is_some() || after.is_some() || new_submodule {
            let path = self.path.clone();
            self.found.push(Delta { path, old: before, new: after, unmerged: false, new_submodule });
        }
        let (before, after) = (old.and_then(Item::subtree), new.and_then(Item::subtree));
        if before.is_some() || after.is_some() {
            self.enter()?;
            self.folder(before, after)?;
            self.leave(length);
        }
        self.path.truncate(length);
        Ok(())
    }

    /// Goes into the folder whose name has been put at the end of the path.
    pub(super) fn enter(&mut self) -> Result<()> {
        if self.depth == MAX_DEPTH {
            return Err(Failure::new(format!("directories are nested more than {MAX_DEPTH} deep")).into());
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

    pub(super) fn tree(&mut self, id: Option<Oid>) -> Result<Option<Tree<'o>>> {
        let Some(id) = id else { return Ok(None) };
        self.read += 1;
        if self.read > MAX_TREES || self.found.len() > MAX_FOUND {
            return Err(too_many());
        }
        Tree::read(self.objects, id).map(Some)
    }
}
