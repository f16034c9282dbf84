//! How fast a text is scanned: what the hook pays for every byte that is staged. Three texts of 1 MB each: code (the
//! sources of this crate, which speak of keys more than others do), prose (its documents) and lines with a keyword in
//! each, which no rule can pass over.
//!
//! `scan` is all of it with the rules that are on by default. `scan_without_rules` has every rule off: what is left is
//! the prefilter and the decoders, as near to the prefilter alone as one gets from outside. The reference for that is
//! `aho_corasick_keywords_only`: the same texts through aho-corasick in each of its kinds, with overlaps, as the
//! prefilter finds them. It has the keywords of the built-in rules and nothing else: not the names of the services
//! (`crates/rules/data/services.txt`), which the prefilter knows too; nor does it say whose keyword it was.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use akguard_detect::{Detector, FileClass};
use divan::Bencher;
use divan::counter::BytesCount;

const SIZE: usize = 1 << 20;
const TEXTS: [&str; 3] = ["code", "prose", "keyword_in_every_line"];

fn main() {
    divan::main();
}

/// What every run pays before the first byte.
#[divan::bench]
fn new_detector() -> Detector {
    Detector::new(Vec::new(), 0)
}

#[divan::bench(args = TEXTS)]
fn scan(bencher: Bencher, name: &str) {
    scan_with(bencher, name, &Detector::new(Vec::new(), 0));
}

#[divan::bench(args = TEXTS)]
fn scan_without_rules(bencher: Bencher, name: &str) {
    scan_with(bencher, name, &Detector::with(Vec::new(), 0, |_| false));
}

fn scan_with(bencher: Bencher, name: &str, detector: &Detector) {
    let (text, setting) = text(name);
    // Patterns are compiled once per process, and not here.
    let found = detector.scan(&text, setting).unwrap();
    assert!(found.len() < SIZE / 1000, "{} findings: it is not the scanning that would be measured", found.len());
    bencher.counter(BytesCount::of_slice(&text)).bench_local(|| detector.scan(&text, setting).unwrap().len());
}

mod aho_corasick_keywords_only {
    use aho_corasick::{AhoCorasick, AhoCorasickKind};

    use super::*;

    #[divan::bench(args = TEXTS)]
    fn dfa(bencher: Bencher, name: &str) {
        search(bencher, name, AhoCorasickKind::DFA);
    }

    #[divan::bench(args = TEXTS)]
    fn contiguous_nfa(bencher: Bencher, name: &str) {
        search(bencher, name, AhoCorasickKind::ContiguousNFA);
    }

    #[divan::bench(args = TEXTS)]
    fn noncontiguous_nfa(bencher: Bencher, name: &str) {
        search(bencher, name, AhoCorasickKind::NoncontiguousNFA);
    }

    fn search(bencher: Bencher, name: &str, kind: AhoCorasickKind) {
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(kind)).build(keywords()).unwrap();
        let (text, _) = text(name);
        bencher.counter(BytesCount::of_slice(&text)).bench_local(|| automaton.find_overlapping_iter(&text).count());
    }
}

fn text(name: &str) -> (Vec<u8>, FileClass) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match name {
        "code" => (repeated(&files(&root.join("src"), "rs")), FileClass::Code),
        "prose" => {
            let documents = [files(&root.join("docs"), "md"), vec![root.join("README.md")]].concat();
            (repeated(&documents), FileClass::Data)
        }
        _ => (with_keywords(), FileClass::Data),
    }
}

/// The files, sorted, one behind the other and over again.
fn repeated(files: &[PathBuf]) -> Vec<u8> {
    let once: Vec<u8> = files.iter().flat_map(|file| fs::read(file).unwrap()).collect();
    assert!(!once.is_empty());
    once.into_iter().cycle().take(SIZE).collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn with_keywords() -> Vec<u8> {
    let keywords = keywords();
    let lines = keywords.iter().cycle().enumerate();
    let lines = lines.flat_map(|(number, word)| format!("  line {number} of them: {word} and more\n").into_bytes());
    lines.take(SIZE).collect()
}

/// In lower case, each once.
fn keywords() -> BTreeSet<String> {
    let all = Detector::built_in().iter().flat_map(|rule| rule.keywords.iter());
    all.map(|word| word.to_ascii_lowercase()).collect()
}
