//! Objects in packs, read with a few calls and inflated in one piece ([`super::objects`] says why). It caches no bases of
//! deltas, so it is for the few objects that a hook needs; libgit2 is the reference implementation and reads the others.
//!
//! Formats: git's documentation, gitformat-pack (packs and their indexes, both of version 2).

use std::cell::{Cell, OnceCell};
use std::fs::File;
use std::io::ErrorKind;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};

use super::inflater::{Inflater, MAX_PACKED, MAX_SIZE};
use super::object::{NotFound, Object};
use crate::dir::Links;
use crate::regular_file::open_without_waiting;

/// Maximum number of packs; with more of them libgit2 reads all.
const MAX_PACKS: usize = 16;
/// Maximum number of objects. libgit2 caches bases of deltas, which is faster for more.
const MAX_READ: u16 = 64;
/// Maximum depth of deltas of deltas: git's default (`pack.depth`).
const MAX_DEPTH: usize = 50;

/// The longest chain of deltas that git writes (`pack.depth`).
const MAX_CHAIN: usize = 4095;
/// Maximum length of an entry's header in bytes: two numbers, or a number and an id.
const MAX_HEADER: usize = 64;

/// Bytes of a pack that are read for an entry at first, and where that was not enough.
const WINDOWS: [usize; 2] = [4 << 10, MAX_PACKED];

/// An index: `FF 74 4F 63`, the version, the fan-out table (see [`Pack::count`]), the ids in order, a checksum each, an
/// offset each, and the offsets beyond 2 GB.
const MARK: &[u8; 8] = b"\xfftOc\0\0\0\x02";
const IDS: u64 = 8 + 256 * 4;
const ID: u64 = 20;
/// Maximum ratio of deflate: two bits for 258 bytes.
const MAX_RATIO: u64 = 1032;
const DAMAGED: &str = "its pack is damaged or cut off";
/// Maximum number of ids that are read at once; a longer range is narrowed by binary search first.
const MAX_IDS_READ: u32 = 64;

/// The packs of a repository.
pub(super) struct Packs {
    folder: PathBuf,
    /// `None` where libgit2 must read them: there are too many, or one has another format.
    packs: OnceCell<Option<Vec<Pack>>>,
    /// Number of objects that may still be read.
    left: Cell<u16>,
}

impl Packs {
    pub(super) fn new(objects: &Path) -> Self {
        Self { folder: objects.join("pack"), packs: OnceCell::new(), left: Cell::new(MAX_READ) }
    }

    /// An object, if a pack contains it.
    pub(super) fn read(&self, id: Oid, inflater: &mut Inflater) -> Result<Object, NotFound> {
        let packs = self.packs.get_or_init(|| self.open()).as_ref().ok_or(NotFound::Unknown)?;
        if self.left.get() == 0 {
            return Err(NotFound::Unknown);
        }
        for pack in packs {
            if let Some(at) = pack.offset(id).ok_or(NotFound::Unknown)? {
                self.left.set(self.left.get() - 1);
                if !pack.is_whole {
                    return Err(NotFound::damaged(DAMAGED));
                }
                return match pack.object(at, inflater, MAX_DEPTH) {
                    // libgit2 would follow a cycle of deltas until memory is full.
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
            if name.ends_with(b".idx")
                && let Ok(name) = std::str::from_utf8(name)
            {
                indexes.push(self.folder.join(name));
            }
        });
        match listed {
            Ok(()) if indexes.len() > MAX_PACKS => return None,
            Err(e) if e.kind() != ErrorKind::NotFound => return None,
            _ => {}
        }
        indexes.iter().map(|index| Pack::open(index)).collect()
    }
}

struct Pack {
    index: File,
    /// The beginning of the index: its mark and the fan-out table.
    head: Vec<u8>,
    pack: File,
    /// Does the pack begin with the count and end with the checksum that its index has of it? git reads no other pack.
    is_whole: bool,
}

/// The kind of an entry of a pack.
enum EntryKind {
    Whole(ObjectType),
    /// A delta to the entry at this offset.
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

    /// Does the size of the index fit its number of ids, and is its fan-out table sorted? git uses no other index.
    fn has_sound_index(&self) -> bool {
        let all = u64::from(self.count(u8::MAX));
        let size = IDS + all * (ID + 4 + 4) + 2 * ID;
        // The first object is never beyond 2 GB.
        let sizes = size..=size + 8 * all.saturating_sub(1);
        let is_sorted = (1..=u8::MAX).all(|first| self.count(first - 1) <= self.count(first));
        self.head.starts_with(MARK) && is_sorted && self.index.metadata().is_ok_and(|meta| sizes.contains(&meta.len()))
    }

