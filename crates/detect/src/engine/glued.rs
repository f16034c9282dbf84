//! Values that touch a character of their own alphabet. In text they are a part of a longer word and nothing of their own,
//! unless a checksum proves them. In binary content the neighbour may be the length of the value, the end of the value
//! before it or the begin of the next.

use std::ops::Range;

use super::scope::{Glued, Scope};
use super::validate::{Judgement, Match};
use super::{Budget, Candidate, Detector, lengths, record};
use crate::randomness::is_drawn;
use crate::rule::{Confidence, Rule};
use crate::validators::{self, Verdict};
use crate::wild;

/// A shorter value proves nothing, in bytes.
const MIN_COUNT: usize = 10;
/// A shorter prefix says nothing, in bytes.
const PREFIX: usize = 3;
/// So much without a blank has to follow a keyword that begins inside of a word, in bytes.
const STRETCH: usize = 16;

impl Detector {
    /// What a match is that is glued to what stands beside it.
    pub(super) fn part<'d>(
        &'d self,
        scope: Scope<'_>,
        found: &Match<'d, '_>,
        glued: Glued,
        budget: &mut Budget,
    ) -> Judgement<'d> {
        // Symbol tables are full of names that some prefix stands in.
        let is_random = |candidate: &Candidate<'_>| {
            let value = candidate.secret.expose();
            is_drawn(&value[found.rule.form.prefix.min(value.len())..])
        };
        let stated = found.stated(scope, budget).map(|span| self.weigh(scope, found.rule, span));
        if let Some(Judgement::Is(candidate)) = stated
            && (candidate.confidence == Confidence::Certain || is_random(&candidate))
        {
            return Judgement::Is(candidate);
        }
        if let Some(candidate) = self.proven(scope, found, budget) {
            return Judgement::Is(candidate);
        }
        let value = &scope.text[found.secret.clone()];
        if !found.has_prefix() || (glued.right && !found.has_one_length(scope.text)) {
            return Judgement::Other;
        }
        let Judgement::Is(candidate) = self.weigh(scope, found.rule, found.secret.clone()) else {
            return Judgement::Other;
        };
        let is_told = !glued.left || stands_out(&value[..found.rule.form.prefix]);
        if scope.is_binary() && is_told && is_random(&candidate) {
            return Judgement::Is(candidate);
        }
        Judgement::Beside(candidate, glued)
    }

    /// The match, or as much of it from its start on as the rule's checksum proves.
    pub(super) fn proven<'d>(
        &'d self,
        scope: Scope<'_>,
        found: &Match<'d, '_>,
        budget: &mut Budget,
    ) -> Option<Candidate<'d>> {
        let check = found.rule.check.as_ref().filter(|_| found.rule.has_checksum())?;
        let Range { start, end } = found.secret;
        let shortest = if found.is_whole() { found.rule.form.least.max(MIN_COUNT) } else { end - start };
        let spans = (shortest..=end - start).rev().map(|length| start..start + length);
        for span in spans {
            budget.misses = budget.misses.saturating_sub(span.len() / 8);
            let input = validators::Input { text: scope.text, span: span.clone(), now: self.now };
            let passes = matches!(validators::run(&check.name, &input), Verdict::Pass(_));
            if passes && (span.end == end || found.fits(scope.text, span.len())) {
                return match self.weigh(scope, found.rule, span) {
                    Judgement::Is(candidate) if candidate.confidence == Confidence::Certain => Some(candidate),
                    _ => None,
                };
            }
        }
        None
    }
}

impl Match<'_, '_> {
    /// Is the secret all that matched?
    fn is_whole(&self) -> bool {
        self.whole == self.secret
    }

    /// Does its prefix alone say where it begins?
    fn has_prefix(&self) -> bool {
        self.is_whole() && self.rule.form.prefix >= PREFIX && self.rule.context.is_empty()
    }

