//! The detector over hostile text: spans are sound, a key on a line of its own is found whatever stands around it, and
//! redaction leaves nothing of what was found.
#![no_main]

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use akguard_detect::{Candidate, Detector, Rule, FileClass, sample};
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;

static DETECTOR: LazyLock<Detector> = LazyLock::new(|| Detector::new(Vec::new(), 1_790_000_000));

/// So many characters in a row of a secret's random part may not be left.
const SHOWN: usize = 8;
/// Every text up to this size is checked to its end.
const MAX_SIZE: usize = 64 << 10;
const MAX_PIECES: usize = 40;
/// Rules that judge by what stands behind the secret: a password for a host of the documentation is none.
const GRADED: [&str; 1] = ["url-credentials"];

/// A rule and the random part of its secret.
type Owed = (&'static str, Range<usize>);

#[derive(Arbitrary, Debug)]
enum Piece<'a> {
    Bytes(&'a [u8]),
    /// A rule's keyword, so that its pattern is tried.
    Keyword {
        rule: u8,
        which: u8,
    },
    /// A live-looking sample, of which the first part and the last may be missing.
    Sample {
        rule: u8,
        which: u8,
        seed: u8,
        head: u8,
        tail: u8,
    },
    /// A whole sample with nothing between it and its neighbours, as in a file name.
    Glued {
        rule: u8,
        which: u8,
        seed: u8,
    },
    /// A whole sample on lines of its own.
    OwnLine {
        rule: u8,
        which: u8,
        seed: u8,
    },
}

fuzz_target!(|pieces: Vec<Piece<'_>>| {
    let mut text = Vec::new();
    let (mut owed, mut glued) = (Vec::new(), Vec::new());
    for piece in pieces.iter().take(MAX_PIECES) {
        piece.write(&mut text, &mut owed, &mut glued);
    }
    if text.len() > MAX_SIZE {
        return;
    }
    let found = DETECTOR.scan(&text, FileClass::Data).expect("a small text is checked to its end");
    let mut end = 0;
    for candidate in &found {
        let span = &candidate.span;
        assert!(span.start >= end && span.start < span.end && span.end <= text.len(), "{span:?}");
        end = span.end;
    }
    let overlaps = |span: &Range<usize>| found.iter().any(|c| c.span.start < span.end && span.start < c.span.end);
    for (rule, span) in &owed {
        assert!(overlaps(span), "{rule} on its own line is lost in {:?}", String::from_utf8_lossy(&text));
    }
    let spliced = owed.iter().chain(&glued).map(|(_, span)| span.clone());
    let secrets = found.iter().map(random_part).chain(spliced).collect();
    assert_redacted(&text, secrets);
});

impl Piece<'_> {
    fn write(&self, text: &mut Vec<u8>, owed: &mut Vec<Owed>, glued: &mut Vec<Owed>) {
        match *self {
            Self::Bytes(bytes) => text.extend_from_slice(bytes),
            Self::Keyword { rule, which } => {
                let keywords = &self::rule(rule).keywords;
                text.extend_from_slice(keywords[usize::from(which) % keywords.len()].as_bytes());
            }
            Self::Sample { rule, which, seed, head, tail } => {
                let sample = expanded(rule, which, seed);
                let to = sample.len().saturating_sub(usize::from(tail / 8));
                text.extend_from_slice(&sample.as_bytes()[usize::from(head / 8).min(to)..to]);
            }
            Self::Glued { rule, which, seed } => {
                let sample = expanded(rule, which, seed);
                glued.extend(candidates(&sample, text.len()).filter(|owed| !GRADED.contains(&owed.0)));
                text.extend_from_slice(sample.as_bytes());
            }
            Self::OwnLine { rule, which, seed } => {
                let sample = expanded(rule, which, seed);
                text.push(b'\n');
                owed.extend(candidates(&sample, text.len()));
                text.extend_from_slice(sample.as_bytes());
                text.push(b'\n');
            }
        }
    }
}

fn rule(number: u8) -> &'static Rule {
    let rules = Detector::built_in();
    &rules[usize::from(number) % rules.len()]
}

fn expanded(number: u8, which: u8, seed: u8) -> String {
    let templates = &rule(number).positive;
    sample::expand(&templates[usize::from(which) % templates.len()], u64::from(seed))
}

/// What a sample that is written at `at` owes: each of its candidates.
fn candidates(sample: &str, at: usize) -> impl Iterator<Item = Owed> {
    let found = DETECTOR.scan(sample.as_bytes(), FileClass::Data).expect("a sample is small");
    let owed = |c: &Candidate<'static>| (c.rule.id.as_ref(), random_part(c));
    found.iter().map(owed).map(|(rule, span)| (rule, span.start + at..span.end + at)).collect::<Vec<_>>().into_iter()
}

/// A candidate's span without the fixed head that every key of its kind has.
fn random_part(candidate: &Candidate<'_>) -> Range<usize> {
    let span = candidate.span.clone();
    let head = candidate.rule.keywords.iter().map(|k| k.len()).max().unwrap_or(0);
    (span.start + head).min(span.end - 1)..span.end
}

/// No piece of the secrets is left, unless it stands elsewhere in the text too.
fn assert_redacted(text: &[u8], mut secrets: Vec<Range<usize>>) {
    secrets.sort_by_key(|span| span.start);
    let mut elsewhere = HashSet::new();
    let mut at = 0;
    for span in &secrets {
        if span.start >= at {
            elsewhere.extend(text[at..span.start].windows(SHOWN));
        }
        at = at.max(span.end);
    }
    elsewhere.extend(text[at..].windows(SHOWN));
    let redacted = DETECTOR.redact(text);
    let left: HashSet<&[u8]> = redacted.windows(SHOWN).collect();
    for window in secrets.iter().flat_map(|span| text[span.clone()].windows(SHOWN)) {
        // `[redacted]` itself, and the armour of key files, are no secrets.
        let public = window.iter().any(|b| b"[]".contains(b)) || window.windows(2).any(|w| w == b"--");
        assert!(
            public || elsewhere.contains(window) || !left.contains(window),
            "{:?} is left in {:?}",
            String::from_utf8_lossy(window),
            String::from_utf8_lossy(&redacted)
        );
    }
}
