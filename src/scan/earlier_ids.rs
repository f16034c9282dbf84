//! A finding's id contains its rule's. Where a value was found by a guess, a catch-all or a rule of another name when someone
//! allowed it or froze it, it keeps the id that it had then: what was decided about a value stays decided when a rule with a
//! better name finds it.

use std::collections::{HashMap, HashSet};

use akguard_detect::secret::{Fingerprint, Identity, Secret};
use akguard_detect::{Detector, Rule};
use anyhow::Result;

use super::fingerprint_budget::{Slow, compute};
use super::{Progress, Scan};
use crate::finding::Finding;

/// What records and baselines name.
#[derive(Default)]
pub struct Recorded<'r> {
    /// The rules.
    pub rules: HashSet<&'r [u8]>,
    /// The findings.
    pub ids: HashSet<Fingerprint>,
}

/// A rule under which a value may have been found before.
#[derive(Clone, Copy)]
struct Earlier<'r> {
    id: &'r str,
    guessable: bool,
}

impl Earlier<'_> {
    /// Of a value, under this rule; equal for equal values.
    fn identity(self, secret: &Secret) -> Identity {
        Identity::of_secret(self.id, secret)
    }
}

impl Scan<'_> {
    /// Gives findings that no record and no baseline names the id under which one does, if there is one.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub(super) fn take_earlier_ids(&mut self, recorded: &Recorded<'_>, progress: &dyn Progress) -> Result<()> {
        if recorded.ids.is_empty() {
            return Ok(());
        }
        let rules = Detector::built_in().iter().filter(|rule| recorded.rules.contains(rule.id.as_bytes()));
        let named: Vec<&Rule> = rules.collect();
        let slow = self.slow_earlier(recorded, &named);
        let slow = if slow.is_empty() { HashMap::new() } else { compute(&slow, progress)? };
        for finding in &mut self.findings {
            let Some(secret) = open(finding, recorded) else { continue };
            let ids = earlier(finding.rule, recorded, &named).into_iter().filter_map(|rule| match rule.guessable {
                true => slow.get(&rule.identity(secret)).copied(),
                false => Some(Fingerprint::of_key(rule.id, secret)),
            });
            finding.id = ids.into_iter().find(|id| recorded.ids.contains(id)).or(finding.id);
        }
        Ok(())
    }

    /// The slow ids among them, each once.
    fn slow_earlier<'r>(&'r self, recorded: &Recorded<'_>, named: &[&'r Rule]) -> Vec<Slow<'r>> {
        let mut seen = HashSet::new();
        let mut slow = Vec::new();
        for finding in &self.findings {
            let Some(secret) = open(finding, recorded) else { continue };
            for rule in earlier(finding.rule, recorded, named).into_iter().filter(|rule| rule.guessable) {
                let identity = rule.identity(secret);
                if seen.insert(identity) {
                    slow.push(Slow { identity, rule: rule.id, secret: secret.clone() });
                }
            }
        }
        slow
    }
}

/// The value of a finding that nothing names yet.
fn open<'f>(finding: &'f Finding<'_>, recorded: &Recorded<'_>) -> Option<&'f Secret> {
    let is_named = finding.id.is_some_and(|id| recorded.ids.contains(&id));
    if is_named { None } else { finding.secret.as_ref() }
}

/// The rules under which the values of a rule may have been recorded: its earlier names, what it supersedes, guesses, and its
/// vendor's catch-all.
fn earlier<'r>(rule: &'r Rule, recorded: &Recorded<'_>, named: &[&'r Rule]) -> Vec<Earlier<'r>> {
    let names = rule.aliases.iter().filter(|id| recorded.rules.contains(id.as_bytes()));
    let names = names.map(|id| Earlier { id: id.as_ref(), guessable: rule.guessable });
    let others = named.iter().filter(|other| precedes(other, rule));
    names.chain(others.map(|other| Earlier { id: &other.id, guessable: other.guessable })).collect()
}

fn precedes(earlier: &Rule, rule: &Rule) -> bool {
    // Of a value of someone's own `.env` nobody has decided anything by a guess.
    let has_form = rule.finder.is_some() || !rule.pattern.is_empty();
    let is_catch_all = earlier.fallback && !earlier.provider.is_empty() && earlier.provider == rule.provider;
    has_form && earlier.id != rule.id && (rule.supersedes(earlier) || earlier.finder.is_some() || is_catch_all)
}

#[cfg(test)]
impl<'d> Finding<'d> {
    /// A finding of a value by a rule, at no place.
    pub(crate) fn of_value(rule: &'d Rule, secret: Secret) -> Self {
        let start = crate::finding::Position { line: 1, column: 1 };
        Self {
            rule,
            title: String::new(),
            severity: rule.severity,
            confidence: rule.confidence,
            path: Vec::new(),
            shown_path: String::new(),
            inner: None,
            start,
            end: start,
            identity: Identity::of_secret(&rule.id, &secret),
            secret: Some(secret),
            file: None,
            in_name: false,
            tracked: false,
            hint: None,
            env: None,
            revoke: String::new(),
            note: None,
            mark: None,
            id: None,
            blob: None,
            commit: None,
            tip: None,
            shipped: None,
            view: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str) -> &'static Rule {
        Detector::built_in().iter().find(|rule| rule.id == id).unwrap()
    }

    /// The id of a finding of a rule, where a record names its value under an earlier one; and was it found?
    fn is_taken(found_by: &str, recorded_as: &str) -> bool {
        let secret = Secret::new("value");
        let of = |id: &str, slow: bool| match slow {
            true => Fingerprint::of_guessable(id, &secret),
            false => Fingerprint::of_key(id, &secret),
        };
        let slow = Detector::built_in().iter().any(|rule| rule.id == recorded_as && rule.guessable);
        let id = of(recorded_as, slow);
        let recorded = Recorded { rules: HashSet::from([recorded_as.as_bytes()]), ids: HashSet::from([id]) };
        let finding = Finding { id: Some(of(found_by, false)), ..Finding::of_value(rule(found_by), secret.clone()) };
        let mut scan = Scan { findings: vec![finding], ..Scan::default() };
        scan.take_earlier_ids(&recorded, &()).unwrap();
        scan.findings[0].id == Some(id)
    }

    #[test]
    fn what_was_decided_under_another_rule_stays_decided() {
        for (found_by, recorded_as) in [
            ("ramp-secret", "generic-secret"),
            ("ramp-secret", "service-credential"),
            ("ramp-secret", "generic-password"),
            ("ramp-secret", "url-credentials"),
            ("midtrans-key", "midtrans-server-key"),
            ("standard-webhooks-secret", "stripe-webhook-secret"),
            ("dotenvx-private-key", "ethereum-private-key"),
            ("github-pat-classic", "github-unknown-token"),
            ("service-credential", "generic-secret"),
        ] {
            assert!(is_taken(found_by, recorded_as), "{found_by} {recorded_as}");
        }
        for (found_by, recorded_as) in [("ramp-secret", "aikido-secret"), ("ramp-secret", "github-unknown-token")] {
            assert!(!is_taken(found_by, recorded_as), "{found_by} {recorded_as}");
        }
    }
}
