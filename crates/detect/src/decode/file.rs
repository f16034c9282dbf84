//! Base64 of content that is not text: a compressed file, an archive, a picture or a document with texts in it.
//!
//! Helm stores its releases as base64 of base64 of gzip in Secrets; web pages have pictures and fonts as data URLs.

/// The first digits of containers: gzip, zip, bzip2, LZMA, PNG, PDF, a Debian package, and zstd and xz in both alphabets.
const HEADS: [&[u8]; 11] = [
    b"H4sI",
    b"UEsDB",
    b"Qlpo",
    b"XQAA",
    b"iVBORw0KGgo",
    b"JVBERi0",
    b"ITxhcmNoPgpkZWJpYW4",
    b"KLUv/",
    b"KLUv_",
    b"/Td6WFoA",
    b"_Td6WFoA",
];

/// Do the digits begin like those of a container? The third digit of zlib (78 01, 78 5e, 78 9c, 78 da) has four values,
/// because two of its bits belong to the next byte.
pub(super) fn begins(digits: &[u8]) -> bool {
    match digits {
        [b'e', b'A', b'E'..=b'H', ..]
        | [b'e', b'F', b'4'..=b'7', ..]
        | [b'e', b'J', b'w'..=b'z', ..]
        | [b'e', b'N', b'o'..=b'r', ..] => true,
        [b'H' | b'U' | b'Q' | b'X' | b'i' | b'J' | b'I' | b'K' | b'/' | b'_', ..] => {
            HEADS.iter().any(|head| digits.starts_with(head))
        }
        _ => false,
    }
}

/// Does the text before the digits make them a data URL (RFC 2397)? Then they may be any file.
pub(super) fn is_data_url(before: &[u8]) -> bool {
    before.ends_with(b";base64,")
}
