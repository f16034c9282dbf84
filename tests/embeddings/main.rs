//! Every positive of every rule in every surrounding that it fits into, found by its own rule at the right line and
//! column. The detector takes them all; a slice of them is written to files, and the program's own report is held
//! against the same places.
//!
//! `AKGUARD_SEED=7` takes other values; `AKGUARD_MISSES=1` lists all that is not found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, missing_docs, unreachable_pub)]

mod marks;
mod sample;
mod surroundings;
mod values;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use akguard::finding::{Lines, Position};
use akguard_detect::Detector;
use akguard_detect::encoding::Decoding;
use marks::{Place, place, unmark};
use sample::Sample;
use surroundings::Surrounding;

/// The program reads every one of so many samples; it shows their places as the detector's test does.
const SLICE: usize = 40;

/// A sample in a surrounding: where the rule has to find it.
struct Cell<'a> {
    sample: &'a Sample,
    surrounding: &'a Surrounding,
    content: Vec<u8>,
    start: Place,
    end: Place,
}

/// What is reported at one place of a file.
struct Reported {
    rule: String,
    start: Place,
    end: Place,
}

#[test]
fn every_positive_is_found_in_every_surrounding() {
    let detector = detector();
    let samples = samples(&detector);
    let cores = std::thread::available_parallelism().map(usize::from).unwrap_or(1);
    let parts = std::thread::scope(|scope| {
        let part = |part: &[Sample]| {
            // A table of closures is not shared between threads; making it costs nothing.
            let surroundings = surroundings::all();
            let cells = part.iter().flat_map(|sample| cells(sample, &surroundings)).map(|cell| {
                let why = miss(&cell, &detected(&detector, &cell));
                why.map(|why| Missed { surrounding: cell.surrounding.file, line: told(&cell, &why) })
            });
            cells.collect::<Vec<Option<Missed>>>()
        };
        let threads: Vec<_> =
            samples.chunks(samples.len().div_ceil(cores)).map(|chunk| scope.spawn(move || part(chunk))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let (count, missed) = (parts.len(), parts.into_iter().flatten().collect::<Vec<_>>());
    report(count, &missed, samples.len());
    assert!(count > 100 * Detector::built_in().len(), "the matrix has shrunk to {count} cells");
    assert!(missed.is_empty(), "{} of {count} are not found where they stand", missed.len());
}

#[test]
fn the_program_reports_the_same_places() {
    let samples = samples(&detector());
    let surroundings = surroundings::all();
    let folder = tempfile::Builder::new().prefix("embeddings-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut expected = BTreeMap::new();
    let on = samples.iter().filter(|sample| sample.rule.enabled);
    for (number, sample) in on.enumerate().step_by(SLICE) {
        fs::create_dir(folder.path().join(number.to_string())).unwrap();
        for cell in cells(sample, &surroundings) {
            let name = format!("{number}/{}", cell.surrounding.file);
            fs::write(folder.path().join(&name), &cell.content).unwrap();
            expected.insert(name, cell);
        }
    }
    let reported = scan(folder.path());
    let none = Vec::new();
    let missed =
        |(name, cell): (&String, &Cell<'_>)| Some(told(cell, &miss(cell, reported.get(name).unwrap_or(&none))?));
    let missed: Vec<String> = expected.iter().filter_map(missed).collect();
    assert!(missed.is_empty(), "of {}: {missed:#?}", expected.len());
}

/// With every rule, those too that are off by default.
fn detector() -> Detector {
    Detector::with(Vec::new(), 1_790_000_000, |_| true)
}

fn samples(detector: &Detector) -> Vec<Sample> {
    let seed = std::env::var("AKGUARD_SEED").map(|n| n.parse().unwrap()).unwrap_or(0);
    sample::all(detector, seed)
}

/// The sample in all surroundings that it fits into.
fn cells<'a>(sample: &'a Sample, surroundings: &'a [Surrounding]) -> impl Iterator<Item = Cell<'a>> {
    surroundings.iter().filter(|s| s.fits(sample)).map(move |surrounding| {
        let (text, span) = unmark(&surrounding.around(sample));
        let (start, end) = (place(&text, span.start), place(&text, span.end));
        Cell { sample, surrounding, content: surrounding.bytes(&text), start, end }
    })
}

fn detected(detector: &Detector, cell: &Cell<'_>) -> Vec<Reported> {
    let text = Decoding::Text.of(&cell.content);
    let lines = Lines::of(&text);
    let at = |offset: usize| {
        let Position { line, column } = lines.position(offset);
        (line, column)
    };
    let found = detector.scan(&text, cell.surrounding.setting()).unwrap().into_iter();
    found.map(|c| Reported { rule: c.rule.id.to_string(), start: at(c.span.start), end: at(c.span.end) }).collect()
}

/// Scans all files with the program and sorts what it reports by file.
fn scan(folder: &Path) -> HashMap<String, Vec<Reported>> {
    let output = Command::new(env!("CARGO_BIN_EXE_akguard"))
        .args(["scan", "--format", "json", "--no-ignore", "."])
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report in JSON");
    assert!(report["unchecked"].as_array().unwrap().is_empty(), "{}", report["unchecked"]);
    let mut found: HashMap<String, Vec<Reported>> = HashMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let number = |key: &str| usize::try_from(finding[key].as_u64().unwrap()).unwrap();
        let path = finding["path"].as_str().unwrap();
        found.entry(path.strip_prefix("./").unwrap_or(path).to_owned()).or_default().push(Reported {
            rule: finding["rule"].as_str().unwrap().to_owned(),
            start: (number("line"), number("column")),
            end: (number("end_line"), number("end_column")),
        });
    }
    found
}

/// Why the cell does not hold, if it does not.
fn miss(cell: &Cell<'_>, reported: &[Reported]) -> Option<String> {
    let own = |r: &&Reported| r.rule == cell.sample.rule.id;
    let here = |r: &&Reported| (r.start, r.end) == (cell.start, cell.end);
    if reported.iter().any(|r| own(&r) && here(&r)) {
        return None;
    }
    Some(match (reported.iter().find(own), reported.iter().find(here), reported.first()) {
        (Some(r), _, _) => format!("at {:?}-{:?}, stands at {:?}-{:?}", r.start, r.end, cell.start, cell.end),
        (_, Some(r), _) => format!("as {}", r.rule),
        (_, _, Some(r)) => format!("not found, but {} at {:?}", r.rule, r.start),
        _ => "not found".to_owned(),
    })
}

/// A miss in words; the template, never the value.
fn told(cell: &Cell<'_>, why: &str) -> String {
    let Sample { rule, template, .. } = cell.sample;
    format!("{}: {}: {why} ({})", cell.surrounding.file, rule.id, template.escape_debug())
}

struct Missed {
    surrounding: &'static str,
    line: String,
}

/// The size of the matrix and the misses, by surrounding.
fn report(count: usize, missed: &[Missed], samples: usize) {
    let (rules, surroundings) = (Detector::built_in().len(), surroundings::all().len());
    eprintln!(
        "{rules} rules, {samples} positives, {surroundings} surroundings: {count} cells, {} missed",
        missed.len()
    );
    let mut by_surrounding: BTreeMap<&str, usize> = BTreeMap::new();
    for miss in missed {
        *by_surrounding.entry(miss.surrounding).or_default() += 1;
    }
    for (name, count) in &by_surrounding {
        eprintln!("{count:6} {name}");
    }
    let most = if std::env::var_os("AKGUARD_MISSES").is_some() { usize::MAX } else { 20 };
    for miss in missed.iter().take(most) {
        eprintln!("{}", miss.line);
    }
}
