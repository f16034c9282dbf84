//! The self-test: every rule against its own samples, beside all rules that are in force.
//!
//! Its messages name samples by number and contain no part of them: expanded they look like live keys, and a user's may
//! be one.

use std::collections::HashMap;
use std::ops::Range;

use super::engine::{Candidate, Detector};
use super::file_class::FileClass;
use super::rule::Rule;
use super::sample::expand;

/// Seeds: each template is tried with one value for each of them.
const SEEDS: Range<u64> = 0..3;

/// The clock of the test, in seconds since 1970: samples with a date in them must not spoil.
const NOW: i64 = 1_790_000_000;

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule's id.
    pub rule: String,
    /// In words, such as `positive 2 is not found`.
    pub what: String,
}

/// The result of a self-test.
#[derive(Debug, Default)]
pub struct Sweep {
    /// Rules tried.
    pub rules: usize,
    /// Texts made of their samples and scanned.
    pub samples: usize,
    /// What is wrong with rules.
    pub faults: Vec<Fault>,
    /// What a user's rule should have, but need not have.
    pub warnings: Vec<Fault>,
}

/// Tests the built-in rules and the user's own. A rule that is off is tested too, and does not affect the test of
/// another.
pub fn sweep(detector: &Detector) -> Sweep {
    sweep_of(detector, |_| true)
}

/// Tests those rules that count, beside all that are in force.
fn sweep_of(detector: &Detector, counts: impl Fn(&Rule) -> bool) -> Sweep {
    let in_force: Vec<&str> = detector.rules().map(|rule| rule.id.as_ref()).collect();
    let all = Detector::with(detector.own().to_vec(), NOW, |_| true);
    let test = Test { all: &all, in_force };
    let mut sweep = Sweep::default();
    sweep.faults.extend(names_used_twice(&all));
    for rule in all.rules().filter(|rule| counts(rule)) {
        sweep.rules += 1;
        sweep.words(rule, test.is_own(rule), &all);
        for (kind, templates) in [(SampleKind::Positive, &rule.positive), (SampleKind::Negative, &rule.negative)] {
            sweep.samples += templates.len() * SEEDS.count();
            let numbered = templates.iter().enumerate();
            sweep.faults.extend(numbered.filter_map(|(i, template)| test.sample(rule, kind, i + 1, template)));
        }
    }
    sweep
}

/// Ids and aliases share one space: records and configs name rules by either.
fn names_used_twice(all: &Detector) -> Vec<Fault> {
    let mut owners: HashMap<&str, &Rule> = HashMap::new();
    let mut faults = Vec::new();
    for rule in all.rules() {
        for name in rule.aliases.iter().chain([&rule.id]) {
            if let Some(first) = owners.insert(name, rule) {
                faults.push(fault(rule, format!("shares an `id` or one of `aliases` with `{}`", first.id)));
            }
        }
    }
    faults
}

impl Sweep {
    /// Checks the texts for the report, and whether the rule can be tested at all.
    fn words(&mut self, rule: &Rule, own: bool, all: &Detector) {
        if rule.title.trim().is_empty() {
            self.faults.push(fault(rule, "has no `title`"));
        }
        if rule.supersedes.iter().any(|other| !all.rules().any(|r| r.id == *other)) {
            self.faults.push(fault(rule, "`supersedes` names something that is no rule"));
        }
        if own {
            self.warnings.extend(rule.supersedes.iter().filter_map(|other| less_sure(rule, other)));
        }
        // Built-in rules must have these; users' rules may lack them.
        let owed = if own { &mut self.warnings } else { &mut self.faults };
        let missing = [
            (rule.revoke.trim().is_empty(), "does not say where the value is revoked (`revoke`)"),
            (rule.positive.is_empty(), "has no sample that must be found (`positive`)"),
            (rule.negative.is_empty(), "has no sample that must not be found (`negative`)"),
        ];
        for (is_missing, what) in missing {
            if is_missing {
                owed.push(fault(rule, what));
            }
        }
    }
}

