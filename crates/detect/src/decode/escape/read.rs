//! Reads the escape at the start of a text. Escaped characters beyond ASCII are not decoded: a credential has none.

use super::{Meaning, Token};

/// The most blanks and line ends between two strings of a JSON array.
const MAX_BETWEEN: usize = 80;

fn char_token(length: usize, value: Option<char>) -> Option<Token> {
    value.map(|c| Token { length, meaning: Meaning::Char(c) })
}

fn hex(digits: &[u8]) -> Option<u32> {
    let digit = |value: u32, byte: &u8| value.checked_mul(16)?.checked_add(char::from(*byte).to_digit(16)?);
    if digits.is_empty() { None } else { digits.iter().try_fold(0, digit) }
}

fn ascii(value: u32) -> Option<char> {
    let byte = u8::try_from(value).ok()?;
    byte.is_ascii().then_some(char::from(byte))
}

pub(super) fn percent(rest: &[u8]) -> Option<Token> {
    char_token(3, ascii(hex(rest.get(1..3)?)?))
}

pub(super) fn backslash(rest: &[u8]) -> Option<Token> {
    match rest.get(1)? {
        b'u' if rest.get(2) == Some(&b'{') => {
            let end = rest.iter().take(11).position(|b| *b == b'}')?;
            char_token(end + 1, ascii(hex(&rest[3..end])?))
        }
        b'u' => char_token(6, ascii(hex(rest.get(2..6)?)?)),
        b'U' => char_token(10, ascii(hex(rest.get(2..10)?)?)),
        b'x' => char_token(4, ascii(hex(rest.get(2..4)?)?)),
        b'0'..=b'7' => octal(&rest[1..]),
        b'/' => char_token(2, Some('/')),
        b'n' => Some(array_line(rest).unwrap_or(Token { length: 2, meaning: Meaning::Char('\n') })),
        b'r' => char_token(2, Some('\r')),
        b't' => char_token(2, Some('\t')),
        b'\\' => char_token(2, Some('\\')),
        b'"' => char_token(2, Some('"')),
        b'\'' => char_token(2, Some('\'')),
        // Lua leaves out the line end and the blanks after `\z`.
        b'z' => continued(rest, 2),
        _ => continued(rest, 1),
    }
}

/// A line end after `skip` bytes, with the blanks at the start of the next line, which TOML, YAML, Rust and `.properties`
/// leave out. In a language that keeps them no credential continues after blanks, so nothing is lost.
fn continued(rest: &[u8], skip: usize) -> Option<Token> {
    let line = line_end(&rest[skip..])? + skip;
    let blanks = rest[line..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    Some(Token { length: line + blanks, meaning: Meaning::Continued })
}

/// The length of the line end that a text begins with.
fn line_end(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}

/// `\163`, `\55`, and `\0163` as in `printf` and `echo`. One digit is a reference in a regular expression, and so may be two
/// digits whose character is not printable.
fn octal(digits: &[u8]) -> Option<Token> {
    let count = digits.iter().take(4).take_while(|b| matches!(b, b'0'..=b'7')).count();
    let value = |count: usize| {
        let value = digits[..count].iter().fold(0, |value, digit| value * 8 + u32::from(digit - b'0'));
        ascii(value)
    };
    let printable = |count: usize| {
        let c = value(count)?;
        (!c.is_ascii_control()).then_some(c)
    };
    if count == 4 && digits[0] == b'0' && printable(4).is_some() {
        return char_token(5, printable(4));
    }
    match count {
        0 | 1 => None,
        2 => char_token(3, printable(2)),
        _ => char_token(4, value(3)),
    }
}

/// `\n",` and the quote that opens the next string, on the same line or a later one.
fn array_line(rest: &[u8]) -> Option<Token> {
    let after = rest.strip_prefix(b"\\n\",")?;
    let blanks = after.iter().take(MAX_BETWEEN).take_while(|b| b.is_ascii_whitespace()).count();
    let opens = after.get(blanks) == Some(&b'"');
    opens.then_some(Token { length: rest.len() - after.len() + blanks + 1, meaning: Meaning::ArrayLine })
}

pub(super) fn entity(rest: &[u8]) -> Option<Token> {
    // Most `&` begin a named entity or no entity.
    if rest.get(1) != Some(&b'#') {
        return None;
    }
    let end = rest.iter().take(10).position(|b| *b == b';')?;
    let value = match &rest[1..end] {
        [b'#', b'x' | b'X', digits @ ..] => hex(digits)?,
        [b'#', digits @ ..] => std::str::from_utf8(digits).ok()?.parse().ok()?,
        _ => return None,
    };
    char_token(end + 1, ascii(value))
}

/// `=41`, and the soft line break: `=` at the end of a line (RFC 2045, 6.7).
pub(super) fn quoted(rest: &[u8]) -> Option<Token> {
    if let Some(length) = line_end(&rest[1..]) {
        return Some(Token { length: 1 + length, meaning: Meaning::Continued });
    }
    percent(rest)
}

/// The `^` of cmd and the backtick of PowerShell at the end of a line. Both keep the blanks that follow.
pub(super) fn caret(rest: &[u8]) -> Option<Token> {
    line_end(&rest[1..]).map(|length| Token { length: 1 + length, meaning: Meaning::Continued })
}
