//! A located credential, and what could not be read.

use std::cell::Cell;

use akguard_common::bytes;
use akguard_detect::env_file::Kind;
use akguard_detect::inline_allow::Mark;
use akguard_detect::secret::{Fingerprint, Identity, Secret};
use akguard_detect::{Confidence, Rule, Severity};
use akguard_git::{Blob, COMMIT_MESSAGE, Oid, TAG_MESSAGE};

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A credential that a change adds.
#[derive(Debug, Clone)]
pub struct Finding<'d> {
    /// The rule that found it.
    pub rule: &'d Rule,
    /// What the report calls it.
    pub title: String,
    /// Harm if true.
    pub severity: Severity,
    /// Chance that it is true.
    pub confidence: Confidence,
    /// The file, as git names it.
    pub path: Vec<u8>,
    /// The path, redacted (not yet escaped for a terminal).
    pub shown_path: String,
    /// The path inside of it, if it is an archive: `inner/a.txt`, `layer.tar!/etc/x`.
    pub inner: Option<String>,
    /// First character.
    pub start: Position,
    /// After the last character.
    pub end: Position,
    /// The value; `None` for a file that is a finding by its name.
    pub secret: Option<Secret>,
    /// For a file that is a finding by its name, what kind it is.
    pub file: Option<Kind>,
    /// The value is in the file's name, not in its text.
    pub in_name: bool,
    /// The file was there before this change.
    pub tracked: bool,
    /// The part of the value that may be shown.
    pub hint: Option<String>,
    /// The environment variable for the value, redacted; `None` if no name is known.
    pub env: Option<String>,
    /// How to revoke it, redacted; empty if that is not known.
    pub revoke: String,
    /// What a decoder read.
    pub note: Option<String>,
    /// The inline mark for it.
    pub mark: Option<Mark>,
    /// Equal for findings of the same rule and value in this run.
    pub identity: Identity,
    /// The finding's stable name; `None` if it takes long to compute and was not computed (`Scan::fingerprint`).
    pub id: Option<Fingerprint>,
    /// The names that it had under other rules, of those that a record or a baseline names.
    pub earlier: Vec<Fingerprint>,
    /// The blob that it was found in.
    pub blob: Option<Oid>,
    /// The commit that added it, in ranges and histories.
    pub commit: Option<Oid>,
    /// The prefix of its name that makes builds put the value into web pages: `VITE_`.
    pub shipped: Option<&'static str>,
    /// The view it was found in, so that what two views find is reported once.
    pub view: u8,
    /// In histories: the branch whose newest commit still has it, or that none has it.
    pub tip: Option<Tip>,
}

impl Finding<'_> {
    /// Is it in the message of a commit or tag, and not in a file?
    pub fn in_message(&self) -> bool {
        let is_message = |name: &str| self.path == name.as_bytes();
        self.blob.is_none() && [COMMIT_MESSAGE, TAG_MESSAGE].into_iter().any(is_message)
    }
}

/// Is a finding of the history still in a branch's newest commit?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tip {
    /// Yes, in that of this branch, for example.
    Of(String),
    /// No, in none.
    Gone,
}

/// Something that could not be checked: it stops the commit unless an allow record names it.
#[derive(Debug, Clone)]
pub struct Unchecked {
    /// The file, as git names it.
    pub path: Vec<u8>,
    /// The path, redacted.
    pub shown_path: String,
    /// The cause.
    pub why: String,
    /// The fingerprint of path and blob, so that it can be allowed like a finding; `None` if an override would allow
    /// what nobody has seen.
    pub id: Option<Fingerprint>,
    /// The content that could not be read.
    pub blob: Option<Oid>,
    /// The commit, in ranges and histories.
    pub commit: Option<Oid>,
}

/// The rule id under which unchecked content is recorded.
pub const UNCHECKED: &str = "unchecked";

impl Unchecked {
    /// Describes content that could not be read.
    pub fn new(path: &[u8], shown_path: String, content: Option<&Blob>, why: impl Into<String>) -> Self {
        let blob = match content {
            Some(Blob::Stored(id)) => Some(*id),
            _ => None,
        };
        let content = blob.map(|id| id.to_string()).unwrap_or_else(String::new);
        let id = Fingerprint::of_file(UNCHECKED, path, &content);
        Self { path: path.to_vec(), shown_path, why: why.into(), id: Some(id), blob, commit: None }
    }

    /// The same without an id, for content that can still be read: no override may allow it before somebody has read
    /// it.
    pub fn without_id(self) -> Self {
        Self { id: None, ..self }
    }
}

