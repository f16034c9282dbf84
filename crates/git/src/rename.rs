//! Finds the deleted file that an added one was before the same commit moved it. Used only when the added file has a
//! candidate.

use std::collections::HashMap;

use super::change::{Blobs, Deleted};
use super::oid::Oid;
use super::sketch::{sketch, without_end};

/// Maximum number of deleted files that are compared with one new file: those of the same name first, then those with most
/// lines in common. A commit that moves and changes thousands of files reads each deleted file once for its sketch, and at
/// most this many for each new file.
const MAX_COMPARED: usize = 16;
/// git's own threshold for renames: the share of a file that two files must have in common, in percent.
const MIN_SHARED: usize = 50;

/// An added file.
#[derive(Clone, Copy)]
pub struct NewFile<'n> {
    /// Its path.
    pub path: &'n [u8],
    /// Its content.
    pub content: &'n [u8],
    /// Its blob, where it has one.
    pub id: Option<Oid>,
}

/// The deleted file that an added one was.
pub struct Source<'s> {
    /// Where it was.
    pub file: &'s Deleted,
    /// What it contained.
    pub content: Vec<u8>,
}

/// The deleted file that `new` most likely was: the same blob, or the one that shares most of its lines, at least half.
/// Only files for which `is_read` is true count: others were never scanned, so nobody knows whether they would pass.
pub fn source<'s>(
    new: NewFile<'_>,
    deleted: &'s [Deleted],
    blobs: &dyn Blobs,
    is_read: &dyn Fn(&Deleted) -> bool,
) -> Option<Source<'s>> {
    if let Some(file) = deleted.iter().find(|d| Some(d.blob) == new.id && is_read(d)) {
        return Some(Source { file, content: new.content.to_vec() });
    }
    let lines = line_counts(new.content);
    let likely = likely(new, deleted, blobs).into_iter().filter(|d| is_read(d)).take(MAX_COMPARED);
    let scored = likely.filter_map(|file| {
        let content = blobs.read(&file.blob).ok()?.to_vec();
        let score = shared(&lines, &content) * 100 / new.content.len().max(content.len()).max(1);
        (score >= MIN_SHARED).then_some((score, Source { file, content }))
    });
    scored.max_by_key(|(score, _)| *score).map(|(_, source)| source)
}

/// A deleted file that may be the source, with its ranking.
struct Candidate<'s> {
    has_other_name: bool,
    lines_in_common: usize,
    file: &'s Deleted,
}

/// The deleted files that can share half of the content: those of the same name first, then by lines in common.
fn likely<'s>(new: NewFile<'_>, deleted: &'s [Deleted], blobs: &dyn Blobs) -> Vec<&'s Deleted> {
    let own = name(new.path);
    let length = new.content.len() as u64;
    let lines = sketch(new.content);
    let mut fitting: Vec<Candidate<'_>> = Vec::new();
    for file in deleted {
        // An unknown size counts as fitting.
        let size = file.size(blobs).unwrap_or(length);
        if size.max(length) * MIN_SHARED as u64 > size.min(length) * 100 {
            continue;
        }
        let lines_in_common = file.sketch(blobs).iter().filter(|hash| lines.binary_search(hash).is_ok()).count();
        fitting.push(Candidate { has_other_name: name(&file.path) != own, lines_in_common, file });
    }
    fitting.sort_by_key(|candidate| (candidate.has_other_name, std::cmp::Reverse(candidate.lines_in_common)));
    fitting.into_iter().map(|candidate| candidate.file).collect()
}

fn name(path: &[u8]) -> &[u8] {
    path.rsplit(|b| *b == b'/').next().unwrap_or(path)
}

/// How often each line occurs, without its ending.
fn line_counts(text: &[u8]) -> HashMap<&[u8], usize> {
    let mut lines = HashMap::new();
    for line in text.split_inclusive(|b| *b == b'\n') {
        *lines.entry(without_end(line)).or_insert(0) += 1;
    }
    lines
}

/// Bytes of `old` in lines that the new text has too, each counted as often as both have it.
fn shared(lines: &HashMap<&[u8], usize>, old: &[u8]) -> usize {
    let mut left = lines.clone();
    let mut bytes = 0;
    for line in old.split_inclusive(|b| *b == b'\n') {
        if let Some(count) = left.get_mut(without_end(line))
            && *count > 0
        {
            *count -= 1;
            bytes += line.len();
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::change::Content;
    use super::*;

    /// Counts what is read of files that are all of the same size.
    struct Counts(Cell<usize>);

    impl Blobs for Counts {
        fn read(&self, id: &Oid) -> Result<Content<'_>, String> {
            self.0.set(self.0.get() + 1);
            Ok(Content::Owned(text(id.as_bytes()[0], "\r\n")))
        }

        fn size(&self, _: &Oid) -> Option<u64> {
            Some(text(0, "\r\n").len() as u64)
        }
    }

    fn text(seed: u8, end: &str) -> Vec<u8> {
        (0..20).map(|line| format!("{seed:03} {line:02}{end}")).collect::<String>().into_bytes()
    }

    fn deleted(seed: u8, path: &str) -> Deleted {
        let id = git2::Oid::from_bytes(&[seed; 20]).unwrap();
        Deleted::new(path.as_bytes().to_vec(), id.into())
    }

    #[test]
    fn a_moved_file_is_found_among_many_with_a_bounded_number_of_readings() {
        let blobs = Counts(Cell::new(0));
        let mut all: Vec<Deleted> = (0..200).map(|n| deleted(n, &format!("old/{n}.py"))).collect();
        all.push(deleted(201, "old/settings.py"));
        let moved = text(201, "\n");
        let new = NewFile { path: b"new/settings.py", content: &moved, id: None };
        let content = |new, is_read: &dyn Fn(&Deleted) -> bool| source(new, &all, &blobs, is_read).map(|s| s.content);
        assert_eq!(content(new, &|_| true), Some(text(201, "\r\n")), "whatever its lines end in");
        // Once for its sketch, and once to compare it.
        assert_eq!(blobs.0.get(), all.len() + MAX_COMPARED);
        let other_name = NewFile { path: b"new/other.py", ..new };
        blobs.0.set(0);
        assert!(content(other_name, &|_| true).is_some(), "by its lines among many of its size");
        assert_eq!(blobs.0.get(), MAX_COMPARED, "no sketch is made twice");
        assert_eq!(content(new, &|d| d.path != b"old/settings.py"), None, "never read");
        let short = NewFile { content: b"201 00\n", ..new };
        blobs.0.set(0);
        assert_eq!((content(short, &|_| true), blobs.0.get()), (None, 0), "of another size");
    }
}
