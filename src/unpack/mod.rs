//! Files inside of files: zip (jar, docx, xlsx, wheels), tar, Debian packages, gzip, bzip2, xz, LZMA and zstd, and container
//! images, which are tars of tars.
//!
//! What a file's own head calls an archive is walked with [`walk`]: all of it is visited, or it is named as unread. What is
//! only guessed to hold containers (a gzip stream after a header, zlib in a PDF) is searched with [`search`]: what
//! decodes is visited, the rest is plain bytes.
//!
//! Everything is bounded: an archive that unpacks to far more than its own size, that is nested too deeply or that is
//! damaged is named as unread. Streams are streamed; a zip inside of another archive is held in memory.

mod deb;
mod deflate;
mod embedded;
mod form;
mod png;
mod stream;
mod tape;
mod tar_file;
mod walker;
mod zip_file;

use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek};
use std::rc::Rc;

pub use self::embedded::may_hold_containers;
use akguard_common::bytes;

use self::stream::Feeding;
use self::walker::{Limits, Walker, held};

/// What may be unpacked in all: so many bytes, and so many for each byte of the archive.
const MIN_UNPACKED: u64 = 64 << 20;
const UNPACKED_PER_BYTE: u64 = 50;
/// The same for containers that are only guessed at, and for the search itself. It is less: nobody is warned of what
/// is not read, but a hostile file must not cost minutes. PDF streams unpack to about 3 times their size.
const MIN_WORK: u64 = 64 << 20;
const WORK_PER_BYTE: u64 = 2;
/// Bytes at the start that tell what a file is: a tar's mark ends at 262.
pub const HEAD: u64 = 512;
/// Bytes at the end in which a zip's directory ends, unless it has a long comment.
pub const TAIL: u64 = 1024;

/// Endings of files that are zip archives.
const ZIP_NAMES: [&[u8]; 16] = [
    b"zip", b"jar", b"war", b"ear", b"apk", b"aar", b"ipa", b"docx", b"xlsx", b"pptx", b"odt", b"epub", b"whl",
    b"nupkg", b"vsix", b"crx",
];

/// A form of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Also jar, docx, xlsx, whl.
    Zip,
    /// POSIX and GNU.
    Tar,
    /// One compressed stream, as the next four.
    Gzip,
    /// `.bz2`.
    Bzip2,
    /// `.xz`.
    Xz,
    /// `.zst`.
    Zstd,
    /// `.lzma`, the form before xz.
    Lzma,
    /// Debian's packages, an `ar` of tars. Other `ar` files, libraries, hold their members as they are.
    Deb,
}

/// What a file is by its first bytes (PKWARE APPNOTE 4.3.7, POSIX ustar, RFC 1952, the xz and bzip2 formats, RFC 8878,
/// deb(5)); `None` for no archive.
pub fn kind(head: &[u8]) -> Option<Kind> {
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 7, 8, b'P', b'K', 3, 4, ..] => Some(Kind::Zip),
        [0x1f, 0x8b, 8, ..] => Some(Kind::Gzip),
        [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', b'&', b'S', b'Y', ..] => Some(Kind::Bzip2),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Kind::Xz),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Kind::Zstd),
        _ if head.starts_with(b"!<arch>\ndebian-binary") => Some(Kind::Deb),
        _ if is_lzma(head) => Some(Kind::Lzma),
        _ if head.get(257..262) == Some(b"ustar") => Some(Kind::Tar),
        _ => None,
    }
}

/// An LZMA file has no magic number. These are the properties and the sizes of dictionaries (2^n or 2^n + 2^(n-1) bytes)
/// that all its writers use, a plausible size of the content, and the range coder's first byte, which is zero: what
/// file(1) and xz test, and no other bytes are likely to have.
fn is_lzma(head: &[u8]) -> bool {
    let Some((header, [0, ..])) = head.split_at_checked(13) else { return false };
    let Some((&[0x5d, d0, d1, d2, d3], size)) = header.split_first_chunk::<5>() else { return false };
    let dictionary = u32::from_le_bytes([d0, d1, d2, d3]);
    let top = dictionary.checked_ilog2().unwrap_or(0);
    let is_usual = top >= 12 && [0, 1 << (top - 1)].contains(&(dictionary - (1 << top)));
    let size = size.iter().rev().fold(0, |size, byte| size << 8 | u64::from(*byte));
    is_usual && (size == u64::MAX || size < 1 << 38)
}

