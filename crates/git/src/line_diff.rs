//! Finds the added lines of a new text. Computed only when a candidate was found.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use akguard_common::bytes;

/// Maximum size for a diff, in bytes after common ends are cut off. Lines of larger texts are compared by how often they
/// occur, because xdiff takes half a minute for 4 MB of changed lines.
const MAX_DIFF: usize = 1 << 20;

/// The added lines of a text, as sorted, disjoint ranges of line numbers from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added(Vec<Range<usize>>);

impl Added {
    /// Every line.
    #[allow(clippy::single_range_in_vec_init)] // one range
    pub fn all() -> Self {
        Self(vec![0..usize::MAX])
    }

    /// Is one of the lines `first..=last` added?
    pub fn touches(&self, first: usize, last: usize) -> bool {
        let next = self.0.partition_point(|r| r.end <= first);
        self.0.get(next).is_some_and(|r| r.start <= last)
    }

    /// Number of added lines; `lines` is the number of the text's lines.
    pub fn count(&self, lines: usize) -> usize {
        self.0.iter().map(|r| r.end.min(lines).saturating_sub(r.start)).sum()
    }

    /// Lines that are in both.
    fn and(&self, other: &Self) -> Self {
        let mut a = self.0.iter().peekable();
        let mut b = other.0.iter().peekable();
        let mut both = Vec::new();
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            let common = x.start.max(y.start)..x.end.min(y.end);
            if !common.is_empty() {
                both.push(common);
            }
            if x.end <= y.end {
                a.next()
            } else {
                b.next()
            };
        }
        Self(both)
    }
}

/// The lines of `new` that are new against every one of `bases`; without bases, all. Line endings are not compared: a
/// change from CRLF to LF, or a new line break at the end, adds nothing.
pub fn added(new: &[u8], bases: &[Vec<u8>]) -> Added {
    added_within(new, bases, MAX_DIFF)
}

/// [`added`] with another maximum size for a diff, for tests.
pub fn added_within(new: &[u8], bases: &[Vec<u8>], largest_diff: usize) -> Added {
    let compare = |base: &Vec<u8>| against(&with_lf(new), &with_lf(base), largest_diff);
    bases.iter().map(compare).reduce(|a, b| a.and(&b)).unwrap_or_else(Added::all)
}

/// The text with LF at the end of every line, including the last one. The number of lines stays the same.
fn with_lf(text: &[u8]) -> Cow<'_, [u8]> {
    let is_ended = matches!(text.last(), None | Some(b'\n'));
    if is_ended && !text.windows(2).any(|pair| pair == b"\r\n") {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len() + 1);
    for line in text.split_inclusive(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        plain.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        plain.push(b'\n');
    }
    Cow::Owned(plain)
}

fn against(new: &[u8], old: &[u8], largest_diff: usize) -> Added {
    let CommonEnds { head, tail } = CommonEnds::new(new, old);
    let middle_new = &new[head..new.len() - tail];
    let middle_old = &old[head..old.len() - tail];
    let first = bytes::count(b'\n', &new[..head]);
    if middle_new.is_empty() {
        return Added(Vec::new());
    }
    let whole = {
        let breaks = bytes::count(b'\n', middle_new);
        first..first + breaks + usize::from(middle_new.last() != Some(&b'\n'))
    };
    if middle_old.is_empty() {
        return Added(vec![whole]);
    }
    if middle_new.len().max(middle_old.len()) > largest_diff {
        return by_count(middle_new, middle_old, first);
    }
    match hunks(middle_old, middle_new) {
        Ok(ranges) => Added(ranges.into_iter().map(|r| r.start + first..r.end + first).collect()),
        // libgit2 failed: every line between the common ends counts.
        Err(_) => Added(vec![whole]),
    }
}

/// A line is added when the new text has it more often than the old one; a moved line is not.
fn by_count(new: &[u8], old: &[u8], first: usize) -> Added {
    let mut left: HashMap<&[u8], usize> = HashMap::new();
    for line in old.split_inclusive(|b| *b == b'\n') {
        *left.entry(line).or_insert(0) += 1;
    }
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (i, line) in new.split_inclusive(|b| *b == b'\n').enumerate() {
        let number = first + i;
        if let Some(count) = left.get_mut(line)
            && *count > 0
        {
            *count -= 1;
            continue;
        }
        match ranges.last_mut() {
            Some(last) if last.end == number => last.end += 1,
            _ => ranges.push(number..number + 1),
        }
    }
    Added(ranges)
}

/// Bytes that two texts have in common at their beginning and at their end, in whole lines.
struct CommonEnds {
    head: usize,
    tail: usize,
}

impl CommonEnds {
    fn new(new: &[u8], old: &[u8]) -> Self {
        let same = new.iter().zip(old).take_while(|(a, b)| a == b).count();
        if same == new.len() && same == old.len() {
            return Self { head: same, tail: 0 };
        }
        let head = match bytes::find_last(b'\n', &new[..same]) {
            Some(line_break) => line_break + 1,
            None => 0,
        };
        Self { head, tail: common_tail(&new[head..], &old[head..]) }
    }
}

/// Bytes that two texts have in common at their end, in whole lines.
fn common_tail(new: &[u8], old: &[u8]) -> usize {
    let same = new.iter().rev().zip(old.iter().rev()).take_while(|(a, b)| a == b).count();
    let start = new.len() - same;
    // All of the old text, after a line break of the new one or at its beginning.
    if same == old.len() && (start == 0 || new[start - 1] == b'\n') {
        return same;
    }
    match bytes::find(b'\n', &new[start..]) {
        Some(line_break) => same - line_break - 1,
        None => 0,
    }
}

/// Added ranges of lines by libgit2's diff: without context, so that the added lines of each hunk are contiguous; as text,
/// so that NUL bytes and attributes hide nothing.
fn hunks(old: &[u8], new: &[u8]) -> Result<Vec<Range<usize>>, git2::Error> {
    let mut options = git2::DiffOptions::new();
    options.context_lines(0).interhunk_lines(0).force_text(true).max_size(i64::MAX);
    let patch = git2::Patch::from_buffers(old, None, new, None, Some(&mut options))?;
    let mut ranges = Vec::new();
    for i in 0..patch.num_hunks() {
        let hunk = patch.hunk(i)?.0;
        let lines = hunk.new_lines() as usize;
        // A deletion adds no line.
        if lines > 0 {
            let start = hunk.new_start() as usize - 1;
            ranges.push(start..start + lines);
        }
    }
    Ok(ranges)
}

#[cfg(test)]
mod tests;