    /// Is it a pack with the number of objects that its index has?
    fn begins_with_its_count(&self) -> bool {
        let mut head = [0; 12];
        let read = self.pack.read_exact_at(&mut head, 0).is_ok();
        let is_known = head.starts_with(b"PACK\0\0\0\x02") || head.starts_with(b"PACK\0\0\0\x03");
        read && is_known && head[8..] == self.count(u8::MAX).to_be_bytes()
    }

    /// The fan-out table: number of ids whose first byte is <= `first`.
    fn count(&self, first: u8) -> u32 {
        let counts = &self.head[MARK.len()..];
        match counts[4 * usize::from(first)..].first_chunk() {
            Some(count) => u32::from_be_bytes(*count),
            None => 0,
        }
    }

    /// The offset of an object, if it is in this pack; `None` where the index cannot be read.
    fn offset(&self, id: Oid) -> Option<Option<u64>> {
        let first = id.as_bytes()[0];
        let mut from = if first == 0 { 0 } else { self.count(first - 1) };
        let mut to = self.count(first);
        while to.checked_sub(from)? > MAX_IDS_READ {
            let middle = from + (to - from) / 2;
            let here: [u8; ID as usize] = self.bytes(IDS + u64::from(middle) * ID)?;
            if here.as_slice() <= id.as_bytes() { from = middle } else { to = middle }
        }
        let mut ids = vec![0; (to - from) as usize * ID as usize];
        self.index.read_exact_at(&mut ids, IDS + u64::from(from) * ID).ok()?;
        let Some(place) = ids.chunks_exact(ID as usize).position(|here| here == id.as_bytes()) else {
            return Some(None);
        };
        let place = u64::from(from) + place as u64;
        let all = u64::from(self.count(u8::MAX));
        let offsets = IDS + all * (ID + 4);
        let offset = u32::from_be_bytes(self.bytes(offsets + place * 4)?);
        Some(Some(match offset.checked_sub(1 << 31) {
            None => offset.into(),
            Some(large) => u64::from_be_bytes(self.bytes(offsets + all * 4 + u64::from(large) * 8)?),
        }))
    }

    /// Bytes at an offset of the index.
    fn bytes<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.index.read_exact_at(&mut bytes, at).ok()?;
        Some(bytes)
    }

    /// Does the chain of bases of an entry end? True, too, where an entry on the way cannot be read here.
    fn has_last_base(&self, mut at: u64) -> bool {
        for _ in 0..=MAX_CHAIN {
            let mut bytes = [0; MAX_HEADER];
            let Ok(length) = self.pack.read_at(&mut bytes, at) else { return true };
            match self.head(at, &bytes[..length]) {
                Ok(EntryHeader { kind: EntryKind::Delta(base), .. }) => at = base,
                Ok(_) | Err(_) => return true,
            }
        }
        false
    }

    /// The object at an offset of the pack; `depth` is the number of deltas that may still be followed.
    fn object(&self, at: u64, inflater: &mut Inflater, depth: usize) -> Result<Object, NotFound> {
        let entry = match self.entry(at, WINDOWS[0], inflater) {
            Err(NotFound::Unknown) => self.entry(at, WINDOWS[1], inflater)?,
            entry => entry?,
        };
        let base = match entry.kind {
            EntryKind::Whole(kind) => return Ok(Object { kind, content: entry.content }),
            EntryKind::Delta(base) => base,
        };
        let base = self.object(base, inflater, depth.checked_sub(1).ok_or(NotFound::Unknown)?)?;
        let content = patched(&base.content, &entry.content).ok_or(NotFound::Unknown)?;
        Ok(Object { content, ..base })
    }

    /// An entry, if it ends within `window` bytes.
    fn entry(&self, at: u64, window: usize, inflater: &mut Inflater) -> Result<PackEntry, NotFound> {
        let length = self.pack.read_at(&mut inflater.packed()[..window], at).map_err(|_| NotFound::Unknown)?;
        // Where all that is left of the pack has been read, no larger window helps.
        let failed = || if length < window { NotFound::damaged(DAMAGED) } else { NotFound::Unknown };
        let head = self.head(at, &inflater.packed()[..length]).map_err(|e| match e {
            NotFound::Unknown => failed(),
            other => other,
        })?;
        if head.size > MAX_SIZE {
            // libgit2 allocates memory of this size before it inflates anything.
            return Err(if self.may_hold(head.size, at) { NotFound::Unknown } else { NotFound::damaged(DAMAGED) });
        }
        match inflater.inflate(head.length..length, head.size) {
            Some(content) if content.len() == head.size => Ok(PackEntry { kind: head.kind, content: content.to_vec() }),
            _ => Err(failed()),
        }
    }

    /// Can the rest of the pack after `at` inflate to `size` bytes?
    fn may_hold(&self, size: usize, at: u64) -> bool {
        let length = self.pack.metadata().map(|meta| meta.len()).unwrap_or(0);
        size as u64 / MAX_RATIO <= length.saturating_sub(at)
    }

