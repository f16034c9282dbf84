//! Decoded text that knows where each of its bytes came from.

use std::ops::Range;

/// The form of text that a program joins from literals.
pub(super) const JOINED_FORM: &str = "joined from pieces";
/// The form of decoded bytes that are not text.
pub(super) const FILE_FORM: &str = "file in base64";

/// A part of a text, decoded.
#[derive(Debug)]
pub struct DecodedText {
    /// The decoded bytes.
    pub text: Vec<u8>,
    /// What it was decoded from, in words for the report.
    pub form: &'static str,
    /// The number of bytes at its start that are copied, not decoded. They give the value its name, and were scanned before.
    pub lead: usize,
    pub(super) map: SourceMap,
}

impl DecodedText {
    /// The span of the original text that a span of the decoded text came from.
    pub fn source(&self, span: &Range<usize>) -> Range<usize> {
        let last = span.end.saturating_sub(1).max(span.start);
        self.first(span.start)..self.first(last).max(self.end(last))
    }

    /// Is it a file and not text? Then `into_file` returns it.
    pub fn is_file(&self) -> bool {
        self.form == FILE_FORM
    }

    /// The decoded bytes as a file.
    pub(crate) fn into_file(self) -> EncodedFile {
        EncodedFile { span: self.source(&(0..self.text.len())), content: self.text }
    }

    fn first(&self, offset: usize) -> usize {
        match &self.map {
            SourceMap::Base64 { lead, .. } if offset < self.lead => lead + offset,
            SourceMap::Base64 { lines, unit, end, .. } => {
                let bytes = (offset - self.lead) * unit;
                let digit = bytes / 3 * 4 + bytes % 3;
                last_anchor(lines, digit).source_of(digit).min(*end)
            }
            SourceMap::Segments(starts, _) => last_anchor(starts, offset).source_of(offset),
        }
    }

    /// The end of the character that the byte at `offset` was decoded from.
    fn end(&self, offset: usize) -> usize {
        match &self.map {
            SourceMap::Base64 { .. } if offset < self.lead => self.first(offset) + 1,
            SourceMap::Base64 { unit, end, .. } => (self.first(offset) + 2 * unit).min(*end),
            SourceMap::Segments(starts, end) => {
                let next = starts.partition_point(|anchor| anchor.decoded <= offset);
                match starts.get(next) {
                    // The last byte of a segment may be a decoded escape, which ends where the next segment begins.
                    Some(anchor) if anchor.decoded == offset + 1 && !self.is_join() => anchor.source,
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

/// A file that is encoded in a text, such as an archive, which the caller unpacks.
#[derive(Debug)]
pub struct EncodedFile {
    /// Its span in the text.
    pub span: Range<usize>,
    /// The decoded bytes.
    pub content: Vec<u8>,
}

/// Maps decoded bytes to the bytes of the text that they came from.
#[derive(Debug)]
pub(super) enum SourceMap {
    /// Four digits for three bytes.
    Base64 {
        /// Where the lead begins in the text.
        lead: usize,
        /// The start of each line, with the number of digits before it as the decoded offset.
        lines: Vec<Anchor>,
        /// How many decoded bytes became one byte: two where the content was UTF-16.
        unit: usize,
        /// The end of the last digit.
        end: usize,
    },
    /// The starts of copied segments and of decoded escapes, and the end in the text.
    Segments(Vec<Anchor>, usize),
}

/// An offset in the decoded text and the offset in the original text that it came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    pub(super) decoded: usize,
    pub(super) source: usize,
}

impl Anchor {
    /// Where a later decoded offset came from, as long as no other anchor is between them.
    fn source_of(self, decoded: usize) -> usize {
        self.source + (decoded - self.decoded)
    }
}

/// The last anchor at or before `offset`.
fn last_anchor(anchors: &[Anchor], offset: usize) -> Anchor {
    anchors[anchors.partition_point(|anchor| anchor.decoded <= offset).saturating_sub(1)]
}
