//! A private key in base64 without BEGIN and END lines, on one line or folded. The pattern matches its beginning; its
//! own structure says where it ends, and proves it.

use data_encoding::{BASE64, BASE64_NOPAD};

use super::{State, der, has};
use crate::validators::{Input, Proof, Verdict};

/// Maximum number of bytes between two lines of a folded key.
const MAX_FOLD: usize = 64;
/// Maximum length of a key, in bytes.
const MAX_KEY: usize = 16 << 10;
/// A BEGIN line within this many bytes before the key means that it is a key in PEM.
const NEAR: usize = 64;

/// The base64 of a key, and where it ends in the text.
struct Read {
    base64: Vec<u8>,
    end: usize,
}

pub(super) fn check(input: &Input<'_>) -> Verdict {
    let text = input.text;
    let start = input.span.start;
    let before = &text[start.saturating_sub(NEAR)..start];
    let inside = before.last().is_some_and(|b| b.is_ascii_alphanumeric() || b"+/".contains(b));
    if has(before, b"-----") || (inside && !is_escape(before)) {
        return Verdict::Fail;
    }
    let Some(key) = length(&text[start..]).and_then(|length| read(text, start, length)) else { return Verdict::Fail };
    let Ok(bytes) = BASE64.decode(&key.base64).or_else(|_| BASE64_NOPAD.decode(&key.base64)) else {
        return Verdict::Fail;
    };
    if der::state(&bytes) != State::Proven {
        return Verdict::Fail;
    }
    let canonical = [b"PRIVATE KEY\n", bytes.as_slice()].concat();
    Verdict::Pass(Proof { replaces: Some((start..key.end, canonical)), note: None })
}

/// Does the text before the key end with an escape such as `\n`, whose letter is no part of the key?
fn is_escape(before: &[u8]) -> bool {
    matches!(before, [.., b'\\', b'n' | b'r' | b't'])
}

/// Length of the outer SEQUENCE with its head, in bytes.
fn length(base64: &[u8]) -> Option<usize> {
    let head = BASE64_NOPAD.decode(base64.get(..8)?).ok()?;
    let length = match head[1] {
        short @ 0..=0x7f => usize::from(short) + 2,
        0x81 => usize::from(head[2]) + 3,
        0x82 => (usize::from(head[2]) << 8 | usize::from(head[3])) + 4,
        _ => return None,
    };
    (length <= MAX_KEY).then_some(length)
}

/// The base64 of `length` bytes, without line ends, indentation, quotes and escapes between its lines.
fn read(text: &[u8], start: usize, length: usize) -> Option<Read> {
    let wanted = (length * 4).div_ceil(3);
    let padded = length.div_ceil(3) * 4;
    let mut base64 = Vec::with_capacity(padded);
    let mut at = start;
    // Bytes since the last digit.
    let mut fold = 0;
    while base64.len() < wanted {
        let byte = *text.get(at)?;
        let escape = byte == b'\\' && text.get(at + 1).is_some_and(|b| b"nr".contains(b));
        // `" + "` and `" .` between literals that are concatenated.
        let joint = byte == b'+' && fold > 0 && text.get(at + 1).is_some_and(|b| b" \r\n\"'".contains(b));
        if escape {
            at += 2;
            fold += 2;
        } else if !joint && (byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/') {
            base64.push(byte);
            at += 1;
            fold = 0;
        } else if fold < MAX_FOLD && (joint || b" \t\r\n\\\"'`,.|".contains(&byte)) {
            at += 1;
            fold += 1;
        } else {
            return None;
        }
    }
    while base64.len() < padded && text.get(at) == Some(&b'=') {
        base64.push(b'=');
        at += 1;
    }
    let goes_on = text.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || b"+/".contains(b));
    (!goes_on).then_some(Read { base64, end: at })
}
