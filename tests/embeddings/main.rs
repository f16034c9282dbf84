//! Every positive of every rule in every surrounding that it fits into, found by its own rule at the right line and
//! column: the generated files are scanned by the program itself, in one run.
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

use akguard::detect::Detector;
use marks::{Place, place, unmark};
use sample::Sample;
use surroundings::Surrounding;

/// A sample in a surrounding: where the rule has to find it.
struct Cell<'a> {
    sample: &'a Sample,
    surrounding: &'a Surrounding,
    start: Place,
    end: Place,
}

/// What the program reports at one place of a file.
struct Reported {
    rule: String,
    start: Place,
    end: Place,
}

#[test]
fn every_positive_is_found_in_every_surrounding() {
    let seed = std::env::var("AKGUARD_SEED").map_or(0, |n| n.parse().unwrap());
    let samples = sample::all(&Detector::new(Vec::new(), 1_790_000_000), seed);
    let surroundings = surroundings::all();
    let folder = tempfile::Builder::new().prefix("embeddings-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut cells = BTreeMap::new();
    for (number, sample) in samples.iter().enumerate() {
        fs::create_dir(folder.path().join(number.to_string())).unwrap();
        for surrounding in surroundings.iter().filter(|s| s.fits(sample)) {
            let name = format!("{number}/{}", surrounding.file);
            let (text, span) = unmark(&surrounding.around(sample));
            fs::write(folder.path().join(&name), surrounding.bytes(&text)).unwrap();
            let (start, end) = (place(&text, span.start), place(&text, span.end));
            cells.insert(name, Cell { sample, surrounding, start, end });
        }
    }
    let reported = scan(folder.path());
    let none = Vec::new();
    let misses: Vec<(&Cell<'_>, String)> = cells
        .iter()
        .filter_map(|(name, cell)| miss(cell, reported.get(name).unwrap_or(&none)).map(|why| (cell, why)))
        .collect();
    report(&cells, &misses, samples.len(), surroundings.len());
    assert!(misses.is_empty(), "{} of {} are not found where they stand", misses.len(), cells.len());
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

/// The size of the matrix and the misses, by surrounding.
fn report(cells: &BTreeMap<String, Cell<'_>>, misses: &[(&Cell<'_>, String)], samples: usize, surroundings: usize) {
    let rules = Detector::built_in().len();
    eprintln!(
        "{rules} rules, {samples} positives, {surroundings} surroundings: {} cells, {} missed",
        cells.len(),
        misses.len()
    );
    let mut by_surrounding: BTreeMap<&str, usize> = BTreeMap::new();
    misses.iter().for_each(|(cell, _)| *by_surrounding.entry(&cell.surrounding.file).or_default() += 1);
    by_surrounding.iter().for_each(|(name, count)| eprintln!("{count:6} {name}"));
    let most = if std::env::var_os("AKGUARD_MISSES").is_some() { usize::MAX } else { 20 };
    for (cell, why) in misses.iter().take(most) {
        eprintln!("{}: {}: {why} ({})", cell.surrounding.file, cell.sample.rule.id, cell.sample.template.escape_debug());
    }
}
