//! Values that touch a character of their own alphabet. In text such a value is a part of a longer word and does not count,
//! unless a checksum proves it. In binary content the neighbour may be the length of the value, the end of the value before
//! it or the start of the next one.

use std::ops::Range;

use super::scope::{Glued, Scope};
use super::validate::{Match, Outcome};
use super::{Budget, Candidate, Detector, lengths, sqlite_row};
use crate::randomness::is_drawn;
use crate::rule::{Confidence, Rule};
use crate::validators::{self, Verdict};
use crate::wild;

/// A checksum over a shorter value proves nothing, in bytes.
const MIN_COUNT: usize = 10;
/// A shorter prefix occurs by chance, in bytes.
const MIN_PREFIX: usize = 3;
/// A keyword inside of a word counts only before this many bytes without a blank.
const MIN_WORD: usize = 16;

impl Detector {
    /// Decides on a match that touches characters of its own alphabet.
    pub(super) fn glued_match<'d>(
        &'d self,
        scope: Scope<'_>,
        found: &Match<'d, '_>,
        glued: Glued,
        budget: &mut Budget,
    ) -> Outcome<'d> {
        // Symbol tables are full of names that contain some rule's prefix.
        let is_random = |candidate: &Candidate<'_>| {
            let value = candidate.secret.expose();
            is_drawn(&value[found.rule.form.prefix.min(value.len())..])
        };
        let stated = found.stated(scope, budget).map(|span| self.weigh(scope, found.rule, span));
        if let Some(Outcome::Secret(candidate)) = stated
            && (candidate.confidence == Confidence::Certain || is_random(&candidate))
        {
            return Outcome::Secret(candidate);
        }
        if let Some(candidate) = self.proven(scope, found, budget) {
            return Outcome::Secret(candidate);
        }
        let value = &scope.text[found.secret.clone()];
        if !found.has_prefix() || (glued.right && !found.has_one_length(scope.text)) {
            return Outcome::Unrelated;
        }
        let Outcome::Secret(candidate) = self.weigh(scope, found.rule, found.secret.clone()) else {
            return Outcome::Unrelated;
        };
        let is_recognised = !glued.left || stands_out(&value[..found.rule.form.prefix]);
        if scope.is_binary() && is_recognised && is_random(&candidate) {
            return Outcome::Secret(candidate);
        }
        Outcome::Adjacent(candidate, glued)
    }

    /// The longest part of the match, from its start on, that the rule's checksum proves.
    pub(super) fn proven<'d>(
        &'d self,
        scope: Scope<'_>,
        found: &Match<'d, '_>,
        budget: &mut Budget,
    ) -> Option<Candidate<'d>> {
        if !found.rule.has_checksum() {
            return None;
        }
        let check = found.rule.check.as_ref()?;
        let Range { start, end } = found.secret;
        let shortest = if found.is_whole() { found.rule.form.least.max(MIN_COUNT) } else { end - start };
        let spans = (shortest..=end - start).rev().map(|length| start..start + length);
        for span in spans {
            budget.misses = budget.misses.saturating_sub(span.len() / 8);
            let input = validators::Input { text: scope.text, span: span.clone(), now: self.now };
            let passes = matches!(validators::run(check.name, &input), Verdict::Pass(_));
            if passes && (span.end == end || found.fits(scope.text, span.len())) {
                return match self.weigh(scope, found.rule, span) {
                    Outcome::Secret(candidate) if candidate.confidence == Confidence::Certain => Some(candidate),
                    _ => None,
                };
            }
        }
        None
    }
}

impl Match<'_, '_> {
    /// Is the secret the whole match?
    fn is_whole(&self) -> bool {
        self.whole == self.secret
    }

    /// Is its prefix enough to say where it begins?
    fn has_prefix(&self) -> bool {
        self.is_whole() && self.rule.form.prefix >= MIN_PREFIX && self.rule.context.is_empty()
    }

