//! Checks the offsets in indexes of packs before libgit2 uses them: where an index names an offset beyond the end of its
//! pack, libgit2 reads there, and the system ends the process (SIGBUS).
//!
//! Formats: git's documentation, gitformat-pack (indexes of versions 1 and 2, and the index of many packs).

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use akguard_common::text::quote;

use super::paths::bytes_path;
use crate::dir::{self, Links};
use crate::regular_file;

/// Bytes of an object id, and of the checksum at the end of a pack.
const ID: u64 = 20;
const COUNTS: u64 = 256 * 4;
/// Set in an offset that is an index into the table of large offsets.
const IS_LARGE: u32 = 1 << 31;

/// The first index below an object directory that names an offset beyond the end of its pack, as a message. libgit2 itself
/// refuses indexes of other formats.
pub(super) fn beyond_end(objects: &Path) -> Option<String> {
    let dir = objects.join("pack");
    let mut indexes: Vec<PathBuf> = Vec::new();
    // libgit2 does not read a directory either that cannot be listed.
    let _ = dir::names(&dir, Links::Follow, usize::MAX, |name| {
        indexes.extend(name.ends_with(b".idx").then(|| dir.join(bytes_path(name))));
    });
    let many = dir.join("multi-pack-index");
    let found = indexes.into_iter().find(|index| is_beyond(index).unwrap_or(false));
    let found = found.or_else(|| is_any_beyond(&dir, &many).unwrap_or(false).then_some(many))?;
    let name = quote(found.as_os_str().as_encoded_bytes());
    Some(format!("{name} names a place beyond the end of its pack"))
}

/// The last byte at which an entry of a pack may begin.
fn last_place(pack: &Path) -> Option<u64> {
    std::fs::metadata(pack).ok()?.len().checked_sub(ID)
}

/// Does the index of a pack name an offset beyond its end? `None` where it is no index that libgit2 reads.
fn is_beyond(index: &Path) -> Option<bool> {
    let last = last_place(&index.with_extension("pack"))?;
    let mut file = regular_file::open(index).ok()?;
    let mut magic = [0; 8];
    file.read_exact(&mut magic).ok()?;
    match magic == *b"\xfftOc\0\0\0\x02" {
        true => is_beyond_in_version_2(&file, last),
        false => is_beyond_in_version_1(&file, last),
    }
}

fn is_beyond_in_version_1(file: &File, last: u64) -> Option<bool> {
    let count = number(&mut at(file, COUNTS - 4)?)?;
    let mut entries = at(file, COUNTS)?;
    let mut entry = [0; 4 + ID as usize];
    for _ in 0..count {
        entries.read_exact(&mut entry).ok()?;
        if u64::from(u32::from_be_bytes(*entry.first_chunk()?)) > last {
            return Some(true);
        }
    }
    Some(false)
}

fn is_beyond_in_version_2(file: &File, last: u64) -> Option<bool> {
    let count = number(&mut at(file, 8 + COUNTS - 4)?)?;
    let offsets = 8 + COUNTS + u64::from(count) * (ID + 4);
    let mut entries = at(file, offsets)?;
    let mut large_from = None;
    for _ in 0..count {
        match number(&mut entries)? {
            offset if offset & IS_LARGE != 0 => large_from = Some(offsets + u64::from(count) * 4),
            offset if u64::from(offset) > last => return Some(true),
            _ => {}
        }
    }
    let Some(from) = large_from else { return Some(false) };
    let end = file.metadata().ok()?.len().checked_sub(2 * ID)?;
    Some(is_large_beyond(file, from..end, last))
}

/// Is one of a table of large offsets beyond the last possible one?
fn is_large_beyond(file: &File, table: std::ops::Range<u64>, last: u64) -> bool {
    let Some(mut entries) = at(file, table.start) else { return false };
    (table.start..table.end.saturating_sub(7)).step_by(8).any(|_| large(&mut entries).is_some_and(|place| place > last))
}

/// The same for the index of many packs: `MIDX`, then a table of its chunks, each with its name and offset.
fn is_any_beyond(dir: &Path, index: &Path) -> Option<bool> {
    let file = regular_file::open(index).ok()?;
    let mut head = [0; 12];
    at(&file, 0)?.read_exact(&mut head).ok()?;
    if !head.starts_with(b"MIDX\x01\x01") {
        return None;
    }
    let mut table = at(&file, 12)?;
    let mut chunks = Vec::new();
    for _ in 0..=head[6] {
        chunks.push((number(&mut table)?.to_be_bytes(), large(&mut table)?));
    }
    let chunk = |name: &[u8; 4]| {
        let here = chunks.iter().position(|(other, _)| other == name)?;
        Some(chunks[here].1..chunks.get(here + 1)?.1)
    };
    let names = chunk(b"PNAM")?;
    let mut text = Vec::new();
    at(&file, names.start)?.take(names.end.checked_sub(names.start)?).read_to_end(&mut text).ok()?;
    let mut lasts: Vec<Option<u64>> = Vec::new();
    for name in text.split(|byte| *byte == 0) {
        if !name.is_empty() {
            lasts.push(last_place(&dir.join(bytes_path(name)).with_extension("pack")));
        }
    }
    let places = chunk(b"OOFF")?;
    let mut entries = at(&file, places.start)?;
    for _ in (places.start..places.end).step_by(8) {
        let pack = number(&mut entries)?;
        let offset = number(&mut entries)?;
        let last = lasts.get(pack as usize).copied().flatten();
        if offset & IS_LARGE == 0 && last.is_some_and(|last| u64::from(offset) > last) {
            return Some(true);
        }
    }
    // Large offsets are checked against the largest pack, whichever pack they belong to.
    let largest = lasts.iter().flatten().max().copied().unwrap_or(0);
    Some(chunk(b"LOFF").is_some_and(|table| is_large_beyond(&file, table, largest)))
}

/// The file from a place on.
fn at(mut file: &File, place: u64) -> Option<BufReader<&File>> {
    file.seek(SeekFrom::Start(place)).ok()?;
    Some(BufReader::with_capacity(64 << 10, file))
}

fn number(reader: &mut impl Read) -> Option<u32> {
    let mut bytes = [0; 4];
    reader.read_exact(&mut bytes).ok()?;
    Some(u32::from_be_bytes(bytes))
}

fn large(reader: &mut impl Read) -> Option<u64> {
    let mut bytes = [0; 8];
    reader.read_exact(&mut bytes).ok()?;
    Some(u64::from_be_bytes(bytes))
}
