//! Removes the found values from the texts that the report prints: a value may also be in a path, a cause or the name
//! of a branch, where no rule would find it.

use std::collections::HashSet;

use akguard_detect::local_values::Known;
use akguard_detect::secret::Secret;
use akguard_detect::{Confidence, is_words};

use super::Scan;
use crate::finding::{Finding, Tip};
use crate::sanitize::Hidden;

/// Shorter values are words and are not removed, in bytes.
const MIN_VALUE: usize = 8;
/// This many characters in a row of a value that stops a commit must not be printed: fewer occur by chance, in a date
/// or a version.
const MIN_PART: usize = 12;
/// Longer values (private keys) are searched for only as a whole, in bytes.
const MAX_IN_PARTS: usize = 512;
/// Maximum number of parts of values that are searched for; every value is searched for as a whole.
const MAX_PARTS: usize = 200_000;

/// A value that must not be printed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Value<'s> {
    bytes: &'s [u8],
    /// A part of it must not be printed either.
    stops: bool,
}

impl<'s> Value<'s> {
    fn of_finding(finding: &'s Finding<'_>) -> Option<Self> {
        let bytes = finding.secret.as_ref()?.expose();
        // A password made of words reveals nothing as a part of a name.
        let is_words = finding.rule.guessable && is_words(bytes);
        let stops = finding.confidence > Confidence::Possible;
        (bytes.len() >= MIN_VALUE && !is_words).then_some(Self { bytes, stops })
    }

    fn of_known(secret: &'s Secret) -> Option<Self> {
        let bytes = secret.expose();
        (bytes.len() >= MIN_VALUE && !is_words(bytes)).then_some(Self { bytes, stops: true })
    }

    /// The parts that are searched for besides the whole value.
    fn parts(self) -> impl Iterator<Item = &'s [u8]> {
        let is_cut = self.stops && self.bytes.len() <= MAX_IN_PARTS;
        let parts = is_cut.then(|| self.bytes.windows(MIN_PART)).into_iter().flatten();
        parts.filter(|part| !is_words(part))
    }
}

/// Removes from the texts of the report every value that the scan has found or knew before, and every part of a value
/// that stops.
pub(super) fn redact_report(scan: &mut Scan<'_>, known: Option<&Known>) {
    let known = known.filter(|_| !(scan.findings.is_empty() && scan.unchecked.is_empty()));
    let longest = printed(scan).map(|text| text.len()).max().unwrap_or(0);
    let found = scan.findings.iter().filter_map(Value::of_finding);
    let known = known.iter().flat_map(|known| known.secrets()).filter_map(Value::of_known);
    let secrets: HashSet<Value<'_>> = found.chain(known).collect();
    if secrets.is_empty() {
        return;
    }
    // The search also serves records and notes, which are printed too.
    let hidden = search(&secrets, longest.max(MAX_IN_PARTS));
    for text in printed(scan) {
        if let Some(cut) = hidden.cut_from(text) {
            *text = cut;
        }
    }
    scan.hidden = hidden;
}

/// The search for these values in texts of at most `longest` bytes.
fn search(secrets: &HashSet<Value<'_>>, longest: usize) -> Hidden {
    let parts = secrets.iter().flat_map(|value| value.parts());
    let mut parts: HashSet<Vec<u8>> = parts.take(MAX_PARTS).map(<[u8]>::to_vec).collect();
    parts.extend(secrets.iter().map(|value| value.bytes.to_vec()));
    // A value that is longer than the texts (a private key) cannot be in them, and is expensive to search for.
    parts.retain(|part| part.len() <= longest);
    Hidden::new(&parts)
}

/// The values of these findings, to keep them out of all output.
pub fn hidden_of<'f>(findings: impl Iterator<Item = &'f Finding<'f>>) -> Hidden {
    let secrets: HashSet<Value<'_>> = findings.filter_map(Value::of_finding).collect();
    if secrets.is_empty() { Hidden::default() } else { search(&secrets, MAX_IN_PARTS) }
}