    /// Do so many bytes match, no fewer and no more?
    fn fits(&self, text: &[u8], length: usize) -> bool {
        let span = self.secret.start..self.secret.start + length;
        let seen = text.get(..span.end).filter(|_| self.is_whole());
        seen.and_then(|seen| self.regex.find_at(seen, span.start)).is_some_and(|found| found.range() == span)
    }

    /// The pattern would match nothing shorter here.
    fn has_one_length(&self, text: &[u8]) -> bool {
        self.is_whole() && !self.fits(text, self.secret.len() - 1)
    }

    /// Where a value that nothing touches ends: a number before it may say that what follows has grown onto it.
    pub(super) fn said(&self, scope: Scope<'_>) -> Range<usize> {
        let Range { start, end } = self.secret;
        let before = scope.before(start);
        // A quote or an `=` is no number.
        let is_number = before.last().is_some_and(|byte| !matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r'));
        if !is_number || !self.is_whole() || !scope.holds_numbers(&self.secret) {
            return start..end;
        }
        let said = lengths::plain(before);
        if said.contains(&(end - start)) {
            return start..end;
        }
        said.into_iter()
            .find(|n| *n < end - start && self.fits(scope.text, *n))
            .map_or(start..end, |n| start..start + n)
    }

    /// The value by the length that its format states.
    fn stated(&self, scope: Scope<'_>, budget: &mut Budget) -> Option<Range<usize>> {
        if !self.is_whole() || !scope.holds_numbers(&self.secret) {
            return None;
        }
        let start = self.secret.start;
        let mut stated = lengths::stated(scope.before(start));
        if scope.is_binary() {
            budget.misses = budget.misses.saturating_sub(record::FARTHEST);
            stated.extend(record::column(scope.text, start));
        }
        stated.retain(|length| self.fits(scope.text, *length));
        // Several may fit a kind whose length varies: best is one behind which something else begins.
        let ends = |length: &&usize| !scope.is_glued_behind(self.rule, start + **length);
        let length = stated.iter().find(ends).or(stated.first())?;
        Some(start..start + length)
    }
}

impl Rule {
    /// How much of the value is a fixed prefix, if it has one.
    pub(super) fn head(&self, value: &[u8]) -> Option<usize> {
        self.keywords.iter().filter_map(|keyword| wild::head(keyword, value)).max()
    }

    /// Does its check prove the very bytes?
    pub(super) fn has_checksum(&self) -> bool {
        self.check.as_ref().is_some_and(|check| validators::is_checksum(&check.name))
    }

    /// Does one of its keywords stand there?
    pub(super) fn begins_at(&self, text: &[u8], at: usize) -> bool {
        let is_here =
            |keyword: &[u8]| text.get(at..at + keyword.len()).is_some_and(|here| here.eq_ignore_ascii_case(keyword));
        let begins = |keyword: &[u8]| is_here(keyword) || wild::head_in_any_case(keyword, &text[at..]).is_some();
        self.keywords.iter().any(|keyword| begins(keyword.as_bytes()))
    }

    /// May a value of this rule, which begins with its keyword, begin inside of a word? Asked of every keyword there, so the
    /// cheap answer comes first: most are a part of a name.
    pub(super) fn may_begin_inside(&self, scope: Scope<'_>, at: usize) -> bool {
        if !scope.text[at..].iter().take(STRETCH).all(u8::is_ascii_graphic) {
            return false;
        }
        let longest = self.form.reach.unwrap_or(0).max(STRETCH);
        let end = at + scope.text[at..].iter().take(longest).take_while(|byte| byte.is_ascii_graphic()).count();
        scope.is_binary() || self.has_checksum() || scope.holds_numbers(&(at..end))
    }
}

/// Is it more than letters and figures? Any four letters stand somewhere in a long text in base64, and in tables of names.
fn stands_out(prefix: &[u8]) -> bool {
    prefix.iter().any(|byte| !byte.is_ascii_alphanumeric())
}
