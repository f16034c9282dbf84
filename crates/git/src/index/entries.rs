//! The entries of an index file, one after another; none is copied or kept.

use std::ops::Range;

use akguard_common::bytes;

use super::super::oid::Oid;
use super::{Parsed, SHORT};

/// Bytes of an object id, and of the checksum at the end. In SHA-256 repositories only paths are read here
/// ([`super::listed`]); the rest is the plumbing reader's.
pub(super) const ID: usize = 20;
/// Bytes of the header: `DIRC`, version, number of entries.
pub(super) const HEADER: usize = 12;

/// Where an entry has its mode, its id, its flags, and what comes behind them.
const MODE: usize = 24;
const ID_AT: usize = 40;

const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
const LENGTH: u16 = 0x0fff;
/// In the second flags: `git add -N`; and that bit with the one of sparse checkouts, which are all that git knows.
const ANNOUNCED: u16 = 0x2000;
const KNOWN: u16 = 0x6000;

const WRONG_LENGTH: &str = "an entry of the index has a path of another length than it says";

/// One entry, apart from its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) mode: u32,
    pub(super) id: Oid,
    /// 0, or the side of a merge conflict.
    pub(super) stage: u16,
    /// By `git add -N`: not part of a commit.
    pub(super) intent_to_add: bool,
}

/// Version and number of entries.
pub(super) fn header(bytes: &[u8]) -> Parsed<(u32, u32)> {
    if bytes.get(..4) != Some(b"DIRC") {
        return Err("it is no index");
    }
    let version = number(bytes, 4)?;
    if !(2..=4).contains(&version) {
        return Err("the index has a version that akguard does not know");
    }
    Ok((version, number(bytes, 8)?))
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

/// One to eight zeros stand behind a path, so that an entry is as long as a multiple of eight.
fn padded(length: usize) -> usize {
    (length + 8) & !7
}

/// Is that the length of the path by the flags? They have no room for a long one. git cuts the path there, whatever
/// stands before or after.
fn fits(flags: u16, length: usize) -> bool {
    flags & LENGTH == LENGTH || usize::from(flags & LENGTH) == length
}

/// Where an entry's parts are.
struct Place {
    flags: u16,
    more: u16,
    /// How many bytes of the path before are taken off its end; with version 4.
    cut: usize,
    /// The path, or with version 4 what is put at its end.
    name: Range<usize>,
    next: usize,
}

/// Stands on an entry, or behind the last one. `N` is the length of an id.
pub(super) struct Entries<'i, const N: usize = ID> {
    bytes: &'i [u8],
    version: u32,
    /// Entries that have not been stepped on.
    left: u32,
    next: usize,
    here: Option<Record>,
    name: Range<usize>,
    /// The whole path, with version 4.
    joined: Vec<u8>,
}

impl<'i, const N: usize> Entries<'i, N> {
    const FLAGS: usize = ID_AT + N;
    const FIXED: usize = Self::FLAGS + 2;

    /// Before the first entry of `bytes`, which end where the checksum begins.
    pub(super) fn before(bytes: &'i [u8]) -> Parsed<Self> {
        let (version, left) = header(bytes)?;
        Ok(Self { bytes, version, left, next: HEADER, here: None, name: 0..0, joined: Vec::new() })
    }

    /// Where the entries end.
    pub(super) fn end(mut self) -> Parsed<usize> {
        for _ in 0..self.left {
            self.next = self.behind()?;
        }
        if self.next > self.bytes.len() { Err(SHORT) } else { Ok(self.next) }
    }

    /// The entry at hand.
    pub(super) fn here(&self) -> Option<Record> {
        self.here
    }

    /// Its path; empty behind the last entry.
    pub(super) fn path(&self) -> &[u8] {
        if self.version == 4 { &self.joined } else { &self.bytes[self.name.clone()] }
    }

    /// The name of the entry at hand in a folder (given with its `/`), and whether it is that of a folder below.
    pub(super) fn name_in(&self, folder: &[u8]) -> Option<(&[u8], bool)> {
        self.here?;
        let rest = self.path().strip_prefix(folder)?;
        Some(bytes::find(b'/', rest).map_or((rest, false), |slash| (&rest[..slash], true)))
    }

