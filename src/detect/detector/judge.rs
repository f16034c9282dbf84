//! From a window to candidates: every match in it, and what it turns out to be.

use std::ops::Range;

use regex::bytes::Regex;

use super::surroundings::{Boundaries, is_inside, near_context};
use super::{Budget, Candidate, Detector, MOST_FOUND, RULES};
use crate::detect::pattern::in_class;
use crate::detect::placeholder;
use crate::detect::rule::{Confidence, Effect, Rule};
use crate::detect::shape::{self, Verdict};
use crate::detect::wild;
use crate::secret::Secret;

/// More values than this are not remembered as harmless.
const MOST_HARMLESS: usize = 1_000;

/// What a match turned out to be.
enum Judgement<'d> {
    Is(Candidate<'d>),
    /// Of this form, and no secret.
    Harmless(Range<usize>),
    /// Something else that only looks like it.
    Other,
}

impl Detector {
    /// Adds the candidates of one window.
    pub(super) fn matches<'d>(
        &'d self,
        index: usize,
        regex: &Regex,
        (text, boundaries): (&[u8], Boundaries),
        window: Range<usize>,
        found: &mut Vec<Candidate<'d>>,
        budget: &mut Budget,
    ) -> Result<(), String> {
        let rule = self.rule(index);
        let seen = &text[..window.end];
        // No secret begins inside of a word: in a long one each byte could begin a match.
        let free = |from: usize| {
            let is_free = |at: &usize| {
                !rule.form.whole || boundaries == Boundaries::Ignored || !is_inside(&rule.left, &text[..*at])
            };
            (from..=seen.len()).find(is_free)
        };
        let (mut next, mut judged) = (free(window.start), None);
        while let Some(at) = next {
            let Some(whole) = regex.find_at(seen, at) else { break };
            // Capturing is the slow engine; it runs on what has matched, if there is more to it than the secret.
            let secret = if rule.form.whole {
                Some(whole.range())
            } else {
                regex.captures_at(&seen[..whole.end()], whole.start()).and_then(|c| Some(c.name("secret")?.range()))
            };
            // Where no context counts, a secret is judged once, however many matches lead to it.
            let again = secret.is_some() && secret == judged && rule.context.is_empty();
            judged.clone_from(&secret);
            let secret = secret.filter(|_| !again);
            let candidate = match secret.map(|secret| self.judge(rule, (text, boundaries), whole.range(), secret)) {
                Some(Judgement::Is(candidate)) => Some(candidate),
                // What a user's rule passes over is no reason for the built-in guesses to do so.
                Some(Judgement::Harmless(span)) if budget.harmless.len() < MOST_HARMLESS && !rule.is_own() => {
                    budget.harmless.push(span);
                    None
                }
                _ => None,
            };
            match candidate {
                Some(candidate) if boundaries == Boundaries::Kept => {
                    next = free(candidate.span.end.max(whole.start() + 1));
                    found.push(candidate);
                    if found.len() > MOST_FOUND {
                        return Err(format!("more than {MOST_FOUND} candidates are in it"));
                    }
                }
                // A rejected match may hide a good one that starts inside it, and one without boundaries the next key. Text
                // made of near misses would be read over and over; it ends as unchecked, not as a hang.
                other => {
                    found.extend(other);
                    next = free(whole.start() + 1);
                    let left = budget.misses.checked_sub(whole.len() + 1);
                    budget.misses =
                        left.ok_or_else(|| "too many near misses of one kind to check them all".to_owned())?;
                }
            }
        }
        Ok(())
    }

    /// A match becomes a candidate, or not.
    fn judge<'d>(
        &'d self,
        rule: &'d Rule,
        (text, boundaries): (&[u8], Boundaries),
        whole: Range<usize>,
        span: Range<usize>,
    ) -> Judgement<'d> {
        let value = &text[span.clone()];
        let after = text.get(span.end).copied();
        let inside = is_inside(&rule.left, &text[..span.start]) || after.is_some_and(|b| in_class(&rule.right, b));
        if (inside && boundaries == Boundaries::Kept) || !near_context(rule, text, &whole) {
            return Judgement::Other;
        }
        // The fixed head says nothing: `sk_test_` is no reason to take a key for a test value.
        let head = rule.keywords.iter().filter_map(|keyword| wild::head(keyword, value)).max();
        // A catch-all knows no form: what it drops may be a secret of another kind.
        let knows = !rule.fallback;
        let dropped = if knows && head.is_some() { Judgement::Harmless(span.clone()) } else { Judgement::Other };
        if rule.spare.iter().any(|s| value.starts_with(s.as_bytes())) {
            return if knows { Judgement::Harmless(span) } else { Judgement::Other };
        }
        if rule.fallback && self.is_switched_off(rule, value) {
            return Judgement::Other;
        }
        let (secret, confidence) = (Secret::new(value), rule.confidence);
        let mut candidate = Candidate { rule, span, secret, confidence, note: None, form: None, taken: Vec::new() };
        if let Some(check) = &rule.check {
            let input = shape::Input { text, span: candidate.span.clone(), now: self.now };
            let (verdict, effect) = match shape::run(&check.name, &input) {
                Verdict::Pass(proof) => (proof, check.pass),
                Verdict::Fail if boundaries == Boundaries::Ignored => (shape::Proof::default(), Effect::Keep),
                Verdict::Fail => (shape::Proof::default(), check.fail),
                Verdict::Weak => (shape::Proof::default(), Effect::Lower),
                Verdict::NotSecret => return dropped,
            };
            match effect {
                Effect::Drop => return dropped,
                Effect::Lower => candidate.confidence = Confidence::Possible,
                Effect::Keep => {}
                Effect::Certain => candidate.confidence = Confidence::Certain,
            }
            if let Some((span, canonical)) = verdict.replaces {
                candidate.span = span;
                candidate.secret = Secret::new(canonical);
            }
            candidate.note = verdict.note;
        }
        if candidate.confidence < Confidence::Certain && boundaries == Boundaries::Kept {
            let body = &value[head.unwrap_or(0)..];
            if placeholder::reason(body).is_some() || placeholder::entropy(body) < rule.min_entropy {
                return dropped;
            }
        }
        Judgement::Is(candidate)
    }

    /// Is the value of a kind that the user has switched off? The vendor's catch-all must not bring it back.
    fn is_switched_off(&self, rule: &Rule, value: &[u8]) -> bool {
        let off = RULES.iter().enumerate().filter(|(index, other)| {
            let is_kind = other.enabled && !other.fallback && other.finder.is_none();
            is_kind && !self.on[*index] && other.provider == rule.provider
        });
        let is_all = |regex: &Regex| regex.find(value).is_some_and(|found| found.len() == value.len());
        off.into_iter().any(|(index, _)| self.regex(index).is_ok_and(is_all))
    }
}
