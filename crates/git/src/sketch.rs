//! Sketches of texts: a few numbers by which texts that share lines are found.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Number of hashes in a sketch.
const SKETCH: usize = 16;

/// The smallest hashes of a text's lines. Texts that share lines share hashes (a bottom-k sketch, Broder 1997).
pub(super) type Sketch = Vec<u64>;

/// The smallest hashes of the lines of a text, sorted. Line endings do not count.
pub(super) fn sketch(text: &[u8]) -> Sketch {
    let mut hashes: Vec<u64> = text.split(|b| *b == b'\n').map(|line| hash(without_end(line))).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes
}

fn hash(line: &[u8]) -> u64 {
    // Without a random key, so that hashes are the same on all cores and in all runs.
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}

pub(super) fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
