//! Percent escapes (RFC 3986), the escapes of string literals (`\u0041`, `\u{41}`, `\x41`, `\101`, `\/`, `\"`, `\n`),
//! entities and CDATA sections of XML (`&#x41;`, `&#65;`), quoted-printable (RFC 2045, `=41`), and line ends that do not
//! belong to the literal around them.

mod meaning;
mod read;
mod telling;

use std::cell::OnceCell;

use akguard_common::bytes;

use self::meaning::{Escape, Meaning, Token};
use self::read::{backslash, caret, entity, percent, quoted};
use super::bits::Bits;
use super::{Anchor, DecodedText, SourceMap};

/// Bytes around the escapes that are decoded with them, because names and context words are there.
const MARGIN: usize = 160;
/// Escapes closer than this belong to one stretch, in bytes.
const GAP: usize = 4 << 10;
/// Base64 with an escape in it is decoded from its start, up to this many bytes before the escape.
const MAX_LEAD: usize = 16 << 10;
/// The end of a CDATA section is searched in this many bytes.
const MAX_CDATA: usize = 64 << 10;

/// The most escapes of one stretch.
const MAX_ESCAPES: usize = 32 << 10;
/// The next stretch repeats this many escapes of a full one: no credential has more.
const OVERLAP: usize = 4 << 10;

/// The form of a literal over several lines.
const CONTINUED: &str = "continued over lines";

/// Decodes each stretch of escapes.
pub(super) fn pieces(text: &[u8], found: &mut dyn FnMut(DecodedText)) {
    let mut percents = Stretch::new("percent-encoded", percent);
    let mut backslashes = Stretch::new("escaped", backslash);
    let mut entities = Stretch::new("escaped", entity);
    let mut quoteds = Stretch::new("quoted-printable", quoted);
    let mut carets = Stretch::new(CONTINUED, caret);
    let mut unclosed = 0;
    let mut marks = Bits::new(text, |byte| matches!(byte, b'%' | b'\\' | b'&' | b'=' | b'^' | b'`' | b'!'));
    for (block, mut bits) in marks.from(0) {
        while bits != 0 {
            let at = block + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            let next = text.get(at + 1).copied().unwrap_or_default();
            let is_line_end = matches!(next, b'\r' | b'\n');
            match text[at] {
                b'%' => percents.mark(text, at, found),
                b'\\' => backslashes.mark(text, at, found),
                b'&' => entities.mark(text, at, found),
                // Most `=` are assignments: only those that may be an escape are read.
                b'=' if is_line_end || next.is_ascii_hexdigit() => quoteds.mark(text, at, found),
                b'^' | b'`' if is_line_end && telling::continues(text, at) => carets.mark(text, at, found),
                b'!' if next == b'[' => cdata(text, at, &mut unclosed, &mut entities, found),
                _ => {}
            }
        }
    }
    for stretch in [percents, backslashes, entities, quoteds, carets] {
        stretch.flush(text, found);
    }
}

/// Adds the two marks of the CDATA section whose `!` is at `at`. Entities inside of it do not count. No section ends before
/// `unclosed`, so that the same end is not searched again from each start.
fn cdata(text: &[u8], at: usize, unclosed: &mut usize, entities: &mut Stretch, found: &mut dyn FnMut(DecodedText)) {
    const OPEN: &[u8] = b"<![CDATA[";
    const CLOSE: &[u8] = b"]]>";
    let Some(at) = at.checked_sub(1) else { return };
    if at < entities.end || !text[at..].starts_with(OPEN) {
        return;
    }
    let content = at + OPEN.len();
    let limit = text.len().min(content + MAX_CDATA);
    let from = content.max(*unclosed).min(limit);
    let Some(close) = bytes::find_text(CLOSE, &text[from..limit]) else {
        *unclosed = (limit + 1).saturating_sub(CLOSE.len());
        return;
    };
    let close = from + close;
    entities.push(text, Escape { at, end: content, meaning: Meaning::Mark }, found);
    entities.push(text, Escape { at: close, end: close + CLOSE.len(), meaning: Meaning::Mark }, found);
}

/// Escapes of one kind that are close to each other.
struct Stretch {
    form: &'static str,
    read: fn(&[u8]) -> Option<Token>,
    escapes: Vec<Escape>,
    /// The end of the last escape.
    end: usize,
    /// Does the text say that it is quoted-printable? Computed once.
    says_quoted: OnceCell<bool>,
}

impl Stretch {
    fn new(form: &'static str, read: fn(&[u8]) -> Option<Token>) -> Self {
        Self { form, read, escapes: Vec::new(), end: 0, says_quoted: OnceCell::new() }
    }

    /// Reads the escape that may begin at `at`.
    fn mark(&mut self, text: &[u8], at: usize, found: &mut dyn FnMut(DecodedText)) {
        // The second backslash of `\\` does not begin an escape.
        if at < self.end {
            return;
        }
        if let Some(Token { length, meaning }) = (self.read)(&text[at..]) {
            self.push(text, Escape { at, end: at + length, meaning }, found);
        }
    }

    fn push(&mut self, text: &[u8], escape: Escape, found: &mut dyn FnMut(DecodedText)) {
        if self.escapes.last().is_some_and(|last| escape.at >= last.at + GAP) {
            self.flush(text, found);
            self.escapes.clear();
        }
        self.end = escape.end;
        self.escapes.push(escape);
        if self.escapes.len() == MAX_ESCAPES {
            self.flush(text, found);
            // A credential across the border is found in the next stretch.
            self.escapes.drain(..MAX_ESCAPES - OVERLAP);
        }
    }

    fn flush(&self, text: &[u8], found: &mut dyn FnMut(DecodedText)) {
        let Some(first) = telling::first(text, &self.escapes, self.form, &self.says_quoted) else { return };
        let form = if first.meaning == Meaning::Continued && self.form == "escaped" { CONTINUED } else { self.form };
        found(decode(text, form, &self.escapes));
    }
}

fn decode(text: &[u8], form: &'static str, escapes: &[Escape]) -> DecodedText {
    let first = escapes[0];
    let last = escapes[escapes.len() - 1];
    let digit = |b: &&u8| b.is_ascii_alphanumeric() || b"+/-_".contains(b);
    // A word with an escape in it is decoded as a whole, and the margins do not cut a word in two: a part of a word could
    // look like a value.
    let start = first.at - text[..first.at].iter().rev().take(MAX_LEAD).take_while(digit).count();
    let end = last.end + text[last.end..].iter().take(MAX_LEAD).take_while(digit).count();
    let mut from = start.saturating_sub(MARGIN);
    let mut to = (end + MARGIN).min(text.len());
    let inside = |at: usize| at > 0 && at < text.len() && digit(&&text[at - 1]) && digit(&&text[at]);
    while from < start && inside(from) {
        from += 1;
    }
    while to > end && inside(to) {
        to -= 1;
    }
    let mut out = Vec::with_capacity(to - from);
    let mut starts = vec![Anchor { decoded: 0, source: from }];
    let mut at = from;
    for escape in escapes {
        out.extend_from_slice(&text[at..escape.at]);
        starts.push(Anchor { decoded: out.len(), source: escape.at });
        match escape.meaning {
            Meaning::Char(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Meaning::ArrayLine => out.push(b'\n'),
            Meaning::Continued | Meaning::Mark => {}
        }
        at = escape.end;
        starts.push(Anchor { decoded: out.len(), source: at });
    }
    out.extend_from_slice(&text[at..to]);
    DecodedText { text: out, form, lead: 0, map: SourceMap::Segments(starts, to) }
}

#[cfg(test)]
mod tests;
