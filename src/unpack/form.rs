//! The formats of embedded containers: their magic numbers, and quick tests of the bytes after them.

use std::io::{self, Read};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input};
use flate2::bufread::{GzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;

use super::deflate;

/// Maximum memory of a decoder's window for a guess, in bytes: xz -9 has a dictionary of 64 MB, and its tables take
/// some more.
const MAX_WINDOW: u64 = 96 << 20;
/// What a decoder costs before it has read anything, in bytes: its tables, and the calls.
const ATTEMPT_COST: u64 = 2 << 10;
/// The same for decoders with large tables.
const LARGE_ATTEMPT_COST: u64 = 256 << 10;
/// Bytes of a zip's end record (APPNOTE 4.3.16) without its comment.
const ZIP_END: usize = 22;

/// A format of containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EmbeddedFormat {
    Gzip,
    Zlib,
    Bzip2,
    Xz,
    Zstd,
    /// Found by its end record, which says where it begins.
    Zip,
}

/// The magic numbers. Of zlib (RFC 1950) those for a window of 32 KB, which are all that its library writes.
const MAGICS: [(&[u8], EmbeddedFormat); 9] = [
    (&[0x1f, 0x8b, 8], EmbeddedFormat::Gzip),
    (&[0x78, 0x01], EmbeddedFormat::Zlib),
    (&[0x78, 0x5e], EmbeddedFormat::Zlib),
    (&[0x78, 0x9c], EmbeddedFormat::Zlib),
    (&[0x78, 0xda], EmbeddedFormat::Zlib),
    (b"BZh", EmbeddedFormat::Bzip2),
    (&[0xfd, b'7', b'z', b'X', b'Z', 0], EmbeddedFormat::Xz),
    (&[0x28, 0xb5, 0x2f, 0xfd], EmbeddedFormat::Zstd),
    (b"PK\x05\x06", EmbeddedFormat::Zip),
];

static SEARCHER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let magics = MAGICS.iter().map(|(magic, _)| magic);
    AhoCorasick::new(magics).unwrap_or_else(|_| unreachable!("a few short patterns"))
});

/// A place that looks like a container.
pub(super) struct Hit {
    pub(super) at: usize,
    pub(super) form: EmbeddedFormat,
}

/// The next magic number at `from` or after it.
pub(super) fn next(content: &[u8], from: usize) -> Option<Hit> {
    let found = SEARCHER.find(Input::new(content).range(from..))?;
    Some(Hit { at: found.start(), form: MAGICS[found.pattern().as_usize()].1 })
}

/// Does a content begin as a zlib stream?
pub(super) fn is_zlib(content: &[u8]) -> bool {
    matches!(content, [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..]) && EmbeddedFormat::Zlib.may_be_at(content, 0)
}

impl EmbeddedFormat {
    /// The name for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zlib => "zlib",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
        }
    }

    /// What an attempt costs besides the bytes that it reads and unpacks.
    pub(super) fn cost(self) -> u64 {
        match self {
            Self::Gzip | Self::Zlib | Self::Zip => ATTEMPT_COST,
            Self::Bzip2 | Self::Xz | Self::Zstd => LARGE_ATTEMPT_COST,
        }
    }

    /// Do the bytes after the magic number allow it?
    pub(super) fn may_be_at(self, content: &[u8], at: usize) -> bool {
        match (self, &content[at..]) {
            // Reserved flags are zero (RFC 1952, 2.3.1; RFC 8878, 3.1.1.1.1).
            (Self::Gzip, [_, _, _, flags, ..]) => flags & 0xe0 == 0,
            (Self::Zstd, [_, _, _, _, descriptor, ..]) => descriptor & 8 == 0,
            // The pixels of a PNG are compressed too, and are no text.
            (Self::Zlib, [_, _, stream @ ..]) => !content[..at].ends_with(b"IDAT") && deflate::begins(stream),
            (Self::Bzip2, [_, _, _, b'1'..=b'9', b'1', b'A', b'Y', b'&', b'S', b'Y', ..]) => true,
            (Self::Xz, [_, _, _, _, _, _, 0, 0..=15, ..]) => true,
            (Self::Zip, _) => zip_range(content, at).is_some(),
            _ => false,
        }
    }

    /// The content of the one stream that begins in `source`, which is left after it (xz reads ahead).
    pub(super) fn open<'s>(self, source: &'s mut &[u8]) -> io::Result<Box<dyn Read + 's>> {
        Ok(match self {
            Self::Gzip => Box::new(GzDecoder::new(source)),
            Self::Zlib => Box::new(ZlibDecoder::new(source)),
            Self::Bzip2 => Box::new(bzip2::bufread::BzDecoder::new(source)),
            Self::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(source, false, (MAX_WINDOW >> 10) as u32)),
            Self::Zstd => {
                let decoder = StreamingDecoder::new_with_max_window_size(source, MAX_WINDOW);
                Box::new(decoder.map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?)
            }
            Self::Zip => return Err(io::ErrorKind::Unsupported.into()),
        })
    }
}

/// The bytes of the zip archive whose end record is at `end`, with its comment. If the offsets of the archive count
/// from the start of the file, everything before it is included.
pub(super) fn zip_range(content: &[u8], end: usize) -> Option<std::ops::Range<usize>> {
    let record = content[end..].first_chunk::<ZIP_END>()?;
    let number = |at: usize| u32::from_le_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]]) as usize;
    let directory = end.checked_sub(number(12))?;
    let start = directory.checked_sub(number(16))?;
    let is_archive =
        content[directory..].starts_with(b"PK\x01\x02") && (start == 0 || content[start..].starts_with(b"PK\x03\x04"));
    let comment = usize::from(u16::from_le_bytes([record[20], record[21]]));
    is_archive.then(|| start..content.len().min(end + ZIP_END + comment))
}
