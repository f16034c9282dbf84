//! The self-test: every rule against its own samples, beside all rules that are in force.
//!
//! What it says names samples by number and holds no part of them: expanded they look like live keys, and a user's may
//! be one.

use std::collections::HashMap;
use std::ops::Range;

use super::engine::{Candidate, Detector};
use super::file_class::FileClass;
use super::rule::Rule;
use super::sample::expand;

/// Each template is tried with so many different values.
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

/// What a self-test came to.
#[derive(Debug, Default)]
pub struct Sweep {
    /// Rules tried.
    pub rules: usize,
    /// Texts made of their samples and scanned.
    pub samples: usize,
    /// What must not be.
    pub faults: Vec<Fault>,
    /// What a user's rule should have and may lack.
    pub warnings: Vec<Fault>,
}

/// Tests the built-in rules and the user's own. A rule that is off is tried too, and disturbs no other.
pub fn sweep(detector: &Detector) -> Sweep {
    let in_force: Vec<&str> = detector.rules().map(|rule| rule.id.as_ref()).collect();
    let all = Detector::with(detector.own().to_vec(), NOW, |_| true);
    let test = Test { all: &all, in_force };
    let mut sweep = Sweep::default();
    sweep.faults.extend(names_used_twice(&all));
    for rule in all.rules() {
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
    /// What a report says of a finding, and whether the rule can be tried at all.
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
        // Built-in rules owe these; users may leave them out.
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

/// A user's rule that is less sure than a built-in one it supersedes: what it says of its confidence does not come to pass.
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
    /// Ids of the rules that really are on.
    in_force: Vec<&'d str>,
}

impl Test<'_> {
    fn is_own(&self, rule: &Rule) -> bool {
        self.all.own().iter().any(|own| own.id == rule.id)
    }

    /// The first fault that any value of the template shows.
    fn sample(&self, rule: &Rule, kind: SampleKind, number: usize, template: &str) -> Option<Fault> {
        let name = if kind == SampleKind::Positive { "positive" } else { "negative" };
        // A guess from a telling name is no claim on a sample; only rules that guess answer to each other.
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
        // What is found has a keyword, as it stands or decoded: the prefilter saw to that.
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

/// Has `other` no business in a sample of `rule`? It has when it is the stated winner, or the other half of one
/// provider's pair, such as the id beside the key.
fn is_foreign(other: &Rule, rule: &Rule) -> bool {
    let pair = !rule.provider.is_empty() && other.provider == rule.provider;
    other.id != rule.id && !other.supersedes(rule) && !pair
}

#[cfg(test)]
mod tests {
    use akguard_rules::schema::RuleDef;

    use super::*;

    /// A user's rule for `acme_` and 20 hex digits, with changes.
    fn acme(more: &str) -> Rule {
        let text = format!(
            "id='acme-token'\ntitle='Acme'\nseverity='high'\nkeywords=['acme_']\nrevoke='acme: Settings'\n\
             pattern='(?P<secret>acme_[0-9a-f]{{20}})'\n{more}"
        );
        Rule::from_def(toml::from_str::<RuleDef>(&text).unwrap()).unwrap()
    }

    /// Faults and warnings of the user's rules.
    fn said(rules: Vec<Rule>) -> (Vec<String>, Vec<String>) {
        let sweep = sweep(&Detector::new(rules, 0));
        let own = |f: &&Fault| Detector::built_in().iter().all(|rule| rule.id != f.rule);
        let lines = |faults: &[Fault]| faults.iter().filter(own).map(|f| format!("{}: {}", f.rule, f.what)).collect();
        (lines(&sweep.faults), lines(&sweep.warnings))
    }

    #[test]
    fn each_fault_of_a_sample_is_named() {
        for (positive, negative, expected) in [
            ("k = acme_{hex:20}", "acme_{hex:19}", None),
            ("k = acme_{hex:19}", "acme_{hex:19}", Some("positive 1 is not found")),
            ("k = akme_{hex:20}", "acme_{hex:19}", Some("positive 1 holds none of the keywords")),
            ("k = acme_{hex:20}", "acme_{hex:20}", Some("negative 1 is found")),
            ("k = gsk_{alnum:20}WGdyb3FY{alnum:24}", "x", Some("positive 1 is found by another rule, `groq-key`")),
            ("acme_{hex:20} gsk_{alnum:20}WGdyb3FY{alnum:24}", "x", Some("positive 1 is also found by `groq-key`")),
            ("k = acme_{hex:20}", "gsk_{alnum:20}WGdyb3FY{alnum:24}", Some("negative 1 is found by `groq-key`")),
        ] {
            let rule = acme(&format!("positive=['{positive}']\nnegative=['{negative}']\n"));
            let expected: Vec<String> = expected.iter().map(|e| format!("acme-token: {e}")).collect();
            assert_eq!(said(vec![rule]), (expected, Vec::new()), "{positive} {negative}");
        }
    }

    /// What a rule finds in its own samples: one list for each template, a value for each seed.
    fn values(rule: &Rule) -> Vec<Vec<Vec<u8>>> {
        let all = Detector::with(Vec::new(), NOW, |_| true);
        let find = |template: &str, seed: u64| {
            let found = all.scan(expand(template, seed).as_bytes(), FileClass::Data).unwrap();
            let own = found.into_iter().find(|candidate| candidate.rule.id == rule.id);
            own.map(|candidate| candidate.secret.expose().to_vec())
        };
        let of = |template: &str| (0..8).filter_map(|seed| find(template, seed)).collect();
        rule.positive.iter().map(|template| of(template)).collect()
    }

    #[test]
    fn reports_show_what_is_fixed_and_no_more_of_the_rest_than_the_hint_says() {
        let mut shown = 0;
        for rule in Detector::built_in().iter().filter(|rule| rule.hint.prefix + rule.hint.head + rule.hint.tail > 0) {
            for values in values(rule).iter().filter(|values| values.len() > 2) {
                let fixed =
                    (0..).take_while(|at| values.iter().all(|v| v.get(*at).is_some_and(|b| *b == values[0][*at])));
                let fixed = fixed.count();
                for value in values {
                    let Some(hint) = crate::secret::Secret::new(value.clone()).hint(rule) else { continue };
                    let (start, end) = hint.rsplit_once("...").unwrap();
                    let (id, text) = (&rule.id, std::str::from_utf8(value).unwrap());
                    assert!(text.starts_with(start) && text.ends_with(end), "{id}");
                    assert!(
                        start.len().saturating_sub(fixed) <= rule.hint.head,
                        "{id} shows {start}, fixed are {fixed}"
                    );
                    assert!(end.len() <= rule.hint.tail, "{id}");
                    assert!(value.len() - start.len().max(fixed) - end.len() >= 16, "{id} hides too little");
                    shown += 1;
                }
            }
        }
        assert!(shown > 1000, "{shown}");
    }

    #[test]
    fn users_may_leave_out_what_built_in_rules_owe() {
        let (faults, warnings) = said(vec![acme("")]);
        assert_eq!((faults.len(), warnings.len()), (0, 2), "{warnings:?}");
        let mut rule = acme("positive=['acme_{hex:20}']\nnegative=['acme_']\n");
        rule.revoke = "".into();
        assert_eq!(said(vec![rule]).1, ["acme-token: does not say where the value is revoked (`revoke`)"]);
    }

    #[test]
    fn a_rule_of_the_user_s_that_takes_built_in_samples_is_to_blame() {
        let wide =
            "id='wide'\ntitle='Wide'\nseverity='high'\nkeywords=['gsk_']\npattern='(?P<secret>gsk_[0-9A-Za-z]+)'\n";
        let rule = Rule::from_def(toml::from_str::<RuleDef>(wide).unwrap()).unwrap();
        let (faults, _) = said(vec![rule]);
        assert!(!faults.is_empty() && faults.iter().all(|f| f.starts_with("wide: finds negative ")), "{faults:?}");
    }

    #[test]
    fn a_rule_that_is_off_is_tried_and_disturbs_no_other() {
        let samples = "positive=['acme_{hex:20}']\nnegative=['acme_']\n";
        let other = |more: &str| {
            let mut rule = acme(&format!("{samples}{more}"));
            rule.id = "other".into();
            rule
        };
        assert_eq!(said(vec![acme(samples), other("")]).0.len(), 1);
        assert_eq!(said(vec![acme(samples), other("enabled=false\nbeats=['acme-token']\n")]).0, [] as [&str; 0]);
        let mut broken = acme("enabled=false\npositive=['acme_{hex:2}']\nnegative=['acme_']\n");
        assert_eq!(said(vec![broken.clone()]).0, ["acme-token: positive 1 is not found"]);
        broken.supersedes = vec!["no-such-rule".into()].into();
        assert_eq!(said(vec![broken]).0.len(), 2);
    }

    #[test]
    fn names_are_used_once() {
        let mut rule = acme("aliases=['groq-key']\npositive=['acme_{hex:20}']\nnegative=['acme_']\n");
        assert_eq!(said(vec![rule.clone()]).0, ["acme-token: shares an `id` or one of `aliases` with `groq-key`"]);
        rule.aliases = Vec::new().into();
        assert_eq!(said(vec![rule]).0, [] as [&str; 0]);
    }
}
