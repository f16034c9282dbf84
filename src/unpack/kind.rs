//! What kind of archive a file is, by its bytes and its name.

use akguard_common::bytes;

/// Number of bytes at the start that show what a file is: a tar's magic number ends at 262.
pub const HEAD: u64 = 512;

/// Number of bytes at the end in which a zip's directory ends, unless it has a long comment.
pub const TAIL: u64 = 1024;

/// Endings of files that are zip archives.
const ZIP_NAMES: [&[u8]; 16] = [
    b"zip", b"jar", b"war", b"ear", b"apk", b"aar", b"ipa", b"docx", b"xlsx", b"pptx", b"odt", b"epub", b"whl",
    b"nupkg", b"vsix", b"crx",
];

/// A form of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveKind {
    /// Also jar, docx, xlsx, whl.
    Zip,
    /// POSIX and GNU.
    Tar,
    /// One compressed stream, as are the next four.
    Gzip,
    /// `.bz2`.
    Bzip2,
    /// `.xz`.
    Xz,
    /// `.zst`.
    Zstd,
    /// `.lzma`, the form before xz.
    Lzma,
    /// Debian's packages, an `ar` of tars. Other `ar` files, libraries, store their members uncompressed.
    Deb,
}

/// What a file is by its first bytes (PKWARE APPNOTE 4.3.7, POSIX ustar, RFC 1952, the xz and bzip2 formats, RFC 8878,
/// deb(5)); `None` for no archive.
pub fn kind(head: &[u8]) -> Option<ArchiveKind> {
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 7, 8, b'P', b'K', 3, 4, ..] => Some(ArchiveKind::Zip),
        [0x1f, 0x8b, 8, ..] => Some(ArchiveKind::Gzip),
        [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', b'&', b'S', b'Y', ..] => Some(ArchiveKind::Bzip2),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(ArchiveKind::Xz),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(ArchiveKind::Zstd),
        _ if head.starts_with(b"!<arch>\ndebian-binary") => Some(ArchiveKind::Deb),
        _ if is_lzma(head) => Some(ArchiveKind::Lzma),
        _ if head.get(257..262) == Some(b"ustar") => Some(ArchiveKind::Tar),
        _ => None,
    }
}

/// An LZMA file has no magic number. It is recognised by the properties and dictionary sizes (2^n or 2^n + 2^(n-1)
/// bytes) that all its writers use, a plausible size of the content, and the range coder's first byte, which is zero.
/// file(1) and xz test the same, and other bytes hardly ever have all of these.
fn is_lzma(head: &[u8]) -> bool {
    let Some((header, [0, ..])) = head.split_at_checked(13) else { return false };
    let Some((&[0x5d, d0, d1, d2, d3], size)) = header.split_first_chunk::<5>() else { return false };
    let dictionary = u32::from_le_bytes([d0, d1, d2, d3]);
    let top = dictionary.checked_ilog2().unwrap_or(0);
    let is_usual = top >= 12 && [0, 1 << (top - 1)].contains(&(dictionary - (1 << top)));
    let size = size.iter().rev().fold(0, |size, byte| size << 8 | u64::from(*byte));
    is_usual && (size == u64::MAX || size < 1 << 38)
}

/// Is it a zip after something else, a script or a program? Its last bytes say so (APPNOTE 4.3.16).
pub fn ends_as_zip(tail: &[u8]) -> bool {
    bytes::texts(b"PK\x05\x06", tail).last().is_some_and(|at| tail.len() - at >= 22)
}

/// The archive that a content seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DetectedArchive {
    /// The form of archive.
    pub kind: ArchiveKind,
    /// Neither its first bytes nor its name say so. Then what cannot be read is not reported: it may be no archive.
    pub is_guess: bool,
}

/// What kind of archive a file is, by its first and its last bytes and its name, if any.
pub fn found(head: &[u8], tail: &[u8], name: &[u8]) -> Option<DetectedArchive> {
    if let Some(kind) = kind(head) {
        return Some(DetectedArchive { kind, is_guess: false });
    }
    let end = name.rsplit(|b| *b == b'.').next().unwrap_or_default().to_ascii_lowercase();
    ends_as_zip(tail)
        .then(|| DetectedArchive { kind: ArchiveKind::Zip, is_guess: !ZIP_NAMES.contains(&end.as_slice()) })
}
