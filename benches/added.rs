//! Which lines are added: asked for every file with a finding, and nothing else is as quick to get slow. A few changed
//! lines in a large file, a large new file, and a large file that is new in each line, told by libgit2's diff and by
//! counting lines, which takes over above 1 MB.
#![allow(clippy::unwrap_used, missing_docs)]

use akguard_git::{added, added_within};
use divan::Bencher;
use divan::counter::BytesCount;

const LINES: usize = 2_000;
const CHANGED: usize = 20;
const LARGE: usize = 1 << 20;

fn main() {
    divan::main();
}

/// One in a hundred: twenty hunks, and the common ends save little.
#[divan::bench]
fn twenty_of_2000_lines_apart(bencher: Bencher) {
    changed(bencher, |line| line % (LINES / CHANGED) == 50);
}

/// All in one place: the common ends leave nothing else to compare.
#[divan::bench]
fn twenty_of_2000_lines_in_a_row(bencher: Bencher) {
    changed(bencher, |line| (1_000..1_000 + CHANGED).contains(&line));
}

fn changed(bencher: Bencher, is_changed: impl Fn(usize) -> bool) {
    let old = text("old", 0..LINES);
    let new: Vec<u8> = (0..LINES)
        .flat_map(|number| line(if is_changed(number) { "new" } else { "old" }, number).into_bytes())
        .collect();
    let bases = [old];
    assert_eq!(added(&new, &bases).count(LINES), CHANGED);
    bencher.counter(BytesCount::of_slice(&new)).bench_local(|| added(&new, &bases));
}

/// The commit has no parent with that file.
#[divan::bench]
fn new_file_of_1_mb(bencher: Bencher) {
    let (new, lines) = large("new");
    assert_eq!(added(&new, &[]).count(lines), lines);
    bencher.counter(BytesCount::of_slice(&new)).bench_local(|| added(&new, &[]));
}

/// The parent has an empty file there.
#[divan::bench]
fn new_content_of_1_mb(bencher: Bencher) {
    let (new, lines) = large("new");
    let bases = [Vec::new()];
    assert_eq!(added(&new, &bases).count(lines), lines);
    bencher.counter(BytesCount::of_slice(&new)).bench_local(|| added(&new, &bases));
}

#[divan::bench(sample_count = 10)]
fn rewritten_1_mb_by_diff(bencher: Bencher) {
    rewritten(bencher, LARGE);
}

#[divan::bench(sample_count = 10)]
fn rewritten_1_mb_by_count(bencher: Bencher) {
    rewritten(bencher, 0);
}

fn rewritten(bencher: Bencher, largest_diff: usize) {
    let ((old, _), (new, lines)) = (large("old"), large("new"));
    let bases = [old];
    assert_eq!(added_within(&new, &bases, largest_diff).count(lines), lines);
    bencher.counter(BytesCount::of_slice(&new)).bench_local(|| added_within(&new, &bases, largest_diff));
}

/// Not more than [`LARGE`] bytes of whole lines, and how many lines they are.
fn large(word: &str) -> (Vec<u8>, usize) {
    let lines = LARGE / line(word, 99_999).len();
    (text(word, 0..lines), lines)
}

fn text(word: &str, lines: std::ops::Range<usize>) -> Vec<u8> {
    lines.flat_map(|number| line(word, number).into_bytes()).collect()
}

fn line(word: &str, number: usize) -> String {
    format!("    let {word}_{number} = table.read({number}, \"{word}\")?;\n")
}
