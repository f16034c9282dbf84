//! From text to candidates: prefilter, pattern around the hit, boundaries, check, placeholder, context; then the same
//! for what is written in another form in that text.

mod beside;
mod boundaries;
mod budget;
mod candidate;
mod found;
mod glued;
mod lengths;
mod record;
mod redact;
mod resolve_overlaps;
mod scope;
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
use self::found::{Found, side_by_side};
use self::resolve_overlaps::resolve_overlaps;
use self::scope::Scope;
use self::windows::Windows;
use super::decode::{self, EncodedFile, Piece};
use super::encoding::BlobType;
use super::file_class::FileClass;
use super::heuristics::{Generic, HeuristicMatch, is_bundled};
use super::place::Place;
use super::prefilter::{self, UserKeywords};
use super::rule::{Check, Confidence, Effect, Heuristic, Hint, Rule, Severity};
use super::validators;
use crate::secret::Secret;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// More candidates than this in one text are not listed but named as too many.
const MAX_FOUND: usize = 100_000;

/// A rule's pattern, once it has been needed.
type Compiled = OnceLock<Result<Regex, String>>;

/// The rules in force, ready to scan. Patterns are compiled when first needed, once per process.
pub struct Detector {
    own: Vec<Rule>,
    /// Which rules are looked for, by index.
    on: Vec<bool>,
    compiled: OnceLock<Box<[Compiled]>>,
    /// Those rules that a finder stands for.
    finders: Vec<usize>,
    /// The prefilter of the user's own rules, if there are any.
    own_keywords: Option<UserKeywords>,
    /// Seconds since 1970, for expiry dates inside tokens.
    now: i64,
}

impl Detector {
    /// The built-in rules and the user's own, but those that are off by default.
    pub fn new(own: Vec<Rule>, now: i64) -> Self {
        let on = ENABLED.iter().copied().chain(own.iter().map(|rule| rule.enabled)).collect();
        Self::of(own, now, on)
    }

    /// The same with a choice of one's own: only rules that are `on` are looked for.
    pub fn with(own: Vec<Rule>, now: i64, on: impl Fn(&Rule) -> bool) -> Self {
        let on = RULES.iter().chain(&own).map(on).collect();
        Self::of(own, now, on)
    }

    fn of(own: Vec<Rule>, now: i64, on: Vec<bool>) -> Self {
        let own_keywords = (!own.is_empty()).then(|| UserKeywords::new(&own));
        // Users' rules have none.
        let finders = FINDERS.iter().copied().filter(|index| on[*index]).collect();
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

    /// How many patterns have been compiled so far: none for a text in which no keyword stands.
    pub fn compiled(&self) -> usize {
        self.compiled.get().into_iter().flatten().filter(|pattern| pattern.get().is_some()).count()
    }

    /// All candidates in `text`, by place; overlapping ones are settled.
    ///
    /// # Errors
    /// The text would cost too much work, or a pattern does not compile (`build.rs` and the config reader have tried
    /// each pattern, so this is a second fence): the text counts as unchecked.
    pub fn scan(&self, text: &[u8], setting: FileClass) -> Result<Vec<Candidate<'_>>, String> {
        self.scan_part(text, setting, BlobType::Text)
    }

