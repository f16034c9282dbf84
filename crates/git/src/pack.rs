//! ObjectStore in packs, read with a few calls and inflated in one piece ([`super::objects`] says why). It keeps no bases of
//! deltas, so it is for the few objects that a hook needs; libgit2 is the twin and reads the others.
//!
//! Formats: git's documentation, gitformat-pack (packs and their indexes, both of version 2).

use std::cell::{Cell, OnceCell};
use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};

use super::inflater::{Inflater, MAX_PACKED, MAX_SIZE};
use super::object::{NotFound, Object};
use crate::dir::Links;
use crate::regular_file::open_without_waiting;

/// With more packs libgit2 looks.
const MAX_PACKS: usize = 16;
/// So many objects are read: libgit2 keeps bases of deltas, which pays for those who read more.
const MAX_READ: u16 = 64;
/// Deltas of deltas: as many as git makes by default (`pack.depth`).
const MAX_DEPTH: usize = 50;

/// The longest chain of deltas that git writes (`pack.depth`).
const MAX_CHAIN: usize = 4095;
/// What stands before the packed bytes of an entry is shorter, in bytes: two numbers, or a number and an id.
const HEAD: usize = 64;

/// So much of a pack is read at first, and so much where that was not enough, in bytes.
const WINDOWS: [usize; 2] = [4 << 10, MAX_PACKED];

/// An index: `FF 74 4F 63`, the version, for each first byte of an id how many ids are not above it, then the ids in
/// order, a checksum each, an offset each, and the offsets beyond 2 GB.
const MARK: &[u8; 8] = b"\xfftOc\0\0\0\x02";
const IDS: u64 = 8 + 256 * 4;
const ID: u64 = 20;
/// deflate makes 258 bytes of two bits at best.
const MAX_RATIO: u64 = 1032;
const DAMAGED: &str = "its pack is damaged or cut off";
/// So many ids are read at once; among more of them they are halved first.
const FEW: u32 = 64;

/// The packs of a repository.
pub(super) struct Packs {
    folder: PathBuf,
    /// `None` where libgit2 must look: many of them, or files of another form.
    packs: OnceCell<Option<Vec<Pack>>>,
    left: Cell<u16>,
}

impl Packs {
    pub(super) fn of(objects: &Path) -> Self {
        Self { folder: objects.join("pack"), packs: OnceCell::new(), left: Cell::new(MAX_READ) }
    }

    /// An object, if a pack holds it.
    pub(super) fn read(&self, id: Oid, inflater: &mut Inflater) -> Result<Object, NotFound> {
        let packs = self.packs.get_or_init(|| self.open()).as_ref();
        for pack in packs.filter(|_| self.left.get() > 0).ok_or(NotFound::Unknown)? {
            if let Some(at) = pack.offset(id).ok_or(NotFound::Unknown)? {
                self.left.set(self.left.get() - 1);
                if !pack.is_whole {
                    return Err(NotFound::damaged(DAMAGED));
                }
                return match pack.object(at, inflater, MAX_DEPTH) {
                    // libgit2 follows deltas whose bases are in a circle for as long as there is memory.
                    Err(NotFound::Unknown) if !pack.has_last_base(at) => Err(NotFound::damaged(DAMAGED)),
                    read => read,
                };
            }
        }
        Err(NotFound::Missing)
    }

    fn open(&self) -> Option<Vec<Pack>> {
        let mut indexes = Vec::new();
        let listed = crate::dir::names(&self.folder, Links::Follow, usize::MAX, |name| {
            let name = std::str::from_utf8(name).ok().filter(|name| name.ends_with(".idx"));
            indexes.extend(name.map(|name| self.folder.join(name)));
        });
        let is_known = listed.map_or_else(|e| e.kind() == ErrorKind::NotFound, |()| indexes.len() <= MAX_PACKS);
        if is_known { indexes.iter().map(|index| Pack::open(index)).collect() } else { None }
    }
}

struct Pack {
    index: File,
    /// Its mark and the counts by first byte.
    head: Vec<u8>,
    pack: File,
    /// Does it begin with the count and end with the checksum that its index has of it? git reads none that does not.
    is_whole: bool,
}

/// What an entry of a pack is, and what it takes to have it whole.
enum Kind {
    Whole(ObjectType),
    /// Of the entry that stands at this offset.
    Delta(u64),
}

impl Pack {
    fn open(path: &Path) -> Option<Self> {
        let index = open_without_waiting(path).ok()?;
        let pack = open_without_waiting(&path.with_extension("pack")).ok()?;
        let mut head = vec![0; IDS as usize];
        index.read_exact_at(&mut head, 0).ok()?;
        let is_whole = checksum(&pack, 0).is_some_and(|end| checksum(&index, ID) == Some(end));
        let opened = Self { index, head, pack, is_whole };
        if !opened.has_sound_index() {
            return None;
        }
        let is_whole = is_whole && opened.begins_with_its_count();
        Some(Self { is_whole, ..opened })
    }

