//! The literal assigned to a name: in quotes of every kind, in brackets, in a call that wraps it, or bare in settings.

use std::ops::Range;

use super::assignment::{GAP, Literal, MAX_VALUE};
use super::byte_list;
use super::cursor::Cursor;
use super::form;
use super::noise;
use super::operator::Operator;
use super::slices::trailing;
use crate::file_class::FileClass;

/// Words before the credential in the value of a header.
const SCHEMES: &[&str] = &["bearer", "basic", "token", "apikey", "api-key", "key", "splunk"];

/// Calls and types around a literal that do not change its meaning.
pub(super) const WRAPPERS: &[&str] = &[
    "string",
    "str",
    "from",
    "some",
    "new",
    "secret",
    "secretstr",
    "securestring",
    "bytes",
    "of",
    "just",
    "atob",
    "b64decode",
    "frombase64string",
    "decodestring",
    "fromhex",
    "unhexlify",
    "hextobytes",
    "parsehex",
    "decodehex",
    "base64decode",
    "decode",
    "literal",
    "token",
    "password",
    "to_owned",
    "cstring",
    "nsstring",
    "encode",
    "sensitive",
    "bytearray",
    "getbytes",
    "field",
    "secretbytes",
    "fromstring",
    "encodeutf8",
    "pack",
    "to_string",
    "protect",
    "raw",
    "lazy",
    "byte",
    "static",
    "array",
    "hex",
    "data",
    "hash",
    "hashsync",
    "unsafeplaintext",
];

/// The literal that begins at `at`.
pub(super) fn literal(
    mut at: Cursor<'_>,
    operator: Operator,
    name: &Range<usize>,
    file_class: FileClass,
) -> Option<Literal> {
    if operator == Operator::Element {
        at.inner_element();
    }
    if let Some(span) = at.bracketed().or_else(|| byte_list::after(at)) {
        return Some(Literal { span, quoted: true, scheme: None });
    }
    at.opener();
    at.wrappers(WRAPPERS);
    at.string_prefix();
    if let Some(quote) = at.quote() {
        // `"\"...\""` and `'"..."'`: a literal in a literal.
        let inner = at.inner_quote(quote);
        let scheme = scheme(&mut at);
        let length = at.until_quote(inner.unwrap_or(quote), MAX_VALUE)?;
        let span = at.at + default_of_env(&at.text[at.at..at.at + length])..at.at + length;
        // `"password", "documentation": ...` is the next key of a list.
        if operator == Operator::Argument && is_key(&at.text[span.end..]) {
            return None;
        }
        if operator == Operator::Argument && !is_value(&at.text[span.clone()]) {
            let next = next_argument(at.after(span.end, quote));
            return next.or(Some(Literal { span, quoted: true, scheme }));
        }
        return Some(Literal { span, quoted: true, scheme });
    }
    // The quotes around the name itself do not count.
    let before = at.text[..name.start].last();
    let is_quoted = before.is_some_and(|b| b"\"'`".contains(b)) && before == at.text.get(name.end);
    let from = name.start - usize::from(is_quoted);
    if matches!(operator, Operator::Loose | Operator::Argument)
        || (operator == Operator::Assign && file_class == FileClass::Code && !at.inside_string(from))
    {
        return None;
    }
    unquoted(at, operator, name)
}

/// `_env:NAME:value` of Yesod's settings: where the default begins.
fn default_of_env(value: &[u8]) -> usize {
    let Some(rest) = value.strip_prefix(b"_env:") else { return 0 };
    match rest.iter().position(|b| *b == b':') {
        Some(colon) => value.len() - rest.len() + colon + 1,
        None => 0,
    }
}

/// `&next=...`: the next parameter of a query.
fn is_parameter(rest: &[u8]) -> bool {
    let Some(rest) = rest.strip_prefix(b"&") else { return false };
    let letters = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b)).count();
    letters > 0 && rest.get(letters) == Some(&b'=')
}

/// `</pre>`, `&#10;`: the end of an element, a character by its name or number.
fn is_markup(rest: &[u8]) -> bool {
    let Some(name) = rest.strip_prefix(b"&") else { return rest.starts_with(b"</") };
    let length = name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
    length > 0 && name.get(length) == Some(&b';')
}

