//! A decoded stretch, which knows where each of its bytes came from.

use std::ops::Range;

/// What is said of text that is put together from pieces.
pub(super) const JOINED_FORM: &str = "joined from pieces";
/// The same of bytes that are no text.
pub(super) const FILE_FORM: &str = "file in base64";

/// A stretch of decoded text.
#[derive(Debug)]
pub struct Piece {
    /// The decoded bytes.
    pub text: Vec<u8>,
    /// What it was, for people.
    pub form: &'static str,
    /// So many bytes before it are not decoded: they only say what it is, and have been looked into.
    pub lead: usize,
    pub(super) map: Map,
}

impl Piece {
    /// The place in the text that a span of the piece came from.
    pub fn source(&self, span: &Range<usize>) -> Range<usize> {
        let last = span.end.saturating_sub(1).max(span.start);
        self.first(span.start)..self.first(last).max(self.end(last))
    }

    /// Is it a file and no text? Then [`Piece::into_file`] gives it.
    pub fn is_file(&self) -> bool {
        self.form == FILE_FORM
    }

    /// The piece as a file.
    pub(crate) fn into_file(self) -> EncodedFile {
        EncodedFile { span: self.source(&(0..self.text.len())), content: self.text }
    }

    fn first(&self, offset: usize) -> usize {
        match &self.map {
            Map::Base64 { lead, .. } if offset < self.lead => lead + offset,
            Map::Base64 { lines, unit, end, .. } => {
                let bytes = (offset - self.lead) * unit;
                let digit = bytes / 3 * 4 + bytes % 3;
                let (before, source) = last_from(lines, digit);
                (source + (digit - before)).min(*end)
            }
            Map::Stretches(starts, _) => {
                let (decoded, source) = last_from(starts, offset);
                source + (offset - decoded)
            }
        }
    }

    /// Behind the character that gave the byte at `offset`.
    fn end(&self, offset: usize) -> usize {
        match &self.map {
            Map::Base64 { .. } if offset < self.lead => self.first(offset) + 1,
            Map::Base64 { unit, end, .. } => (self.first(offset) + 2 * unit).min(*end),
            Map::Stretches(starts, end) => {
                let next = starts.partition_point(|(d, _)| *d <= offset);
                match starts.get(next) {
                    // The last byte of a stretch may stand for an escape, which ends where the next stretch begins.
                    Some((decoded, source)) if *decoded == offset + 1 && !self.is_join() => *source,
                    None if offset + 1 == self.text.len() && !self.is_join() => *end,
                    _ => self.first(offset) + 1,
                }
            }
        }
    }

    fn is_join(&self) -> bool {
        self.form == JOINED_FORM
    }
}

/// Bytes in the text that are no text themselves: a file of another kind, which the caller reads as such.
#[derive(Debug)]
pub struct EncodedFile {
    /// The place in the text.
    pub span: Range<usize>,
    /// The decoded bytes.
    pub content: Vec<u8>,
}

/// From decoded bytes to the bytes of the text they came from.
#[derive(Debug)]
pub(super) enum Map {
    /// Four digits for three bytes.
    Base64 {
        /// Where the lead begins in the text.
        lead: usize,
        /// Where each line starts: how many digits are before it, and its offset in the text.
        lines: Vec<(usize, usize)>,
        /// How many decoded bytes stand for one of the piece: two where it was UTF-16.
        unit: usize,
        /// Behind the last digit.
        end: usize,
    },
    /// Stretches that are copied, and between them what stands for one character: decoded offset, offset in the text.
    Stretches(Vec<(usize, usize)>, usize),
}

/// The last of the starts that is not behind `offset`.
fn last_from(starts: &[(usize, usize)], offset: usize) -> (usize, usize) {
    starts[starts.partition_point(|(start, _)| *start <= offset).saturating_sub(1)]
}
