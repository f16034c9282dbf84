//! Was an added file moved here by the same commit? Asked only when it holds a candidate.

use std::collections::HashMap;

use super::change::{Blobs, Deleted};
use super::oid::Oid;

/// More deleted files than this are not compared line by line; an identical one is still found.
const MOST_COMPARED: usize = 50;

/// The deleted file that `new` most likely is: the same blob, or one that shares at least half of the lines
/// (git's own threshold for renames).
pub fn source<'s>(
    path: &[u8],
    new: &[u8],
    id: Option<&Oid>,
    deleted: &[&'s Deleted],
    blobs: &dyn Blobs,
) -> Option<(&'s Deleted, Vec<u8>)> {
    if let Some(same) = deleted.iter().copied().find(|d| Some(&d.blob) == id) {
        return Some((same, new.to_vec()));
    }
    let lines = count(new);
    // A file that kept its name is the likelier source.
    let name = |path: &[u8]| path.rsplit(|b| *b == b'/').next().map(<[u8]>::to_vec);
    let own = name(path);
    let (same_name, others): (Vec<_>, Vec<_>) = deleted.iter().copied().partition(|d| name(&d.path) == own);
    same_name
        .into_iter()
        .chain(others)
        .take(MOST_COMPARED)
        .filter_map(|candidate| {
            let old = blobs.read(&candidate.blob).ok()?.to_vec();
            let score = shared(&lines, &old) * 100 / new.len().max(old.len()).max(1);
            (score >= 50).then_some((score, candidate, old))
        })
        .max_by_key(|(score, ..)| *score)
        .map(|(_, candidate, old)| (candidate, old))
}

fn count(text: &[u8]) -> HashMap<&[u8], usize> {
    let mut lines = HashMap::new();
    text.split_inclusive(|b| *b == b'\n').for_each(|line| *lines.entry(line).or_insert(0) += 1);
    lines
}

/// Bytes of `old` in lines that the new text has too, each counted as often as both have it.
fn shared(lines: &HashMap<&[u8], usize>, old: &[u8]) -> usize {
    let mut left = lines.clone();
    let mut bytes = 0;
    for line in old.split_inclusive(|b| *b == b'\n') {
        if let Some(count) = left.get_mut(line).filter(|c| **c > 0) {
            *count -= 1;
            bytes += line.len();
        }
    }
    bytes
}