/// The texts of the report that are not akguard's own.
fn printed<'s>(scan: &'s mut Scan<'_>) -> impl Iterator<Item = &'s mut String> {
    let of_findings = scan.findings.iter_mut().flat_map(|finding| {
        let branch = finding.tip.as_mut().and_then(|tip| if let Tip::Of(name) = tip { Some(name) } else { None });
        let reason = finding.mark.as_mut().and_then(|mark| mark.reason.as_mut().ok());
        [Some(&mut finding.shown_path), finding.inner.as_mut(), branch, reason].into_iter().flatten()
    });
    of_findings.chain(scan.unchecked.iter_mut().flat_map(|unchecked| [&mut unchecked.shown_path, &mut unchecked.why]))
}

#[cfg(test)]
mod tests {
    use akguard_detect::secret::{Fingerprint, Identity, Secret};
    use akguard_detect::{Confidence, Detector, Severity};
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::finding::{Finding, Position};

    fn finding(value: &str) -> Finding<'static> {
        let rule = Detector::built_in().iter().find(|rule| rule.guessable).unwrap();
        let path = format!("in/{value}/a");
        let start = Position { line: 1, column: 1 };
        let secret = Secret::new(value);
        let id = Fingerprint::of_key(&rule.id, &secret);
        Finding {
            rule,
            title: String::new(),
            severity: Severity::High,
            confidence: Confidence::Likely,
            path: path.clone().into_bytes(),
            shown_path: path,
            inner: None,
            start,
            end: start,
            secret: Some(secret),
            file: None,
            in_name: false,
            tracked: false,
            hint: None,
            env: None,
            revoke: String::new(),
            note: None,
            mark: None,
            identity: Identity::of_secret(&rule.id, &Secret::new(value)),
            id: Some(id),
            earlier: Vec::new(),
            blob: None,
            commit: None,
            tip: None,
            shipped: None,
            view: 0,
        }
    }

    #[test]
    fn parts_of_values_that_only_warn_and_words_stay() {
        let cut = |value: &str, confidence: Confidence, path: &str| {
            let mut found = Finding { confidence, ..finding(value) };
            found.shown_path = path.to_owned();
            let mut scan = Scan { findings: vec![found], ..Scan::default() };
            redact_report(&mut scan, None);
            scan.findings.remove(0).shown_path
        };
        let value = ["gpt-5-mini-", "2025-08-07"].concat();
        assert_eq!(cut(&value, Confidence::Possible, "logs/mini-2025-07-11.json"), "logs/mini-2025-07-11.json");
        assert_eq!(cut(&value, Confidence::Likely, "logs/mini-2025-08-07.json"), "logs/mini-2025-08-07.json");
        // A guess of words; a seed phrase of another rule is words, too.
        assert_eq!(cut("secure_password", Confidence::Likely, "app/secure_password.rb"), "app/secure_password.rb");
        let random = ["qK7vX2mW", "9pLr4TzB", "n3Hs"].concat();
        assert_eq!(cut(&random, Confidence::Possible, &format!("a/{random}.rb")), "a/[redacted].rb");
        assert_eq!(
            cut(&random, Confidence::Possible, &format!("a/{}.rb", &random[..14])),
            format!("a/{}.rb", &random[..14])
        );
        assert_eq!(cut(&random, Confidence::Likely, &format!("a/{}.rb", &random[..14])), "a/[redacted].rb");
        assert_eq!(
            cut(&random, Confidence::Likely, &format!("a/{}.rb", &random[..9])),
            format!("a/{}.rb", &random[..9])
        );
    }

    #[test]
    fn whole_values_are_hidden_however_many_parts_there_are() {
        let hex = |text: String| data_encoding::HEXLOWER.encode(&Sha256::digest(text));
        let value = |n: usize| (0..8).map(|k| hex(format!("{n} {k}"))).collect::<String>();
        let values: Vec<String> = (0..600).map(value).collect();
        assert!(values.iter().map(|v| v.len() - MIN_PART).sum::<usize>() > MAX_PARTS);
        let mut scan = Scan { findings: values.iter().map(|v| finding(v)).collect(), ..Scan::default() };
        redact_report(&mut scan, None);
        for (finding, value) in scan.findings.iter().zip(&values) {
            assert!(!finding.shown_path.contains(value.as_str()), "{}", finding.shown_path);
        }
    }
}
