//! A value that was found may stand in a path, a cause or a branch's name too, where no rule would know it.

use std::collections::HashSet;

use akguard_detect::local_values::Known;
use akguard_detect::secret::Secret;
use akguard_detect::{Confidence, is_words};

use super::Scan;
use crate::finding::{Finding, Tip};
use crate::sanitize::Hidden;

/// Shorter values are words and are left where they are, in bytes.
const MIN_VALUE: usize = 8;
/// This many characters in a row of a value that stops a commit must not show: fewer are shared by chance, with a date or a
/// version.
const MIN_PART: usize = 12;
/// Longer values (private keys) are looked for as a whole only, in bytes.
const MAX_IN_PARTS: usize = 512;
/// So many parts of values are looked for, and every value as a whole.
const MAX_PARTS: usize = 200_000;

/// A value that must not show.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Value<'s> {
    bytes: &'s [u8],
    /// A part of it must not show either.
    stops: bool,
}

impl<'s> Value<'s> {
    fn of_finding(finding: &'s Finding<'_>) -> Option<Self> {
        let bytes = finding.secret.as_ref()?.expose();
        // A password of words says nothing where it is part of a name.
        let is_words = finding.rule.guessable && is_words(bytes);
        let stops = finding.confidence > Confidence::Possible;
        (bytes.len() >= MIN_VALUE && !is_words).then_some(Self { bytes, stops })
    }

    fn of_known(secret: &'s Secret) -> Option<Self> {
        let bytes = secret.expose();
        (bytes.len() >= MIN_VALUE && !is_words(bytes)).then_some(Self { bytes, stops: true })
    }

    /// What is looked for besides the whole value.
    fn parts(self) -> impl Iterator<Item = &'s [u8]> {
        let is_cut = self.stops && self.bytes.len() <= MAX_IN_PARTS;
        let parts = is_cut.then(|| self.bytes.windows(MIN_PART)).into_iter().flatten();
        parts.filter(|part| !is_words(part))
    }
}

/// Takes every value that the scan has found or knew before, and every part of one that stops, out of what the report will
/// print.
pub(super) fn redact_report(scan: &mut Scan<'_>, known: Option<&Known>) {
    let known = known.filter(|_| !(scan.findings.is_empty() && scan.unchecked.is_empty()));
    let longest = printed(scan).map(|text| text.len()).max().unwrap_or(0);
    let found = scan.findings.iter().filter_map(Value::of_finding);
    let known = known.iter().flat_map(|known| known.secrets()).filter_map(Value::of_known);
    let secrets: HashSet<Value<'_>> = found.chain(known).collect();
    if secrets.is_empty() {
        return;
    }
    // Records and notes are printed, too.
    let hidden = search(&secrets, longest.max(MAX_IN_PARTS));
    for text in printed(scan) {
        if let Some(cut) = hidden.cut_from(text) {
            *text = cut;
        }
    }
    scan.hidden = hidden;
}

/// These values, as they are looked for in texts of at most `longest` bytes.
fn search(secrets: &HashSet<Value<'_>>, longest: usize) -> Hidden {
    let parts = secrets.iter().flat_map(|value| value.parts());
    let mut parts: HashSet<Vec<u8>> = parts.take(MAX_PARTS).map(<[u8]>::to_vec).collect();
    parts.extend(secrets.iter().map(|value| value.bytes.to_vec()));
    // A private key does not fit into a path, and costs much to look for.
    parts.retain(|part| part.len() <= longest);
    Hidden::new(&parts)
}

/// The values of these findings, so that no output shows it.
pub fn hidden_of<'f>(findings: impl Iterator<Item = &'f Finding<'f>>) -> Hidden {
    let secrets: HashSet<Value<'_>> = findings.filter_map(Value::of_finding).collect();
    if secrets.is_empty() { Hidden::default() } else { search(&secrets, MAX_IN_PARTS) }
}

/// What the report will print that is not written by us.
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
    use akguard_detect::secret::{Fingerprint, Secret};
    use akguard_detect::{Confidence, Detector, Severity};
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::finding::Finding;

    fn finding(value: &str) -> Finding<'static> {
        let rule = Detector::built_in().iter().find(|rule| rule.guessable).unwrap();
        let path = format!("in/{value}/a");
        let secret = Secret::new(value);
        let id = Fingerprint::of_key(&rule.id, &secret);
        Finding {
            severity: Severity::High,
            confidence: Confidence::Likely,
            path: path.clone().into_bytes(),
            shown_path: path,
            id: Some(id),
            ..Finding::of_value(rule, secret)
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
