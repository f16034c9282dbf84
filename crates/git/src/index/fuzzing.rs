//! The index parser for fuzz targets.

use std::fs::File;
use std::io;

use super::full_index::FullIndex;
use super::header::ID;
use super::listed::Listed;
use super::tail;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// From the top of the work tree.
    pub path: Vec<u8>,
    /// The raw id.
    pub id: Vec<u8>,
    /// As git writes it.
    pub mode: u32,
    /// 0, or the side of a conflict.
    pub stage: u16,
    /// By `git add -N`.
    pub intent_to_add: bool,
}

/// All entries of an index file.
///
/// # Errors
/// It is damaged, or only git reads it; why.
pub fn index_entries(bytes: Vec<u8>) -> Result<Vec<IndexEntry>, &'static str> {
    let whole = FullIndex::parse(bytes)?;
    let mut entries = whole.entries()?;
    let mut found = Vec::new();
    while let Some(here) = entries.here() {
        let path = entries.path().to_vec();
        let id = here.id.as_bytes().to_vec();
        found.push(IndexEntry { path, id, mode: here.mode, stage: here.stage, intent_to_add: here.intent_to_add });
        entries.step()?;
    }
    Ok(found)
}

/// The tree of everything that is staged, as it is found at the end of the file.
///
/// # Errors
/// The file cannot be read.
pub fn index_root(file: &mut File) -> io::Result<Option<git2::Oid>> {
    tail::root(file)
}

/// The same from the parsed file: the tree and its number of entries, where the cache tree is valid at the top.
///
/// # Errors
/// As [`index_entries`].
pub fn index_tree(bytes: Vec<u8>) -> Result<Option<(git2::Oid, u32)>, &'static str> {
    let whole = FullIndex::parse(bytes)?;
    Ok(whole.cache.root().and_then(|root| whole.cache.tree(root)))
}

/// The paths that count as tracked among `paths`, by the reader for ids of 32 or of 20 bytes.
///
/// # Errors
/// As [`index_entries`].
pub fn listed(bytes: &[u8], sha256: bool, paths: &[&[u8]]) -> Result<Vec<bool>, &'static str> {
    let listed = if sha256 { Listed::parse::<32>(bytes)? } else { Listed::parse::<ID>(bytes)? };
    Ok(paths.iter().map(|path| listed.holds(path)).collect())
}

/// The path of the entry after `count` entries of a directory (with its `/`) that begin at number `from`; all of them are
/// skipped at once, as where their tree is valid.
///
/// # Errors
/// As [`index_entries`], or they are not as many.
pub fn skipped(bytes: Vec<u8>, from: usize, directory: &[u8], count: u32) -> Result<Vec<u8>, &'static str> {
    let whole = FullIndex::parse(bytes)?;
    let mut entries = whole.entries()?;
    for _ in 0..from {
        entries.step()?;
    }
    entries.leave(directory, count)?;
    Ok(entries.path().to_vec())
}
