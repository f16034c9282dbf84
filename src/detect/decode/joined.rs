//! Strings put together from literals in one statement: `"sk-" + "abc"`, `'a' . 'b'`, `"a" "b"`, also over lines.

use std::ops::Range;

use super::{Map, Piece, bits};

pub(super) const FORM: &str = "joined from pieces";

/// Text before the first piece that is kept: the name it is assigned to.
const MARGIN: usize = 160;
/// Bytes between two literals: an operator, a line break and its indentation, a comment.
const MOST_BETWEEN: usize = 200;
/// Literals are joined up to this length.
const MOST_JOINED: usize = 64 << 10;

/// Before a quote: Python's f, r, b, C's u8 and L, and C#'s @ and $.
const PREFIX: &[u8] = b"fFrRbBuUL8@$";

/// Can a join go on with this byte behind a quote: a blank, a comment, a line's continuation, a bracket, an operator, a
/// prefix or the next quote? Most quotes are told apart by it.
static GOES_ON: [bool; 256] = {
    let mut table = [false; 256];
    let signs = b" \t\r\n\\_`/#-)+.&~^<|\"'";
    let mut i = 0;
    while i < signs.len() {
        table[signs[i] as usize] = true;
        i += 1;
    }
    i = 0;
    while i < PREFIX.len() {
        table[PREFIX[i] as usize] = true;
        i += 1;
    }
    table
};

/// Joins the literals of each statement that puts some together.
pub(super) fn pieces(text: &[u8], found: &mut dyn FnMut(Piece)) {
    // Behind the last piece: what has been joined is not the start of the next one as well.
    let (mut at, mut end) = (0, 0);
    while let Some(gap) = next_join(text, at) {
        let mut gaps = vec![gap.clone()];
        at = gap.end;
        // The next join of the same statement is behind the literal that this one opens.
        while let Some(next) = literal_end(text, at).and_then(|end| join_at(text, end, true)) {
            at = next.end;
            gaps.push(next);
            if at - gap.start > MOST_JOINED {
                break;
            }
        }
        let piece = join(text, end, &gaps);
        end = at;
        found(piece);
    }
}

fn join(text: &[u8], least: usize, gaps: &[Range<usize>]) -> Piece {
    let first = literal_start(text, gaps[0].start, least);
    let from = first.saturating_sub(MARGIN).max(least);
    let last = &gaps[gaps.len() - 1];
    let to = literal_end(text, last.end).map_or((last.end + MARGIN).min(text.len()), |end| end + 1);
    let (mut out, mut starts, mut at) = (Vec::with_capacity(to - from), Vec::new(), from);
    for gap in gaps.iter().cloned().chain(std::iter::once(to..to)) {
        starts.push((out.len(), at));
        out.extend_from_slice(&text[at..gap.start]);
        at = gap.end;
    }
    Piece { text: out, form: FORM, lead: 0, map: Map::Stretches(starts, to) }
}

/// Where the literal that ends at `end` began: at the quote before it, on the same line.
fn literal_start(text: &[u8], end: usize, least: usize) -> usize {
    let before = &text[least.max(end.saturating_sub(MOST_JOINED))..end];
    let quote = before.iter().rposition(|b| *b == text[end] || *b == b'\n');
    end - before.len() + quote.unwrap_or(before.len())
}

/// The next place where one literal ends and another begins: from the closing quote to behind the opening one.
fn next_join(text: &[u8], from: usize) -> Option<Range<usize>> {
    for (at, mut quotes) in bits::blocks(text, from, |b| matches!(b, b'"' | b'\'' | b'`')) {
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

/// Where the literal that begins at `start` ends: at the next quote of the kind before it, on the same line.
fn literal_end(text: &[u8], start: usize) -> Option<usize> {
    let quote = *text.get(start.checked_sub(1)?)?;
    let mut escaped = false;
    let line = text[start..].iter().take(MOST_JOINED).take_while(|b| **b != b'\n');
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

/// Does a join begin with the quote at `at`? `goes_on` where the literal that it ends is itself joined to one before.
fn join_at(text: &[u8], at: usize, goes_on: bool) -> Option<Range<usize>> {
    let before = *at.checked_sub(1).and_then(|i| text.get(i))?;
    if !GOES_ON[usize::from(*text.get(at + 1)?)] {
        return None;
    }
    let end = text.len().min(at + MOST_BETWEEN);
    let rest = &text[at + 1..end];
    let first = blank(rest, 0);
    let closed = first + rest[first..].iter().take_while(|b| **b == b')').count();
    let operator = blank(rest, closed);
    let i = match operator_length(&rest[operator..]) {
        // Side by side, or on the next line, a literal goes on with this one in C, Python and the shell; with a blank
        // between them they may be two words of a command. The quote must end one that holds something.
        0 if before.is_ascii_graphic()
            && !b"\"'`=(,:[{\\".contains(&before)
            && (first == 0 || goes_on || rest[..first].contains(&b'\n') || is_operand(text, at)) =>
        {
            first
        }
        0 => return None,
        length => {
            let i = blank(rest, operator + length);
            i + rest[i..].iter().take_while(|b| **b == b'(').count()
        }
    };
    let prefix = rest[i..].iter().take(2).take_while(|b| PREFIX.contains(b)).count();
    let quote = rest.get(i + prefix)?;
    // `"""` is another kind of literal, `""` an empty one.
    let empty = rest.get(i + prefix + 1) == Some(quote);
    let opens = b"\"'`".contains(quote) && !empty;
    // Only an operator says so much that the next literal need not end on its line.
    let ends = || i > operator || literal_end(text, at + 1 + i + prefix + 1).is_some();
    (opens && ends()).then_some(at..at + 1 + i + prefix + 1)
}

/// Is the literal that ends at `end` part of an expression, and no word of a command: behind `= ` or `call(`?
fn is_operand(text: &[u8], end: usize) -> bool {
    let start = literal_start(text, end, 0);
    let prefix = text[..start].iter().rev().take(2).take_while(|b| PREFIX.contains(b)).count();
    match &text[..start - prefix] {
        [.., b'=', b' '] => true,
        [.., name, b'('] => name.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Skips blanks, line breaks, line continuations and comments. Returns where it stopped.
fn blank(rest: &[u8], from: usize) -> usize {
    let mut i = from;
    loop {
        let line = |at: usize| rest[at..].iter().take_while(|b| **b != b'\n').count();
        i += match &rest[i..] {
            [b' ' | b'\t' | b'\r' | b'\n', ..] => 1,
            [b'\\' | b'_' | b'`', b'\n', ..] | [b'\\' | b'_' | b'`', b'\r', b'\n', ..] => line(i) + 1,
            [b'/', b'/', ..] | [b'#', ..] | [b'-', b'-', ..] => line(i),
            [b'/', b'*', tail @ ..] => match memchr::memmem::find(tail, b"*/") {
                Some(end) => end + 4,
                None => return i,
            },
            _ => return i,
        };
    }
}

/// How long the operator is that joins strings: `+`, `.`, `&`, `~`, `..`, `<>`, `++`, `||`, `<<`, `^`; 0 where there is none.
fn operator_length(rest: &[u8]) -> usize {
    match rest {
        [b'.', b'.', ..] | [b'<', b'>', ..] | [b'+', b'+', ..] | [b'|', b'|', ..] | [b'<', b'<', ..] => 2,
        [b'+' | b'.' | b'&' | b'~' | b'^', ..] => 1,
        _ => 0,
    }
}
