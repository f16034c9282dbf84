//! Known values: what the user's own `.env` files and environment hold is found literally, whatever its format: as it
//! is, quoted, percent-encoded, wrapped in base64. Pure: values in, candidates out. No part of a value is ever shown.

mod form;
mod value;

use std::collections::HashSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

pub use self::value::{is_secret_variable, secrets};
use super::decode;
use super::engine::Candidate;
use super::rule::{Confidence, Rule, Severity};
use crate::secret::Secret;

/// The rule under which known values are reported and recorded.
pub const ID: &str = "known-value";

/// A person may have chosen the value, so its fingerprint is a slow one.
static RULE: Rule = Rule::without_pattern(
    ID,
    "value of your environment",
    Severity::High,
    Confidence::Certain,
    true,
    "revoke it at the service that issued it",
);

/// What may be looked for: so many values, and so many bytes of them in all (a `.env` file has some hundred).
const MAX_VALUES: usize = 1_000;
const MAX_BYTES: usize = 64 << 10;

/// How many bytes may be decoded from one text: so many, and so many for each byte of it.
const MIN_DECODED: usize = 1 << 20;
const DECODED_PER_BYTE: usize = 8;

/// More occurrences than this in one text are not listed but named as too many.
const MAX_FOUND: usize = 100_000;

/// A value and where it is known from, in words: `STRIPE_KEY in .env`.
#[derive(Debug, Clone)]
pub struct Value {
    /// The value itself.
    pub secret: Secret,
    /// Name of the variable and of the file.
    pub from: String,
}

/// The values to look for, in all their forms.
#[derive(Default)]
pub struct Known {
    values: Vec<Value>,
    /// For each pattern of the automaton its value, and the form it has there.
    forms: Vec<(usize, Option<&'static str>)>,
    /// None where there is nothing to look for.
    automaton: Option<AhoCorasick>,
    /// What a template in HEAD gives to everybody.
    defaults: HashSet<Secret>,
}

/// Where a value stands, and in which form.
struct Hit {
    span: Range<usize>,
    value: usize,
    form: Option<&'static str>,
}

impl Known {
    /// Prepares the search. Of equal values the first one gives the name; what is beyond the bounds is left out.
    pub fn new(values: Vec<Value>) -> Self {
        let mut left = MAX_BYTES;
        let mut seen = HashSet::new();
        let values: Vec<Value> = values
            .into_iter()
            .filter(|v| seen.insert(v.secret.clone()))
            .take_while(|v| left.checked_sub(v.secret.expose().len()).inspect(|rest| left = *rest).is_some())
            .take(MAX_VALUES)
            .collect();
        if values.is_empty() {
            return Self::default();
        }
        let (mut forms, mut patterns) = (Vec::new(), Vec::new());
        for (index, value) in values.iter().enumerate() {
            for (pattern, form) in form::all(value.secret.expose()) {
                forms.push((index, form));
                patterns.push(pattern);
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .unwrap_or_else(|_| unreachable!("the forms of 64 KB of values fit an automaton"));
        Self { values, forms, automaton: Some(automaton), defaults: HashSet::new() }
    }

    /// The same, with values that a template in HEAD gives to everybody: a guess at one of them only warns.
    pub fn with_defaults(self, defaults: HashSet<Secret>) -> Self {
        Self { defaults, ..self }
    }

    /// Lowers the guesses at what everybody has.
    pub fn lower_defaults(&self, found: &mut [Candidate<'_>]) {
        let is_default = |c: &Candidate<'_>| c.rule.finder.is_some() && self.defaults.contains(&c.secret);
        found.iter_mut().filter(|c| is_default(c)).for_each(|c| c.confidence = Confidence::Possible);
    }

    /// The values themselves, to keep them out of what is printed.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.values.iter().map(|value| &value.secret)
    }

    /// Every place in `text` where a known value stands, also as a part of a longer word.
    ///
    /// # Errors
    /// The text would cost too much work: it counts as unchecked.
    pub fn scan(&self, text: &[u8]) -> Result<Vec<Candidate<'static>>, String> {
        let Some(automaton) = &self.automaton else { return Ok(Vec::new()) };
        let mut left = MIN_DECODED + DECODED_PER_BYTE * text.len();
        let mut hits = self.level(automaton, text, None, decode::DEPTH, &mut left)?;
        // A value that two decoders bring out is one finding.
        hits.sort_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end)));
        let mut end = 0;
        hits.retain(|hit| {
            let fresh = hit.span.start >= end;
            end = if fresh { hit.span.end } else { end };
            fresh
        });
        Ok(hits.into_iter().map(|hit| self.candidate(hit)).collect())
    }

    fn candidate(&self, hit: Hit) -> Candidate<'static> {
        let Value { secret, from } = &self.values[hit.value];
        Candidate {
            note: Some(format!("the value of {from}")),
            form: hit.form,
            ..Candidate::new(&RULE, hit.span, secret.clone())
        }
    }

    /// What stands in `text` as it is, and what up to `depth` decoders bring out of it.
    fn level(
        &self,
        automaton: &AhoCorasick,
        text: &[u8],
        inside: Option<&str>,
        depth: usize,
        left: &mut usize,
    ) -> Result<Vec<Hit>, String> {
        let mut hits = Vec::new();
        for found in automaton.find_iter(text) {
            let (value, form) = self.forms[found.pattern().as_usize()];
            hits.push(Hit { span: found.range(), value, form });
            if hits.len() > MAX_FOUND {
                return Err(format!("more than {MAX_FOUND} candidates are in it"));
            }
        }
        if depth == 0 {
            return Ok(hits);
        }
        let mut failed = None;
        decode::pieces(text, inside, &mut |piece| {
            // A file is read, and searched for the values, by itself.
            if failed.is_some() || piece.is_file() {
                return;
            }
            let inner = match left.checked_sub(piece.text.len()) {
                Some(rest) => {
                    *left = rest;
                    self.level(automaton, &piece.text, Some(piece.form), depth - 1, left)
                }
                None => Err("too much of it is encoded to check it all".to_owned()),
            };
            match inner {
                Ok(inner) => hits.extend(inner.into_iter().map(|hit| Hit {
                    span: piece.source(&hit.span),
                    form: Some(piece.form),
                    ..hit
                })),
                Err(why) => failed = Some(why),
            }
        });
        failed.map_or(Ok(hits), Err)
    }

    /// `text` with every known value in it replaced.
    pub fn redact(&self, text: &[u8]) -> Vec<u8> {
        let Ok(found) = self.scan(text) else { return b"[not shown]".to_vec() };
        let (mut out, mut at) = (Vec::with_capacity(text.len()), 0);
        for candidate in found {
            out.extend_from_slice(&text[at..candidate.span.start]);
            out.extend_from_slice(b"[redacted]");
            at = candidate.span.end;
        }
        out.extend_from_slice(&text[at..]);
        out
    }
}

