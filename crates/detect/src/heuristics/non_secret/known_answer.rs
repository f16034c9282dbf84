//! Known-answer tests of ciphers and hashes.

use std::ops::Range;

use akguard_common::bytes;

/// Maximum distance of another field before or after the value, in bytes.
const NEAR: usize = 240;

/// Is the value part of a known-answer test, as NIST and OpenSSL write them: fields without quotes on separate lines, the
/// input and the output beside the key? Code has variables of the same names, but does not assign bare digits to them.
pub(in crate::heuristics) fn is_known_answer(text: &[u8], span: &Range<usize>) -> bool {
    let around = &text[span.start.saturating_sub(NEAR)..text.len().min(span.end + NEAR)];
    let mut fields = 0;
    let mut digits = 0;
    for line in around.split(|b| *b == b'\n') {
        match answer(line) {
            Some(Answer::Digits) => digits += 1,
            Some(Answer::Field) => fields += 1,
            None => {}
        }
    }
    digits > 0 && fields + digits >= 2
}

/// A field of a known-answer test other than the key.
enum Answer {
    /// More hexadecimal digits than a number has.
    Digits,
    Field,
}

fn answer(line: &[u8]) -> Option<Answer> {
    const FIELDS: [&[u8]; 14] = [
        b"plaintext",
        b"ciphertext",
        b"count",
        b"output",
        b"input",
        b"msg",
        b"mac",
        b"result",
        b"tag",
        b"aad",
        b"iv",
        b"in",
        b"nonce",
        b"salt",
    ];
    const MIN_DIGITS: usize = 8;
    // `[ENCRYPT]` is the header of a section of such a file.
    if matches!(line.trim_ascii(), b"[ENCRYPT]" | b"[DECRYPT]") {
        return Some(Answer::Digits);
    }
    let at = bytes::find(b'=', line).or_else(|| bytes::find(b':', line))?;
    let name = line[..at].trim_ascii();
    let value = line[at + 1..].trim_ascii();
    if !FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field)) {
        return None;
    }
    let value = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value);
    let is_bare = value.iter().all(u8::is_ascii_alphanumeric);
    let is_digits = value.len() >= MIN_DIGITS && value.iter().all(u8::is_ascii_hexdigit);
    is_bare.then_some(if is_digits { Answer::Digits } else { Answer::Field })
}
