//! Objects in packs, read with a few calls and inflated in one piece ([`super::objects`] says why). It caches no bases of
//! deltas, so it is for the few objects that a hook needs; libgit2 is the reference implementation and reads the others.
//!
//! Formats: git's documentation, gitformat-pack (packs and their indexes, both of version 2).

mod entry_header;
mod index;
mod numbers;
mod patch;

use std::cell::{Cell, OnceCell};
use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use git2::Oid;

use self::entry_header::{DAMAGED, EntryHeader, EntryKind};
use self::index::{PackIndex, checksum};
use self::patch::patched;
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
/// Maximum length of a chain of deltas that git writes (`pack.depth`).
const MAX_CHAIN: usize = 4095;
/// Maximum length of an entry's header in bytes: two numbers, or a number and an id.
const MAX_HEADER: usize = 64;

/// Bytes of a pack that are read for an entry at first, and where that was not enough.
const WINDOWS: [usize; 2] = [4 << 10, MAX_PACKED];

/// Maximum ratio of deflate: two bits for 258 bytes.
const MAX_RATIO: u64 = 1032;

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
            if let Some(at) = pack.index.offset(id).ok_or(NotFound::Unknown)? {
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

/// A pack with its index.
struct Pack {
    index: PackIndex,
    file: File,
    /// Does the pack begin with the count and end with the checksum that its index has of it? git reads no other pack.
    is_whole: bool,
}

impl Pack {
    fn open(path: &Path) -> Option<Self> {
        let index = PackIndex::open(path)?;
        let file = open_without_waiting(&path.with_extension("pack")).ok()?;
        let has_its_end = checksum(&file, 0).is_some_and(|end| index.pack_checksum() == Some(end));
        let is_whole = has_its_end && begins_with_count(&file, index.objects());
        Some(Self { index, file, is_whole })
    }

    /// Does the chain of bases of an entry end? True, too, where an entry on the way cannot be read here.
    fn has_last_base(&self, mut at: u64) -> bool {
        for _ in 0..=MAX_CHAIN {
            let mut bytes = [0; MAX_HEADER];
            let Ok(length) = self.file.read_at(&mut bytes, at) else { return true };
            match EntryHeader::parse(&bytes[..length], at, &self.index) {
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
        let length = self.file.read_at(&mut inflater.packed()[..window], at).map_err(|_| NotFound::Unknown)?;
        // Where all that is left of the pack has been read, no larger window helps.
        let failed = || if length < window { NotFound::damaged(DAMAGED) } else { NotFound::Unknown };
        let head = EntryHeader::parse(&inflater.packed()[..length], at, &self.index).map_err(|e| match e {
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
        let length = self.file.metadata().map(|meta| meta.len()).unwrap_or(0);
        size as u64 / MAX_RATIO <= length.saturating_sub(at)
    }
}

/// Is it a pack with this number of objects?
fn begins_with_count(pack: &File, objects: u32) -> bool {
    let mut head = [0; 12];
    let read = pack.read_exact_at(&mut head, 0).is_ok();
    let is_known = head.starts_with(b"PACK\0\0\0\x02") || head.starts_with(b"PACK\0\0\0\x03");
    read && is_known && head[8..] == objects.to_be_bytes()
}

/// An entry, inflated.
struct PackEntry {
    kind: EntryKind,
    content: Vec<u8>,
}

#[cfg(test)]
pub(super) mod tests;