    /// Goes to the next entry, which must sort behind this one.
    pub(super) fn step(&mut self) -> Parsed<()> {
        if self.left == 0 {
            (self.here, self.name) = (None, 0..0);
            self.joined.clear();
            return Ok(());
        }
        let (at, place) = (self.next, self.place()?);
        let stage = (place.flags & STAGE) >> 12;
        if let Some(before) = self.here {
            let order = if self.version == 4 {
                let kept = self.joined.len().checked_sub(place.cut).ok_or(SHORT)?;
                self.joined[kept..].cmp(&self.bytes[place.name.clone()])
            } else {
                self.path().cmp(&self.bytes[place.name.clone()])
            };
            let sorted = order.is_lt() || order.is_eq() && before.stage > 0 && before.stage < stage;
            if !sorted {
                return Err("the entries of the index are not in order");
            }
        }
        self.take(&place)?;
        if self.path().is_empty() {
            return Err("an entry of the index has no name");
        }
        let id = self.bytes.get(at + ID_AT..at + Self::FLAGS).and_then(Oid::of_bytes).ok_or(SHORT)?;
        let mode = number(self.bytes, at + MODE)?;
        self.here = Some(Record { mode, id, stage, intent_to_add: place.more & ANNOUNCED != 0 });
        Ok(())
    }

    /// Leaves `count` entries behind, all of them in one folder, and goes to the first one that is not.
    pub(super) fn leave(&mut self, folder: &[u8], count: u32) -> Parsed<()> {
        const WRONG: &str = "the index does not fit its cache tree";
        let others = count.saturating_sub(1);
        if others > self.left {
            return Err(WRONG);
        }
        for left in (0..others).rev() {
            // Only of the last one the path is wanted; with version 4 they hang together.
            if left > 0 && self.version < 4 {
                (self.next, self.left) = (self.behind()?, self.left - 1);
            } else {
                let place = self.place()?;
                self.take(&place)?;
            }
        }
        if count > 0 {
            if self.here.take().is_none() || !self.path().starts_with(folder) {
                return Err(WRONG);
            }
            self.step()?;
        }
        if self.name_in(folder).is_some() { Err(WRONG) } else { Ok(()) }
    }

    /// Goes to an entry as far as the next one needs it.
    fn take(&mut self, place: &Place) -> Parsed<()> {
        if self.version == 4 {
            let kept = self.joined.len().checked_sub(place.cut).ok_or(SHORT)?;
            self.joined.truncate(kept);
            self.joined.extend_from_slice(&self.bytes[place.name.clone()]);
            if !fits(place.flags, self.joined.len()) {
                return Err(WRONG_LENGTH);
            }
        }
        (self.name, self.next, self.left) = (place.name.clone(), place.next, self.left.saturating_sub(1));
        Ok(())
    }

    /// Where the next entry ends; most of them tell it by their flags.
    fn behind(&self) -> Parsed<usize> {
        let flags = short(self.bytes, self.next + Self::FLAGS)?;
        if self.version < 4 && flags & EXTENDED == 0 && flags & LENGTH < LENGTH {
            return Ok(self.next + padded(Self::FIXED + usize::from(flags & LENGTH)));
        }
        Ok(self.place()?.next)
    }

    fn place(&self) -> Parsed<Place> {
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
        // In version 4 it is the length of the whole path, which is not known here.
        if self.version < 4 && !fits(flags, length) {
            return Err(WRONG_LENGTH);
        }
        let end = start + length;
        let next = if self.version == 4 { end + 1 } else { self.next + padded(end - self.next) };
        if next > self.bytes.len() {
            return Err(SHORT);
        }
        Ok(Place { flags, more, cut, name: start..end, next })
    }

    /// A number in groups of seven bits, the highest first, each but the last one less than it counts.
    fn varint(&self, at: &mut usize) -> Parsed<usize> {
        let mut value = 0_usize;
        loop {
            let byte = *self.bytes.get(*at).ok_or(SHORT)?;
            *at += 1;
            value += usize::from(byte & 127);
            if byte & 128 == 0 {
                return Ok(value);
            }
            value = value.checked_add(1).filter(|v| v >> 40 == 0).ok_or(SHORT)? << 7;
        }
    }
}
