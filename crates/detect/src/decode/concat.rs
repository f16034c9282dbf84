//! Strings that one statement joins from literals: `"sk-" + "abc"`, `'a' . 'b'`, `"a" "b"`, also over several lines.

use std::ops::Range;

use akguard_common::bytes;

use super::bits::Bits;
use super::decoded::JOINED_FORM;
use super::{Anchor, DecodedText, SourceMap};

/// Bytes before the first literal that are kept, because the name of the variable is there.
const MARGIN: usize = 160;
/// The most bytes between two literals: an operator, a line break and its indentation, a comment.
const MAX_BETWEEN: usize = 200;
/// Literals are joined up to this length.
const MAX_JOINED: usize = 64 << 10;

/// Characters before a quote that belong to the literal: Python's f, r, b, C's u8 and L, and C#'s @ and $.
const PREFIX: &[u8] = b"fFrRbBuUL8@$";

/// The class of a byte after a closing quote.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Blank,
    /// Part of a comment, a line continuation, an operator or the next quote: another literal may follow.
    Goes,
    Bracket,
    Prefix,
    /// No literal is joined to this one.
    Other,
}

static SIGN: [Sign; 256] = {
    let mut signs = [Sign::Other; 256];
    let kinds: [(Sign, &[u8]); 4] =
        [(Sign::Blank, b" \t\r\n"), (Sign::Goes, b"\\_`/#-+.&~^<|\"'"), (Sign::Bracket, b")"), (Sign::Prefix, PREFIX)];
    let mut kind = 0;
    while kind < kinds.len() {
        let bytes = kinds[kind].1;
        let mut i = 0;
        while i < bytes.len() {
            signs[bytes[i] as usize] = kinds[kind].0;
            i += 1;
        }
        kind += 1;
    }
    signs
};

/// Does a quote after this byte end a literal that is not empty?
fn ends_one(before: u8) -> bool {
    before.is_ascii_graphic() && !b"\"'`=(,:[{\\".contains(&before)
}

/// May a literal follow the quote between `before` and `rest`? The bytes next to most quotes are enough to say no, without
/// parsing comments and operators.
fn may_go_on(before: u8, rest: &[u8]) -> bool {
    let is_quote = |at: usize| rest.get(at).is_some_and(|b| matches!(b, b'"' | b'\'' | b'`'));
    let mut closed = false;
    for (at, byte) in rest.iter().enumerate() {
        match SIGN[usize::from(*byte)] {
            Sign::Blank => {}
            Sign::Bracket => closed = true,
            Sign::Prefix => return !closed && (is_quote(at + 1) || is_quote(at + 2)) && ends_one(before),
            Sign::Goes => {
                let next = rest.get(at + 1).copied().unwrap_or(0);
                return match byte {
                    b'`' if matches!(next, b'\r' | b'\n') => true,
                    b'"' | b'\'' | b'`' => !closed && next != *byte && ends_one(before),
                    b'\\' | b'_' => matches!(next, b'\r' | b'\n'),
                    b'/' => matches!(next, b'/' | b'*'),
                    b'-' => next == b'-',
                    b'#' => true,
                    _ => next == b'(' || next == b'>' || SIGN[usize::from(next)] != Sign::Other,
                };
            }
            Sign::Other => return false,
        }
    }
    false
}

/// Joins the literals of each statement that puts some together.
pub(super) fn pieces(text: &[u8], found: &mut dyn FnMut(DecodedText)) {
    let mut at = 0;
    // The end of the last joined string: a literal that is a part of it does not start the next one.
    let mut end = 0;
    let mut quotes = Bits::new(text, |b| matches!(b, b'"' | b'\'' | b'`'));
    while let Some(gap) = next_join(text, &mut quotes, at) {
        let mut gaps = vec![gap.clone()];
        at = gap.end;
        // The next join of the same statement comes after the literal that this one opens.
        while let Some(next) = literal_end(text, at).and_then(|end| join_at(text, end, true)) {
            at = next.end;
            gaps.push(next);
            if at - gap.start > MAX_JOINED {
                break;
            }
        }
        let joined = join(text, end, &gaps);
        end = at;
        found(joined);
    }
}

fn join(text: &[u8], least: usize, gaps: &[Range<usize>]) -> DecodedText {
    let first = literal_start(text, gaps[0].start, least);
    let from = first.saturating_sub(MARGIN).max(least);
    let last = &gaps[gaps.len() - 1];
    let to = match literal_end(text, last.end) {
        Some(end) => end + 1,
        None => (last.end + MARGIN).min(text.len()),
    };
    let mut out = Vec::with_capacity(to - from);
    let mut starts = Vec::new();
    let mut at = from;
    for gap in gaps.iter().cloned().chain(std::iter::once(to..to)) {
        starts.push(Anchor { decoded: out.len(), source: at });
        out.extend_from_slice(&text[at..gap.start]);
        at = gap.end;
    }
    DecodedText { text: out, form: JOINED_FORM, lead: 0, map: SourceMap::Segments(starts, to) }
}

