//! The end of an index file: the tree of everything that is staged, where git has left it there.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use akguard_common::bytes;

use super::cache_tree::counts;
use super::entries::{HEADER, ID, header, number};

/// So much of the file is looked through for the cache tree, then so much, before all of it is read. The first holds
/// that of some 200 folders. A larger window would not be safe: the untracked cache (`UNTR`) holds the names of untracked
/// files, each with a NUL behind it, and whoever brings such files could name one `TREE` and the next ones as its size
/// and its body. A name has no NUL, so that the size would be 65,793 (`00 01 01 01`) at least.
const WINDOWS: [u64; 2] = [8 << 10, 64 << 10];

/// The tree that a commit of this index gets; `None` where the file must be read as a whole to know.
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
    let Ok((_, entries)) = header(&head) else { return Ok(None) };
    for window in WINDOWS {
        let start = length.saturating_sub(window).max(HEADER as u64);
        let mut tail = vec![0; (length - start) as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut tail)?;
        let found = find(entries, &tail);
        if found.is_some() || length <= window {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The root of the cache tree in the file's last bytes: an extension from which the others lead to the checksum, with
/// as many entries as the file has, and the only one of its kind. No path can pass for one: behind the signature stand
/// zeros and digits.
pub(super) fn find(entries: u32, tail: &[u8]) -> Option<git2::Oid> {
    let extensions = tail.get(..tail.len().checked_sub(ID)?)?;
    bytes::texts(b"TREE", extensions).find_map(|at| {
        let others = &extensions[at..];
        let body = leads_to_end(others)?.strip_prefix(b"\0")?;
        let ((count, _), id) = counts(body).ok()?;
        (count == Some(entries)).then(|| body.get(id..id + ID)).flatten().and_then(|id| git2::Oid::from_bytes(id).ok())
    })
}

/// The first extension's body, when it and those behind it fill `bytes` and none must be understood. Of two cache trees
/// git takes the last one.
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
