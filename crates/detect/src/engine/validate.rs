//! From a window to candidates: every match in it, and what it turns out to be.

use std::ops::Range;

use regex::bytes::Regex;

use super::boundaries::{is_inside, near_context};
use super::found::Beside;
use super::scope::{Glued, Scope};
use super::{Budget, Candidate, Detector, Found, MAX_FOUND, RULES};
use crate::heuristics::is_public_link;
use crate::placeholder;
use crate::rule::{Confidence, Effect, Rule};
use crate::secret::Secret;
use crate::validators::{self, Verdict};

/// More values than this are not remembered as harmless.
const MAX_HARMLESS: usize = 1_000;

/// What a match turned out to be.
pub(super) enum Judgement<'d> {
    Is(Candidate<'d>),
    /// It is, if what is glued to it are keys too.
    Beside(Candidate<'d>, Glued),
    /// Of this form, and no secret.
    Harmless(Range<usize>),
    /// Something else that only looks like it.
    Other,
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
        out: &mut Found<'d>,
        budget: &mut Budget,
    ) -> Result<(), String> {
        let (rule, regex) = (self.rule(index), self.regex(index)?);
        let seen = &scope.text[..window.end];
        let starts = Starts::new(rule, scope, &window);
        let (mut next, mut judged) = (starts.from(window.start), None);
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
            let found = secret.filter(|_| !again).map(|secret| Match { rule, regex, whole: whole.range(), secret });
            let judged = found.map(|found| self.judge(scope, &found, budget));
            // What a user's rule passes over is no reason for the built-in guesses to do so.
            let judged = judged.filter(|judged| !(rule.is_own() && matches!(judged, Judgement::Harmless(_))));
            let end = judged.and_then(|judged| out.add(judged, budget));
            if out.found.len() + out.beside.len() > MAX_FOUND {
                return Err(format!("more than {MAX_FOUND} candidates are in it"));
            }
            if let Some(end) = end.filter(|_| scope.is_kept()) {
                next = starts.from(end.max(whole.start() + 1));
                continue;
            }
            // A rejected match may hide a good one that starts inside it, and one without boundaries the next key. Text
            // made of near misses would be read over and over; it ends as unchecked, not as a hang.
            next = starts.from(whole.start() + 1);
            let left = budget.misses.checked_sub(whole.len() + 1);
            budget.misses = left.ok_or_else(|| "too many near misses of one kind to check them all".to_owned())?;
        }
        Ok(())
    }

    /// A match becomes a candidate, or not.
    pub(super) fn judge<'d>(&'d self, scope: Scope<'_>, found: &Match<'d, '_>, budget: &mut Budget) -> Judgement<'d> {
        if !near_context(found.rule, scope.text, &found.whole) {
            return Judgement::Other;
        }
        if !scope.is_kept() {
            return self.weigh(scope, found.rule, found.secret.clone());
        }
        let glued = scope.glued(found.rule, &found.secret);
        if glued.is_any() {
            return self.part(scope, found, glued, budget);
        }
        let judged = self.weigh(scope, found.rule, found.said(scope));
        match &judged {
            Judgement::Is(candidate) if candidate.confidence == Confidence::Certain => judged,
            // What follows may have grown onto it.
            _ => self.proven(scope, found, budget).map_or(judged, Judgement::Is),
        }
    }

    /// What is of the rule's form: its check, and what only stands for a secret.
    pub(super) fn weigh<'d>(&'d self, scope: Scope<'_>, rule: &'d Rule, span: Range<usize>) -> Judgement<'d> {
        let value = &scope.text[span.clone()];
        // The fixed head says nothing: `sk_test_` is no reason to take a key for a test value.
        let head = rule.head(value);
        // A catch-all knows no form: what it drops may be a secret of another kind.
        let knows = !rule.fallback;
        let dropped = if knows && head.is_some() { Judgement::Harmless(span.clone()) } else { Judgement::Other };
        if rule.ignore_prefixes.iter().any(|s| value.starts_with(s.as_bytes())) {
            return if knows { Judgement::Harmless(span) } else { Judgement::Other };
        }
        if rule.fallback && self.is_switched_off(rule, value) {
            return Judgement::Other;
        }
        let mut candidate = Candidate::new(rule, span, Secret::new(value));
        let checked = self.check(scope, &mut candidate);
        if checked == Checked::NoSecret {
            return dropped;
        }
        if candidate.confidence < Confidence::Certain && scope.is_kept() && checked == Checked::Value {
            let body = &value[head.unwrap_or(0)..];
            let is_none = placeholder::is_published(value)
                || placeholder::reason(body).is_some()
                || (candidate.confidence == Confidence::Possible && is_public_link(scope.text, &candidate.span));
            if is_none || placeholder::entropy(body) < rule.min_entropy {
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

    /// Runs the check of its rule, if it has one, and notes what that says.
    fn check(&self, scope: Scope<'_>, candidate: &mut Candidate<'_>) -> Checked {
        let Some(check) = &candidate.rule.check else { return Checked::Value };
        let input = validators::Input { text: scope.text, span: candidate.span.clone(), now: self.now };
        let (proof, effect) = match validators::run(&check.name, &input) {
            Verdict::Pass(proof) => (proof, check.pass),
            Verdict::Unproven(proof) => (proof, Effect::Keep),
            Verdict::Fail if !scope.is_kept() => (validators::Proof::default(), Effect::Keep),
            Verdict::Fail => (validators::Proof::default(), check.fail),
            Verdict::Weak => (validators::Proof::default(), Effect::Lower),
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

/// What a check says of a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Checked {
    NoSecret,
    /// The secret is what the pattern saw.
    Value,
    /// It is what the check has read behind that: the pattern saw a public line.
    Body,
}

impl<'d> Found<'d> {
    /// Keeps what was judged; for a secret where it ends.
    pub(super) fn add(&mut self, judgement: Judgement<'d>, budget: &mut Budget) -> Option<usize> {
        match judgement {
            Judgement::Is(candidate) => {
                let end = candidate.span.end;
                self.found.push(candidate);
                Some(end)
            }
            Judgement::Beside(candidate, glued) => {
                let end = candidate.span.end;
                self.beside.push(Beside { candidate, glued });
                Some(end)
            }
            Judgement::Harmless(span) => {
                if budget.harmless.len() < MAX_HARMLESS {
                    budget.harmless.push(span);
                }
                None
            }
            Judgement::Other => None,
        }
    }
}

/// Where in a window a match may begin. No secret begins inside of a word but for what `part` knows: in a long word each
/// byte could begin a match.
struct Starts<'s> {
    rule: &'s Rule,
    scope: Scope<'s>,
    anywhere: bool,
    /// What is no keyword's begin needs a length before it.
    numbers: bool,
    end: usize,
}

impl<'s> Starts<'s> {
    fn new(rule: &'s Rule, scope: Scope<'s>, window: &Range<usize>) -> Self {
        let anywhere =
            !rule.form.whole || !scope.is_kept() || rule.has_checksum() || (scope.is_binary() && !rule.form.begins);
        let numbers = !anywhere && !rule.form.begins && scope.may_hold_numbers(window);
        Self { rule, scope, anywhere, numbers, end: window.end }
    }

    fn from(&self, from: usize) -> Option<usize> {
        (from..=self.end).find(|at| self.is_one(*at))
    }

    fn is_one(&self, at: usize) -> bool {
        self.anywhere
            || !is_inside(&self.rule.left, self.scope.before(at))
            || (self.rule.form.begins
                && self.rule.begins_at(self.scope.text, at)
                && self.rule.may_begin_inside(self.scope, at))
            || self.numbers
    }
}
