//! Where the parts of one entry of an index file are.

use std::ops::Range;

use akguard_common::bytes;

use super::header::{number, short};
use super::{Parsed, SHORT};
use crate::oid::Oid;

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

pub(super) const WRONG_LENGTH: &str = "an entry of the index has a path of another length than it says";

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

/// Where the parts of an entry are. `N` is the length of an id.
pub(super) struct EntryLayout<const N: usize> {
    at: usize,
    flags: u16,
    /// The second flags; 0 where the entry has none.
    more: u16,
    /// In version 4: number of bytes to remove from the end of the previous path.
    pub(super) cut: usize,
    /// The path; in version 4 the bytes to append to the previous path.
    pub(super) name: Range<usize>,
    /// Where the next entry begins.
    pub(super) next: usize,
}

impl<const N: usize> EntryLayout<N> {
    const FLAGS: usize = ID_AT + N;
    const FIXED: usize = Self::FLAGS + 2;

    /// Finds the parts of the entry at `at`. In `version` 4 a path begins like the one before it.
    pub(super) fn parse(bytes: &[u8], at: usize, version: u32) -> Parsed<Self> {
        let flags = short(bytes, at + Self::FLAGS)?;
        let mut start = at + Self::FIXED;
        let mut more = 0;
        if flags & EXTENDED != 0 {
            more = short(bytes, start)?;
            start += 2;
            if version < 3 || more & !KNOWN != 0 {
                return Err("an entry of the index has a form that akguard does not know");
            }
        }
        let cut = if version == 4 { varint(bytes, &mut start)? } else { 0 };
        let rest = bytes.get(start..).ok_or(SHORT)?;
        let length = bytes::find(0, rest).ok_or(SHORT)?;
        // In version 4 the flags have the length of the whole path, which is not known here.
        if version < 4 && !fits(flags, length) {
            return Err(WRONG_LENGTH);
        }
        let end = start + length;
        let next = if version == 4 { end + 1 } else { at + padded(end - at) };
        if next > bytes.len() {
            return Err(SHORT);
        }
        Ok(Self { at, flags, more, cut, name: start..end, next })
    }

    /// Where the entry at `at` ends; for most entries the flags suffice.
    pub(super) fn end(bytes: &[u8], at: usize, version: u32) -> Parsed<usize> {
        let flags = short(bytes, at + Self::FLAGS)?;
        if version < 4 && flags & EXTENDED == 0 && flags & LENGTH < LENGTH {
            return Ok(at + padded(Self::FIXED + usize::from(flags & LENGTH)));
        }
        Ok(Self::parse(bytes, at, version)?.next)
    }

    /// 0, or the side of a merge conflict.
    pub(super) fn stage(&self) -> u16 {
        (self.flags & STAGE) >> 12
    }

    /// Do the flags have this length of a path?
    pub(super) fn fits(&self, length: usize) -> bool {
        fits(self.flags, length)
    }

    /// The entry without its path.
    pub(super) fn record(&self, bytes: &[u8]) -> Parsed<Record> {
        let id = bytes.get(self.at + ID_AT..self.at + Self::FLAGS).and_then(Oid::from_bytes).ok_or(SHORT)?;
        let mode = number(bytes, self.at + MODE)?;
        Ok(Record { mode, id, stage: self.stage(), intent_to_add: self.more & INTENT_TO_ADD != 0 })
    }
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

/// Offset varint as in git's pack format: seven bits a byte, highest bits first; every byte but the last adds one.
fn varint(bytes: &[u8], at: &mut usize) -> Parsed<usize> {
    let mut value = 0_usize;
    loop {
        let byte = *bytes.get(*at).ok_or(SHORT)?;
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