/// Does a colon or an arrow follow the closing quote?
fn is_key(after: &[u8]) -> bool {
    let rest = after.get(1..).unwrap_or_default().trim_ascii_start();
    rest.starts_with(b":") || rest.starts_with(b"=>")
}

fn unquoted(mut at: Cursor<'_>, operator: Operator, name: &Range<usize>) -> Option<Literal> {
    let scheme = scheme(&mut at);
    let braced = operator == Operator::Element && at.eat(b"{");
    let ends: &[u8] = match operator {
        Operator::Element => b"<",
        _ if is_of_connection(at.text, name) => b"\"'`;",
        _ => b"\"'`,;<>()[]{}|&\\",
    };
    let run = at.run(MAX_VALUE, |b| b.is_ascii_whitespace() || ends.contains(&b) || (braced && b == b'}'))?;
    // A password with punctuation of every kind, alone on its line.
    if let Some(whole) = at.run(MAX_VALUE, |b| b.is_ascii_whitespace() || b"\"'`\\".contains(&b))
        && whole.len() > run.len()
        && operator == Operator::Assign
        && at.is_alone(name.start, whole.end)
        && !is_parameter(&at.text[run.end..whole.end])
        && !is_markup(&at.text[run.end..whole.end])
        && noise::is(&at.text[whole.clone()])
    {
        return Some(Literal { span: whole, quoted: true, scheme });
    }
    let line = at.run(MAX_VALUE, |b| b"\r\n".contains(&b))?;
    if operator == Operator::Assign && form::is_app_password(&at.text[line.clone()]) {
        return Some(Literal { span: line, quoted: true, scheme });
    }
    // A call, an index, a path of names.
    if matches!(at.text.get(run.end), Some(b'(' | b'[' | b'{')) {
        return None;
    }
    let quoted = is_of_connection(at.text, name);
    let end = run.end - trailing(&at.text[run.clone()], |b| b".:".contains(b)).len();
    Some(Literal { span: run.start..end, quoted, scheme })
}

/// Can an argument be a value? The letter of an option and its description cannot.
pub(super) fn is_value(argument: &[u8]) -> bool {
    /// Minimum length, in bytes.
    const MIN_VALUE: usize = 4;
    argument.len() >= MIN_VALUE && !argument.contains(&b' ')
}

/// The next one of a call's arguments that can be a value.
fn next_argument(mut at: Cursor<'_>) -> Option<Literal> {
    for _ in 0..2 {
        at.skip(GAP, |b| b.is_ascii_whitespace() || b == b',');
        at.wrappers(WRAPPERS);
        let quote = at.quote()?;
        let length = at.until_quote(quote, MAX_VALUE)?;
        let span = at.at..at.at + length;
        if is_value(&at.text[span.clone()]) {
            return Some(Literal { span, quoted: true, scheme: None });
        }
        at = at.after(span.end, quote);
    }
    None
}

fn scheme(at: &mut Cursor<'_>) -> Option<&'static str> {
    let rest = &at.text[at.at..];
    let found = SCHEMES.iter().find(|s| {
        rest.len() > s.len() && rest[..s.len()].eq_ignore_ascii_case(s.as_bytes()) && rest[s.len()] == b' '
    })?;
    at.at += found.len();
    at.blanks();
    Some(found)
}

/// `;Password=...` of a connection string: only a `;` or the quote ends its value.
fn is_of_connection(text: &[u8], name: &Range<usize>) -> bool {
    text[..name.start].iter().rev().find(|b| **b != b' ') == Some(&b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_parameters() {
        for text in ["</pre>", "&amp;", "&#10;x"] {
            assert!(is_markup(text.as_bytes()), "{text}");
        }
        for text in ["&a=1", "& x", "&;", "pre>"] {
            assert!(!is_markup(text.as_bytes()), "{text}");
        }
        assert!(is_parameter(b"&next-page=1") && !is_parameter(b"&amp;") && !is_parameter(b"&=1"));
    }
}
