//! Ids that values had before. A rule that knows a kind finds what a guess, a catch-all or a rule of another name found
//! before it was there. The rule's id is a part of the fingerprint, so the value has a new one; what a record or a baseline
//! let pass under the old one passes still.

use std::collections::{HashMap, HashSet};

use akguard_detect::secret::{Fingerprint, Identity};
use akguard_detect::{Detector, Rule};
use anyhow::Result;

use super::slow_fingerprint::{Slow, compute};
use super::{Progress, Scan};
use crate::finding::Finding;

/// The rules that records and baseline entries name, each with the paths that they name with it.
pub type Recorded<'o> = HashMap<&'o [u8], HashSet<&'o [u8]>>;

impl Scan<'_> {
    /// Gives the findings the ids that they had under other rules, of those that a record or a baseline entry names.
    ///
    /// A slow fingerprint is computed at the recorded paths only: at any path, each finding of a large scan would take one.
    pub(super) fn recall(&mut self, recorded: &Recorded<'_>, progress: &dyn Progress) -> Result<()> {
        if recorded.is_empty() {
            return Ok(());
        }
        let known: Vec<&Rule> =
            Detector::built_in().iter().filter(|rule| recorded.contains_key(rule.id.as_bytes())).collect();
        let mut slow: HashMap<Identity, Slow<'_>> = HashMap::new();
        for finding in &self.findings {
            for one in at_its_path(finding, &known, recorded) {
                slow.entry(one.identity).or_insert(one);
            }
        }
        let mut slow: Vec<Slow<'_>> = slow.into_values().collect();
        slow.sort_by_key(|one| one.rule);
        let ids = compute(&slow, progress)?;
        for finding in &mut self.findings {
            let slow = at_its_path(finding, &known, recorded).filter_map(|one| ids.get(&one.identity).copied());
            finding.earlier = fast(finding, &known, recorded).chain(slow).collect();
        }
        Ok(())
    }
}

/// May what this rule finds have been found by the other one?
fn succeeds(rule: &Rule, other: &Rule) -> bool {
    let is_catch_all = other.fallback && other.provider == rule.provider;
    rule.id != other.id && (rule.supersedes(other) || is_catch_all || other.finder.is_some())
}

/// The ids that take no time to compute: under names that the rule had, and of rules whose values nobody chooses.
fn fast<'f>(
    finding: &'f Finding<'_>,
    known: &'f [&Rule],
    recorded: &'f Recorded<'_>,
) -> impl Iterator<Item = Fingerprint> + 'f {
    let rule = finding.rule;
    finding.secret.iter().flat_map(move |secret| {
        let names = rule.aliases.iter().filter(|alias| recorded.contains_key(alias.as_bytes()));
        let names = names.filter(|_| !rule.guessable).map(AsRef::as_ref);
        let others = known.iter().filter(|other| !other.guessable && succeeds(rule, other));
        names.chain(others.map(|other| other.id.as_ref())).map(move |id| Fingerprint::of_key(id, secret))
    })
}

/// The same for values that a person may have chosen, at the paths that were recorded.
fn at_its_path<'f>(
    finding: &'f Finding<'_>,
    known: &'f [&'f Rule],
    recorded: &'f Recorded<'_>,
) -> impl Iterator<Item = Slow<'f>> + 'f {
    let rule = finding.rule;
    let path = finding.shown_path.as_bytes();
    // As a scan of `.` names it.
    let path = path.strip_prefix(b"./").unwrap_or(path);
    finding.secret.iter().flat_map(move |secret| {
        let names = rule.aliases.iter().filter(|_| rule.guessable).map(AsRef::as_ref);
        let others = known.iter().filter(|other| other.guessable && succeeds(rule, other));
        let all = names.chain(others.map(|other| other.id.as_ref()));
        let here = all.filter(|id: &&str| recorded.get(id.as_bytes()).is_some_and(|paths| paths.contains(path)));
        here.map(move |id| Slow { identity: Identity::of_secret(id, secret), rule: id, secret: secret.clone() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str) -> &'static Rule {
        Detector::built_in().iter().find(|rule| rule.id == id).unwrap()
    }

    #[test]
    fn kinds_succeed_guesses_catch_alls_and_what_they_supersede() {
        for (now, before) in [
            ("ramp-secret", "generic-secret"),
            ("ramp-secret", "service-credential"),
            ("ramp-secret", "generic-password"),
            ("ramp-secret", "url-credentials"),
            ("standard-webhooks-secret", "stripe-webhook-secret"),
            ("dotenvx-private-key", "ethereum-private-key"),
            ("github-pat-classic", "github-unknown-token"),
            ("service-credential", "generic-secret"),
        ] {
            assert!(succeeds(rule(now), rule(before)), "{now} {before}");
        }
        for (now, before) in
            [("ramp-secret", "aikido-secret"), ("ramp-secret", "github-unknown-token"), ("ramp-secret", "ramp-secret")]
        {
            assert!(!succeeds(rule(now), rule(before)), "{now} {before}");
        }
    }
}
