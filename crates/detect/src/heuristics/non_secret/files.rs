//! Files in base64, recognised by their first bytes: pictures, fonts, archives. (Archives are also unpacked and scanned,
//! in another place.)

/// PNG, GIF, JPEG, WebP and WAV, SVG, XML, PDF, zip, gzip, WebAssembly, WOFF, Ogg, MP3, ICO.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "iVBORw0KGgo", "R0lGOD", "/9j/4", "UklGR", "PHN2Zy", "PD94bWwg", "JVBERi0", "UEsDBB", "H4sIA", "AGFzbQ", "d09GM", "T2dnUw",
    "SUQzB", "AAABAA",
];
/// Minimum length of a file in base64, in bytes.
const MIN_LENGTH: usize = 48;

/// Is it a file in base64?
pub(super) fn is_one(value: &[u8]) -> bool {
    value.len() >= MIN_LENGTH && HEADS.iter().any(|head| value.starts_with(head.as_bytes()))
}
