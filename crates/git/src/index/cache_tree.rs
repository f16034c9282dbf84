//! The cache tree of an index: for each folder the tree that git would write, as long as nothing below it changes.

use std::ops::Range;

use akguard_common::bytes;

use super::entries::ID;
use super::{Parsed, SHORT};

const WRONG: &str = "the cache tree of the index is damaged";

/// One folder.
#[derive(Debug)]
struct Node {
    name: Range<usize>,
    /// Its tree, and how many entries of the index are below it; `None` where something has changed.
    tree: Option<(git2::Oid, u32)>,
    /// Where the nodes below it end.
    end: usize,
}

/// The folders, each before those below it.
#[derive(Debug, Default)]
pub(super) struct CacheTree {
    nodes: Vec<Node>,
}

impl CacheTree {
    /// Reads the extension that fills `body` of the file.
    pub(super) fn parse(bytes: &[u8], body: Range<usize>) -> Parsed<Self> {
        let mut tree = Self::default();
        // Folders that miss some of those below them: which, and how many.
        let mut open: Vec<(usize, u32)> = Vec::new();
        let mut at = body.start;
        loop {
            let (node, below, next) = node(bytes.get(..body.end).ok_or(SHORT)?, at)?;
            at = next;
            open.push((tree.nodes.len(), below));
            tree.nodes.push(node);
            while let Some((folder, 0)) = open.last().copied() {
                tree.nodes[folder].end = tree.nodes.len();
                open.pop();
            }
            match open.last_mut() {
                Some((_, missing)) => *missing -= 1,
                None if at == body.end => return Ok(tree),
                None => return Err(WRONG),
            }
        }
    }

    /// The top folder.
    pub(super) fn root(&self) -> Option<usize> {
        (!self.nodes.is_empty()).then_some(0)
    }

    /// A folder's tree and number of entries, where they are valid.
    pub(super) fn tree(&self, node: usize) -> Option<(git2::Oid, u32)> {
        self.nodes.get(node)?.tree
    }

    /// The folders right below a folder, in the order of their names.
    pub(super) fn below<'i>(&self, bytes: &'i [u8], node: usize) -> Vec<(&'i [u8], usize)> {
        let mut found = Vec::new();
        let mut at = node + 1;
        while let Some(child) = self.nodes.get(at).filter(|_| at < self.nodes[node].end) {
            found.push((&bytes[child.name.clone()], at));
            at = child.end;
        }
        found.sort_unstable();
        found
    }
}

/// `name NUL ENTRIES SP FOLDERS LF`, and the id where ENTRIES is not -1.
fn node(bytes: &[u8], at: usize) -> Parsed<(Node, u32, usize)> {
    let name = at..at + bytes::find(0, bytes.get(at..).ok_or(SHORT)?).ok_or(SHORT)?;
    let (counts, id) = counts(&bytes[name.end + 1..])?;
    let id_at = name.end + 1 + id;
    let (tree, next) = match counts.0 {
        None => (None, id_at),
        Some(count) => {
            let raw = bytes.get(id_at..id_at + ID).ok_or(SHORT)?;
            (Some((git2::Oid::from_bytes(raw).map_err(|_| SHORT)?, count)), id_at + ID)
        }
    };
    Ok((Node { name, tree, end: 0 }, counts.1, next))
}

/// Number of entries (`None`: not valid) and of folders right below, and where the line ends.
pub(super) fn counts(bytes: &[u8]) -> Parsed<((Option<u32>, u32), usize)> {
    // Two numbers of ten digits at most.
    let line = &bytes[..bytes.len().min(24)];
    let line = &line[..bytes::find(b'\n', line).ok_or(WRONG)?];
    let (entries, folders) = std::str::from_utf8(line).ok().and_then(|l| l.split_once(' ')).ok_or(WRONG)?;
    let entries = entries.parse::<i32>().map_err(|_| WRONG)?;
    let folders = folders.parse::<u32>().map_err(|_| WRONG)?;
    Ok(((u32::try_from(entries).ok(), folders), line.len() + 1))
}
