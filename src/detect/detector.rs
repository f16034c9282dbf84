//! From text to candidates: prefilter, pattern around the hit, boundaries, check, placeholder, context.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem;
use regex::bytes::Regex;

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
}

/// Must a match stand free of its own alphabet? In what is printed it need not: `x-<key>.txt` shows the key too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Boundaries {
    Kept,
    Ignored,
}

/// What rejected matches may cost in one text: so many bytes, and so many for each byte of it.
const LEAST_BUDGET: usize = 32 << 20;
const BUDGET_PER_BYTE: usize = 32;

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
    /// A pattern that does not compile: the text counts as unchecked. (`build.rs` and the config reader have tried
    /// each pattern, so this is a second fence.)
    pub fn scan(&self, text: &[u8]) -> Result<Vec<Candidate<'_>>, String> {
        self.scan_by(text, Boundaries::Kept)
    }

    fn scan_by(&self, text: &[u8], boundaries: Boundaries) -> Result<Vec<Candidate<'_>>, String> {
        let mut found = Vec::new();
        let mut budget = LEAST_BUDGET + BUDGET_PER_BYTE * text.len();
        for (index, windows) in self.windows(text) {
            let regex = self.regex(index)?;
            for window in windows {
                budget = self.matches(index, regex, (text, boundaries), window, &mut found, budget)?;
            }
        }
        Ok(settle(found))
    }

    /// For each rule with a keyword hit the stretches of text its pattern has to see.
    fn windows(&self, text: &[u8]) -> Vec<(usize, Vec<Range<usize>>)> {
        let prefilter = self.prefilter.get_or_init(|| Prefilter::new(&self.rules().collect::<Vec<_>>()));
        let mut windows: Vec<(usize, Vec<Range<usize>>)> = Vec::new();
        for (owners, hit) in prefilter.hits(text) {
            for &index in owners {
                let window = match self.rule(index).reach {
                    // One more byte to both sides, so that a match cannot be cut short by the window's edge.
                    Some(reach) => {
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
                Some(candidate) => {
                    at = candidate.span.end.max(whole.start() + 1);
                    found.push(candidate);
                }
                // A rejected match may hide a good one that starts inside it. Text made of near misses would be read
                // over and over; it ends as unchecked, not as a hang.
                None => {
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
        let mut candidate =
            Candidate { rule, span, secret: Secret::new(value), confidence: rule.confidence, note: None };
        if let Some(check) = &rule.check {
            let input = shape::Input { text, span: candidate.span.clone(), now: self.now };
            let (verdict, effect) = match shape::run(&check.name, &input) {
                Verdict::Pass(proof) => (proof, check.pass),
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
        if candidate.confidence < Confidence::Certain {
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
        let Ok(candidates) = self.scan_by(text, Boundaries::Ignored) else {
            return b"[not shown]".to_vec();
        };
        let mut out = Vec::with_capacity(text.len());
        let mut at = 0;
        for candidate in candidates {
            if candidate.span.start >= at {
                out.extend_from_slice(&text[at..candidate.span.start]);
                out.extend_from_slice(b"[redacted]");
                at = candidate.span.end;
            }
        }
        out.extend_from_slice(&text[at..]);
        out
    }
}

/// Does the text before a match end with something that only looks like a part of a word: an escape (`\n`, `\u0022`,
/// `%3D`), a terminal's colour code, `${VAR:-`, or the `+` or `-` of a patch?
fn ends_a_mark(before: &[u8]) -> bool {
    let hex = |from: usize| before.len() >= from && before[before.len() - from..].iter().all(u8::is_ascii_hexdigit);
    let at = |from: usize, mark: &[u8]| before.len() >= from && before[before.len() - from..].starts_with(mark);
    match before {
        [.., b'\\', b'n' | b'r' | b't' | b'f' | b'b' | b'v' | b'0'] | [.., b':', b'-' | b'+' | b'='] => true,
        [.., b'\n', b'+' | b'-'] | [b'+' | b'-'] => true,
        [.., b'm'] => {
            let code = before[..before.len() - 1].iter().rposition(|b| !(b.is_ascii_digit() || *b == b';'));
            code.is_some_and(|i| before[i] == b'[')
        }
        _ => (hex(2) && (at(3, b"%") || at(4, b"\\x"))) || (hex(4) && at(6, b"\\u")),
    }
}

/// Does one of the rule's context words stand near the match?
fn near_context(rule: &Rule, text: &[u8], whole: &Range<usize>) -> bool {
    if rule.context.is_empty() {
        return true;
    }
    let from = whole.start.saturating_sub(rule.context_window);
    let to = (whole.end + rule.context_window).min(text.len());
    let near = text[from..to].to_ascii_lowercase();
    rule.context.iter().any(|word| memmem::find(&near, word.to_ascii_lowercase().as_bytes()).is_some())
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
mod tests {
    use super::*;
    use crate::detect::sample::expand;

    const SEEDS: std::ops::Range<u64> = 0..3;

    fn detector() -> Detector {
        Detector::new(Vec::new(), 1_790_000_000)
    }

    #[test]
    fn every_positive_sample_is_found_by_its_own_rule_and_no_other() {
        let detector = detector();
        for rule in detector.rules() {
            for (template, seed) in rule.positive.iter().flat_map(|t| SEEDS.map(move |s| (t, s))) {
                let text = expand(template, seed);
                let found = detector.scan(text.as_bytes()).unwrap();
                let ids: Vec<&str> = found.iter().map(|c| c.rule.id.as_ref()).collect();
                assert!(ids.contains(&rule.id.as_ref()), "{}: not found in {template} (seed {seed}): {ids:?}", rule.id);
                let folded = text.to_ascii_lowercase();
                assert!(
                    rule.keywords.iter().any(|k| folded.contains(&k.to_ascii_lowercase())),
                    "{}: no keyword",
                    rule.id
                );
            }
        }
    }

    #[test]
    fn no_negative_sample_is_found_by_any_rule() {
        let detector = detector();
        for rule in detector.rules() {
            for (template, seed) in rule.negative.iter().flat_map(|t| SEEDS.map(move |s| (t, s))) {
                let found = detector.scan(expand(template, seed).as_bytes()).unwrap();
                assert!(found.is_empty(), "{}: {template} (seed {seed}) is found by {}", rule.id, found[0].rule.id);
            }
        }
    }

    #[test]
    fn a_match_is_found_wherever_the_window_ends() {
        let detector = detector();
        let token = expand("sk-ant-api03-{b64url:86}{anthropic-tail}", 7);
        for padding in [0, 1, 50, 139, 140, 141, 5000] {
            for (left, right) in [(padding, 0), (0, padding), (padding, padding)] {
                let text = format!("{} {token} {}", "#".repeat(left), "#".repeat(right));
                let found = detector.scan(text.as_bytes()).unwrap();
                assert_eq!(found.len(), 1);
                assert_eq!(found[0].span, left + 1..left + 1 + token.len());
            }
        }
    }

    #[test]
    fn neighbours_and_escaped_line_ends() {
        let detector = detector();
        let token = expand("gsk_{alnum:20}WGdyb3FY{alnum:24}", 7);
        let ids = |text: String| detector.scan(text.as_bytes()).unwrap().len();
        assert_eq!(ids(token.clone()), 1);
        assert_eq!(ids(format!("x{token}")), 0, "a longer word");
        assert_eq!(ids(format!("{token}x")), 0, "a longer word");
        assert_eq!(ids(format!("{{\"a\": \"x\\n{token}\\n\"}}")), 1, "behind an escaped line end");
        assert_eq!(ids(format!("{token} {token}")), 2);
        let aiza = expand("AIzaSyD{alnum:32}", 7);
        for mark in ["%3D", "%22", "\\u0022", "\\x22", "\u{1b}[32m", "\\e[0m", "\\f", "${VAR:-", "x\n+", "x\n-", "-"] {
            assert_eq!(ids(format!("{mark}{token}")), 1, "behind {mark:?}");
            assert_eq!(ids(format!("{mark}{aiza}")), 1, "behind {mark:?}");
        }
    }

    #[test]
    fn text_made_of_near_misses_is_unchecked() {
        let near = format!("{}.{}.{}", "eyJ".repeat(660), "eyJ".repeat(2000), "A".repeat(400));
        assert!(detector().scan(near.repeat(30).as_bytes()).unwrap_err().contains("near misses"));
        let begins = "-----BEGIN RSA PRIVATE KEY-----\n".repeat(10_000);
        assert!(detector().scan(begins.as_bytes()).unwrap().is_empty());
    }

    #[test]
    fn redaction_leaves_nothing() {
        let token = expand("sk-ant-api03-{b64url:86}{anthropic-tail}", 7);
        let out = detector().redact(format!("dir/{token}/file").as_bytes());
        assert_eq!(out, b"dir/[redacted]/file");
        let groq = expand("gsk_{alnum:20}WGdyb3FY{alnum:24}", 7);
        assert_eq!(detector().redact(format!("x-{groq}9.txt").as_bytes()), b"x-[redacted]9.txt");
    }

    #[test]
    fn user_rules_without_a_bound_see_the_whole_text() {
        let def = toml::from_str::<schema::RuleDef>(
            "id='own'\ntitle='own'\nseverity='high'\nkeywords=['own_']\npattern='own_(?P<secret>[a-z0-9]+)$'\nleft=''\n",
        );
        let rule = Rule::from_def(def.unwrap()).unwrap();
        assert_eq!(rule.reach, None);
        let detector = Detector::new(vec![rule], 0);
        assert_eq!(detector.scan(b"own_k3xq9 and own_k4m8w2").unwrap().len(), 1);
    }
}