/// Finds line and column of byte offsets. If the offsets rise, it reads the text once, and it needs no table of lines.
pub struct Lines<'t> {
    text: &'t [u8],
    /// Where the text begins in its file.
    origin: Position,
    /// The last line that was asked for.
    line: Cell<LineMark>,
    /// The last column that was asked for.
    column: Cell<ColumnMark>,
}

/// The line of an offset.
#[derive(Debug, Clone, Copy, Default)]
struct LineMark {
    offset: usize,
    /// Counted from 0.
    line: usize,
    /// Where the line starts.
    start: usize,
}

/// The column of an offset, counted from 1.
#[derive(Debug, Clone, Copy)]
struct ColumnMark {
    offset: usize,
    column: usize,
    /// Where its line starts.
    start: usize,
}

impl<'t> Lines<'t> {
    /// For one text.
    pub fn of(text: &'t [u8]) -> Self {
        Self::from(text, Position { line: 1, column: 1 })
    }

    /// For a part of a file that begins at `origin`.
    pub fn from(text: &'t [u8], origin: Position) -> Self {
        Self { text, origin, line: Cell::default(), column: Cell::new(ColumnMark { offset: 0, column: 1, start: 0 }) }
    }

    /// The text itself.
    pub fn text(&self) -> &'t [u8] {
        self.text
    }

    /// The line of an offset, counted from 0 in this text.
    pub fn line(&self, offset: usize) -> usize {
        self.seek(offset).line
    }

    fn seek(&self, offset: usize) -> LineMark {
        let last = self.line.get();
        let from = if last.offset <= offset { last } else { LineMark::default() };
        let mut mark = LineMark { offset, ..from };
        for end in bytes::places(b'\n', &self.text[from.offset..offset]) {
            mark.line += 1;
            mark.start = from.offset + end + 1;
        }
        self.line.set(mark);
        mark
    }

    /// Line and column of an offset. Each invalid byte counts as one character.
    pub fn position(&self, offset: usize) -> Position {
        let LineMark { line, start, .. } = self.seek(offset);
        // Count from the last column on: a line may have 30 MB.
        let last = self.column.get();
        let is_before = last.start == start && last.offset <= offset && last.offset >= start;
        let from = if is_before { last } else { ColumnMark { offset: start, column: 1, start } };
        let column = from.column + characters(&self.text[from.offset..offset]);
        self.column.set(ColumnMark { offset, column, start });
        let shift = if line == 0 { self.origin.column - 1 } else { 0 };
        Position { line: line + self.origin.line, column: column + shift }
    }
}

/// Number of characters, where each invalid byte counts as one. ASCII is counted in blocks: no character continues into
/// them.
fn characters(text: &[u8]) -> usize {
    const BLOCK: usize = 64;
    let others = |text: &[u8]| text.utf8_chunks().map(|c| c.valid().chars().count() + c.invalid().len()).sum::<usize>();
    let mut sum = 0;
    let mut counted = 0;
    for (block, at) in text.chunks(BLOCK).zip((0..).step_by(BLOCK)).filter(|(block, _)| block.is_ascii()) {
        sum += others(&text[counted..at]) + block.len();
        counted = at + block.len();
    }
    sum + others(&text[counted..])
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn ascii_in_blocks_is_counted_as_the_rest(
            parts in proptest::collection::vec(("[a-z]{0,90}", "[à-ÿ€]{0,40}", proptest::collection::vec(0x80u8.., 0..5)), 0..4),
        ) {
            let text: Vec<u8> = parts.iter().flat_map(|(a, b, c)| [a.as_bytes(), b.as_bytes(), c].concat()).collect();
            let plainly = text.utf8_chunks().map(|c| c.valid().chars().count() + c.invalid().len()).sum::<usize>();
            proptest::prop_assert_eq!(characters(&text), plainly);
        }
    }

    #[test]
    fn positions_count_characters() {
        let text = "ab\nüx\n\u{1F600}y".as_bytes();
        let lines = Lines::of(text);
        let at = |needle: u8| {
            let offset = text.iter().position(|b| *b == needle).unwrap();
            let p = lines.position(offset);
            (p.line, p.column)
        };
        assert_eq!(at(b'a'), (1, 1));
        assert_eq!(at(b'x'), (2, 2));
        assert_eq!(at(b'y'), (3, 2));
        assert_eq!(Lines::of(b"\xff\xfea").position(2).column, 3);
    }
}
