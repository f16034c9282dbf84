//! Reads the end of an index file: the tree of everything that is staged, where git has written it there.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use akguard_common::bytes;

use super::cache_tree::Counts;
use super::header::{HEADER, ID, IndexHeader, number};

/// Bytes at the end of the file that are searched for the cache tree, first and then, before the whole file is read. The
/// cache tree of about 200 directories fits into the first window. A larger window would not be safe: the untracked cache
/// (`UNTR`) has the names of untracked files, each with a NUL after it, and an attacker who brings such files could name
/// one `TREE` and the next ones like its size and its body. A name has no NUL, so that the size would be 65,793 (`00 01 01 01`) at least.
const WINDOWS: [u64; 2] = [8 << 10, 64 << 10];

/// The tree of a commit of this index; `None` where the whole file must be read to find it.
///
/// # Errors
/// The file cannot be read.
pub(super) fn root(file: &mut File) -> io::Result<Option<git2::Oid>> {
    let mut head = [0; HEADER];
    let length = file.metadata()?.len();
    if length < (HEADER + ID) as u64 {
        return Ok(None);
    }
    file.read_exact(&mut head)?;
    let Ok(head) = IndexHeader::parse(&head) else { return Ok(None) };
    for window in WINDOWS {
        let start = length.saturating_sub(window).max(HEADER as u64);
        let mut tail = vec![0; (length - start) as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut tail)?;
        let found = find(head.entries, &tail);
        if found.is_some() || length <= window {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The root of the cache tree in the file's last bytes. It must be the only cache tree, have as many entries as the file,
/// and be followed by extensions up to the checksum. No path looks like one: zeros and digits follow the signature.
pub(super) fn find(entries: u32, tail: &[u8]) -> Option<git2::Oid> {
    let extensions = tail.get(..tail.len().checked_sub(ID)?)?;
    bytes::texts(b"TREE", extensions).find_map(|at| {
        let others = &extensions[at..];
        let body = leads_to_end(others)?.strip_prefix(b"\0")?;
        let counts = Counts::parse(body).ok()?;
        if counts.entries != Some(entries) {
            return None;
        }
        git2::Oid::from_bytes(body.get(counts.length..counts.length + ID)?).ok()
    })
}

/// The first extension's body, where it and the extensions after it fill `bytes`, and a reader need not understand any of
/// them. Only the last cache tree counts, as in git.
fn leads_to_end(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    while at < bytes.len() {
        let signature = bytes.get(at..at + 4)?;
        if !signature[0].is_ascii_uppercase() || at > 0 && signature == b"TREE" {
            return None;
        }
        at = at.checked_add(8)?.checked_add(number(bytes, at + 4).ok()? as usize)?;
    }
    (at == bytes.len()).then(|| bytes.get(8..8 + number(bytes, 4).ok()? as usize)).flatten()
}
