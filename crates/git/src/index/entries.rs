//! Iterates over the entries of an index file, without copying them.

use std::ops::Range;

use akguard_common::bytes;

use super::super::tree_name::TreeName;
use super::entry_layout::{EntryLayout, Record, WRONG_LENGTH};
use super::header::{HEADER, ID, IndexHeader};
use super::{Parsed, SHORT};

/// A cursor at an entry, or after the last one. `N` is the length of an id.
pub(super) struct Entries<'i, const N: usize = ID> {
    bytes: &'i [u8],
    version: u32,
    /// Number of entries after the current one.
    left: u32,
    next: usize,
    here: Option<Record>,
    name: Range<usize>,
    /// The whole path, in version 4.
    joined: Vec<u8>,
}

impl<'i, const N: usize> Entries<'i, N> {
    /// Before the first entry of `bytes`, which end where the checksum begins.
    pub(super) fn new(bytes: &'i [u8]) -> Parsed<Self> {
        let IndexHeader { version, entries } = IndexHeader::parse(bytes)?;
        Ok(Self { bytes, version, left: entries, next: HEADER, here: None, name: 0..0, joined: Vec::new() })
    }

    /// Where the entries end.
    pub(super) fn end(mut self) -> Parsed<usize> {
        for _ in 0..self.left {
            self.next = EntryLayout::<N>::end(self.bytes, self.next, self.version)?;
        }
        if self.next > self.bytes.len() { Err(SHORT) } else { Ok(self.next) }
    }

    /// The current entry.
    pub(super) fn here(&self) -> Option<Record> {
        self.here
    }

    /// Its path; empty after the last entry.
    pub(super) fn path(&self) -> &[u8] {
        if self.version == 4 { &self.joined } else { &self.bytes[self.name.clone()] }
    }

    /// The name of the current entry in a directory (given with its `/`), or that of the directory below that contains it.
    pub(super) fn name_in(&self, directory: &[u8]) -> Option<TreeName<'_>> {
        self.here?;
        let rest = self.path().strip_prefix(directory)?;
        Some(match bytes::find(b'/', rest) {
            Some(slash) => TreeName { bytes: &rest[..slash], is_directory: true },
            None => TreeName { bytes: rest, is_directory: false },
        })
    }

    /// Goes to the next entry, which must sort after this one.
    pub(super) fn step(&mut self) -> Parsed<()> {
        if self.left == 0 {
            self.here = None;
            self.name = 0..0;
            self.joined.clear();
            return Ok(());
        }
        let layout = self.layout()?;
        if let Some(before) = self.here {
            let order = if self.version == 4 {
                let kept = self.joined.len().checked_sub(layout.cut).ok_or(SHORT)?;
                self.joined[kept..].cmp(&self.bytes[layout.name.clone()])
            } else {
                self.path().cmp(&self.bytes[layout.name.clone()])
            };
            let sorted = order.is_lt() || order.is_eq() && before.stage > 0 && before.stage < layout.stage();
            if !sorted {
                return Err("the entries of the index are not in order");
            }
        }
        self.take(&layout)?;
        if self.path().is_empty() {
            return Err("an entry of the index has no name");
        }
        self.here = Some(layout.record(self.bytes)?);
        Ok(())
    }

    /// Skips `count` entries, which must be all entries of a directory, and goes to the next one.
    pub(super) fn leave(&mut self, directory: &[u8], count: u32) -> Parsed<()> {
        const WRONG: &str = "the index does not fit its cache tree";
        let others = count.saturating_sub(1);
        if others > self.left {
            return Err(WRONG);
        }
        for left in (0..others).rev() {
            // Only the last path is needed, but in version 4 each path depends on the one before.
            if left > 0 && self.version < 4 {
                self.next = EntryLayout::<N>::end(self.bytes, self.next, self.version)?;
                self.left -= 1;
            } else {
                let layout = self.layout()?;
                self.take(&layout)?;
            }
        }
        if count > 0 {
            if self.here.take().is_none() || !self.path().starts_with(directory) {
                return Err(WRONG);
            }
            self.step()?;
        }
        if self.name_in(directory).is_some() { Err(WRONG) } else { Ok(()) }
    }

    /// Goes to an entry without reading its record.
    fn take(&mut self, layout: &EntryLayout<N>) -> Parsed<()> {
        if self.version == 4 {
            let kept = self.joined.len().checked_sub(layout.cut).ok_or(SHORT)?;
            self.joined.truncate(kept);
            self.joined.extend_from_slice(&self.bytes[layout.name.clone()]);
            if !layout.fits(self.joined.len()) {
                return Err(WRONG_LENGTH);
            }
        }
        self.name = layout.name.clone();
        self.next = layout.next;
        self.left = self.left.saturating_sub(1);
        Ok(())
    }

    fn layout(&self) -> Parsed<EntryLayout<N>> {
        EntryLayout::parse(self.bytes, self.next, self.version)
    }
}