    /// As [`Detector::scan`], for a text that is all or a part of a blob, in one of its views.
    ///
    /// # Errors
    /// As there.
    pub fn scan_part(
        &self,
        text: &[u8],
        setting: FileClass,
        blob_type: BlobType,
    ) -> Result<Vec<Candidate<'_>>, String> {
        self.scan_with_files(text, setting, blob_type, &mut Vec::new())
    }

    /// As [`Detector::scan_part`]; `files` takes what is encoded in the text and is no text itself.
    ///
    /// # Errors
    /// As there.
    pub fn scan_with_files(
        &self,
        text: &[u8],
        setting: FileClass,
        blob_type: BlobType,
        files: &mut Vec<EncodedFile>,
    ) -> Result<Vec<Candidate<'_>>, String> {
        let scope = Scope { text, blob_type, boundaries: Boundaries::Kept };
        let mut budget = Budget::new(text.len());
        let found = self.level(scope, None, setting, decode::DEPTH, &mut budget)?;
        files.append(&mut budget.files);
        Ok(resolve_overlaps(found))
    }

    /// As [`Detector::scan`], with the candidates of some rules alone.
    pub(crate) fn scan_by(
        &self,
        text: &[u8],
        setting: FileClass,
        counts: impl Fn(&Rule) -> bool,
    ) -> Result<Vec<Candidate<'_>>, String> {
        let scope = Scope { text, blob_type: BlobType::Text, boundaries: Boundaries::Kept };
        let mut found = self.candidates(scope, setting)?;
        found.retain(|c| counts(c.rule));
        Ok(resolve_overlaps(found))
    }

    /// All candidates, overlapping ones too.
    fn candidates(&self, scope: Scope<'_>, setting: FileClass) -> Result<Vec<Candidate<'_>>, String> {
        let mut budget = Budget::new(scope.text.len());
        self.level(scope, None, setting, decode::DEPTH, &mut budget)
    }

    /// What stands in the text as it is, and what up to `depth` decoders find in it. `form` is what it was decoded from.
    fn level<'d>(
        &'d self,
        scope: Scope<'_>,
        form: Option<&str>,
        setting: FileClass,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<Vec<Candidate<'d>>, String> {
        let text = scope.text;
        let mut out = Found::default();
        let (windows, guesses) = self.hits(scope, setting)?;
        for (index, windows) in windows.sorted() {
            for window in self.rule(index).narrowed(text, windows) {
                self.matches(index, scope, window, &mut out, budget)?;
            }
        }
        self.following(scope, &mut out, budget)?;
        let Found { mut found, beside } = out;
        found.extend(side_by_side(&found, beside));
        let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let harmless = std::mem::take(&mut budget.harmless);
        let is_harmless = |found: &Range<usize>| harmless.iter().any(|span| overlap(span, found));
        found.retain(|candidate| !candidate.rule.fallback || !is_harmless(&candidate.span));
        let guesses = guesses.into_iter().filter(|guess| !is_harmless(&guess.span));
        found.extend(guesses.filter_map(|guess| self.guessed(text, guess)));
        if depth == 0 {
            return Ok(found);
        }
        let mut failed = None;
        decode::pieces(text, form, &mut |piece| {
            if piece.is_file() {
                budget.files.push(piece.into_file());
            } else if failed.is_none() {
                let inner = self.piece((text, &piece), (setting, scope.boundaries), depth, budget);
                inner.map_or_else(|why| failed = Some(why), |inner| found.extend(inner));
            }
        });
        failed.map_or(Ok(found), Err)
    }

    /// The candidates of a decoded piece, at the places in the text that they came from.
    fn piece<'d>(
        &'d self,
        (text, piece): (&[u8], &Piece),
        (setting, boundaries): (FileClass, Boundaries),
        depth: usize,
        budget: &mut Budget,
    ) -> Result<Vec<Candidate<'d>>, String> {
        let left = budget.decoded.checked_sub(piece.text.len());
        budget.decoded = left.ok_or_else(|| "too much of it is encoded to check it all".to_owned())?;
        let first = budget.files.len();
        let scope = Scope { text: &piece.text, blob_type: BlobType::Text, boundaries };
        let inner = self.level(scope, Some(piece.form), setting, depth - 1, budget)?;
        for file in &mut budget.files[first..] {
            file.span = piece.source(&file.span);
        }
        // What a bundle or a source map holds gives no guess, encoded or not.
        let is_guess = |c: &Candidate<'_>| c.rule.finder.is_some();
        let is_bundled = inner.iter().any(is_guess) && is_bundled(text, &piece.source(&(0..piece.text.len())), setting);
        let inner = inner.into_iter().filter(|c| c.span.start >= piece.lead && !(is_bundled && is_guess(c)));
        Ok(inner.map(|c| Candidate { span: piece.source(&c.span), form: Some(piece.form), name: None, ..c }).collect())
    }

    /// For each rule with a keyword hit the stretches of text its pattern has to see; and what the finders guess.
    fn hits(&self, scope: Scope<'_>, setting: FileClass) -> Result<(Windows, Vec<HeuristicMatch>), String> {
        let text = scope.text;
        let mut windows = Windows::default();
        let mut add = |index: usize, rule: &Rule, hit: &Range<usize>| {
            let inside = rule.form.begins && scope.is_kept() && is_inside(&rule.left, scope.before(hit.start));
            if !inside || rule.may_begin_inside(scope, hit.start) {
                windows.add(index, rule.window(hit, text.len()));
            }
        };
        let mut generic = Generic::new(text, setting);
        prefilter::hits(text, |owners, hit| {
            for index in owners.iter().map(|owner| usize::from(*owner)).filter(|index| self.on[*index]) {
                match RULES[index].finder {
                    Some(finder) => generic.hit(finder, &hit),
                    None => add(index, &RULES[index], &hit),
                }
            }
        });
        for (owners, hit) in self.own_keywords.iter().flat_map(|own| own.hits(text)) {
            for index in owners.iter().filter(|index| self.on[RULES.len() + **index]) {
                add(RULES.len() + index, &self.own[*index], &hit);
            }
        }
        let guesses = generic.finish();
        if guesses.len() > MAX_FOUND {
            return Err(format!("more than {MAX_FOUND} candidates are in it"));
        }
        Ok((windows, guesses))
    }

    /// A guess as a candidate of its finder's rule.
    fn guessed(&self, text: &[u8], guess: HeuristicMatch) -> Option<Candidate<'_>> {
        let rule = self.finders.iter().map(|index| self.rule(*index)).find(|rule| rule.finder == Some(guess.finder))?;
        let written = &text[guess.span.clone()];
        // Of a Basic header the password itself: that is what no output may show.
        let plain = if guess.finder == Heuristic::Basic { validators::basic(written) } else { None };
        let password = plain.as_deref().and_then(|plain| Some(&plain[bytes::find(b':', plain)? + 1..]));
        let secret = Secret::new(password.unwrap_or(written));
        let note = guess.service.map(|service| service.name.to_owned());
        Some(Candidate {
            confidence: guess.evidence.grade(Place::Plain)?.confidence(),
            note,
            name: guess.name,
            evidence: Some(guess.evidence),
            ..Candidate::new(rule, guess.span, secret)
        })
    }

    fn regex(&self, index: usize) -> Result<&Regex, String> {
        let rule = self.rule(index);
        self.compiled.get_or_init(|| self.on.iter().map(|_| OnceLock::new()).collect())[index]
            .get_or_init(|| pattern::compile(&rule.pattern))
            .as_ref()
            .map_err(|why| format!("rule `{}`: {why}", rule.id))
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
