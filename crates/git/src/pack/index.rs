//! The index of a pack: at which offset of the pack an object is.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use git2::Oid;

use crate::regular_file::open_without_waiting;

/// An index: `FF 74 4F 63`, the version, the fan-out table (see [`PackIndex::count`]), the ids in order, a checksum each, an
/// offset each, and the offsets beyond 2 GB.
const MARK: &[u8; 8] = b"\xfftOc\0\0\0\x02";
const IDS: u64 = 8 + 256 * 4;
pub(super) const ID: u64 = 20;
/// Maximum number of ids that are read at once; a longer range is narrowed by binary search first.
const MAX_IDS_READ: u32 = 64;

/// An index whose size and fan-out table are right.
pub(super) struct PackIndex {
    file: File,
    /// The beginning of the file: its mark and the fan-out table.
    head: Vec<u8>,
}

impl PackIndex {
    /// Opens an index; `None` where it cannot be read, or libgit2 must read it.
    pub(super) fn open(path: &Path) -> Option<Self> {
        let file = open_without_waiting(path).ok()?;
        let mut head = vec![0; IDS as usize];
        file.read_exact_at(&mut head, 0).ok()?;
        let index = Self { file, head };
        index.is_sound().then_some(index)
    }

    /// The checksum of the pack, as the index has it.
    pub(super) fn pack_checksum(&self) -> Option<[u8; ID as usize]> {
        checksum(&self.file, ID)
    }

    /// Number of objects in the pack.
    pub(super) fn objects(&self) -> u32 {
        self.count(u8::MAX)
    }

    /// Does the file's size fit its number of ids, and is its fan-out table sorted? git uses no other index.
    fn is_sound(&self) -> bool {
        let all = u64::from(self.objects());
        let size = IDS + all * (ID + 4 + 4) + 2 * ID;
        // The first object is never beyond 2 GB.
        let sizes = size..=size + 8 * all.saturating_sub(1);
        let is_sorted = (1..=u8::MAX).all(|first| self.count(first - 1) <= self.count(first));
        self.head.starts_with(MARK) && is_sorted && self.file.metadata().is_ok_and(|meta| sizes.contains(&meta.len()))
    }

    /// The fan-out table: number of ids whose first byte is <= `first`.
    fn count(&self, first: u8) -> u32 {
        let counts = &self.head[MARK.len()..];
        match counts[4 * usize::from(first)..].first_chunk() {
            Some(count) => u32::from_be_bytes(*count),
            None => 0,
        }
    }

    /// The offset of an object, if it is in the pack; `None` where the index cannot be read.
    pub(super) fn offset(&self, id: Oid) -> Option<Option<u64>> {
        let first = id.as_bytes()[0];
        let mut from = if first == 0 { 0 } else { self.count(first - 1) };
        let mut to = self.count(first);
        while to.checked_sub(from)? > MAX_IDS_READ {
            let middle = from + (to - from) / 2;
            let here: [u8; ID as usize] = self.bytes(IDS + u64::from(middle) * ID)?;
            if here.as_slice() <= id.as_bytes() { from = middle } else { to = middle }
        }
        let mut ids = vec![0; (to - from) as usize * ID as usize];
        self.file.read_exact_at(&mut ids, IDS + u64::from(from) * ID).ok()?;
        let Some(place) = ids.chunks_exact(ID as usize).position(|here| here == id.as_bytes()) else {
            return Some(None);
        };
        let place = u64::from(from) + place as u64;
        let all = u64::from(self.objects());
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
        self.file.read_exact_at(&mut bytes, at).ok()?;
        Some(bytes)
    }
}

/// The checksum that ends `before_end` bytes before the end of a file. An index ends with its pack's checksum, then its own.
pub(super) fn checksum(file: &File, before_end: u64) -> Option<[u8; ID as usize]> {
    let mut checksum = [0; ID as usize];
    let at = file.metadata().ok()?.len().checked_sub(before_end + ID)?;
    file.read_exact_at(&mut checksum, at).ok()?;
    Some(checksum)
}
