//! The paths of an index, to decide which files are tracked.

use std::io::ErrorKind;
use std::path::Path;

use akguard_common::error::io_says;

use super::entries::Entries;
use super::full_index::cache_tree;
use super::header::ID;
use super::parsed::IndexError;
use super::{Parsed, SHORT};
use crate::regular_file;

/// All paths, in git's order: byte by byte.
pub(crate) struct Listed {
    paths: Vec<Box<[u8]>>,
}

impl Listed {
    /// Reads an index file; where there is none, nothing is tracked.
    ///
    /// # Errors
    /// The file cannot be read, is damaged, or has a format that only git supports.
    pub(crate) fn read(file: &Path, sha256: bool) -> Result<Self, IndexError> {
        match regular_file::read(file) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Self { paths: Vec::new() }),
            Err(e) => Err(IndexError::File(format!("the index cannot be read: {}", io_says(&e)))),
            Ok(bytes) if sha256 => Ok(Self::parse::<32>(&bytes)?),
            Ok(bytes) => Ok(Self::parse::<ID>(&bytes)?),
        }
    }

    pub(super) fn parse<const N: usize>(bytes: &[u8]) -> Parsed<Self> {
        let bytes = &bytes[..bytes.len().checked_sub(N).ok_or(SHORT)?];
        // Refuses split and sparse indexes, which do not list all tracked files.
        cache_tree(bytes, Entries::<N>::new(bytes)?.end()?)?;
        let mut entries = Entries::<N>::new(bytes)?;
        let mut paths: Vec<Box<[u8]>> = Vec::new();
        entries.step()?;
        while entries.here().is_some() {
            paths.push(entries.path().into());
            entries.step()?;
        }
        Ok(Self { paths })
    }

    /// Is the path listed, or one below it?
    pub(crate) fn holds(&self, path: &[u8]) -> bool {
        if self.paths.binary_search_by(|listed| (**listed).cmp(path)).is_ok() {
            return true;
        }
        let folder = [path, b"/"].concat();
        let next = self.paths.partition_point(|listed| **listed < *folder);
        self.paths.get(next).is_some_and(|listed| listed.starts_with(&folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index of version 2 as git writes it, with ids of `N` bytes.
    fn index<const N: usize>(paths: &[&str], extension: &[u8; 4]) -> Vec<u8> {
        let mut out = [&b"DIRC\0\0\0\x02"[..], &(paths.len() as u32).to_be_bytes()].concat();
        for path in paths {
            let start = out.len();
            out.extend([&[0; 24][..], &0o100_644_u32.to_be_bytes(), &[7; 12], &[7; N]].concat());
            out.extend((path.len() as u16).to_be_bytes());
            out.extend(path.as_bytes());
            out.extend(vec![0; 8 - (out.len() - start) % 8]);
        }
        out.extend([&extension[..], &[0; 4], &[0; N]].concat());
        out
    }

    fn holds_what_it_lists<const N: usize>() {
        let paths = ["a", "dir-1", "dir/deep/b", "dir0", "z"];
        let listed = Listed::parse::<N>(&index::<N>(&paths, b"TEST")).unwrap();
        for path in ["a", "dir", "dir/deep", "dir/deep/b", "dir-1", "dir0", "z"] {
            assert!(listed.holds(path.as_bytes()), "{path}");
        }
        for path in ["", "di", "dir/d", "dir/deep/c", "dir-", "zz", "z/a"] {
            assert!(!listed.holds(path.as_bytes()), "{path}");
        }
        let refused = |bytes: &[u8]| Listed::parse::<N>(bytes).err();
        assert_eq!(refused(&index::<N>(&paths, b"link")), Some("the index is split"));
        assert_eq!(refused(&index::<N>(&paths, b"sdir")), Some("the index is sparse"));
        let whole = index::<N>(&paths, b"TEST");
        // A part of a file, or one with ids of another length, is not taken for all of it.
        for end in 0..whole.len() - N - 8 {
            assert!(refused(&whole[..end]).is_some(), "{end}");
        }
    }

    #[test]
    fn ids_of_either_length() {
        holds_what_it_lists::<20>();
        holds_what_it_lists::<32>();
        assert!(Listed::parse::<20>(&index::<32>(&["a", "b"], b"TEST")).is_err());
    }
}
