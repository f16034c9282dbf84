//! JSON Web Keys as literals of a program: `{ kty: 'EC', d: '...' }`, `"kty" => "oct"`. They are no JSON, so their
//! members are searched for one by one.

use std::ops::Range;

use akguard_common::bytes;

/// Maximum distance of a key's other members from its private value, in bytes: an RSA key has about four thousand.
const REACH: usize = 4096;

/// The text of the object around `span`: up to the brackets that enclose it.
pub(super) fn around<'t>(text: &'t [u8], span: &Range<usize>) -> &'t [u8] {
    let from = span.start.saturating_sub(REACH);
    let to = text.len().min(span.end + REACH);
    let before = &text[from..span.start];
    let after = &text[span.end..to];
    let opened = edge(before.iter().rev(), b"{([", b"})]").unwrap_or(before.len());
    let closed = edge(after.iter(), b"})]", b"{([").unwrap_or(after.len());
    &text[span.start - opened..span.end + closed]
}

/// Number of bytes before the first bracket of `ends` that has no partner among `opens`.
fn edge<'t>(bytes: impl Iterator<Item = &'t u8>, ends: &[u8], opens: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in bytes.enumerate() {
        if opens.contains(byte) {
            depth += 1;
        } else if ends.contains(byte) {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

/// The value of a member: letters, digits, `-` and `_` in quotes.
pub(super) fn member<'t>(object: &'t [u8], key: &[u8]) -> Option<&'t [u8]> {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    bytes::texts(key, object).find_map(|at| {
        let free = at.checked_sub(1).is_none_or(|i| !is_word(&object[i]));
        let rest = &object[at + key.len()..];
        let joint = rest.iter().take(16).take_while(|b| b"\\\"'` \t=>:,".contains(b)).count();
        let value = &rest[joint..];
        let length = value.iter().take_while(|b| is_word(b) || **b == b'-').count();
        let quoted = joint > 0 && b"\"'`".contains(&rest[joint - 1]);
        (free && quoted && length > 0).then_some(&value[..length])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_in_the_ways_of_languages() {
        for text in [
            "{ kty: 'EC', d: 'x' }",
            "{'kty': 'EC'}",
            "[\"kty\" => \"EC\"]",
            "{\\\"kty\\\":\\\"EC\\\"}",
            "f(kty=\"EC\")",
        ] {
            assert_eq!(member(text.as_bytes(), b"kty"), Some(b"EC".as_slice()), "{text}");
        }
        for text in ["{ kty: EC }", "xkty: 'EC'", "kty", "kty: ''"] {
            assert_eq!(member(text.as_bytes(), b"kty"), None, "{text}");
        }
        let text = b"x = { a: { b: 1 }, d: 'v', c: [2] }; y";
        assert_eq!(around(text, &(23..24)), b" a: { b: 1 }, d: 'v', c: [2] ");
    }
}