/// The start of the literal that ends at `end`: after the quote before it, on the same line.
fn literal_start(text: &[u8], end: usize, least: usize) -> usize {
    let before = &text[least.max(end.saturating_sub(MAX_JOINED))..end];
    let quote = before.iter().rposition(|b| *b == text[end] || *b == b'\n');
    end - before.len() + quote.unwrap_or(before.len())
}

/// The next place where one literal ends and another begins: from the closing quote to the end of the opening one.
fn next_join(text: &[u8], quotes: &mut Bits<'_, impl Fn(u8) -> bool + Copy>, from: usize) -> Option<Range<usize>> {
    for (at, mut quotes) in quotes.from(from) {
        while quotes != 0 {
            let join = join_at(text, at + quotes.trailing_zeros() as usize, false);
            if join.is_some() {
                return join;
            }
            quotes &= quotes - 1;
        }
    }
    None
}

/// The end of the literal that begins at `start`: the next quote of the same kind, on the same line.
fn literal_end(text: &[u8], start: usize) -> Option<usize> {
    let quote = *text.get(start.checked_sub(1)?)?;
    let mut escaped = false;
    let line = text[start..].iter().take(MAX_JOINED).take_while(|b| **b != b'\n');
    for (i, byte) in line.enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b if *b == quote => return Some(start + i),
            _ => {}
        }
    }
    None
}

/// The join that begins with the quote at `at`, if there is one. `goes_on` says that the literal before it is itself joined to
/// an earlier one.
fn join_at(text: &[u8], at: usize, goes_on: bool) -> Option<Range<usize>> {
    let before = *at.checked_sub(1).and_then(|i| text.get(i))?;
    let rest = &text[at + 1..text.len().min(at + MAX_BETWEEN)];
    if !may_go_on(before, rest) {
        return None;
    }
    let first = blank(rest, 0);
    let closed = first + rest[first..].iter().take_while(|b| **b == b')').count();
    let operator = blank(rest, closed);
    let i = match operator_length(&rest[operator..]) {
        0 => first,
        length => {
            let i = blank(rest, operator + length);
            i + rest[i..].iter().take_while(|b| **b == b'(').count()
        }
    };
    let prefix = rest[i..].iter().take(2).take_while(|b| PREFIX.contains(b)).count();
    let quote = rest.get(i + prefix)?;
    // `"""` is another kind of literal, `""` an empty one.
    if !matches!(quote, b'"' | b'\'' | b'`') || rest.get(i + prefix + 1) == Some(quote) {
        return None;
    }
    // Without an operator, C, Python and the shell join literals that touch or are on following lines. With only a blank
    // between them they may be two words of a command. The quote must end a literal that is not empty.
    let beside = || first == 0 || goes_on || rest[..first].contains(&b'\n') || is_operand(text, at);
    // After an operator the next literal need not end on its line.
    let end = at + 1 + i + prefix + 1;
    let fits = i > operator || (ends_one(before) && beside() && literal_end(text, end).is_some());
    fits.then_some(at..end)
}

/// Is the literal that ends at `end` a part of an expression and not a word of a command: after `= ` or `call(`?
fn is_operand(text: &[u8], end: usize) -> bool {
    let start = literal_start(text, end, 0);
    let prefix = text[..start].iter().rev().take(2).take_while(|b| PREFIX.contains(b)).count();
    match &text[..start - prefix] {
        [.., b'=', b' '] => true,
        [.., name, b'('] => name.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Skips blanks, line breaks, line continuations and comments. Returns the offset of the next byte.
fn blank(rest: &[u8], from: usize) -> usize {
    let mut i = from;
    loop {
        let line = |at: usize| bytes::find(b'\n', &rest[at..]).unwrap_or(rest.len() - at);
        i += rest[i..].iter().take_while(|b| SIGN[usize::from(**b)] == Sign::Blank).count();
        i += match &rest[i..] {
            [b'\\' | b'_' | b'`', b'\n', ..] | [b'\\' | b'_' | b'`', b'\r', b'\n', ..] => line(i) + 1,
            [b'/', b'/', ..] | [b'#', ..] | [b'-', b'-', ..] => line(i),
            [b'/', b'*', tail @ ..] => match bytes::find_text(b"*/", tail) {
                Some(end) => end + 4,
                None => return i,
            },
            _ => return i,
        };
    }
}

/// The length of an operator that joins strings (`+`, `.`, `&`, `~`, `..`, `<>`, `++`, `||`, `<<`, `^`), or 0.
fn operator_length(rest: &[u8]) -> usize {
    match rest {
        [b'.', b'.', ..] | [b'<', b'>', ..] | [b'+', b'+', ..] | [b'|', b'|', ..] | [b'<', b'<', ..] => 2,
        [b'+' | b'.' | b'&' | b'~' | b'^', ..] => 1,
        _ => 0,
    }
}
