//! From a window to candidates: finds every match in it and validates it.

use std::ops::Range;

use regex::bytes::Regex;

use super::boundaries::near_context;
use super::found::AdjacentCandidate;
use super::scope::{Glued, Scope};
use super::starts::Starts;
use super::{Budget, Candidate, Detector, FoundCandidates, MAX_CANDIDATES, RULES, ScanError};
use crate::heuristics::is_public_link;
use crate::placeholder;
use crate::rule::{Confidence, Effect, Rule};
use crate::secret::Secret;
use crate::validators::{self, Verdict};

/// More values than this are not remembered as non-secrets.
const MAX_NON_SECRETS: usize = 1_000;

/// The result of validating a match.
pub(super) enum Outcome<'d> {
    Secret(Candidate<'d>),
    /// A secret if its neighbours without a separator are secrets too.
    Adjacent(Candidate<'d>, Glued),
    /// A value of the rule's form that is not secret, such as a published sample.
    NonSecret(Range<usize>),
    /// Something else that only looks like the rule's form.
    Unrelated,
}

/// A rule's match, and the secret in it.
pub(super) struct Match<'d, 'm> {
    pub(super) rule: &'d Rule,
    pub(super) regex: &'m Regex,
    pub(super) whole: Range<usize>,
    pub(super) secret: Range<usize>,
}

impl Detector {
    /// Adds the candidates of one window.
    pub(super) fn matches<'d>(
        &'d self,
        index: usize,
        scope: Scope<'_>,
        window: Range<usize>,
        out: &mut FoundCandidates<'d>,
        budget: &mut Budget,
    ) -> Result<(), ScanError> {
        let rule = self.rule(index);
        let regex = self.regex(index)?;
        let seen = &scope.text[..window.end];
        let starts = Starts::new(rule, scope, &window);
        let mut next = starts.from(window.start);
        let mut validated = None;
        while let Some(at) = next {
            let Some(whole) = regex.find_at(seen, at) else { break };
            // Captures need the slow engine. It runs only on the match, and only if that is more than the secret.
            let secret = if rule.form.whole {
                Some(whole.range())
            } else {
                regex.captures_at(&seen[..whole.end()], whole.start()).and_then(|c| Some(c.name("secret")?.range()))
            };
            // Where no context counts, a secret is validated once, however many matches lead to it.
            let is_known = secret == validated && rule.context.is_empty();
            validated.clone_from(&secret);
            let mut end = None;
            if let Some(secret) = secret
                && !is_known
            {
                let outcome = self.validate(scope, &Match { rule, regex, whole: whole.range(), secret }, budget);
                // A value that a user's rule does not report may still be reported by the built-in heuristics.
                if !(rule.is_own() && matches!(outcome, Outcome::NonSecret(_))) {
                    end = out.add(outcome, budget);
                }
            }
            if out.candidates.len() + out.adjacent.len() > MAX_CANDIDATES {
                return Err(ScanError::TooManyCandidates);
            }
            if let Some(end) = end
                && scope.keeps_boundaries()
            {
                next = starts.from(end.max(whole.start() + 1));
                continue;
            }
            // A valid match may start inside of a rejected one, and without boundaries the next key inside of this one. A
            // text of nothing but near misses would be read again and again: it is reported as unchecked instead.
            next = starts.from(whole.start() + 1);
            let left = budget.misses.checked_sub(whole.len() + 1);
            budget.misses = left.ok_or(ScanError::TooManyNearMisses)?;
        }
        Ok(())
    }

    /// Decides what a match is.
    pub(super) fn validate<'d>(&'d self, scope: Scope<'_>, found: &Match<'d, '_>, budget: &mut Budget) -> Outcome<'d> {
        if !near_context(found.rule, scope.text, &found.whole) {
            return Outcome::Unrelated;
        }
        if !scope.keeps_boundaries() {
            return self.weigh(scope, found.rule, found.secret.clone());
        }
        let glued = scope.glued(found.rule, &found.secret);
        if glued.is_any() {
            return self.glued_match(scope, found, glued, budget);
        }
        let outcome = self.weigh(scope, found.rule, found.stated_span(scope));
        if matches!(&outcome, Outcome::Secret(candidate) if candidate.confidence == Confidence::Certain) {
            return outcome;
        }
        // The match may include characters that follow the key.
        match self.proven(scope, found, budget) {
            Some(candidate) => Outcome::Secret(candidate),
            None => outcome,
        }
    }

    /// Decides on a value of the rule's form: runs its check and rejects placeholders.
    pub(super) fn weigh<'d>(&'d self, scope: Scope<'_>, rule: &'d Rule, span: Range<usize>) -> Outcome<'d> {
        let value = &scope.text[span.clone()];
        // The fixed prefix is not a part of the random value: `sk_test_` does not make a key a test value.
        let head = rule.head(value);
        // A catch-all knows no exact form: what it rejects may be a secret of another kind.
        let knows_form = !rule.fallback;
        let dropped = if knows_form && head.is_some() { Outcome::NonSecret(span.clone()) } else { Outcome::Unrelated };
        if rule.ignore_prefixes.iter().any(|s| value.starts_with(s.as_bytes())) {
            return if knows_form { Outcome::NonSecret(span) } else { Outcome::Unrelated };
        }
        if rule.fallback && !scope.is_printed() && self.is_switched_off(rule, value) {
            return Outcome::Unrelated;
        }
        let mut candidate = Candidate::new(rule, span, Secret::new(value));
        let checked = self.check(scope, &mut candidate);
        if checked == Checked::NoSecret {
            return dropped;
        }
        if candidate.confidence < Confidence::Certain && scope.keeps_boundaries() && checked == Checked::Value {
            let body = &value[head.unwrap_or(0)..];
            let is_non_secret = placeholder::is_published(value)
                || placeholder::reason(body).is_some()
                || (candidate.confidence == Confidence::Possible && is_public_link(scope.text, &candidate.span));
            if is_non_secret || placeholder::entropy(body) < rule.min_entropy {
                return dropped;
            }
        }
        Outcome::Secret(candidate)
    }

    /// Does the value match a rule of the same vendor that the user has switched off? The vendor's catch-all must not report
    /// it in place of that rule.
    fn is_switched_off(&self, rule: &Rule, value: &[u8]) -> bool {
        let matches_all = |regex: &Regex| regex.find(value).is_some_and(|found| found.len() == value.len());
        RULES.iter().enumerate().any(|(index, other)| {
            let is_kind = other.enabled && !other.fallback && other.finder.is_none();
            let is_off = is_kind && !self.on[index] && other.provider == rule.provider;
            is_off && self.regex(index).is_ok_and(matches_all)
        })
    }

    /// Runs the check of the candidate's rule, if it has one, and applies its verdict.
    fn check(&self, scope: Scope<'_>, candidate: &mut Candidate<'_>) -> Checked {
        let Some(check) = &candidate.rule.check else { return Checked::Value };
        let input = validators::Input { text: scope.text, span: candidate.span.clone(), now: self.now };
        let mut proof = validators::Proof::default();
        let effect = match validators::run(check.name, &input) {
            Verdict::Pass(passed) => {
                proof = passed;
                check.pass
            }
            Verdict::Unproven(unproven) => {
                proof = unproven;
                Effect::Keep
            }
            Verdict::Fail if !scope.keeps_boundaries() => Effect::Keep,
            Verdict::Fail => check.fail,
            Verdict::Weak => Effect::Lower,
            Verdict::NotSecret => return Checked::NoSecret,
        };
        match effect {
            Effect::Drop => return Checked::NoSecret,
            Effect::Lower => candidate.confidence = Confidence::Possible,
            Effect::Keep => {}
            Effect::Certain => candidate.confidence = Confidence::Certain,
        }
        candidate.note = proof.note;
        let Some((span, canonical)) = proof.replaces else { return Checked::Value };
        candidate.span = span;
        candidate.secret = Secret::new(canonical);
        Checked::Body
    }
}

/// The result of a candidate's check.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Checked {
    NoSecret,
    /// The secret is the text that the pattern matched.
    Value,
    /// The secret is what the check has read after the match, as with a PEM header line.
    Body,
}

impl<'d> FoundCandidates<'d> {
    /// Stores an outcome. Returns where a secret ends.
    pub(super) fn add(&mut self, outcome: Outcome<'d>, budget: &mut Budget) -> Option<usize> {
        match outcome {
            Outcome::Secret(candidate) => {
                let end = candidate.span.end;
                self.candidates.push(candidate);
                Some(end)
            }
            Outcome::Adjacent(candidate, glued) => {
                let end = candidate.span.end;
                self.adjacent.push(AdjacentCandidate { candidate, glued });
                Some(end)
            }
            Outcome::NonSecret(span) => {
                if budget.non_secrets.len() < MAX_NON_SECRETS {
                    budget.non_secrets.push(span);
                }
                None
            }
            Outcome::Unrelated => None,
        }
    }
}