    /// Parses the header of the entry at offset `at`, from the bytes there.
    fn head(&self, at: u64, bytes: &[u8]) -> Result<EntryHeader, NotFound> {
        let mut rest = bytes;
        let first = byte(&mut rest).ok_or(NotFound::Unknown)?;
        let more = if first < 128 { Some(0) } else { number(&mut rest).and_then(|more| more.checked_mul(16)) };
        let size = usize::from(first & 15) | more.ok_or(NotFound::Unknown)?;
        let kind = match first >> 4 & 7 {
            1 => EntryKind::Whole(ObjectType::Commit),
            2 => EntryKind::Whole(ObjectType::Tree),
            3 => EntryKind::Whole(ObjectType::Blob),
            4 => EntryKind::Whole(ObjectType::Tag),
            6 => {
                let back = distance(&mut rest).ok_or(NotFound::Unknown)?;
                match at.checked_sub(back) {
                    Some(base) if back > 0 => EntryKind::Delta(base),
                    _ => return Err(NotFound::damaged(DAMAGED)),
                }
            }
            7 => {
                let (id, tail) = rest.split_at_checked(ID as usize).ok_or(NotFound::Unknown)?;
                rest = tail;
                let base = Oid::from_bytes(id).ok().and_then(|id| self.offset(id)?);
                EntryKind::Delta(base.ok_or(NotFound::Unknown)?)
            }
            _ => return Err(NotFound::damaged(DAMAGED)),
        };
        Ok(EntryHeader { kind, size, length: bytes.len() - rest.len() })
    }
}

/// An entry, inflated.
struct PackEntry {
    kind: EntryKind,
    content: Vec<u8>,
}

/// The checksum that ends `before_end` bytes before the end of a file. An index ends with its pack's checksum, then its own.
fn checksum(file: &File, before_end: u64) -> Option<[u8; ID as usize]> {
    let mut checksum = [0; ID as usize];
    let at = file.metadata().ok()?.len().checked_sub(before_end + ID)?;
    file.read_exact_at(&mut checksum, at).ok()?;
    Some(checksum)
}

/// The header of an entry.
struct EntryHeader {
    kind: EntryKind,
    /// Size of the inflated content, in bytes.
    size: usize,
    /// Length of the header itself, in bytes.
    length: usize,
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, tail) = rest.split_first()?;
    *rest = tail;
    Some(*first)
}

/// A varint of seven bits a byte, lowest bits first; less than 2^56.
fn number(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    let mut shift = 0;
    loop {
        let next = byte(rest)?;
        if shift >= 50 {
            return None;
        }
        value |= usize::from(next & 127).checked_shl(shift)?;
        shift += 7;
        if next < 128 {
            return Some(value);
        }
    }
}

/// The distance of a base before its delta: git's offset varint, seven bits a byte, highest bits first; every byte but the
/// last adds one.
fn distance(rest: &mut &[u8]) -> Option<u64> {
    let mut next = byte(rest)?;
    let mut value = u64::from(next & 127);
    while next >= 128 {
        next = byte(rest)?;
        value = value.checked_add(1)?.checked_mul(128)? | u64::from(next & 127);
    }
    Some(value)
}

/// Applies a delta to its base: copies of ranges of the base, and new bytes.
fn patched(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut rest = delta;
    let old = number(&mut rest)?;
    let new = number(&mut rest)?;
    if old != base.len() || new > MAX_SIZE {
        return None;
    }
    let mut out = Vec::with_capacity(new);
    while let Some(order) = byte(&mut rest) {
        if order == 0 {
            return None;
        }
        if order < 128 {
            let (fresh, tail) = rest.split_at_checked(order.into())?;
            out.extend_from_slice(fresh);
            rest = tail;
        } else {
            // Seven bits say which bytes follow, the others are zero: four of the offset, three of the length.
            let offset = sparse_number(&mut rest, order, 0..4)?;
            let length = sparse_number(&mut rest, order, 4..7)?;
            let length = if length == 0 { 1 << 16 } else { length };
            out.extend_from_slice(base.get(offset..offset.checked_add(length)?)?);
        }
        if out.len() > new {
            return None;
        }
    }
    (out.len() == new).then_some(out)
}

/// A number, lowest byte first, of which only the bytes are present whose bits of `order` are set.
fn sparse_number(rest: &mut &[u8], order: u8, bits: Range<u32>) -> Option<usize> {
    let mut value = 0;
    for (bit, shift) in bits.zip((0..).step_by(8)) {
        if order >> bit & 1 == 1 {
            value |= usize::from(byte(rest)?) << shift;
        }
    }
    Some(value)
}

#[cfg(test)]
pub(super) mod tests;