/// Adds known values to what the rules have found, both in the order of their places. Where a rule is sure it stays: it
/// names the kind and the page to revoke it on. A guess at a value gives way to what is known of it, and so does what a
/// user's rule finds of a part of it.
pub fn join<'d>(found: Vec<Candidate<'d>>, known: Vec<Candidate<'d>>) -> Vec<Candidate<'d>> {
    if known.is_empty() {
        return found;
    }
    let values = spans(&known);
    let is_guess = |c: &Candidate<'_>| c.rule.finder.is_some() || c.confidence == Confidence::Possible;
    let is_part_of_value = |c: &Candidate<'_>| c.rule.is_own() && is_part(&values, &c.span);
    let is_sure = |c: &Candidate<'_>| !is_guess(c) && !is_part_of_value(c);
    let (mut all, guessed): (Vec<_>, Vec<_>) = found.into_iter().partition(is_sure);
    let sure = spans(&all);
    let known: Vec<_> = known.into_iter().filter(|c| !meets(&sure, &c.span)).collect();
    let certain = spans(&known);
    all.extend(guessed.into_iter().filter(|c| !meets(&certain, &c.span)));
    all.extend(known);
    all.sort_by_key(|c| c.span.start);
    all
}

fn spans(candidates: &[Candidate<'_>]) -> Vec<Range<usize>> {
    candidates.iter().map(|c| c.span.clone()).collect()
}

/// Does one of the `spans`, which are in order and do not overlap, meet this one?
fn meets(spans: &[Range<usize>], span: &Range<usize>) -> bool {
    spans.get(spans.partition_point(|s| s.end <= span.start)).is_some_and(|s| s.start < span.end)
}

/// Is there one of the `spans`, in order as above, that this one meets and does not cover?
fn is_part(spans: &[Range<usize>], span: &Range<usize>) -> bool {
    let first = spans.partition_point(|s| s.end <= span.start);
    let mut met = spans[first..].iter().take_while(|s| s.start < span.end);
    met.any(|s| s.start < span.start || span.end < s.end)
}

#[cfg(test)]
mod tests;
