//! Parses the header of an entry of a pack: what the entry is, and how large.

use git2::{ObjectType, Oid};

use super::index::{ID, PackIndex};
use super::numbers::{byte, distance, number};
use crate::object::NotFound;

/// What a message says of a pack that is not as git writes it.
pub(super) const DAMAGED: &str = "its pack is damaged or cut off";

/// The kind of an entry of a pack.
pub(super) enum EntryKind {
    Whole(ObjectType),
    /// A delta to the entry at this offset.
    Delta(u64),
}

/// The header of an entry.
pub(super) struct EntryHeader {
    pub(super) kind: EntryKind,
    /// Size of the inflated content, in bytes.
    pub(super) size: usize,
    /// Length of the header itself, in bytes.
    pub(super) length: usize,
}

impl EntryHeader {
    /// Parses the header of the entry at offset `at` of the pack, from the bytes there. The index finds a base that is named
    /// by its id.
    pub(super) fn parse(bytes: &[u8], at: u64, index: &PackIndex) -> Result<Self, NotFound> {
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
                let base = Oid::from_bytes(id).ok().and_then(|id| index.offset(id)?);
                EntryKind::Delta(base.ok_or(NotFound::Unknown)?)
            }
            _ => return Err(NotFound::damaged(DAMAGED)),
        };
        Ok(Self { kind, size, length: bytes.len() - rest.len() })
    }
}