    /// Would the pattern match exactly `length` bytes here?
    fn fits(&self, text: &[u8], length: usize) -> bool {
        if !self.is_whole() {
            return false;
        }
        let span = self.secret.start..self.secret.start + length;
        let Some(seen) = text.get(..span.end) else { return false };
        self.regex.find_at(seen, span.start).is_some_and(|found| found.range() == span)
    }

    /// Would the pattern match nothing that is one byte shorter?
    fn has_one_length(&self, text: &[u8]) -> bool {
        self.is_whole() && !self.fits(text, self.secret.len() - 1)
    }

    /// The span of a value that nothing touches. A length before the value may say that it is shorter than the match: then
    /// the rest belongs to what follows.
    pub(super) fn stated_span(&self, scope: Scope<'_>) -> Range<usize> {
        let Range { start, end } = self.secret;
        let before = scope.before(start);
        // A quote or an `=` is no length.
        let is_number = before.last().is_some_and(|byte| !matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r'));
        if !is_number || !self.is_whole() || !scope.holds_numbers(&self.secret) {
            return start..end;
        }
        let lengths = lengths::plain(before);
        if lengths.contains(&(end - start)) {
            return start..end;
        }
        match lengths.into_iter().find(|length| *length < end - start && self.fits(scope.text, *length)) {
            Some(length) => start..start + length,
            None => start..end,
        }
    }

    /// The span of a value that touches its neighbours, by the length that the file format states.
    fn stated(&self, scope: Scope<'_>, budget: &mut Budget) -> Option<Range<usize>> {
        if !self.is_whole() || !scope.holds_numbers(&self.secret) {
            return None;
        }
        let start = self.secret.start;
        let mut stated = lengths::stated(scope.before(start));
        if scope.is_binary() {
            budget.misses = budget.misses.saturating_sub(sqlite_row::MAX_DISTANCE);
            stated.extend(sqlite_row::column(scope.text, start));
        }
        stated.retain(|length| self.fits(scope.text, *length));
        // Several lengths may fit a pattern of varying length. One that ends where something else begins is best.
        let ends = |length: &&usize| !scope.is_glued_after(self.rule, start + **length);
        let length = stated.iter().find(ends).or(stated.first())?;
        Some(start..start + length)
    }
}

impl Rule {
    /// The length of the keyword that the value begins with, if it begins with one.
    pub(super) fn head(&self, value: &[u8]) -> Option<usize> {
        self.keywords.iter().filter_map(|keyword| wild::head(keyword, value)).max()
    }

    /// Does its check prove every byte of a value?
    pub(super) fn has_checksum(&self) -> bool {
        self.check.as_ref().is_some_and(|check| validators::is_checksum(check.name))
    }

    /// Is one of its keywords at this offset?
    pub(super) fn begins_at(&self, text: &[u8], at: usize) -> bool {
        let is_here =
            |keyword: &[u8]| text.get(at..at + keyword.len()).is_some_and(|here| here.eq_ignore_ascii_case(keyword));
        let begins = |keyword: &[u8]| is_here(keyword) || wild::head_in_any_case(keyword, &text[at..]).is_some();
        self.keywords.iter().any(|keyword| begins(keyword.as_bytes()))
    }

    /// May a value of this rule, which begins with its keyword, begin inside of a word? This runs for every keyword inside of
    /// a word, so the cheap test comes first: most keywords there are a part of a name.
    pub(super) fn may_begin_inside(&self, scope: Scope<'_>, at: usize) -> bool {
        if !scope.text[at..].iter().take(MIN_WORD).all(u8::is_ascii_graphic) {
            return false;
        }
        let longest = self.form.reach.unwrap_or(0).max(MIN_WORD);
        let end = at + scope.text[at..].iter().take(longest).take_while(|byte| byte.is_ascii_graphic()).count();
        scope.is_binary() || self.has_checksum() || scope.holds_numbers(&(at..end))
    }
}

/// Has the prefix a character that is no letter and no digit? Any four letters occur by chance in long base64 and in tables
/// of names.
fn stands_out(prefix: &[u8]) -> bool {
    prefix.iter().any(|byte| !byte.is_ascii_alphanumeric())
}
