//! A tree as git stores it: its entries are parsed one by one from its raw bytes.

use akguard_common::bytes;
use akguard_common::error::Failure;
use anyhow::Result;
use git2::{ObjectType, Oid};

use super::delta::FileEntry;
use super::object_store::ObjectStore;
use super::read::ReadObject;
use super::tree_name::TreeName;

/// The bits of a mode that are the type of an entry, and the type of a directory.
const TYPE_MASK: u32 = 0o170_000;
const DIRECTORY: u32 = 0o040_000;

/// Bytes of an object id; the plumbing reader reads SHA-256 repositories.
const ID: usize = 20;

/// A tree: `MODE SP NAME NUL ID` for each entry, in the order of the names.
pub(super) struct Tree<'o>(ReadObject<'o>);

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

/// One entry of a tree.
#[derive(Clone, Copy)]
pub(super) struct Item<'t> {
    /// As written in the tree.
    pub(super) mode: u32,
    pub(super) name: &'t [u8],
    pub(super) id: Oid,
}

impl Item<'_> {
    /// The id of the subtree, where the entry is a directory.
    pub(super) fn subtree(&self) -> Option<Oid> {
        (self.mode & TYPE_MASK == DIRECTORY).then_some(self.id)
    }

    pub(super) fn tree_name(&self) -> TreeName<'_> {
        TreeName { bytes: self.name, is_directory: self.subtree().is_some() }
    }

    /// The file or link, where the entry is one.
    pub(super) fn entry(&self) -> Option<FileEntry> {
        FileEntry::from_mode(self.id.into(), self.mode)
    }
}

/// The entries of a tree that were not read yet.
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
        let name = name.get(1..name.len() - 1)?;
        if name.is_empty() {
            return None;
        }
        Some(Item { mode, name, id: Oid::from_bytes(id).ok()? })
    }

    /// The next entry, without stepping to it.
    ///
    /// # Errors
    /// The tree is damaged.
    pub(super) fn peek(&self) -> Result<Option<Item<'t>>> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.next_bytes().and_then(Self::parse).map(Some).ok_or_else(damaged)
    }

    /// Skips the entries that both sides have in common at their beginning.
    pub(super) fn skip_equal(&mut self, other: &mut Self) {
        while let Some(bytes) = self.next_bytes()
            && other.rest.starts_with(bytes)
        {
            self.rest = &self.rest[bytes.len()..];
            other.rest = &other.rest[bytes.len()..];
        }
    }
}

impl<'t> Iterator for Items<'t> {
    type Item = Result<Item<'t>>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.peek().transpose()?;
        self.rest = match self.next_bytes() {
            Some(bytes) => &self.rest[bytes.len()..],
            None => &[],
        };
        Some(item)
    }
}

fn damaged() -> anyhow::Error {
    Failure::new("cannot read a commit's tree: it is damaged").help("git fsck    # nothing was checked").into()
}
