//! Files inside of files: zip (jar, docx, xlsx, wheels), tar, Debian packages, gzip, bzip2, xz, LZMA and zstd, and container
//! images, which are tars of tars.
//!
//! A file that is an archive by its first bytes is walked with [`walk`]: all of it is visited, or reported as unread.
//! What is only guessed to contain containers (a gzip stream after a header, zlib in a PDF) is searched with
//! [`search`]: what decodes is visited, the rest is plain bytes.
//!
//! Everything is bounded: an archive that unpacks to far more than its own size, that is nested too deeply or that is
//! damaged is reported as unread. Streams are streamed; a zip inside of another archive is held in memory.

mod deb;
mod deflate;
mod embedded;
mod error;
mod form;
mod kind;
mod png;
mod stream;
mod tape;
mod tar_file;
mod visit;
mod walker;
mod zip_file;

use std::cell::Cell;
use std::io::{Cursor, Read};
use std::rc::Rc;

pub use self::embedded::may_hold_containers;
pub use self::error::UnpackError;
use self::error::io_cause;
pub use self::kind::{ArchiveKind, DetectedArchive, HEAD, TAIL, ends_as_zip, found, kind};
use self::visit::{SeekableSource, WORK_PER_BYTE, stem};
pub use self::visit::{Visitor, Work};

use self::stream::Feeding;
use self::walker::{Limits, Walker, held};

/// Maximum number of bytes that are unpacked: a base, plus a number for each byte of the archive.
const MIN_UNPACKED: u64 = 64 << 20;
const UNPACKED_PER_BYTE: u64 = 50;

/// [`found`] of a whole content.
pub fn found_in(content: &[u8], name: &[u8]) -> Option<DetectedArchive> {
    found(content, &content[content.len().saturating_sub(TAIL as usize)..], name)
}

/// An archive's bytes.
pub enum Input<'i> {
    /// A file that can be read from any place, and its size in bytes.
    Whole(&'i mut dyn SeekableSource, u64),
    /// A pipe, of unknown size.
    Stream(&'i mut dyn Read),
}

/// Visits every file of an archive. `name` is the archive's own.
pub fn walk(kind: ArchiveKind, input: Input<'_>, name: &str, work: &Work, visitor: &mut dyn Visitor) {
    let size = if let Input::Whole(_, size) = &input { *size } else { 0 };
    let left = Rc::new(Cell::new(MIN_UNPACKED + size.saturating_mul(UNPACKED_PER_BYTE)));
    let mut walker = Walker::new(Limits::new(&left), work.clone(), visitor);
    let done = match (kind, input) {
        (ArchiveKind::Zip, Input::Whole(mut source, _)) => walker.zip(&mut source, "", 1),
        (_, Input::Whole(source, _)) => walker.stream(kind, source, "", name, 1),
        (ArchiveKind::Zip, Input::Stream(source)) => {
            held(source).and_then(|bytes| walker.zip(Cursor::new(bytes), "", 1))
        }
        (_, Input::Stream(source)) => {
            let source = Feeding { inner: source, left, per_byte: UNPACKED_PER_BYTE };
            let source = Feeding { inner: source, left: Rc::clone(&work.0), per_byte: WORK_PER_BYTE };
            walker.stream(kind, source, "", name, 1)
        }
    };
    if let Err(why) = done {
        walker.visitor.unread("", why.to_string());
    }
}

/// Visits what is in containers anywhere in a content that is no archive by its first bytes. They are only guessed to
/// be containers, so what cannot be read in them is not reported.
pub fn search(content: &[u8], work: &Work, visitor: &mut dyn Visitor) {
    Walker::new(Limits::new(&work.0), work.clone(), visitor).embedded(content, "", 1);
}

/// Visits a content that was decoded from a text, and what is in it. It is only guessed to be a content, so nothing is
/// reported as unread.
pub fn visit(content: &[u8], path: &str, work: &Work, visitor: &mut dyn Visitor) {
    Walker::new(Limits::new(&work.0), work.clone(), visitor).guessed(|walker| {
        // A wrong guess is no error.
        let _ = walker.try_entry(path, None, &mut &*content, 1);
    });
}

#[cfg(test)]
mod tests;
