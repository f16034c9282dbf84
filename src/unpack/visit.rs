//! The visitor and the budget of a walk through containers.

use std::cell::Cell;
use std::io::{Read, Seek};
use std::rc::Rc;

use super::UnpackError;

/// The budget for guessed containers, and for the search for them: a base, plus a number for each byte of the file. It
/// is less than what an archive may unpack to, because a hostile file must not cost minutes. PDF streams unpack to
/// about 3 times their size.
pub(super) const MIN_WORK: u64 = 64 << 20;
pub(super) const WORK_PER_BYTE: u64 = 2;

/// Receives what is found in an archive.
pub trait Visitor {
    /// A file: its path inside, with `!/` after each archive on the way, and its content.
    ///
    /// # Errors
    /// The content cannot be read; the cause.
    fn file(&mut self, path: &str, content: &mut dyn Read) -> Result<(), UnpackError>;
    /// Something inside that could not be read (an empty path is the archive itself), and why.
    fn unread(&mut self, path: &str, why: String);
}

/// The rest of the budget for guessed containers in one file, in bytes read and unpacked. Shared by all searches in
/// that file.
#[derive(Debug, Clone)]
pub struct Work(pub(super) Rc<Cell<u64>>);

impl Default for Work {
    fn default() -> Self {
        Self(Rc::new(Cell::new(MIN_WORK)))
    }
}

impl Work {
    /// Sets the budget of a file of this size.
    pub fn reset(&self, size: u64) {
        self.0.set(MIN_WORK + size.saturating_mul(WORK_PER_BYTE));
    }

    /// Deducts `cost` and returns true. If less is left, deducts all of that and returns false, so that the search
    /// ends.
    pub(super) fn spend(&self, cost: u64) -> bool {
        let left = self.0.get().checked_sub(cost);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// Bytes that can be read from any place.
pub trait SeekableSource: Read + Seek {}

impl<T: Read + Seek> SeekableSource for T {}

/// A compressed file's name, without the ending of the compression.
pub(super) fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    let ends = [".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".tzst", ".lzma", ".tlz"];
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or("content")
}
