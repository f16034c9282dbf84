//! The paths that an index lists, to tell what is tracked.

use std::io::ErrorKind;
use std::path::Path;

use super::Parsed;
use super::whole::Whole;
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
    pub(in crate::git) fn read(file: &Path) -> Result<Self, String> {
        match std::fs::read(file) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Self { paths: Vec::new() }),
            Err(e) => Err(format!("the index cannot be read: {}", io_says(&e))),
            Ok(bytes) => Ok(Self::of(&Whole::parse(bytes)?)?),
        }
    }

    fn of(index: &Whole) -> Parsed<Self> {
        let mut paths: Vec<Box<[u8]>> = Vec::new();
        let mut entries = index.entries()?;
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
