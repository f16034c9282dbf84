//! Parts of a text at its start or end.

use akguard_common::bytes;

/// The text before its first line end.
pub(super) fn first_line(text: &[u8]) -> &[u8] {
    &text[..bytes::find(b'\n', text).unwrap_or(text.len())]
}

/// The text after its last line end.
pub(super) fn last_line(text: &[u8]) -> &[u8] {
    match bytes::find_last(b'\n', text) {
        Some(end) => &text[end + 1..],
        None => text,
    }
}

/// The longest end of a text that consists of such bytes.
pub(super) fn trailing(text: &[u8], is_part: impl Fn(&u8) -> bool) -> &[u8] {
    match text.iter().rposition(|b| !is_part(b)) {
        Some(other) => &text[other + 1..],
        None => text,
    }
}
