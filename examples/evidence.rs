//! What was seen of each guess in a tree: path, line, where the value begins and
//! ends in bytes, rule, kind of place, sum of the weights and the names of the evidence, a line each. It holds
//! no value. `scripts/grade` fits the weights of guesses with it.
//!
//! cargo run --release --example evidence -- FOLDER

#![allow(clippy::print_stdout, clippy::use_debug)] // a program for the maintainers

use std::path::Path;

use akguard_detect::place::Place;
use akguard_detect::{Detector, FileClass};

/// Larger files hold data, in bytes.
const MAX_FILE: u64 = 2 << 20;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| String::from("."));
    let detector = Detector::new(Vec::new(), 0);
    let files = ignore::WalkBuilder::new(&folder).standard_filters(false).sort_by_file_path(Ord::cmp).build();
    for file in files.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file())) {
        if file.metadata().is_ok_and(|meta| meta.len() <= MAX_FILE) {
            print(&detector, Path::new(&folder), file.path());
        }
    }
}

fn print(detector: &Detector, folder: &Path, file: &Path) {
    let Ok(text) = std::fs::read(file) else { return };
    let name = file.strip_prefix(folder).unwrap_or(file).to_string_lossy().into_owned();
    if text.contains(&0) || name.contains(['\t', '\n']) {
        return;
    }
    let Ok(found) = detector.scan(&text, FileClass::from_path(name.as_bytes())) else { return };
    let place = Place::from_path(name.as_bytes());
    for candidate in found {
        let Some(evidence) = candidate.evidence else { continue };
        let line = 1 + text[..candidate.span.start].iter().filter(|byte| **byte == b'\n').count();
        let (sum, seen) = (evidence.sum(place), evidence.names(place).join(","));
        let (start, end) = (candidate.span.start, candidate.span.end);
        println!("{name}\t{line}\t{start}\t{end}\t{}\t{place:?}\t{sum}\t{seen}", candidate.rule.id);
    }
}
