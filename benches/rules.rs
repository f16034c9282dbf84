//! What each rule costs a byte on text that was made to hurt it. A pattern or a check that is slow on some text slows
//! down or stops commits; so with each built-in rule alone in force, 1 MB of every kind of text is scanned (see
//! [`KINDS`]). What counts is a rule's worst kind: none may cost over ten times the median of all rules' worst; the status
//! is 1 if one does. (The median of one kind says little: most rules look for a run of bytes first, and cost next to
//! nothing where that is missing.)
//!
//! A scan that gives up ("too many near misses") is safe, as the text then counts as unchecked. The table says so, and
//! the time until then counts. What the same text costs with every rule off stands beside it: prefilter and decoders.
//!
//! `BYTES=n` takes other sizes. `RULE=id` takes one rule and holds its cost against its own cost in 1 MB: is it linear?
//! `RULE=id BYTES=100000000 cargo bench --bench rules`.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use akguard_detect::{Detector, FileClass, Rule, sample};

const SIZE: usize = 1_000_000;
/// No rule may cost so many times the median.
const LIMIT: f64 = 10.0;
const SHOWN: usize = 15;
/// A text is scanned so often at most, and not again when that has taken so long; the quickest time counts.
const RUNS: usize = 3;
const LONG: Duration = Duration::from_millis(60);
/// The clock of the samples, in seconds since 1970.
const NOW: i64 = 1_790_000_000;
const SEEDS: u64 = 8;

/// Writes the part of a text with that number.
type Part = fn(&Rule, &[Sample], usize) -> Vec<u8>;

const KINDS: [(&str, Part); 5] = [
    ("keywords back to back", |rule, _, number| keyword(rule, number)),
    ("samples cut short by one character", |rule, samples, number| {
        let sample = pick(samples, number);
        let mut cut = sample.text[..sample.end - 1].to_vec();
        let folded = String::from_utf8_lossy(&cut).to_ascii_lowercase();
        if !rule.keywords.iter().any(|word| folded.contains(&word.to_ascii_lowercase())) {
            cut = [keyword(rule, number), b" ".to_vec(), cut].concat();
        }
        [cut, b"\n".to_vec()].concat()
    }),
    ("keyword and 64 of its characters", |rule, samples, number| {
        let alphabet = &pick(samples, number).alphabet;
        let noise = (0..64).map(|n| alphabet[scatter(number * 64 + n) % alphabet.len()]);
        keyword(rule, number).into_iter().chain(noise).collect()
    }),
    ("samples as they are", |_, samples, number| [pick(samples, number).text.clone(), b"\n".to_vec()].concat()),
    ("samples grown by one character", |_, samples, number| {
        let Sample { text, end, .. } = pick(samples, number);
        [&text[..*end], &text[end - 1..], b"\n"].concat()
    }),
];

/// A positive of a rule.
struct Sample {
    text: Vec<u8>,
    /// Behind the secret.
    end: usize,
    /// The characters of the secret, but for a keyword at its start.
    alphabet: Vec<u8>,
}

struct Cost {
    rule: &'static Rule,
    /// Nanoseconds a byte.
    scan: f64,
    /// The same with every rule off.
    off: f64,
    /// Why the scan gave up.
    ended: Option<String>,
}

