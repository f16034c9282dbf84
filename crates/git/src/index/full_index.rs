//! A whole index file: its entries, and its cache tree for what has not changed.

use std::ops::Range;

use super::cache_tree::CacheTree;
use super::entries::{Entries, ID, header, number};
use super::{Parsed, SHORT};
use crate::delta::Entry;
use crate::paths::is_at_or_below;

/// An index with no entry.
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
    /// They are damaged, or of a form that only git knows.
    pub(super) fn parse(mut bytes: Vec<u8>) -> Parsed<Self> {
        bytes.truncate(bytes.len().checked_sub(ID).ok_or(SHORT)?);
        let at = Entries::<ID>::before(&bytes)?.end()?;
        let cache = cache_tree(&bytes, at)?.map(|body| CacheTree::parse(&bytes, body)).transpose()?;
        Ok(Self { bytes, cache: cache.unwrap_or_default() })
    }

    /// The tree of all its entries, where the cache tree is valid at the top.
    pub(super) fn root(&self) -> Option<git2::Oid> {
        let (_, entries) = header(&self.bytes).ok()?;
        let (id, count) = self.cache.tree(self.cache.root()?)?;
        (count == entries).then_some(id)
    }

    /// Its entries, from the first one on.
    pub(super) fn entries(&self) -> Parsed<Entries<'_>> {
        let mut entries = Entries::before(&self.bytes)?;
        entries.step()?;
        Ok(entries)
    }

    /// The files at or below a path (empty: all).
    ///
    /// # Errors
    /// The entries are not in order.
    pub(crate) fn files(&self, path: &str) -> Parsed<Vec<(Vec<u8>, Entry)>> {
        let mut found = Vec::new();
        let mut entries = self.entries()?;
        while let Some(entry) = entries.here() {
            let here = entries.path();
            if here > path.as_bytes() && !here.starts_with(path.as_bytes()) {
                break;
            }
            let wanted = entry.stage == 0 && is_at_or_below(here, path);
            if let Some(file) = Entry::of(entry.id, entry.mode).filter(|_| wanted) {
                found.push((here.to_vec(), file));
            }
            entries.step()?;
        }
        Ok(found)
    }
}

/// Where the cache tree is among the extensions, which begin at `at`. Each of the others is one that need not be
/// understood.
pub(super) fn cache_tree(bytes: &[u8], mut at: usize) -> Parsed<Option<Range<usize>>> {
    let mut found = None;
    while at < bytes.len() {
        let signature = bytes.get(at..at + 4).ok_or(SHORT)?;
        let body = at + 8;
        let end = body.checked_add(number(bytes, at + 4)? as usize).filter(|end| *end <= bytes.len());
        let end = end.ok_or(SHORT)?;
        match signature {
            b"TREE" if end > body => found = Some(body..end),
            b"link" => return Err("the index is split"),
            b"sdir" => return Err("the index is sparse"),
            // Written so by git: who does not know it must not go on.
            [first, ..] if !first.is_ascii_uppercase() => {
                return Err("the index has an extension that akguard does not know");
            }
            _ => {}
        }
        at = end;
    }
    Ok(found)
}