    /// Is the index of the size that it must have, and are its counts in order? git uses no other one.
    fn has_sound_index(&self) -> bool {
        let all = u64::from(self.count(u8::MAX));
        let size = IDS + all * (ID + 4 + 4) + 2 * ID;
        // The first object is never beyond 2 GB.
        let sizes = size..=size + 8 * all.saturating_sub(1);
        let is_sorted = (1..=u8::MAX).all(|first| self.count(first - 1) <= self.count(first));
        self.head.starts_with(MARK) && is_sorted && self.index.metadata().is_ok_and(|meta| sizes.contains(&meta.len()))
    }

    /// Is it a pack of as many objects as its index has?
    fn begins_with_its_count(&self) -> bool {
        let mut head = [0; 12];
        let read = self.pack.read_exact_at(&mut head, 0).is_ok();
        let is_known = head.starts_with(b"PACK\0\0\0\x02") || head.starts_with(b"PACK\0\0\0\x03");
        read && is_known && head[8..] == self.count(u8::MAX).to_be_bytes()
    }

    /// How many ids do not begin with a greater byte?
    fn count(&self, first: u8) -> u32 {
        self.head[MARK.len() + 4 * usize::from(first)..].first_chunk().map_or(0, |count| u32::from_be_bytes(*count))
    }

    /// Where the object stands, if it is in this pack; `None` where the index cannot be read.
    fn offset(&self, id: Oid) -> Option<Option<u64>> {
        let (first, all) = (id.as_bytes()[0], self.count(u8::MAX));
        let (mut from, mut to) = (first.checked_sub(1).map_or(0, |before| self.count(before)), self.count(first));
        while to.checked_sub(from)? > FEW {
            let middle = from + (to - from) / 2;
            let here: [u8; ID as usize] = self.bytes(IDS + u64::from(middle) * ID)?;
            if here.as_slice() <= id.as_bytes() { from = middle } else { to = middle }
        }
        let mut ids = vec![0; (to - from) as usize * ID as usize];
        self.index.read_exact_at(&mut ids, IDS + u64::from(from) * ID).ok()?;
        let Some(place) = ids.chunks_exact(ID as usize).position(|here| here == id.as_bytes()) else {
            return Some(None);
        };
        let (place, all) = (u64::from(from) + place as u64, u64::from(all));
        let offsets = IDS + all * (ID + 4);
        let offset = u32::from_be_bytes(self.bytes(offsets + place * 4)?);
        Some(Some(match offset.checked_sub(1 << 31) {
            None => offset.into(),
            Some(large) => u64::from_be_bytes(self.bytes(offsets + all * 4 + u64::from(large) * 8)?),
        }))
    }

    /// Bytes of the index.
    fn bytes<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.index.read_exact_at(&mut bytes, at).ok()?;
        Some(bytes)
    }

    /// Do the bases of an entry end? One that cannot be read is left to others to judge.
    fn has_last_base(&self, mut at: u64) -> bool {
        for _ in 0..=MAX_CHAIN {
            let mut bytes = [0; HEAD];
            let Ok(length) = self.pack.read_at(&mut bytes, at) else { return true };
            match self.head(at, &bytes[..length]) {
                Ok(Head { kind: Kind::Delta(base), .. }) => at = base,
                Ok(_) | Err(_) => return true,
            }
        }
        false
    }

    /// The object that stands at an offset of the pack.
    fn object(&self, at: u64, inflater: &mut Inflater, depth: usize) -> Result<Object, NotFound> {
        let entry = match self.entry(at, WINDOWS[0], inflater) {
            Err(NotFound::Unknown) => self.entry(at, WINDOWS[1], inflater)?,
            entry => entry?,
        };
        let base = match entry.kind {
            Kind::Whole(kind) => return Ok(Object { kind, content: entry.content }),
            Kind::Delta(base) => base,
        };
        let base = self.object(base, inflater, depth.checked_sub(1).ok_or(NotFound::Unknown)?)?;
        let content = patched(&base.content, &entry.content).ok_or(NotFound::Unknown)?;
        Ok(Object { content, ..base })
    }

    /// An entry, if it ends within `window` bytes.
    fn entry(&self, at: u64, window: usize, inflater: &mut Inflater) -> Result<Entry, NotFound> {
        let length = self.pack.read_at(&mut inflater.packed()[..window], at).map_err(|_| NotFound::Unknown)?;
        // Where all that is left of the pack has been read, no larger window helps.
        let failed = || if length < window { NotFound::damaged(DAMAGED) } else { NotFound::Unknown };
        let head = self.head(at, &inflater.packed()[..length]).map_err(|e| match e {
            NotFound::Unknown => failed(),
            other => other,
        })?;
        if head.size > MAX_SIZE {
            // libgit2 fills so much memory with zeros before it inflates anything.
            return Err(if self.may_hold(head.size, at) { NotFound::Unknown } else { NotFound::damaged(DAMAGED) });
        }
        let content = inflater.inflate(head.length..length, head.size).filter(|content| content.len() == head.size);
        Ok(Entry { kind: head.kind, content: content.ok_or_else(failed)?.to_vec() })
    }

    /// May what follows in the pack inflate to so much?
    fn may_hold(&self, size: usize, at: u64) -> bool {
        let left = self.pack.metadata().map_or(0, |meta| meta.len().saturating_sub(at));
        size as u64 / MAX_RATIO <= left
    }

    /// What stands before the packed bytes of the entry at an offset.
    fn head(&self, at: u64, bytes: &[u8]) -> Result<Head, NotFound> {
        let mut rest = bytes;
        let first = byte(&mut rest).ok_or(NotFound::Unknown)?;
        let more = if first < 128 { Some(0) } else { number(&mut rest).and_then(|more| more.checked_mul(16)) };
        let size = usize::from(first & 15) | more.ok_or(NotFound::Unknown)?;
        let kind = match first >> 4 & 7 {
            1 => Kind::Whole(ObjectType::Commit),
            2 => Kind::Whole(ObjectType::Tree),
            3 => Kind::Whole(ObjectType::Blob),
            4 => Kind::Whole(ObjectType::Tag),
            6 => {
                let back = distance(&mut rest).ok_or(NotFound::Unknown)?;
                Kind::Delta(at.checked_sub(back).filter(|_| back > 0).ok_or_else(|| NotFound::damaged(DAMAGED))?)
            }
            7 => {
                let (id, tail) = rest.split_at_checked(ID as usize).ok_or(NotFound::Unknown)?;
                rest = tail;
                let base = Oid::from_bytes(id).ok().and_then(|id| self.offset(id)?);
                Kind::Delta(base.ok_or(NotFound::Unknown)?)
            }
            _ => return Err(NotFound::damaged(DAMAGED)),
        };
        Ok(Head { kind, size, length: bytes.len() - rest.len() })
    }
}

