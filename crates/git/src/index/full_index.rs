//! A whole index file: its entries, and its cache tree for what has not changed.

use std::ops::Range;

use super::cache_tree::CacheTree;
use super::entries::Entries;
use super::header::{ID, IndexHeader, number};
use super::{Parsed, SHORT};
use crate::delta::FileEntry;
use crate::paths::is_at_or_below;

/// An index without entries.
const EMPTY: &[u8; 12] = b"DIRC\0\0\0\x02\0\0\0\0";

/// The file's bytes, without the checksum.
pub(crate) struct FullIndex {
    pub(super) bytes: Vec<u8>,
    pub(super) cache: CacheTree,
}

impl Default for FullIndex {
    fn default() -> Self {
        Self { bytes: EMPTY.to_vec(), cache: CacheTree::default() }
    }
}

impl FullIndex {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// They are damaged, or of a format that only git supports.
    pub(super) fn parse(mut bytes: Vec<u8>) -> Parsed<Self> {
        bytes.truncate(bytes.len().checked_sub(ID).ok_or(SHORT)?);
        let at = Entries::<ID>::new(&bytes)?.end()?;
        let cache = cache_tree(&bytes, at)?.map(|body| CacheTree::parse(&bytes, body)).transpose()?;
        Ok(Self { bytes, cache: cache.unwrap_or_default() })
    }

    /// The tree of all its entries, where the cache tree is valid at the top.
    pub(super) fn root(&self) -> Option<git2::Oid> {
        let head = IndexHeader::parse(&self.bytes).ok()?;
        let (id, count) = self.cache.tree(self.cache.root()?)?;
        (count == head.entries).then_some(id)
    }

    /// Its entries, from the first one on.
    pub(super) fn entries(&self) -> Parsed<Entries<'_>> {
        let mut entries = Entries::new(&self.bytes)?;
        entries.step()?;
        Ok(entries)
    }

    /// The files at or below a path (empty: all).
    ///
    /// # Errors
    /// The entries are not in order.
    pub(crate) fn files(&self, path: &str) -> Parsed<Vec<(Vec<u8>, FileEntry)>> {
        let mut found = Vec::new();
        let mut entries = self.entries()?;
        while let Some(entry) = entries.here() {
            let here = entries.path();
            if here > path.as_bytes() && !here.starts_with(path.as_bytes()) {
                break;
            }
            if entry.stage == 0
                && is_at_or_below(here, path)
                && let Some(file) = FileEntry::from_mode(entry.id, entry.mode)
            {
                found.push((here.to_vec(), file));
            }
            entries.step()?;
        }
        Ok(found)
    }
}

/// Finds the cache tree among the extensions, which begin at `at`. Refuses extensions that a reader must understand.
pub(super) fn cache_tree(bytes: &[u8], mut at: usize) -> Parsed<Option<Range<usize>>> {
    let mut found = None;
    while at < bytes.len() {
        let signature = bytes.get(at..at + 4).ok_or(SHORT)?;
        let body = at + 8;
        let end = body.checked_add(number(bytes, at + 4)? as usize).ok_or(SHORT)?;
        if end > bytes.len() {
            return Err(SHORT);
        }
        match signature {
            b"TREE" if end > body => found = Some(body..end),
            b"link" => return Err("the index is split"),
            b"sdir" => return Err("the index is sparse"),
            // By git's rule a lower-case first letter marks an extension that a reader must understand.
            [first, ..] if !first.is_ascii_uppercase() => {
                return Err("the index has an extension that akguard does not know");
            }
            _ => {}
        }
        at = end;
    }
    Ok(found)
}
