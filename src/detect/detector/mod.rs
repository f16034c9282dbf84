//! From text to candidates: prefilter, pattern around the hit, boundaries, check, placeholder, context; then the same
//! for what is written in another form in that text.

mod surroundings;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use self::surroundings::{Boundaries, ends_a_mark, near_context};
use super::decode::{self, Piece};
use super::placeholder;
use super::prefilter::Prefilter;
use super::rule::{Check, Confidence, Effect, Hint, Rule, Severity, in_class};
use super::schema;
use super::shape::{self, Verdict};
use crate::secret::Secret;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// A place in a text that holds a credential by a rule's judgement.
#[derive(Debug, Clone)]
pub struct Candidate<'d> {
    /// The rule that found it.
    pub rule: &'d Rule,
    /// Where the secret stands, in bytes of the text.
    pub span: Range<usize>,
    /// The value in its canonical form.
    pub secret: Secret,
    /// After checks and context.
    pub confidence: Confidence,
    /// What a decoder read that helps the reader, such as an AWS account.
    pub note: Option<String>,
    /// The form it is written in, where it does not stand as it is: `base64`.
    pub form: Option<&'static str>,
}

/// What rejected matches may cost in one text: so many bytes, and so many for each byte of it.
const LEAST_BUDGET: usize = 32 << 20;
const BUDGET_PER_BYTE: usize = 32;

/// How many bytes may be decoded from one text: so many, and so many for each byte of it.
const LEAST_DECODED: usize = 1 << 20;
const DECODED_PER_BYTE: usize = 8;

/// More candidates than this in one text are not listed but named as too many.
const MOST_FOUND: usize = 100_000;

/// What is left of the work that one text may cost, in bytes.
struct Budget {
    misses: usize,
    decoded: usize,
}

/// The rules in force, ready to scan. Patterns are compiled when first needed, once per process.
pub struct Detector {
    own: Vec<Rule>,
    compiled: Vec<OnceLock<Result<Regex, String>>>,
    prefilter: OnceLock<Prefilter>,
    /// Seconds since 1970, for expiry dates inside tokens.
    now: i64,
}

impl Detector {
    /// The built-in rules and the user's own.
    pub fn new(own: Vec<Rule>, now: i64) -> Self {
        let compiled = (0..RULES.len() + own.len()).map(|_| OnceLock::new()).collect();
        Self { own, compiled, prefilter: OnceLock::new(), now }
    }