/// An entry, inflated.
struct Entry {
    kind: Kind,
    content: Vec<u8>,
}

/// The checksum that ends `before_end` bytes before the end of a file. An index has its pack's, then its own.
fn checksum(file: &File, before_end: u64) -> Option<[u8; ID as usize]> {
    let mut checksum = [0; ID as usize];
    let at = file.metadata().ok()?.len().checked_sub(before_end + ID)?;
    file.read_exact_at(&mut checksum, at).ok()?;
    Some(checksum)
}

/// What an entry says of itself.
struct Head {
    kind: Kind,
    /// Of what it inflates to, in bytes.
    size: usize,
    /// Of all that stands before the packed bytes, in bytes.
    length: usize,
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, tail) = rest.split_first()?;
    *rest = tail;
    Some(*first)
}

/// A number of seven bits a byte, the lowest ones first.
fn number(rest: &mut &[u8]) -> Option<usize> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let next = byte(rest)?;
        value |= usize::from(next & 127).checked_shl(shift).filter(|_| shift < 50)?;
        shift += 7;
        if next < 128 {
            return Some(value);
        }
    }
}

/// How far before its delta a base stands: seven bits a byte, the highest ones first, and one more for each byte.
fn distance(rest: &mut &[u8]) -> Option<u64> {
    let mut next = byte(rest)?;
    let mut value = u64::from(next & 127);
    while next >= 128 {
        next = byte(rest)?;
        value = value.checked_add(1)?.checked_mul(128)? | u64::from(next & 127);
    }
    Some(value)
}

/// A base with a delta's changes: copies of its stretches, and new bytes.
fn patched(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut rest = delta;
    let (old, new) = (number(&mut rest)?, number(&mut rest)?);
    if old != base.len() || new > MAX_SIZE {
        return None;
    }
    let mut out = Vec::with_capacity(new);
    while let Some(order) = byte(&mut rest) {
        if order < 128 {
            let (fresh, tail) = rest.split_at_checked(order.into()).filter(|_| order > 0)?;
            out.extend_from_slice(fresh);
            rest = tail;
        } else {
            // Of seven bytes those that are not zero are there: four of the offset, three of the length.
            let mut field = |bits: std::ops::Range<u32>| {
                let shifts = bits.clone().zip((0..).step_by(8)).filter(|(bit, _)| order >> bit & 1 == 1);
                shifts.map(|(_, shift)| Some(usize::from(byte(&mut rest)?) << shift)).sum::<Option<usize>>()
            };
            let (offset, length) = (field(0..4)?, field(4..7)?);
            let length = if length == 0 { 1 << 16 } else { length };
            out.extend_from_slice(base.get(offset..offset.checked_add(length)?)?);
        }
        if out.len() > new {
            return None;
        }
    }
    (out.len() == new).then_some(out)
}

#[cfg(test)]
pub(super) mod tests;
