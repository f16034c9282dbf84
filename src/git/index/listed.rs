//! The paths that an index lists, to tell what is tracked.

use std::io::ErrorKind;
use std::path::Path;

use super::entries::{Entries, ID};
use super::whole::cache_tree;
use super::{Parsed, SHORT};
use crate::error::io_says;

/// All paths, in git's order: byte by byte.
pub(in crate::git) struct Listed {
    paths: Vec<Box<[u8]>>,
}

impl Listed {
    /// Reads an index file; where there is none, nothing is tracked.
    ///
    /// # Errors
    /// The file cannot be read, is damaged, or has a form that only git knows; why.
    pub(in crate::git) fn read(file: &Path, sha256: bool) -> Result<Self, String> {
        match std::fs::read(file) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Self { paths: Vec::new() }),
            Err(e) => Err(format!("the index cannot be read: {}", io_says(&e))),
            Ok(bytes) if sha256 => Ok(Self::parse::<32>(&bytes)?),
            Ok(bytes) => Ok(Self::parse::<ID>(&bytes)?),
        }
    }

    fn parse<const N: usize>(bytes: &[u8]) -> Parsed<Self> {
        let bytes = &bytes[..bytes.len().checked_sub(N).ok_or(SHORT)?];
        // A split or sparse index lists less than is tracked.
        cache_tree(bytes, Entries::<N>::before(bytes)?.end()?)?;
        let mut entries = Entries::<N>::before(bytes)?;
        let mut paths: Vec<Box<[u8]>> = Vec::new();
        entries.step()?;
        while entries.here().is_some() {
            paths.push(entries.path().into());
            entries.step()?;
        }
        Ok(Self { paths })
    }

    /// Is the path listed, or one below it?
    pub(in crate::git) fn holds(&self, path: &[u8]) -> bool {
        if self.paths.binary_search_by(|listed| (**listed).cmp(path)).is_ok() {
            return true;
        }
        let folder = [path, b"/"].concat();
        let next = self.paths.partition_point(|listed| **listed < *folder);
        self.paths.get(next).is_some_and(|listed| listed.starts_with(&folder))
    }
}
