//! Texts that look like credentials and are not: samples of manuals, references, random data of another kind, public
//! counterparts of secret keys. They are templates of `crate::sample`; published values are split and joined at run time.

mod ciphertext;
mod data;
mod kinds;
mod siblings;
mod values;

use self::data::DATA;
use self::kinds::KINDS;
use self::siblings::SIBLINGS;
use self::values::VALUES;
use super::*;
use crate::sample::expand;

/// A name for a kind of false positives, and its texts; the pieces of a text are joined without a space between them.
type FalsePositives = (&'static str, &'static [&'static [&'static str]]);

/// Texts that are reported, but only as a warning.
const WEAK: [FalsePositives; 5] = [
    (
        "a web key of Google in a file that ships",
        &[&["firebase.initializeApp({{ apiKey: \"AIzaSyD{b64url:32}\", authDomain: \"acme.firebaseapp.com\" })"]],
    ),
    (
        "a password for this machine",
        &[
            &["DATABASE_URL=postgres://app:{lower:3}{digits:3}{lower:3}@db:5432/app"],
            &["https://ci:{lower:3}{digits:3}{lower:3}@git.acme.local/"],
        ],
    ),
    ("an expired token", &[&["id_token={jwt:expired}"]]),
    (
        "a checksum that fails",
        &[
            &["GRAFANA_TOKEN=glsa_{alnum:32}_0{hex:7}"],
            &["CLOUDFLARE_API_TOKEN=cfut_{alnum:40}0{hex:7}"],
            &["VERCEL_TOKEN=vcp_{alnum:55}0"],
        ],
    ),
    (
        "a name that says otherwise",
        &[&["wandb_cache_key = {hex:40}"], &["pinecone_public_key: {hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"]],
    ),
];

/// The texts whose candidates are not as `wanted`, one line each: name, text as written here, rule, confidence.
fn failures(cases: &[FalsePositives], class: FileClass, wanted: impl Fn(&[Candidate<'_>]) -> bool) -> Vec<String> {
    let detector = Detector::new(Vec::new(), 1_790_000_000);
    let mut wrong = Vec::new();
    for (name, pieces) in cases.iter().flat_map(|(name, texts)| texts.iter().map(move |pieces| (name, pieces))) {
        for seed in 0..3 {
            let text = expand(&pieces.concat(), seed);
            let found = detector.scan(text.as_bytes(), class).unwrap();
            if !wanted(&found) {
                let ids: Vec<_> = found.iter().map(|c| (c.rule.id.as_ref(), c.confidence)).collect();
                wrong.push(format!("{name}: {} (seed {seed}): {ids:?}", pieces[0]));
            }
        }
    }
    wrong
}

#[test]
fn no_false_positive_is_reported() {
    let wrong = [VALUES.as_slice(), &DATA, &SIBLINGS, &KINDS]
        .map(|cases| failures(cases, FileClass::Data, |found| found.is_empty()))
        .concat();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn nor_in_code() {
    let wrong = failures(&KINDS, FileClass::Code, |found| found.is_empty());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_is_weak_only_warns() {
    let warns =
        |found: &[Candidate<'_>]| found.iter().all(|c| c.confidence == Confidence::Possible) && !found.is_empty();
    let wrong = failures(&WEAK, FileClass::Data, warns);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_real_value_in_a_default_is_found() {
    let detector = Detector::new(Vec::new(), 1_790_000_000);
    let text = expand("KEY=${{GROQ_API_KEY:-gsk_{alnum:20}WGdyb3FY{alnum:24}}", 1);
    assert_eq!(detector.scan(text.as_bytes(), FileClass::Data).unwrap().len(), 1);
}
