//! From text to candidates: prefilter, pattern around the hit, boundaries, check, placeholder, context; then the same for
//! the encoded parts of that text.

mod beside;
mod boundaries;
mod budget;
mod candidate;
mod error;
mod found;
mod glued;
mod lengths;
mod redact;
mod resolve_overlaps;
mod scope;
mod sqlite_row;
mod takeover;
mod validate;
mod windows;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use akguard_common::bytes;
use akguard_rules::pattern::{self, Form};
use akguard_rules::required_run::Run;
use regex::bytes::Regex;

use self::boundaries::{Boundaries, is_inside};
use self::budget::Budget;
pub use self::candidate::Candidate;
pub(crate) use self::error::MAX_CANDIDATES;
pub use self::error::ScanError;
use self::found::{FoundCandidates, side_by_side};
use self::resolve_overlaps::resolve_overlaps;
use self::scope::Scope;
use self::windows::Windows;
use super::decode::{self, DecodedText, EncodedFile};
use super::encoding::BlobType;
use super::file_class::FileClass;
use super::heuristics::{HeuristicMatch, HeuristicScan, is_bundled};
use super::place::Place;
use super::prefilter::{self, UserKeywords};
use super::rule::{Check, CheckName, Confidence, Effect, Heuristic, Hint, Rule, Severity};
use super::validators;
use crate::secret::Secret;

// `RULES`, `ENABLED` and `FINDERS`: `build.rs` writes them from `crates/rules/data` (see `akguard_rules::tables`).
include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// A rule's pattern; compiled when it is first needed.
type Compiled = OnceLock<Result<Regex, ScanError>>;

/// The rules in force, ready to scan. Patterns are compiled when first needed, once per process.
pub struct Detector {
    /// The user's own rules. By index they follow the built-in ones.
    own: Vec<Rule>,
    /// Which rules are switched on, by index.
    on: Vec<bool>,
    compiled: OnceLock<Box<[Compiled]>>,
    /// The rules that a heuristic runs in place of a pattern, by index.
    finders: Vec<usize>,
    /// The prefilter of the user's own rules, if there are any.
    own_keywords: Option<UserKeywords>,
    /// Seconds since 1970, for expiry dates inside tokens.
    now: i64,
}

impl Detector {
    /// The built-in rules and the user's own, except those that are off by default.
    pub fn new(own: Vec<Rule>, now: i64) -> Self {
        let on = ENABLED.iter().copied().chain(own.iter().map(|rule| rule.enabled)).collect();
        Self::from_switches(own, now, on)
    }

    /// The same, with the rules for which `on` returns true.
    pub fn with(own: Vec<Rule>, now: i64, on: impl Fn(&Rule) -> bool) -> Self {
        let on = RULES.iter().chain(&own).map(on).collect();
        Self::from_switches(own, now, on)
    }

    fn from_switches(own: Vec<Rule>, now: i64, on: Vec<bool>) -> Self {
        let own_keywords = (!own.is_empty()).then(|| UserKeywords::new(&own));
        // A user's rule has no heuristic.
        let mut finders = FINDERS.to_vec();
        finders.retain(|index| on[*index]);
        Self { own, on, compiled: OnceLock::new(), finders, own_keywords, now }
    }

