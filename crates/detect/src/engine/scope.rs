//! The text that is scanned, and how the ends of a value in it are recognised.

use std::ops::Range;

use akguard_rules::class::in_class;

use super::boundaries::{Boundaries, ends_pickle_opcode, is_inside};
use crate::encoding::BlobType;
use crate::rule::Rule;

/// Control bytes within this distance of a value, on both sides, mean that the content around it is binary.
const NEAR: usize = 64;

/// A text, the type of its blob, and whether boundaries count.
#[derive(Clone, Copy)]
pub(super) struct Scope<'t> {
    pub(super) text: &'t [u8],
    pub(super) blob_type: BlobType,
    pub(super) boundaries: Boundaries,
}

/// On which sides a value has a neighbour of its own alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glued {
    pub(super) left: bool,
    pub(super) right: bool,
}

impl Glued {
    pub(super) fn is_any(self) -> bool {
        self.left || self.right
    }
}

impl<'t> Scope<'t> {
    pub(super) fn before(&self, at: usize) -> &'t [u8] {
        &self.text[..at]
    }

    pub(super) fn keeps_boundaries(&self) -> bool {
        self.boundaries == Boundaries::Kept
    }

    /// Is the text redacted for an output, not checked?
    pub(super) fn is_printed(&self) -> bool {
        self.boundaries == Boundaries::Ignored
    }

    pub(super) fn is_binary(&self) -> bool {
        self.blob_type == BlobType::Binary
    }

    pub(super) fn glued(&self, rule: &Rule, span: &Range<usize>) -> Glued {
        let before = self.before(span.start);
        let is_letter = in_class(&rule.left, b'V') && ends_pickle_opcode(before) && !self.ends_line(span.end);
        Glued { left: is_letter || is_inside(&rule.left, before), right: self.is_glued_after(rule, span.end) }
    }

    fn ends_line(&self, end: usize) -> bool {
        self.text.get(end) == Some(&b'\n')
    }

    pub(super) fn is_glued_after(&self, rule: &Rule, end: usize) -> bool {
        self.text.get(end).is_some_and(|byte| in_class(&rule.right, *byte))
    }

    /// May a binary length be before this span? It may in a binary blob, and where the bytes around are not text: a message
    /// in msgpack, CBOR or protobuf need not contain a NUL byte.
    pub(super) fn holds_numbers(&self, span: &Range<usize>) -> bool {
        let end = span.end.min(self.text.len());
        let after = &self.text[end..self.text.len().min(end + NEAR)];
        match self.blob_type {
            BlobType::Text => {
                let before = self.tail(span.start);
                !is_text(before, after) && !introduces_text(before)
            }
            BlobType::Binary => true,
            BlobType::Stripped => false,
        }
    }

    /// The last bytes before an offset, from the start of a UTF-8 character on.
    fn tail(&self, at: usize) -> &'t [u8] {
        let from = at.saturating_sub(NEAR);
        let tail = &self.text[from..at];
        let cut = tail.iter().take(3).take_while(|byte| from > 0 && **byte & 0xc0 == 0x80).count();
        &tail[cut..]
    }

    /// The same for a value anywhere in the window.
    pub(super) fn may_hold_numbers(&self, window: &Range<usize>) -> bool {
        let end = self.text.len().min(window.end + NEAR);
        let is_text = || is_text(self.tail(window.start), &self.text[window.start..end]);
        self.is_binary() || (self.blob_type == BlobType::Text && !is_text())
    }
}

/// Does `=` or `:` introduce the value? Then the content is text, perhaps in Latin-1 or another old encoding, which is
/// no valid UTF-8.
fn introduces_text(before: &[u8]) -> bool {
    before.last().is_some_and(|byte| b"=:".contains(byte))
}

/// Is the content around a value text: UTF-8 without control bytes, except those that terminals and printers use?
fn is_text(before: &[u8], after: &[u8]) -> bool {
    let is_control = |byte: &u8| matches!(byte, 0..=6 | 14..=26 | 28..=31 | 127);
    if before.iter().chain(after).any(is_control) || std::str::from_utf8(before).is_err() {
        return false;
    }
    match std::str::from_utf8(after) {
        Ok(_) => true,
        // The end of the slice may cut a character: then the error has no length.
        Err(error) => error.error_len().is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_text_state_no_length_in_latin_1() {
        let holds = |text: &[u8]| {
            let scope = Scope { text, blob_type: BlobType::Text, boundaries: Boundaries::Kept };
            scope.holds_numbers(&(text.len()..text.len()))
        };
        assert!(!holds(b"caf\xe9\nSLACK_BOT_TOKEN="));
        assert!(holds(b"\xa3key\xd98"));
    }

    #[test]
    fn text_is_told_from_numbers() {
        for (before, behind) in [
            ("", ""),
            ("plain \t", "\r\n\x0c\x08"),
            ("caf\u{e9} = \u{201c}", "\u{201d} und \u{fc}ber"),
            ("\x1b[32m", "\x1b[0m\x07"),
        ] {
            assert!(is_text(before.as_bytes(), behind.as_bytes()), "{before:?} {behind:?}");
        }
        assert!(is_text(b"", &"a\u{201d}".as_bytes()[..3]), "the far end may be cut");
        for (before, behind) in [
            (b"\x12".as_slice(), b"".as_slice()),
            (b"\xa3key\xd98", b""),
            (b"a", b"b\x01"),
            (b"\xa1ckeyx8", b""),
            (b"\xe2\x80", b""),
            (b"", b"\x80a"),
        ] {
            assert!(!is_text(before, behind), "{before:?} {behind:?}");
        }
    }
}