fn main() -> ExitCode {
    let bytes = std::env::var("BYTES").map(|n| n.parse().unwrap()).unwrap_or(SIZE);
    let fits = match std::env::var("RULE") {
        Ok(id) => one(&id, bytes),
        Err(_) => all(bytes),
    };
    if fits { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Every rule against the median.
fn all(bytes: usize) -> bool {
    let mut tables = KINDS.map(|_| Vec::new());
    for rule in Detector::built_in() {
        let subject = Subject::new(rule);
        for (table, (_, part)) in tables.iter_mut().zip(KINDS) {
            table.push(subject.cost(part, bytes));
        }
    }
    let worst = |rule: usize| tables.iter().map(|table| table[rule].scan).fold(0.0, f64::max);
    let mut costs: Vec<f64> = (0..Detector::built_in().len()).map(worst).collect();
    costs.sort_by(f64::total_cmp);
    let median = costs[costs.len() / 2];
    for ((name, _), costs) in KINDS.iter().zip(tables) {
        table(name, costs, median);
    }
    let most = costs[costs.len() - 1];
    println!("\nworst kind of each rule: median {median:.1} ns/byte, most {most:.1}, {:.1} times that", most / median);
    most <= LIMIT * median
}

/// Prints the worst, and all that are too slow among them.
fn table(name: &str, mut costs: Vec<Cost>, median: f64) {
    costs.sort_by(|a, b| b.scan.total_cmp(&a.scan));
    let own = costs[costs.len() / 2].scan;
    let ended = costs.iter().filter(|cost| cost.ended.is_some()).count();
    println!("\n{name}: {} rules, median {own:.1} ns/byte, {ended} ended early", costs.len());
    println!("  ns/byte  to the median of all kinds  every rule off");
    let over = costs.iter().filter(|cost| cost.scan > LIMIT * median).count();
    for cost in costs.iter().take(over.max(SHOWN)) {
        row(cost, cost.scan / median);
    }
}

/// One rule against itself in a text of the usual size.
fn one(id: &str, bytes: usize) -> bool {
    let rule = Detector::built_in().iter().find(|rule| rule.id == id).unwrap();
    let subject = Subject::new(rule);
    println!("  ns/byte   ratio  every rule off");
    let fits = KINDS.map(|(name, part)| {
        let (small, large) = (subject.cost(part, SIZE), subject.cost(part, bytes));
        println!("{name}: {SIZE} bytes, then {bytes}");
        row(&small, 1.0);
        row(&large, large.scan / small.scan);
        large.scan <= LIMIT * small.scan
    });
    fits.into_iter().all(|fits| fits)
}

fn row(cost: &Cost, ratio: f64) {
    let mark = if ratio > LIMIT { " OVER" } else { "" };
    let ended = cost.ended.as_ref().map(|why| format!(" (ended early: {why})")).unwrap_or_default();
    println!("{:9.1} {ratio:6.1}x {:15.1}  {}{mark}{ended}", cost.scan, cost.off, cost.rule.id);
}

/// A rule that is alone in force.
struct Subject {
    rule: &'static Rule,
    alone: Detector,
    samples: Vec<Sample>,
}

impl Subject {
    fn new(rule: &'static Rule) -> Self {
        let alone = Detector::with(Vec::new(), NOW, |other| other.id == rule.id);
        Self { rule, samples: samples(rule, &alone), alone }
    }

    fn cost(&self, part: Part, bytes: usize) -> Cost {
        let mut text = Vec::with_capacity(bytes + (1 << 16));
        for number in 0.. {
            if text.len() >= bytes {
                break;
            }
            text.extend(part(self.rule, &self.samples, number));
        }
        text.truncate(bytes);
        let nanos = |time: Duration| time.as_secs_f64() * 1e9 / text.len() as f64;
        let (scan, ended) = quickest(&self.alone, &text);
        let (off, _) = quickest(&Detector::with(Vec::new(), NOW, |_| false), &text);
        Cost { rule: self.rule, scan: nanos(scan), off: nanos(off), ended }
    }
}

fn quickest(detector: &Detector, text: &[u8]) -> (Duration, Option<String>) {
    let (mut best, mut ended, begun) = (Duration::MAX, None, Instant::now());
    for _ in 0..RUNS {
        let start = Instant::now();
        ended = detector.scan(text, FileClass::Data).err().map(|error| error.to_string());
        best = best.min(start.elapsed());
        if begun.elapsed() > LONG {
            break;
        }
    }
    (best, ended)
}

fn samples(rule: &Rule, alone: &Detector) -> Vec<Sample> {
    let expand = |template| (0..SEEDS).map(move |seed| sample::expand(template, seed));
    rule.positive.iter().flat_map(|template| expand(template)).map(|text| one_sample(rule, alone, text)).collect()
}

fn one_sample(rule: &Rule, alone: &Detector, text: String) -> Sample {
    let found = alone.scan(text.as_bytes(), FileClass::Data).unwrap();
    let span = match found.first() {
        Some(candidate) => candidate.span.clone(),
        None => 0..text.len(),
    };
    let value = &text.as_bytes()[span.clone()];
    let heads = rule.keywords.iter().filter(|word| value.starts_with(word.as_bytes()));
    let head = heads.map(|word| word.len()).filter(|length| *length < value.len()).max().unwrap_or(0);
    let mut alphabet = value[head..].to_vec();
    alphabet.sort_unstable();
    alphabet.dedup();
    Sample { end: span.end, alphabet, text: text.into_bytes() }
}

fn pick(samples: &[Sample], number: usize) -> &Sample {
    &samples[number % samples.len()]
}

fn keyword(rule: &Rule, number: usize) -> Vec<u8> {
    rule.keywords[number % rule.keywords.len()].as_bytes().to_vec()
}

/// A number that looks like chance and is the same in every run.
fn scatter(number: usize) -> usize {
    (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) as usize >> 33
}