/// A warning for a user's rule that is less sure than a built-in one it supersedes: its findings keep the confidence of
/// that rule.
fn less_sure(rule: &Rule, other: &str) -> Option<Fault> {
    let other = Detector::built_in().iter().find(|r| r.id == other && r.confidence > rule.confidence)?;
    let kept = other.confidence.as_str();
    let own = rule.confidence.as_str();
    Some(fault(rule, format!("is `{own}`, but where it beats `{}` its findings stay `{kept}`", other.id)))
}

fn fault(rule: &Rule, what: impl Into<String>) -> Fault {
    Fault { rule: rule.id.to_string(), what: what.into() }
}

/// Must a sample be found by its rule?
#[derive(Clone, Copy, PartialEq, Eq)]
enum SampleKind {
    Positive,
    Negative,
}

struct Test<'d> {
    /// All rules, switched on.
    all: &'d Detector,
    /// Ids of the rules that are in force.
    in_force: Vec<&'d str>,
}

impl Test<'_> {
    fn is_own(&self, rule: &Rule) -> bool {
        self.all.own().iter().any(|own| own.id == rule.id)
    }

    /// The first fault that any value of the template shows.
    fn sample(&self, rule: &Rule, kind: SampleKind, number: usize, template: &str) -> Option<Fault> {
        let name = if kind == SampleKind::Positive { "positive" } else { "negative" };
        // A heuristic's guess at another rule's sample does not count, unless the sample's own rule is a heuristic too.
        let counts = |other: &Rule| {
            let claims = rule.finder.is_some() || other.finder.is_none();
            other.id == rule.id || (claims && self.in_force.contains(&other.id.as_ref()))
        };
        SEEDS.into_iter().find_map(|seed| {
            let text = expand(template, seed);
            match (self.all.scan_by(text.as_bytes(), FileClass::Data, counts), kind) {
                (Err(why), _) => Some(fault(rule, format!("{name} {number} cannot be checked: {why}"))),
                (Ok(found), SampleKind::Positive) => self.positive(rule, number, &text, &found),
                (Ok(found), SampleKind::Negative) => self.negative(rule, number, found.first()?.rule),
            }
        })
    }

    fn positive(&self, rule: &Rule, number: usize, text: &str, found: &[Candidate<'_>]) -> Option<Fault> {
        let by_own = found.iter().any(|c| c.rule.id == rule.id);
        let won = found.iter().any(|c| c.rule.supersedes(rule));
        if let Some(other) = found.iter().map(|c| c.rule).find(|other| is_foreign(other, rule)) {
            if self.is_own(other) && !self.is_own(rule) {
                return Some(fault(
                    other,
                    format!("finds positive {number} of `{}`: `supersedes` can say which wins", rule.id),
                ));
            }
            let how = if by_own || won { "is also found by" } else { "is found by another rule," };
            return Some(fault(rule, format!("positive {number} {how} `{}`", other.id)));
        }
        // Whatever is found contains a keyword, as it is or decoded: the prefilter requires one.
        let folded = text.to_ascii_lowercase();
        let keyword = rule.finder.is_some() || rule.keywords.iter().any(|k| folded.contains(&k.to_ascii_lowercase()));
        match (by_own || won, keyword) {
            (true, _) => None,
            (false, true) => Some(fault(rule, format!("positive {number} is not found"))),
            (false, false) => Some(fault(rule, format!("positive {number} holds none of the keywords"))),
        }
    }

    fn negative(&self, rule: &Rule, number: usize, finder: &Rule) -> Option<Fault> {
        Some(if finder.id == rule.id {
            fault(rule, format!("negative {number} is found"))
        } else if self.is_own(finder) && !self.is_own(rule) {
            fault(finder, format!("finds negative {number} of `{}`", rule.id))
        } else {
            fault(rule, format!("negative {number} is found by `{}`", finder.id))
        })
    }
}

/// Must `other` find nothing in a sample of `rule`? It may if it supersedes that rule, or finds the other half of one
/// provider's pair, such as the id beside the key.
fn is_foreign(other: &Rule, rule: &Rule) -> bool {
    let pair = !rule.provider.is_empty() && other.provider == rule.provider;
    other.id != rule.id && !other.supersedes(rule) && !pair
}

#[cfg(test)]
mod tests;