/// Is it a zip behind something else, a script or a program? Told by its last bytes (APPNOTE 4.3.16).
pub fn ends_as_zip(tail: &[u8]) -> bool {
    bytes::texts(b"PK\x05\x06", tail).last().is_some_and(|at| tail.len() - at >= 22)
}

/// What a content seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The form of archive.
    pub kind: Kind,
    /// Neither its first bytes nor its name say so: what cannot be read then is nothing that is missing.
    pub is_guess: bool,
}

/// What kind of archive a file is, by its first and its last bytes and its name, if any.
pub fn found(head: &[u8], tail: &[u8], name: &[u8]) -> Option<Found> {
    if let Some(kind) = kind(head) {
        return Some(Found { kind, is_guess: false });
    }
    let end = name.rsplit(|b| *b == b'.').next().unwrap_or_default().to_ascii_lowercase();
    ends_as_zip(tail).then(|| Found { kind: Kind::Zip, is_guess: !ZIP_NAMES.contains(&end.as_slice()) })
}

/// [`found`] of a whole content.
pub fn found_in(content: &[u8], name: &[u8]) -> Option<Found> {
    found(content, &content[content.len().saturating_sub(TAIL as usize)..], name)
}

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

/// Bytes that can be read from any place.
pub trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// An archive's bytes.
pub enum Input<'i> {
    /// Those at hand, and how many they are.
    Whole(&'i mut dyn Source, u64),
    /// Those that come, from a pipe.
    Stream(&'i mut dyn Read),
}

/// What the containers that are only guessed at may still cost in one file, in bytes read and unpacked. Shared by all
/// searches in that file.
#[derive(Debug, Clone)]
pub struct Work(Rc<Cell<u64>>);

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
    fn spend(&self, cost: u64) -> bool {
        let left = self.0.get().checked_sub(cost);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// Visits every file of an archive. `name` is the archive's own.
pub fn walk(kind: Kind, input: Input<'_>, name: &str, work: &Work, visitor: &mut dyn Visitor) {
    let size = if let Input::Whole(_, size) = &input { *size } else { 0 };
    let left = Rc::new(Cell::new(MIN_UNPACKED + size.saturating_mul(UNPACKED_PER_BYTE)));
    let mut walker = Walker::new(Limits::new(&left), work.clone(), visitor);
    let done = match (kind, input) {
        (Kind::Zip, Input::Whole(mut source, _)) => walker.zip(&mut source, "", 1),
        (_, Input::Whole(source, _)) => walker.stream(kind, source, "", name, 1),
        (Kind::Zip, Input::Stream(source)) => held(source).and_then(|bytes| walker.zip(Cursor::new(bytes), "", 1)),
        (_, Input::Stream(source)) => {
            let source = Feeding { inner: source, left, per_byte: UNPACKED_PER_BYTE };
            let source = Feeding { inner: source, left: Rc::clone(&work.0), per_byte: WORK_PER_BYTE };
            walker.stream(kind, source, "", name, 1)
        }
    };
    if let Err(why) = done {
        walker.visitor.unread("", why);
    }
}

/// Visits what is in the containers that stand somewhere in a content, which is none by its own head. What cannot be
/// read of them is plain bytes and not named: it was a guess.
pub fn search(content: &[u8], work: &Work, visitor: &mut dyn Visitor) {
    Walker::new(Limits::new(&work.0), work.clone(), visitor).embedded(content, "", 1);
}

/// Visits a content that stood in another form in a text, and what is in it. It was a guess that it is any, so nothing
/// is named as unread.
pub fn visit(content: &[u8], path: &str, work: &Work, visitor: &mut dyn Visitor) {
    Walker::new(Limits::new(&work.0), work.clone(), visitor).guessed(|walker| {
        // It names itself what it cannot read.
        let _ = walker.try_entry(path, None, &mut &*content, 1);
    });
}

/// A compressed file's name without the ending that says so.
fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    let ends = [".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".tzst", ".lzma", ".tlz"];
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or("content")
}

/// The archive libraries' messages may hold names and bytes of the archive; only the kind is passed on.
fn says(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "unexpected end of file".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "it is damaged".to_owned(),
        io::ErrorKind::OutOfMemory => "it takes too much memory to unpack".to_owned(),
        _ => "it cannot be unpacked".to_owned(),
    }
}

#[cfg(test)]
mod tests;
