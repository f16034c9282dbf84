//! The text and its encoded parts: what is decoded is a text too, down to a fixed depth.

use std::ops::Range;

use super::budget::Budget;
use super::found::{FoundCandidates, side_by_side};
use super::scope::Scope;
use super::{Candidate, Detector, ScanError};
use crate::decode::{self, DecodedText};
use crate::encoding::BlobType;
use crate::file_class::FileClass;
use crate::heuristics::is_bundled;

impl Detector {
    /// The candidates in the text itself, and those in its encoded parts, up to `depth` levels. `form` is the encoding that the
    /// text was decoded from.
    pub(super) fn level<'d>(
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
                found.extend(self.candidate_of_heuristic(scope, heuristic));
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
}
