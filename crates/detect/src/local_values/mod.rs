//! Known values: the secrets in the user's own `.env` files and environment are found literally, whatever their format: as
//! they are, quoted, percent-encoded, wrapped in base64. Pure: values in, candidates out. No part of a value is ever shown.

mod form;
mod join;
mod value;

use std::collections::HashSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

pub use self::join::join;
pub use self::value::{is_secret_variable, secrets};
use super::decode;
use super::engine::{Candidate, MAX_CANDIDATES, ScanError};
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

/// The most values that are searched for, and the most bytes of all values together. A `.env` file has some hundred bytes.
const MAX_VALUES: usize = 1_000;
const MAX_BYTES: usize = 64 << 10;

/// Bytes that may be decoded from one text: a base, plus a number for each byte of the text.
const MIN_DECODED: usize = 1 << 20;
const DECODED_PER_BYTE: usize = 8;

/// A value and where it was read.
#[derive(Debug, Clone)]
pub struct Value {
    /// The value itself.
    pub secret: Secret,
    /// The variable and the file, in words: `STRIPE_KEY in .env`.
    pub from: String,
}

/// The values to look for, in all their forms.
#[derive(Default)]
pub struct Known {
    values: Vec<Value>,
    /// For each pattern of the automaton the index of its value, and the form it has there.
    forms: Vec<(usize, Option<&'static str>)>,
    /// `None` if there is nothing to search for.
    automaton: Option<AhoCorasick>,
    /// Values that a template in HEAD contains, so that everybody has them.
    defaults: HashSet<Secret>,
}

/// The span of a value, and its form there.
struct Hit {
    span: Range<usize>,
    value: usize,
    form: Option<&'static str>,
}

impl Known {
    /// Prepares the search. Of equal values the first one gives the name. Values beyond the limits are left out.
    pub fn new(values: Vec<Value>) -> Self {
        let values = within_limits(values);
        if values.is_empty() {
            return Self::default();
        }
        let mut forms = Vec::new();
        let mut patterns = Vec::new();
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

    /// The same, with the values that a template in HEAD contains: a heuristic's finding of one of them only warns.
    pub fn with_defaults(self, defaults: HashSet<Secret>) -> Self {
        Self { defaults, ..self }
    }

    /// Lowers the heuristics' candidates whose value a template in HEAD contains.
    pub fn lower_defaults(&self, found: &mut [Candidate<'_>]) {
        for candidate in found {
            if candidate.rule.finder.is_some() && self.defaults.contains(&candidate.secret) {
                candidate.confidence = Confidence::Possible;
            }
        }
    }

    /// The values themselves, to keep them out of what is printed.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.values.iter().map(|value| &value.secret)
    }

    /// Every occurrence of a known value in `text`, also as a part of a longer word.
    ///
    /// # Errors
    /// The text would cost too much work: it counts as unchecked.
    pub fn scan(&self, text: &[u8]) -> Result<Vec<Candidate<'static>>, ScanError> {
        let Some(automaton) = &self.automaton else { return Ok(Vec::new()) };
        let mut left = MIN_DECODED + DECODED_PER_BYTE * text.len();
        let mut hits = self.level(automaton, text, None, decode::DEPTH, &mut left)?;
        // A value that two decoders find is one finding.
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

    /// The values in `text` itself, and those in its encoded parts, up to `depth` levels.
    fn level(
        &self,
        automaton: &AhoCorasick,
        text: &[u8],
        inside: Option<&str>,
        depth: usize,
        left: &mut usize,
    ) -> Result<Vec<Hit>, ScanError> {
        let mut hits = Vec::new();
        for found in automaton.find_iter(text) {
            let (value, form) = self.forms[found.pattern().as_usize()];
            hits.push(Hit { span: found.range(), value, form });
            if hits.len() > MAX_CANDIDATES {
                return Err(ScanError::TooManyCandidates);
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
                None => Err(ScanError::TooMuchEncoded),
            };
            match inner {
                Ok(inner) => hits.extend(inner.into_iter().map(|hit| Hit {
                    span: piece.source(&hit.span),
                    form: Some(piece.form),
                    ..hit
                })),
                Err(error) => failed = Some(error),
            }
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(hits),
        }
    }

    /// `text` with every known value in it replaced.
    pub fn redact(&self, text: &[u8]) -> Vec<u8> {
        let Ok(found) = self.scan(text) else { return b"[not shown]".to_vec() };
        let mut out = Vec::with_capacity(text.len());
        let mut at = 0;
        for candidate in found {
            out.extend_from_slice(&text[at..candidate.span.start]);
            out.extend_from_slice(b"[redacted]");
            at = candidate.span.end;
        }
        out.extend_from_slice(&text[at..]);
        out
    }
}

/// The values without repetitions, as many as the limits allow.
fn within_limits(values: Vec<Value>) -> Vec<Value> {
    let mut left = MAX_BYTES;
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for value in values {
        if !seen.insert(value.secret.clone()) {
            continue;
        }
        let Some(rest) = left.checked_sub(value.secret.expose().len()) else { break };
        left = rest;
        kept.push(value);
        if kept.len() == MAX_VALUES {
            break;
        }
    }
    kept
}

#[cfg(test)]
mod tests;
