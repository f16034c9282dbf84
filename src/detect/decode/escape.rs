//! Percent escapes (RFC 3986) and the escapes of string literals: `\u0041`, `\u{41}`, `\x41`, `\/`, `\"`, `\n`, `&#x41;`, `&#65;`.

use super::bits::Bits;
use super::{Map, Piece};

/// Text around the escapes that is decoded with them: names and context words stand there.
const MARGIN: usize = 160;
/// Escapes that are this near to each other are one stretch.
const GAP: usize = 4 << 10;
/// Base64 that an escape stands in is decoded from its start, up to so many bytes before.
const MOST_LEAD: usize = 16 << 10;

/// Blanks and backslashes between a quote and the sign before it.
const MOST_BETWEEN: usize = 16;

/// So many escapes are held at a time, and so many of them again in the next stretch: a credential is no longer.
const MOST_ESCAPES: usize = 32 << 10;
const OVERLAP: usize = 4 << 10;

/// An escape: how many bytes of the text it takes, and the character it stands for.
type Escape = (usize, char);

/// Decodes each stretch that holds escapes.
pub(super) fn pieces(text: &[u8], found: &mut dyn FnMut(Piece)) {
    let mut percents = Stretch::new("percent-encoded", percent);
    let mut backslashes = Stretch::new("escaped", backslash);
    let mut entities = Stretch::new("escaped", entity);
    let mut marks = Bits::new(text, |byte| matches!(byte, b'%' | b'\\' | b'&'));
    for (block, mut bits) in marks.from(0) {
        while bits != 0 {
            let at = block + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            match text[at] {
                b'%' => percents.mark(text, at, found),
                b'\\' => backslashes.mark(text, at, found),
                _ => entities.mark(text, at, found),
            }
        }
    }
    for stretch in [percents, backslashes, entities] {
        stretch.flush(text, found);
    }
}

/// Escapes of one kind that are near to each other.
struct Stretch {
    form: &'static str,
    read: fn(&[u8]) -> Option<Escape>,
    /// Place, length, character.
    escapes: Vec<(usize, usize, char)>,
    /// Behind the last escape.
    end: usize,
}

impl Stretch {
    fn new(form: &'static str, read: fn(&[u8]) -> Option<Escape>) -> Self {
        Self { form, read, escapes: Vec::new(), end: 0 }
    }

    /// Takes the escape that may begin at `at`.
    fn mark(&mut self, text: &[u8], at: usize, found: &mut dyn FnMut(Piece)) {
        // `\\` takes the second one with it: what follows is no escape.
        let Some((length, c)) = Some(&text[at..]).filter(|_| at >= self.end).and_then(self.read) else { return };
        if self.escapes.last().is_some_and(|last| at >= last.0 + GAP) {
            self.flush(text, found);
            self.escapes.clear();
        }
        self.escapes.push((at, length, c));
        self.end = at + length;
        if self.escapes.len() == MOST_ESCAPES {
            self.flush(text, found);
            // What lies over the border is in the next stretch too.
            self.escapes.drain(..MOST_ESCAPES - OVERLAP);
        }
    }

    fn flush(&self, text: &[u8], found: &mut dyn FnMut(Piece)) {
        if self.escapes.iter().any(|(at, length, c)| is_telling(&text[..*at], &text[at + length..], *c)) {
            found(decode(text, self.form, &self.escapes));
        }
    }
}

/// Does the escape change what a credential could be? A backslash does before another escape, a quote where it opens a
/// value or ends a piece of a string, a line end where a name or a value on the next line is set in.
fn is_telling(before: &[u8], rest: &[u8], c: char) -> bool {
    match c {
        '\\' => matches!(rest.first(), Some(b'u' | b'U' | b'x' | b'/')),
        '"' | '\'' => {
            let opens = before.iter().rev().take(MOST_BETWEEN).find(|b| !b" \\".contains(b));
            matches!(opens, Some(b'=' | b':' | b'(' | b','))
                || matches!(rest.iter().find(|b| **b != b' '), Some(b'+' | b'.' | b'&'))
        }
        '\n' => rest.starts_with(b"  ") || rest.starts_with(b"\\t"),
        '\r' | '\t' => false,
        _ => true,
    }
}

fn decode(text: &[u8], form: &'static str, escapes: &[(usize, usize, char)]) -> Piece {
    let (first, last) = (escapes[0], escapes[escapes.len() - 1]);
    let digit = |b: &&u8| b.is_ascii_alphanumeric() || b"+/-_".contains(b);
    // What an escape stands in is decoded as a whole, and at the margins no word is cut in two: a part of it could look
    // like a whole one.
    let start = first.0 - text[..first.0].iter().rev().take(MOST_LEAD).take_while(digit).count();
    let end = last.0 + last.1;
    let end = end + text[end..].iter().take(MOST_LEAD).take_while(digit).count();
    let (mut from, mut to) = (start.saturating_sub(MARGIN), (end + MARGIN).min(text.len()));
    let inside = |at: usize| at > 0 && at < text.len() && digit(&&text[at - 1]) && digit(&&text[at]);
    while from < start && inside(from) {
        from += 1;
    }
    while to > end && inside(to) {
        to -= 1;
    }
    let (mut out, mut starts, mut at) = (Vec::with_capacity(to - from), vec![(0, from)], from);
    for (place, length, c) in escapes {
        out.extend_from_slice(&text[at..*place]);
        starts.push((out.len(), *place));
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        at = place + length;
        starts.push((out.len(), at));
    }
    out.extend_from_slice(&text[at..to]);
    Piece { text: out, form, lead: 0, map: Map::Stretches(starts, to) }
}

fn hex(digits: &[u8]) -> Option<u32> {
    let digit = |value: u32, byte: &u8| value.checked_mul(16)?.checked_add(char::from(*byte).to_digit(16)?);
    if digits.is_empty() { None } else { digits.iter().try_fold(0, digit) }
}

/// Only ASCII: a credential is written in it.
fn ascii(value: u32) -> Option<char> {
    char::from_u32(value).filter(char::is_ascii)
}

fn percent(rest: &[u8]) -> Option<Escape> {
    Some((3, ascii(hex(rest.get(1..3)?)?)?))
}

fn backslash(rest: &[u8]) -> Option<Escape> {
    match rest.get(1)? {
        b'u' if rest.get(2) == Some(&b'{') => {
            let end = rest.iter().take(11).position(|b| *b == b'}')?;
            Some((end + 1, ascii(hex(&rest[3..end])?)?))
        }
        b'u' => Some((6, ascii(hex(rest.get(2..6)?)?)?)),
        b'U' => Some((10, ascii(hex(rest.get(2..10)?)?)?)),
        b'x' => Some((4, ascii(hex(rest.get(2..4)?)?)?)),
        b'/' => Some((2, '/')),
        b'n' => Some((2, '\n')),
        b'r' => Some((2, '\r')),
        b't' => Some((2, '\t')),
        b'\\' => Some((2, '\\')),
        b'"' => Some((2, '"')),
        b'\'' => Some((2, '\'')),
        _ => None,
    }
}

fn entity(rest: &[u8]) -> Option<Escape> {
    // Most are named, or none.
    rest.get(1).filter(|sign| **sign == b'#')?;
    let end = rest.iter().take(10).position(|b| *b == b';')?;
    let value = match &rest[1..end] {
        [b'#', b'x' | b'X', digits @ ..] => hex(digits)?,
        [b'#', digits @ ..] => std::str::from_utf8(digits).ok()?.parse().ok()?,
        _ => return None,
    };
    Some((end + 1, ascii(value)?))
}
