//! Iterates over the entries of an index file, without copying them.

use std::ops::Range;

use akguard_common::bytes;

use super::super::oid::Oid;
use super::super::tree_name::TreeName;
use super::{Parsed, SHORT};

/// Bytes of an object id, and of the checksum at the end. In SHA-256 repositories only paths are read here
/// ([`super::listed`]); the rest is the plumbing reader's.
pub(super) const ID: usize = 20;
/// Bytes of the header: `DIRC`, version, number of entries.
pub(super) const HEADER: usize = 12;

/// Offset of an entry's mode.
const MODE: usize = 24;
/// Offset of an entry's id; the flags follow it.
const ID_AT: usize = 40;

const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
const LENGTH: u16 = 0x0fff;
/// In the second flags: `git add -N`.
const INTENT_TO_ADD: u16 = 0x2000;
/// All second flags that git knows: [`INTENT_TO_ADD`] and that of sparse checkouts.
const KNOWN: u16 = 0x6000;

const WRONG_LENGTH: &str = "an entry of the index has a path of another length than it says";

/// An entry without its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) mode: u32,
    pub(super) id: Oid,
    /// 0, or the side of a merge conflict.
    pub(super) stage: u16,
    /// Added by `git add -N`, so not part of a commit.
    pub(super) intent_to_add: bool,
}

/// The header of an index.
pub(super) struct IndexHeader {
    version: u32,
    /// Number of entries.
    pub(super) entries: u32,
}

impl IndexHeader {
    pub(super) fn parse(bytes: &[u8]) -> Parsed<Self> {
        if bytes.get(..4) != Some(b"DIRC") {
            return Err("it is no index");
        }
        let version = number(bytes, 4)?;
        if !(2..=4).contains(&version) {
            return Err("the index has a version that akguard does not know");
        }
        Ok(Self { version, entries: number(bytes, 8)? })
    }
}

/// A big-endian number.
pub(super) fn number(bytes: &[u8], at: usize) -> Parsed<u32> {
    let raw = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(SHORT)?;
    Ok(u32::from_be_bytes(*raw))
}

fn short(bytes: &[u8], at: usize) -> Parsed<u16> {
    let raw = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(SHORT)?;
    Ok(u16::from_be_bytes(*raw))
}

/// One to eight zeros follow a path, so that the length of an entry is a multiple of eight.
fn padded(length: usize) -> usize {
    (length + 8) & !7
}

/// Do the flags have this length of a path? They are too small for a long one. git cuts the path at the length in the
/// flags, wherever its NUL is.
fn fits(flags: u16, length: usize) -> bool {
    flags & LENGTH == LENGTH || usize::from(flags & LENGTH) == length
}

/// Where the parts of an entry are.
struct EntryLayout {
    flags: u16,
    more: u16,
    /// In version 4: number of bytes to remove from the end of the previous path.
    cut: usize,
    /// The path; in version 4 the bytes to append to the previous path.
    name: Range<usize>,
    next: usize,
}

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
    const FLAGS: usize = ID_AT + N;
    const FIXED: usize = Self::FLAGS + 2;

    /// Before the first entry of `bytes`, which end where the checksum begins.
    pub(super) fn new(bytes: &'i [u8]) -> Parsed<Self> {
        let IndexHeader { version, entries } = IndexHeader::parse(bytes)?;
        Ok(Self { bytes, version, left: entries, next: HEADER, here: None, name: 0..0, joined: Vec::new() })
    }

    /// Where the entries end.
    pub(super) fn end(mut self) -> Parsed<usize> {
        for _ in 0..self.left {
            self.next = self.end_of_next()?;
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
        let at = self.next;
        let layout = self.layout()?;
        let stage = (layout.flags & STAGE) >> 12;
        if let Some(before) = self.here {
            let order = if self.version == 4 {
                let kept = self.joined.len().checked_sub(layout.cut).ok_or(SHORT)?;
                self.joined[kept..].cmp(&self.bytes[layout.name.clone()])
            } else {
                self.path().cmp(&self.bytes[layout.name.clone()])
            };
            let sorted = order.is_lt() || order.is_eq() && before.stage > 0 && before.stage < stage;
            if !sorted {
                return Err("the entries of the index are not in order");
            }
        }
        self.take(&layout)?;
        if self.path().is_empty() {
            return Err("an entry of the index has no name");
        }
        let id = self.bytes.get(at + ID_AT..at + Self::FLAGS).and_then(Oid::from_bytes).ok_or(SHORT)?;
        let mode = number(self.bytes, at + MODE)?;
        self.here = Some(Record { mode, id, stage, intent_to_add: layout.more & INTENT_TO_ADD != 0 });
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
                self.next = self.end_of_next()?;
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
    fn take(&mut self, layout: &EntryLayout) -> Parsed<()> {
        if self.version == 4 {
            let kept = self.joined.len().checked_sub(layout.cut).ok_or(SHORT)?;
            self.joined.truncate(kept);
            self.joined.extend_from_slice(&self.bytes[layout.name.clone()]);
            if !fits(layout.flags, self.joined.len()) {
                return Err(WRONG_LENGTH);
            }
        }
        self.name = layout.name.clone();
        self.next = layout.next;
        self.left = self.left.saturating_sub(1);
        Ok(())
    }

    /// Where the next entry ends; for most entries the flags suffice.
    fn end_of_next(&self) -> Parsed<usize> {
        let flags = short(self.bytes, self.next + Self::FLAGS)?;
        if self.version < 4 && flags & EXTENDED == 0 && flags & LENGTH < LENGTH {
            return Ok(self.next + padded(Self::FIXED + usize::from(flags & LENGTH)));
        }
        Ok(self.layout()?.next)
    }

    fn layout(&self) -> Parsed<EntryLayout> {
        let flags = short(self.bytes, self.next + Self::FLAGS)?;
        let mut start = self.next + Self::FIXED;
        let mut more = 0;
        if flags & EXTENDED != 0 {
            more = short(self.bytes, start)?;
            start += 2;
            if self.version < 3 || more & !KNOWN != 0 {
                return Err("an entry of the index has a form that akguard does not know");
            }
        }
        let cut = if self.version == 4 { self.varint(&mut start)? } else { 0 };
        let rest = self.bytes.get(start..).ok_or(SHORT)?;
        let length = bytes::find(0, rest).ok_or(SHORT)?;
        // In version 4 the flags have the length of the whole path, which is not known here.
        if self.version < 4 && !fits(flags, length) {
            return Err(WRONG_LENGTH);
        }
        let end = start + length;
        let next = if self.version == 4 { end + 1 } else { self.next + padded(end - self.next) };
        if next > self.bytes.len() {
            return Err(SHORT);
        }
        Ok(EntryLayout { flags, more, cut, name: start..end, next })
    }

    /// Offset varint as in git's pack format: seven bits a byte, highest bits first; every byte but the last adds one.
    fn varint(&self, at: &mut usize) -> Parsed<usize> {
        let mut value = 0_usize;
        loop {
            let byte = *self.bytes.get(*at).ok_or(SHORT)?;
            *at += 1;
            value += usize::from(byte & 127);
            if byte & 128 == 0 {
                return Ok(value);
            }
            value = value.checked_add(1).ok_or(SHORT)?;
            if value >> 40 != 0 {
                return Err(SHORT);
            }
            value <<= 7;
        }
    }
}
