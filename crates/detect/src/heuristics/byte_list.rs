//! Keys as lists of bytes: `APPKEY[16] = { 0x1f, ... }`, `[]byte{0x1f, ...}`, `"\\x1f\\x..."`. They are classified by
//! their hexadecimal digits.

use std::ops::Range;

use super::assignment::MAX_VALUE;
use super::cursor::Cursor;

/// Sizes of keys, in bytes.
const SIZES: [usize; 4] = [16, 24, 32, 64];
/// Maximum length of the type and the brackets between the operator and the first byte, in bytes.
const MAX_HEAD: usize = 40;

/// Keys of LoRaWAN and of ciphers, in names of one word. With a list of bytes they are more certain than with a text.
const NAMES: [&[u8]; 9] =
    [b"appkey", b"nwkkey", b"nwkskey", b"appskey", b"aeskey", b"enckey", b"mackey", b"encryptkey", b"encryptionkey"];

/// Is a list of bytes under this name a key?
pub(super) fn names_key(name: &[u8]) -> bool {
    let mut letters = name.to_ascii_lowercase();
    letters.retain(u8::is_ascii_alphabetic);
    NAMES.iter().any(|known| letters.ends_with(known))
}

/// The list at `at`, after a type and brackets, from its first byte to its last one.
pub(super) fn after(mut at: Cursor<'_>) -> Option<Range<usize>> {
    let from = at.at;
    at.skip(MAX_HEAD, |b| b.is_ascii_alphanumeric() && b != b'0' || b"[]{}()&;_: \r\n\t".contains(&b));
    let head = at.text[from..at.at].trim_ascii_end();
    let opens = matches!(head.last(), Some(b'{' | b'[' | b'('));
    if !opens || !at.text[at.at..].starts_with(b"0x") {
        return None;
    }
    let start = at.at;
    let mut end = start;
    let limit = at.text.len().min(start + MAX_VALUE);
    while at.at < limit && (at.eat(b"0x") || at.eat(b"0X")) {
        let digits = at.at;
        at.skip(3, |b| b.is_ascii_hexdigit());
        if !(1..=2).contains(&(at.at - digits)) {
            return None;
        }
        end = at.at;
        at.skip(60, |b| b.is_ascii_whitespace() || b == b',');
    }
    let is_closed = matches!(at.peek(), Some(b'}' | b']' | b')'));
    (is_closed && is_list(&at.text[start..end])).then_some(start..end)
}

/// Is the text a list of bytes with the size of a key, and nothing else?
pub(super) fn is_list(text: &[u8]) -> bool {
    digits(text).is_some()
}

/// Are there enough other lists around the one at `span` to make it the known answer of a test? A program has at most a
/// key, a second key and an initialisation vector.
pub(super) fn is_among_many(text: &[u8], span: &Range<usize>) -> bool {
    /// Maximum distance of another list, in bytes.
    const AROUND: usize = 4096;
    const MAX_OTHERS: usize = 2;
    let before = &text[span.start.saturating_sub(AROUND)..span.start];
    let before = &before[..before.iter().rposition(|b| b"{[(\"".contains(b)).unwrap_or(0)];
    let after = &text[span.end..text.len().min(span.end + AROUND)];
    lists(before) + lists(after) > MAX_OTHERS
}

/// Number of long lists of bytes in a text.
fn lists(text: &[u8]) -> usize {
    let mut lists = 0;
    for (at, byte) in text.iter().enumerate() {
        if b"{[(\"".contains(byte) && is_long(text[at + 1..].trim_ascii_start()) {
            lists += 1;
        }
    }
    lists
}

/// Does the text begin with 16 bytes of a list?
fn is_long(text: &[u8]) -> bool {
    let mut at = Cursor { text, at: 0 };
    for _ in 0..SIZES[0] {
        if !(at.eat(b"0x") || at.eat(b"0X") || at.eat(b"\\x")) {
            return false;
        }
        at.skip(2, |b| b.is_ascii_hexdigit());
        at.skip(60, |b| b.is_ascii_whitespace() || b == b',');
    }
    true
}

/// The digits of all bytes of a list.
pub(super) fn digits(text: &[u8]) -> Option<Vec<u8>> {
    let mark = [b"0x".as_slice(), b"0X", b"\\x"].into_iter().find(|mark| text.starts_with(mark))?;
    let mut digits = Vec::with_capacity(2 * SIZES[3]);
    let mut rest = text;
    while let Some(byte) = rest.strip_prefix(mark) {
        let length = byte.iter().take(3).take_while(|b| b.is_ascii_hexdigit()).count();
        match length {
            1 => digits.extend([b'0', byte[0].to_ascii_lowercase()]),
            2 => digits.extend(byte[..2].to_ascii_lowercase()),
            _ => return None,
        }
        rest = &byte[length..];
        if mark != b"\\x" {
            rest = rest.trim_ascii_start();
            rest = rest.strip_prefix(b",").unwrap_or(rest).trim_ascii_start();
        }
    }
    (rest.is_empty() && SIZES.contains(&(digits.len() / 2))).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_bytes() {
        let bytes: Vec<String> = (0..16).map(|i| format!("0x{:02X}", i * 13 % 251)).collect();
        let list = bytes.join(", ");
        for text in [format!("{{ {list} }};"), format!("[]byte{{{list}}}"), format!("new byte[] {{\n  {list},\n}}")] {
            let found = after(Cursor { text: text.as_bytes(), at: 0 }).unwrap();
            assert_eq!(text[found], list, "{text}");
        }
        for text in [list.clone(), format!("{{ {list}"), format!("{{ {list}, 0x1 }}"), "{ 0x123 }".into(), "{}".into()]
        {
            assert_eq!(after(Cursor { text: text.as_bytes(), at: 0 }), None, "{text}");
        }
        assert_eq!(digits(b"\\x0f".repeat(16).as_slice()).unwrap(), b"0f".repeat(16));
        assert_eq!(digits(b"\\x0f".repeat(15).as_slice()), None);
        assert_eq!(digits(b""), None);
    }

    #[test]
    fn known_answers_are_beside_others() {
        let list = format!("{{ {} }}", vec!["0x1f"; 16].join(", "));
        let key = format!("appkey = {list};");
        let span = 11..key.len() - 3;
        assert!(!is_among_many(key.as_bytes(), &span));
        assert!(!is_among_many(format!("{key}\niv = {list};\nsecond = {list};").as_bytes(), &span));
        let tests = format!("{key}\niv = {list};\ninput = {list};\noutput = {list};");
        assert!(is_among_many(tests.as_bytes(), &span));
    }
}
