//! Tests of the heuristics by form: each way to write a secret down, in several languages, and beside it similar lines
//! without a secret. They are templates of `crate::sample`; `«` and `»` mark the value that has to be found.

mod calls;
mod defaults;
mod everyday;
mod given;
mod keys;
mod names;
mod reviewed;
mod values;
mod written;

use std::ops::Range;

use super::*;
use crate::sample::expand;

/// The name of a file and a line of it.
type Line = (&'static str, &'static str);

/// Each template is expanded this often, and must be found in [`MIN_FOUND`] of the draws: a short random value looks like
/// words now and then.
const DRAWS: u64 = 12;
const MIN_FOUND: usize = 10;
/// This many of the draws must stop the commit. It is fewer than [`MIN_FOUND`] because a random value of 16 letters and
/// digits that looks a little like words is still reported, as a warning.
const MIN_STOPPED: usize = 8;

fn scan<'d>(detector: &'d Detector, path: &str, text: &str) -> Vec<Candidate<'d>> {
    detector.scan(text.as_bytes(), FileClass::from_path(path.as_bytes())).unwrap()
}

/// A text without its marks, and the span of the value that was marked.
struct Unmarked {
    text: String,
    value: Range<usize>,
}

fn unmarked(marked: &str) -> Unmarked {
    let (before, rest) = marked.split_once('«').unwrap();
    let (value, after) = rest.split_once('»').unwrap();
    Unmarked { text: [before, value, after].concat(), value: before.len()..before.len() + value.len() }
}

/// Every marked value is found with exactly its span.
fn must_find(lines: &[Line]) {
    must_be(lines, Confidence::Possible, MIN_FOUND);
}

/// Every marked value is found with exactly its span, and stops the commit.
fn must_stop(lines: &[Line]) {
    must_be(lines, Confidence::Likely, MIN_STOPPED);
}

fn must_be(lines: &[Line], least: Confidence, min: usize) {
    let detector = Detector::new(Vec::new(), 1_790_000_000);
    let mut wrong = Vec::new();
    for (path, template) in lines {
        let mut found = 0;
        for seed in 0..DRAWS {
            let Unmarked { text, value } = unmarked(&expand(template, seed));
            let fits = |c: &Candidate<'_>| c.span == value && c.confidence >= least;
            found += usize::from(scan(&detector, path, &text).iter().any(fits));
        }
        if found < min {
            let Unmarked { text, value } = unmarked(&expand(template, 0));
            let spans: Vec<_> =
                scan(&detector, path, &text).iter().map(|c| (c.rule.id.to_string(), c.span.clone())).collect();
            wrong.push(format!("{path}: {template}: {found} of {DRAWS}; wanted {value:?}, found {spans:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}

/// Nothing is found.
fn must_pass(lines: &[Line]) {
    let detector = Detector::new(Vec::new(), 1_790_000_000);
    let mut wrong = Vec::new();
    for (path, template) in lines {
        for seed in 0..DRAWS {
            let text = expand(template, seed);
            let found: Vec<_> =
                scan(&detector, path, &text).iter().map(|c| (c.rule.id.to_string(), c.span.clone())).collect();
            if !found.is_empty() {
                wrong.push(format!("{path}: {template} (seed {seed}): {found:?}"));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}