    /// The built-in rules, in the order of their files.
    pub fn built_in() -> &'static [Rule] {
        &RULES
    }

    /// The user's own rules.
    pub fn own(&self) -> &[Rule] {
        &self.own
    }

    /// All rules in force: built-in ones first.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.in_force().map(|(_, rule)| rule)
    }

    fn in_force(&self) -> impl Iterator<Item = (usize, &Rule)> {
        RULES.iter().chain(&self.own).enumerate().filter(|(index, _)| self.on[*index])
    }

    fn rule(&self, index: usize) -> &Rule {
        RULES.get(index).unwrap_or_else(|| &self.own[index - RULES.len()])
    }

    /// How many patterns have been compiled so far. A text without any keyword needs none.
    pub fn compiled(&self) -> usize {
        let Some(patterns) = self.compiled.get() else { return 0 };
        patterns.iter().map(|pattern| usize::from(pattern.get().is_some())).sum()
    }

    /// All candidates in `text`, in its order; of those that overlap one is kept.
    ///
    /// # Errors
    /// The text would cost too much work, or a pattern does not compile (`build.rs` and the config reader have compiled each
    /// pattern before, so that is not expected). The text counts as unchecked.
    pub fn scan(&self, text: &[u8], class: FileClass) -> Result<Vec<Candidate<'_>>, ScanError> {
        self.scan_part(text, class, BlobType::Text)
    }

    /// As [`Detector::scan`], for a text that is all or a part of a blob, in one of its decodings.
    ///
    /// # Errors
    /// As there.
    pub fn scan_part(
        &self,
        text: &[u8],
        class: FileClass,
        blob_type: BlobType,
    ) -> Result<Vec<Candidate<'_>>, ScanError> {
        self.scan_with_files(text, class, blob_type, &mut Vec::new())
    }

    /// As [`Detector::scan_part`]. Encoded content that is not text, such as a gzip file in base64, is added to `files`.
    ///
    /// # Errors
    /// As there.
    pub fn scan_with_files(
        &self,
        text: &[u8],
        class: FileClass,
        blob_type: BlobType,
        files: &mut Vec<EncodedFile>,
    ) -> Result<Vec<Candidate<'_>>, ScanError> {
        let scope = Scope { text, blob_type, boundaries: Boundaries::Kept };
        let mut budget = Budget::new(text.len());
        let found = self.level(scope, None, class, decode::DEPTH, &mut budget)?;
        files.append(&mut budget.files);
        Ok(resolve_overlaps(found))
    }

    /// As [`Detector::scan`], with the candidates of some rules only.
    pub(crate) fn scan_by(
        &self,
        text: &[u8],
        class: FileClass,
        counts: impl Fn(&Rule) -> bool,
    ) -> Result<Vec<Candidate<'_>>, ScanError> {
        let scope = Scope { text, blob_type: BlobType::Text, boundaries: Boundaries::Kept };
        let mut found = self.candidates(scope, class)?;
        found.retain(|c| counts(c.rule));
        Ok(resolve_overlaps(found))
    }

    /// All candidates, overlapping ones too.
    fn candidates(&self, scope: Scope<'_>, class: FileClass) -> Result<Vec<Candidate<'_>>, ScanError> {
        let mut budget = Budget::new(scope.text.len());
        self.level(scope, None, class, decode::DEPTH, &mut budget)
    }

    /// The candidates in the text itself, and those in its encoded parts, up to `depth` levels. `form` is the encoding that the
    /// text was decoded from.
    fn level<'d>(
        &'d self,
        scope: Scope<'_>,
        form: Option<&str>,
        class: FileClass,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<Vec<Candidate<'d>>, ScanError> {
        let mut found = self.level_as_written(scope, class, budget)?;
        if depth == 0 {
            return Ok(found);
        }
        let mut failed = None;
        decode::pieces(scope.text, form, &mut |decoded| {
            if decoded.is_file() {
                budget.files.push(decoded.into_file());
                return;
            }
            if failed.is_some() {
                return;
            }
            match self.decoded(scope, &decoded, class, depth, budget) {
                Ok(inner) => found.extend(inner),
                Err(error) => failed = Some(error),
            }
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(found),
        }
    }

    /// The candidates in the text itself, without its encoded parts.
    fn level_as_written<'d>(
        &'d self,
        scope: Scope<'_>,
        class: FileClass,
        budget: &mut Budget,
    ) -> Result<Vec<Candidate<'d>>, ScanError> {
        let mut out = FoundCandidates::default();
        let hits = self.hits(scope, class)?;
        for (index, windows) in hits.windows.sorted() {
            for window in self.rule(index).narrowed(scope.text, windows) {
                self.matches(index, scope, window, &mut out, budget)?;
            }
        }
        self.following(scope, &mut out, budget)?;
        let FoundCandidates { candidates: mut found, adjacent } = out;
        found.extend(side_by_side(&found, adjacent));
        let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let non_secrets = std::mem::take(&mut budget.non_secrets);
        let is_non_secret = |found: &Range<usize>| non_secrets.iter().any(|span| overlap(span, found));
        found.retain(|candidate| !candidate.rule.fallback || !is_non_secret(&candidate.span));
        for heuristic in hits.heuristics {
            if !is_non_secret(&heuristic.span) {
                found.extend(self.candidate_of_heuristic(scope.text, heuristic));
            }
        }
        Ok(found)
    }

    /// The candidates in a decoded part of the text of `outer`, with the spans that they came from.
    fn decoded<'d>(
        &'d self,
        outer: Scope<'_>,
        decoded: &DecodedText,
        class: FileClass,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<Vec<Candidate<'d>>, ScanError> {
        let left = budget.decoded.checked_sub(decoded.text.len());
        budget.decoded = left.ok_or(ScanError::TooMuchEncoded)?;
        let first = budget.files.len();
        let scope = Scope { text: &decoded.text, blob_type: BlobType::Text, boundaries: outer.boundaries };
        let mut inner = self.level(scope, Some(decoded.form), class, depth - 1, budget)?;
        for file in &mut budget.files[first..] {
            file.span = decoded.source(&file.span);
        }
        // Heuristics do not count in a bundle or a source map, encoded or not.
        let is_heuristic = |c: &Candidate<'_>| c.rule.finder.is_some();
        let whole = decoded.source(&(0..decoded.text.len()));
        let is_bundled = inner.iter().any(is_heuristic) && is_bundled(outer.text, &whole, class);
        inner.retain(|c| c.span.start >= decoded.lead && !(is_bundled && is_heuristic(c)));
        for candidate in &mut inner {
            candidate.span = decoded.source(&candidate.span);
            candidate.form = Some(decoded.form);
            candidate.name = None;
        }
        Ok(inner)
    }

    /// For each rule with a keyword hit the windows of the text that its pattern has to see, and the heuristics' matches.
    fn hits(&self, scope: Scope<'_>, class: FileClass) -> Result<Hits, ScanError> {
        let text = scope.text;
        let mut windows = Windows::default();
        let mut add = |index: usize, rule: &Rule, hit: &Range<usize>| {
            let inside = rule.form.begins && scope.keeps_boundaries() && is_inside(&rule.left, scope.before(hit.start));
            if !inside || rule.may_begin_inside(scope, hit.start) {
                windows.add(index, rule.window(hit, text.len()));
            }
        };
        let mut heuristics = HeuristicScan::new(text, class);
        prefilter::hits(text, |owners, hit| {
            for owner in owners {
                let index = usize::from(*owner);
                if !self.on[index] {
                    continue;
                }
                match RULES[index].finder {
                    Some(finder) => heuristics.hit(finder, &hit),
                    None => add(index, &RULES[index], &hit),
                }
            }
        });
        for (owners, hit) in self.own_keywords.iter().flat_map(|own| own.hits(text)) {
            for owner in owners {
                let index = RULES.len() + owner;
                if self.on[index] {
                    add(index, &self.own[*owner], &hit);
                }
            }
        }
        let heuristics = heuristics.finish();
        if heuristics.len() > MAX_CANDIDATES {
            return Err(ScanError::TooManyCandidates);
        }
        Ok(Hits { windows, heuristics })
    }

    /// A heuristic's match as a candidate of its rule.
    fn candidate_of_heuristic(&self, text: &[u8], found: HeuristicMatch) -> Option<Candidate<'_>> {
        let rule = self.finders.iter().map(|index| self.rule(*index)).find(|rule| rule.finder == Some(found.finder))?;
        let written = &text[found.span.clone()];
        // The secret of a Basic header is its password, because no output may show that.
        let plain = if found.finder == Heuristic::Basic { validators::basic(written) } else { None };
        let password = plain.as_deref().and_then(|plain| Some(&plain[bytes::find(b':', plain)? + 1..]));
        let secret = Secret::new(password.unwrap_or(written));
        let note = found.service.map(|service| service.name.to_owned());
        Some(Candidate {
            confidence: found.evidence.grade(Place::Plain)?.confidence(),
            note,
            name: found.name,
            evidence: Some(found.evidence),
            ..Candidate::new(rule, found.span, secret)
        })
    }

    /// The compiled pattern of a rule.
    fn regex(&self, index: usize) -> Result<&Regex, ScanError> {
        let rule = self.rule(index);
        let failed = |why: String| ScanError::Pattern { rule: rule.id.to_string(), why };
        self.compiled.get_or_init(|| self.on.iter().map(|_| OnceLock::new()).collect())[index]
            .get_or_init(|| pattern::compile(&rule.pattern).map_err(|why| failed(why.to_string())))
            .as_ref()
            .map_err(Clone::clone)
    }
}

/// What the keywords of a text lead to.
struct Hits {
    /// The windows that patterns have to see.
    windows: Windows,
    /// What the heuristics have found.
    heuristics: Vec<HeuristicMatch>,
}

#[cfg(test)]
mod false_positives;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unknown;
