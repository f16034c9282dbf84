//! The cache tree of an index: for each directory the tree that git would write, while nothing below it has changed.

use std::ops::Range;

use akguard_common::bytes;

use super::header::ID;
use super::{Parsed, SHORT};

const WRONG: &str = "the cache tree of the index is damaged";

/// A directory.
#[derive(Debug)]
struct CacheNode {
    name: Range<usize>,
    /// Its tree and the number of entries of the index below it; `None` where something has changed.
    tree: Option<(git2::Oid, u32)>,
    /// The end of the range of nodes below it.
    end: usize,
}

/// The directories, each before those below it.
#[derive(Debug, Default)]
pub(super) struct CacheTree {
    nodes: Vec<CacheNode>,
}

impl CacheTree {
    /// Reads the extension that fills `body` of the file.
    pub(super) fn parse(bytes: &[u8], body: Range<usize>) -> Parsed<Self> {
        let mut tree = Self::default();
        let mut open: Vec<OpenDirectory> = Vec::new();
        let mut at = body.start;
        loop {
            let parsed = ParsedNode::parse(bytes.get(..body.end).ok_or(SHORT)?, at)?;
            at = parsed.next;
            open.push(OpenDirectory { node: tree.nodes.len(), missing: parsed.below });
            tree.nodes.push(parsed.node);
            while let Some(OpenDirectory { node, missing: 0 }) = open.last() {
                tree.nodes[*node].end = tree.nodes.len();
                open.pop();
            }
            match open.last_mut() {
                Some(directory) => directory.missing -= 1,
                None if at == body.end => return Ok(tree),
                None => return Err(WRONG),
            }
        }
    }

    /// The top directory.
    pub(super) fn root(&self) -> Option<usize> {
        (!self.nodes.is_empty()).then_some(0)
    }

    /// A directory's tree and number of entries, where they are valid.
    pub(super) fn tree(&self, node: usize) -> Option<(git2::Oid, u32)> {
        self.nodes.get(node)?.tree
    }

    /// The directories directly below a directory, by name.
    pub(super) fn below<'i>(&self, bytes: &'i [u8], node: usize) -> Vec<(&'i [u8], usize)> {
        let mut found = Vec::new();
        let mut at = node + 1;
        while at < self.nodes[node].end
            && let Some(child) = self.nodes.get(at)
        {
            found.push((&bytes[child.name.clone()], at));
            at = child.end;
        }
        found.sort_unstable();
        found
    }
}

/// A directory that was parsed before all of those directly below it.
struct OpenDirectory {
    node: usize,
    /// Number of directories directly below it that were not parsed yet.
    missing: u32,
}

/// A node as it is read from the file.
struct ParsedNode {
    node: CacheNode,
    /// Number of directories directly below it.
    below: u32,
    /// Where the next node begins.
    next: usize,
}

impl ParsedNode {
    /// `name NUL ENTRIES SP DIRECTORIES LF`, and the id where ENTRIES is not -1.
    fn parse(bytes: &[u8], at: usize) -> Parsed<Self> {
        let name = at..at + bytes::find(0, bytes.get(at..).ok_or(SHORT)?).ok_or(SHORT)?;
        let counts = Counts::parse(&bytes[name.end + 1..])?;
        let mut next = name.end + 1 + counts.length;
        let mut tree = None;
        if let Some(entries) = counts.entries {
            let raw = bytes.get(next..next + ID).ok_or(SHORT)?;
            tree = Some((git2::Oid::from_bytes(raw).map_err(|_| SHORT)?, entries));
            next += ID;
        }
        Ok(Self { node: CacheNode { name, tree, end: 0 }, below: counts.directories, next })
    }
}

/// The line of numbers of a node.
pub(super) struct Counts {
    /// Number of entries of the index; `None` where the tree is not valid.
    pub(super) entries: Option<u32>,
    /// Number of directories directly below.
    directories: u32,
    /// Length of the line in bytes; the id follows it.
    pub(super) length: usize,
}

impl Counts {
    pub(super) fn parse(bytes: &[u8]) -> Parsed<Self> {
        // Two numbers of ten digits at most.
        let line = &bytes[..bytes.len().min(24)];
        let line = &line[..bytes::find(b'\n', line).ok_or(WRONG)?];
        let (entries, directories) = std::str::from_utf8(line).ok().and_then(|l| l.split_once(' ')).ok_or(WRONG)?;
        let entries = entries.parse::<i32>().map_err(|_| WRONG)?;
        let directories = directories.parse::<u32>().map_err(|_| WRONG)?;
        Ok(Self { entries: u32::try_from(entries).ok(), directories, length: line.len() + 1 })
    }
}