    /// The built-in rules, in the order of their files.
    pub fn built_in() -> &'static [Rule] {
        &RULES
    }

    /// All rules in force: built-in ones first.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        RULES.iter().chain(&self.own)
    }

    fn rule(&self, index: usize) -> &Rule {
        RULES.get(index).unwrap_or_else(|| &self.own[index - RULES.len()])
    }

    /// All candidates in `text`, by place; overlapping ones are settled.
    ///
    /// # Errors
    /// The text would cost too much work, or a pattern does not compile (`build.rs` and the config reader have tried
    /// each pattern, so this is a second fence): the text counts as unchecked.
    pub fn scan(&self, text: &[u8]) -> Result<Vec<Candidate<'_>>, String> {
        Ok(settle(self.candidates(text, Boundaries::Kept)?))
    }

    /// All candidates, overlapping ones too.
    fn candidates(&self, text: &[u8], boundaries: Boundaries) -> Result<Vec<Candidate<'_>>, String> {
        let mut budget = Budget {
            misses: LEAST_BUDGET + BUDGET_PER_BYTE * text.len(),
            decoded: LEAST_DECODED + DECODED_PER_BYTE * text.len(),
        };
        self.level(text, None, boundaries, decode::DEPTH, &mut budget)
    }

    /// What stands in `text` as it is, and what up to `depth` decoders find in it. `form` is what it was decoded from.
    fn level<'d>(
        &'d self,
        text: &[u8],
        form: Option<&str>,
        boundaries: Boundaries,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<Vec<Candidate<'d>>, String> {
        let mut found = Vec::new();
        for (index, windows) in self.windows(text) {
            let regex = self.regex(index)?;
            for window in windows {
                budget.misses = self.matches(index, regex, (text, boundaries), window, &mut found, budget.misses)?;
            }
        }
        if depth == 0 {
            return Ok(found);
        }
        let mut failed = None;
        decode::pieces(text, form, &mut |piece| {
            if failed.is_none() {
                let inner = self.piece(&piece, boundaries, depth, budget);
                inner.map_or_else(|why| failed = Some(why), |inner| found.extend(inner));
            }
        });
        failed.map_or(Ok(found), Err)
    }

    /// The candidates of a decoded piece, at the places in the text that they came from.
    fn piece<'d>(
        &'d self,
        piece: &Piece,
        boundaries: Boundaries,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<Vec<Candidate<'d>>, String> {
        let left = budget.decoded.checked_sub(piece.text.len());
        budget.decoded = left.ok_or_else(|| "too much of it is encoded to check it all".to_owned())?;
        let inner = self.level(&piece.text, Some(piece.form), boundaries, depth - 1, budget)?;
        Ok(inner.into_iter().map(|c| Candidate { span: piece.source(&c.span), form: Some(piece.form), ..c }).collect())
    }

    /// For each rule with a keyword hit the stretches of text its pattern has to see.
    fn windows(&self, text: &[u8]) -> Vec<(usize, Vec<Range<usize>>)> {
        let prefilter = self.prefilter.get_or_init(|| Prefilter::new(&self.rules().collect::<Vec<_>>()));
        let mut windows: Vec<(usize, Vec<Range<usize>>)> = Vec::new();
        for (owners, hit) in prefilter.hits(text) {
            for &index in owners {
                let window = match self.rule(index).reach {
                    // One more byte to both sides, so that a match cannot be cut short by the window's edge.
                    // A keyword may be a context word, which stands that much farther off.
                    Some(reach) => {
                        let reach = reach + self.rule(index).context_window;
                        hit.end.saturating_sub(reach + 1)..(hit.start + reach + 1).max(hit.end).min(text.len())
                    }
                    None => 0..text.len(),
                };
                let slot = match windows.iter().position(|(i, _)| *i == index) {
                    Some(slot) => slot,
                    None => {
                        windows.push((index, Vec::new()));
                        windows.len() - 1
                    }
                };
                let list = &mut windows[slot].1;
                match list.last_mut() {
                    Some(last) if window.start <= last.end => {
                        last.start = last.start.min(window.start);
                        last.end = last.end.max(window.end);
                    }
                    _ => list.push(window),
                }
            }
        }
        windows.sort_by_key(|(index, _)| *index);
        windows
    }

    fn regex(&self, index: usize) -> Result<&Regex, String> {
        let rule = self.rule(index);
        self.compiled[index]
            .get_or_init(|| schema::compile(&rule.pattern))
            .as_ref()
            .map_err(|why| format!("rule `{}`: {why}", rule.id))
    }

    /// Adds the candidates of one window. Returns what is left of `budget`, the bytes that rejected matches may cost.
    fn matches<'d>(
        &'d self,
        index: usize,
        regex: &Regex,
        (text, boundaries): (&[u8], Boundaries),
        window: Range<usize>,
        found: &mut Vec<Candidate<'d>>,
        mut budget: usize,
    ) -> Result<usize, String> {
        let seen = &text[..window.end];
        let mut at = window.start;
        while at <= seen.len() {
            let Some(whole) = regex.find_at(seen, at) else { break };
            // Capturing is the slow engine; it runs on what has matched, if there is more to it than the secret.
            let secret = if self.rule(index).is_whole() {
                Some(whole.range())
            } else {
                regex.captures_at(&seen[..whole.end()], whole.start()).and_then(|c| Some(c.name("secret")?.range()))
            };
            let candidate =
                secret.and_then(|secret| self.judge(self.rule(index), (text, boundaries), whole.range(), secret));
            match candidate {
                Some(candidate) if boundaries == Boundaries::Kept => {
                    at = candidate.span.end.max(whole.start() + 1);
                    found.push(candidate);
                    if found.len() > MOST_FOUND {
                        return Err(format!("more than {MOST_FOUND} candidates are in it"));
                    }
                }
                // A rejected match may hide a good one that starts inside it, and one without boundaries the next key. Text
                // made of near misses would be read over and over; it ends as unchecked, not as a hang.
                other => {
                    found.extend(other);
                    at = whole.start() + 1;
                    let left = budget.checked_sub(whole.len() + 1);
                    budget = left.ok_or_else(|| "too many near misses of one kind to check them all".to_owned())?;
                }
            }
        }
        Ok(budget)
    }

    /// A match becomes a candidate, or not.
    fn judge<'d>(
        &'d self,
        rule: &'d Rule,
        (text, boundaries): (&[u8], Boundaries),
        whole: Range<usize>,
        span: Range<usize>,
    ) -> Option<Candidate<'d>> {
        let value = &text[span.clone()];
        let before = text[..span.start].last().copied().filter(|_| !ends_a_mark(&text[..span.start]));
        let after = text.get(span.end).copied();
        let inside = before.is_some_and(|b| in_class(&rule.left, b)) || after.is_some_and(|b| in_class(&rule.right, b));
        if inside && boundaries == Boundaries::Kept {
            return None;
        }
        if rule.spare.iter().any(|s| value.starts_with(s.as_bytes())) || !near_context(rule, text, &whole) {
            return None;
        }
        let (secret, confidence) = (Secret::new(value), rule.confidence);
        let mut candidate = Candidate { rule, span, secret, confidence, note: None, form: None };
        if let Some(check) = &rule.check {
            let input = shape::Input { text, span: candidate.span.clone(), now: self.now };
            let (verdict, effect) = match shape::run(&check.name, &input) {
                Verdict::Pass(proof) => (proof, check.pass),
                Verdict::Fail if boundaries == Boundaries::Ignored => (shape::Proof::default(), Effect::Keep),
                Verdict::Fail => (shape::Proof::default(), check.fail),
                Verdict::Weak => (shape::Proof::default(), Effect::Lower),
                Verdict::NotSecret => return None,
            };
            match effect {
                Effect::Drop => return None,
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
            // The fixed head says nothing: `sk_test_` is no reason to take a key for a test value.
            let head = rule.keywords.iter().filter(|k| value.starts_with(k.as_bytes())).map(|k| k.len()).max();
            let body = &value[head.unwrap_or(0)..];
            if placeholder::reason(body).is_some() || placeholder::entropy(body) < rule.min_entropy {
                return None;
            }
        }
        Some(candidate)
    }

    /// `text` with every candidate in it replaced: for paths, error messages and whatever else is printed.
    pub fn redact(&self, text: &[u8]) -> Vec<u8> {
        // Of overlapping candidates all: the one that wins may end inside the next key.
        let Ok(found) = self.candidates(text, Boundaries::Ignored) else {
            return b"[not shown]".to_vec();
        };
        let mut spans: Vec<Range<usize>> = found.into_iter().map(|c| c.span).collect();
        spans.sort_by_key(|span| span.start);
        let mut out = Vec::with_capacity(text.len());
        let mut at = 0;
        for span in spans {
            if span.start >= at {
                out.extend_from_slice(&text[at..span.start]);
                out.extend_from_slice(b"[redacted]");
            }
            at = at.max(span.end);
        }
        out.extend_from_slice(&text[at..]);
        out
    }
}

/// Where candidates overlap, one stays: the stated winner, else the surer, else the longer, else the earlier rule.
fn settle(mut found: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    found.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
    let mut kept: Vec<Candidate<'_>> = Vec::new();
    'next: for candidate in found {
        while let Some(last) = kept.last() {
            if candidate.span.start >= last.span.end {
                break;
            }
            if wins(&candidate, last) {
                kept.pop();
            } else {
                continue 'next;
            }
        }
        kept.push(candidate);
    }
    kept
}

fn wins(new: &Candidate<'_>, old: &Candidate<'_>) -> bool {
    if new.rule.beats(old.rule) {
        return true;
    }
    if old.rule.beats(new.rule) {
        return false;
    }
    (new.confidence, new.span.len()) > (old.confidence, old.span.len())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod traps;
