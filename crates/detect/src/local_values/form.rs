//! The forms of a value that the decoders do not decode: escaped for the language around it, or inside of base64 whose content
//! is not only text.

use std::collections::HashSet;

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, Encoding};

/// The escapes that a language uses for some characters of a string.
type Escapes = &'static [(u8, &'static str)];

const ESCAPES: [Escapes; 6] = [
    // JSON, and most languages' double quotes; some writers escape the slash too.
    &[(b'"', "\\\""), (b'\\', "\\\\")],
    &[(b'"', "\\\""), (b'\\', "\\\\"), (b'/', "\\/")],
    // Double quotes of a shell.
    &[(b'"', "\\\""), (b'\\', "\\\\"), (b'$', "\\$"), (b'`', "\\`")],
    // Single quotes of SQL and YAML.
    &[(b'\'', "''")],
    // Compose files and Makefiles.
    &[(b'$', "$$")],
    // XML and HTML.
    &[(b'&', "&amp;"), (b'<', "&lt;"), (b'>', "&gt;"), (b'"', "&quot;"), (b'\'', "&#39;")],
];

/// Characters that percent-encoding does not change: RFC 3986, 2.3; also those of `encodeURIComponent`; also those allowed in a
/// path.
const UNESCAPED: [&[u8]; 3] = [b"-._~", b"-._~!*'()", b"-._~!*'()/:@$&+,;="];

/// Each way to write `value`, and its name for the report. The first is the unchanged value.
pub(super) fn all(value: &[u8]) -> Vec<(Vec<u8>, Option<&'static str>)> {
    let mut forms = vec![(value.to_vec(), None)];
    forms.extend(ESCAPES.iter().map(|escapes| (escaped(value, escapes), Some("escaped"))));
    for unescaped in UNESCAPED {
        forms.push((percent(value, unescaped, b"0123456789ABCDEF"), Some("percent-encoded")));
        forms.push((percent(value, unescaped, b"0123456789abcdef"), Some("percent-encoded")));
    }
    for before in 0..3 {
        forms.push((base64(value, before, &BASE64_NOPAD), Some("base64")));
        forms.push((base64(value, before, &BASE64URL_NOPAD), Some("base64")));
    }
    let mut seen = HashSet::new();
    forms.retain(|(form, _)| seen.insert(form.clone()));
    forms
}

fn escaped(value: &[u8], escapes: Escapes) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    for byte in value {
        match escapes.iter().find(|(escape, _)| escape == byte) {
            Some((_, text)) => out.extend_from_slice(text.as_bytes()),
            None => out.push(*byte),
        }
    }
    out
}

fn percent(value: &[u8], unescaped: &[u8], digits: &[u8; 16]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    for byte in value {
        if byte.is_ascii_alphanumeric() || unescaped.contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(&[b'%', digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
        }
    }
    out
}

/// The base64 digits of `value` inside of a longer text, `before` bytes (modulo three) from its start. Digits at either end
/// that also depend on neighbouring bytes are left out.
fn base64(value: &[u8], before: usize, encoding: &Encoding) -> Vec<u8> {
    let digits = encoding.encode(&[&[0; 2][..before], value].concat()).into_bytes();
    let shared_first = [0, 2, 3][before];
    let shared_last = usize::from(!(before + value.len()).is_multiple_of(3));
    digits[shared_first..digits.len() - shared_last].to_vec()
}
