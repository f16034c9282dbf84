//! What a walk through containers is given and gives.

use std::cell::Cell;
use std::io::{self, Read, Seek};
use std::rc::Rc;

/// What containers that are only guessed at may cost, and the search for them: so many bytes, and so many for each byte of
/// the file. It is less than what an archive may unpack to: nobody is warned of what is not read, but a hostile file must not cost minutes. PDF streams unpack to about 3 times their size.
pub(super) const MIN_WORK: u64 = 64 << 20;
pub(super) const WORK_PER_BYTE: u64 = 2;

/// Takes what is found in an archive.
pub trait Visitor {
    /// A file: its path inside, archives on the way divided by `!/`, and its content.
    ///
    /// # Errors
    /// The content cannot be read; the cause.
    fn file(&mut self, path: &str, content: &mut dyn Read) -> Result<(), String>;
    /// Something inside that could not be read (an empty path is the archive itself), and why.
    fn unread(&mut self, path: &str, why: String);
}

/// What the containers that are only guessed at may still cost in one file, in bytes read and unpacked. Shared by all
/// searches in that file.
#[derive(Debug, Clone)]
pub struct Work(pub(super) Rc<Cell<u64>>);

impl Default for Work {
    fn default() -> Self {
        Self(Rc::new(Cell::new(MIN_WORK)))
    }
}

impl Work {
    /// Begins anew, with what a file of this size may cost.
    pub fn reset(&self, size: u64) {
        self.0.set(MIN_WORK + size.saturating_mul(WORK_PER_BYTE));
    }

    /// Takes `cost`, if there is as much; what is left is too little for anything else either.
    pub(super) fn spend(&self, cost: u64) -> bool {
        let left = self.0.get().checked_sub(cost);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// Bytes that can be read from any place.
pub trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// The archive libraries' messages may hold names and bytes of the archive; only the kind is passed on.
pub(super) fn says(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "unexpected end of file".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "it is damaged".to_owned(),
        io::ErrorKind::OutOfMemory => "it takes too much memory to unpack".to_owned(),
        _ => "it cannot be unpacked".to_owned(),
    }
}

/// A compressed file's name without the ending that says so.
pub(super) fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    let ends = [".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".tzst", ".lzma", ".tlz"];
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or("content")
}
