//! From text to candidates: prefilter, pattern around the hit, boundaries, check, placeholder, context; then the same for
//! the encoded parts of that text.

mod beside;
mod boundaries;
mod budget;
mod candidate;
mod error;
mod found;
mod glued;
mod hits;
mod lengths;
mod levels;
mod redact;
mod resolve_overlaps;
mod scope;
mod sqlite_row;
mod starts;
mod takeover;
mod validate;
mod windows;

use std::borrow::Cow;
use std::sync::OnceLock;

use akguard_rules::pattern::{self, Form};
use akguard_rules::required_run::Run;
use regex::bytes::Regex;

use self::boundaries::Boundaries;
use self::budget::Budget;
pub use self::candidate::Candidate;
pub(crate) use self::error::MAX_CANDIDATES;
pub use self::error::ScanError;
use self::found::FoundCandidates;
use self::resolve_overlaps::resolve_overlaps;
use self::scope::Scope;
use super::decode::{self, EncodedFile};
use super::encoding::BlobType;
use super::file_class::FileClass;
use super::prefilter::UserKeywords;
use super::rule::{Check, CheckName, Confidence, Effect, Heuristic, Hint, Rule, Severity};

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

    /// Is the rule looked for in this text? What is printed is redacted by all rules.
    fn is_on(&self, index: usize, scope: Scope<'_>) -> bool {
        self.on[index] || scope.is_printed()
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

#[cfg(test)]
mod false_positives;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unknown;
