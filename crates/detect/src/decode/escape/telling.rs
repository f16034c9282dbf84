//! Which escapes may hide a credential. Only a stretch with such an escape is decoded and scanned again.

use std::cell::OnceCell;

use akguard_common::bytes;

use super::{Escape, Meaning};

/// The most blanks and backslashes between a quote and the sign before it.
const MAX_BETWEEN: usize = 16;
/// The longest CDATA section that can be a value, in bytes; longer ones are documents.
const MAX_VALUE: usize = 512;
/// The longest line of quoted-printable, with its `=` (RFC 2045, 6.7).
const MAX_QUOTED_LINE: usize = 76;

/// The first escape of a stretch for which it is worth decoding.
pub(super) fn first(text: &[u8], escapes: &[Escape], form: &str, says_quoted: &OnceCell<bool>) -> Option<Escape> {
    for (index, escape) in escapes.iter().enumerate() {
        let previous = index.checked_sub(1).map(|index| escapes[index]);
        let previous = if previous.is_some_and(|previous| previous.end == escape.at) { previous } else { None };
        let before = &text[..escape.at];
        let rest = &text[escape.end..];
        let is_telling = match (form, escape.meaning) {
            ("quoted-printable", _) => quoted(text, *escape, says_quoted),
            (_, Meaning::Mark) => mark(&text[escape.at..escape.end], before, rest),
            (_, Meaning::Continued) => is_amid(before, rest) && !ends_line(previous),
            (_, Meaning::ArrayLine) => line(before, rest, previous),
            (_, Meaning::Char(c)) => character(before, rest, previous, c),
        };
        if is_telling {
            return Some(*escape);
        }
    }
    None
}

/// Is an escaped character worth decoding? A backslash is before another escape, a quote where it opens a value or ends a part
/// of a string, a line end where the name or value on the next line is indented.
fn character(before: &[u8], rest: &[u8], previous: Option<Escape>, c: char) -> bool {
    match c {
        '\\' => {
            let is_octal = |digits: &[u8]| digits.iter().all(|b| matches!(b, b'0'..=b'7'));
            matches!(rest.first(), Some(b'u' | b'U' | b'x' | b'/')) || rest.get(..3).is_some_and(is_octal)
        }
        '"' | '\'' => {
            let opens = before.iter().rev().take(MAX_BETWEEN).find(|b| !b" \\".contains(b));
            matches!(opens, Some(b'=' | b':' | b'(' | b','))
                || matches!(rest.iter().find(|b| **b != b' '), Some(b'+' | b'.' | b'&'))
        }
        '\n' => rest.starts_with(b"  ") || rest.starts_with(b"\\t") || line(before, rest, previous),
        '\r' | '\t' => false,
        // A terminal's colour code ends in a letter, which would hide the start of a credential.
        c if c.is_ascii_control() => rest.first().is_some_and(u8::is_ascii_alphanumeric),
        _ => true,
    }
}

/// Source code inside of a string: does a literal continue after this escaped line end, or does the next literal follow?
fn line(before: &[u8], rest: &[u8], previous: Option<Escape>) -> bool {
    if previous.is_some_and(|previous| previous.meaning == Meaning::Char('\\')) {
        return true;
    }
    if matches!(before.last(), Some(b'^' | b'`')) {
        return true;
    }
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"+").or_else(|| before.strip_suffix(b".")).unwrap_or(before).trim_ascii_end();
    if !matches!(before.last(), Some(b'"' | b'\'')) {
        return false;
    }
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b"+").or_else(|| rest.strip_prefix(b".")).unwrap_or(rest).trim_ascii_start();
    let prefix = rest.iter().take(2).take_while(|b| b.is_ascii_alphabetic()).count();
    matches!(&rest[prefix..], [b'"' | b'\'', ..] | [b'\\', b'"', ..])
}

fn ends_line(previous: Option<Escape>) -> bool {
    previous.is_some_and(|previous| matches!(previous.meaning, Meaning::Char('\n' | '\r') | Meaning::ArrayLine))
}

/// Does the line end split a word, with a visible character on both sides?
fn is_amid(before: &[u8], rest: &[u8]) -> bool {
    before.last().is_some_and(u8::is_ascii_graphic) && rest.first().is_some_and(u8::is_ascii_graphic)
}

/// May the byte be inside of a value?
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/_-.:@%~!$#*?".contains(&byte)
}

/// Does a word continue after the `^` or the backtick that ends a line? A backtick that closes another one on its line is
/// Markdown.
pub(super) fn continues(text: &[u8], at: usize) -> bool {
    let before = &text[..at];
    let rest = &text[at + 1..];
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    let is_parted = before.last().is_some_and(|b| is_token(*b)) && rest.get(1).is_some_and(|b| is_token(*b));
    is_parted && (text[at] != b'`' || bytes::count(b'`', last_line(before)).is_multiple_of(2))
}

fn last_line(before: &[u8]) -> &[u8] {
    match bytes::find_last(b'\n', before) {
        Some(at) => &before[at + 1..],
        None => before,
    }
}

/// Does a mark of a CDATA section split a value, or enclose what may be one?
fn mark(mark: &[u8], before: &[u8], rest: &[u8]) -> bool {
    if mark == b"]]>" {
        return rest.first().is_some_and(|b| is_token(*b)) || rest.starts_with(b"<![CDATA[");
    }
    let is_glued = before.last().is_some_and(|b| is_token(*b));
    is_glued || bytes::find_text(b"]]>", &rest[..rest.len().min(MAX_VALUE)]).is_some()
}

/// Nothing marks quoted-printable: `width=20` looks the same. It counts where a `=` is encoded, as in every line with an
/// assignment, where a header says so, and where a line ends in a soft line break.
fn quoted(text: &[u8], escape: Escape, says_quoted: &OnceCell<bool>) -> bool {
    let meaning = escape.meaning;
    if meaning == Meaning::Char('=') {
        return true;
    }
    let before = &text[..escape.at];
    let rest = &text[escape.end..];
    let is_parted = before.last().is_some_and(|b| is_token(*b)) && rest.first().is_some_and(|b| is_token(*b));
    if !is_parted || matches!(meaning, Meaning::Char(c) if c.is_ascii_control()) {
        return false;
    }
    if meaning == Meaning::Continued && is_soft_break(last_line(before)) {
        return true;
    }
    let is_said = || [b"quoted-printable", b"QUOTED-PRINTABLE"].iter().any(|n| bytes::find_text(*n, text).is_some());
    *says_quoted.get_or_init(is_said)
}

/// Is the `=` after this line a soft line break? It is not in an empty assignment (`NAME=`) or as padding of base64.
fn is_soft_break(line: &[u8]) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let word = line.trim_ascii_start();
    let word = word.strip_prefix(b"export ").unwrap_or(word);
    if line.len() >= MAX_QUOTED_LINE || word.iter().all(|b| is_name(*b) || b".-".contains(b)) {
        return false;
    }
    let digits = line.iter().rev().take_while(|b| is_name(**b) || b"+/-".contains(b)).count();
    digits % 4 != 3
}
