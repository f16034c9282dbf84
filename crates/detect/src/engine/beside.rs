//! Keys that follow each other without a separator. Where each has a fixed prefix and only one possible length, it is clear
//! where one ends and the next begins.

use std::collections::HashSet;

use akguard_rules::pattern::Form;

use super::scope::Scope;
use super::validate::Match;
use super::{Budget, Detector, FoundCandidates, RULES, ScanError};
use crate::prefilter;

/// A key's keyword is searched in this many bytes from the key's start.
const KEYWORD_REACH: usize = 128;
/// A key that follows another one is read up to this length where its pattern has no maximum, in bytes.
const MAX_LENGTH: usize = 4096;

impl Detector {
    /// Looks for keys that begin inside of a word, exactly where another key ends. Anywhere else in a word no key begins.
    pub(super) fn following<'d>(
        &'d self,
        scope: Scope<'_>,
        out: &mut FoundCandidates<'d>,
        budget: &mut Budget,
    ) -> Result<(), ScanError> {
        if !scope.keeps_boundaries() {
            return Ok(());
        }
        let mut ends = Vec::new();
        for candidate in out.candidates.iter().chain(out.adjacent.iter().map(|other| &other.candidate)) {
            if scope.is_glued_after(candidate.rule, candidate.span.end) {
                ends.push(candidate.span.end);
            }
        }
        let mut seen = HashSet::new();
        while let Some(end) = ends.pop() {
            if seen.insert(end) {
                for index in self.rules_at(scope.text, end) {
                    ends.extend(self.one_at(index, scope, end, out, budget)?);
                }
            }
        }
        Ok(())
    }

    /// The rules with a keyword shortly after this offset whose values begin with a fixed prefix.
    fn rules_at(&self, text: &[u8], at: usize) -> Vec<usize> {
        let near = &text[at..text.len().min(at + KEYWORD_REACH)];
        let mut rules = Vec::new();
        prefilter::hits(near, |owners, _| rules.extend(owners.iter().map(|owner| usize::from(*owner))));
        for (owners, _) in self.own_keywords.iter().flat_map(|own| own.hits(near)) {
            rules.extend(owners.iter().map(|owner| RULES.len() + owner));
        }
        rules.sort_unstable();
        rules.dedup();
        let has_prefix = |form: &Form| form.whole && form.prefix > 0;
        rules.retain(|index| self.on[*index] && has_prefix(&self.rule(*index).form));
        rules
    }

    /// Reads the value of one rule that begins at this offset. Returns where it ends.
    fn one_at<'d>(
        &'d self,
        index: usize,
        scope: Scope<'_>,
        at: usize,
        out: &mut FoundCandidates<'d>,
        budget: &mut Budget,
    ) -> Result<Option<usize>, ScanError> {
        let rule = self.rule(index);
        let regex = self.regex(index)?;
        let end = scope.text.len().min(at + rule.form.reach.unwrap_or(MAX_LENGTH) + 1);
        let Some(whole) = regex.find_at(&scope.text[..end], at) else { return Ok(None) };
        if whole.start() != at {
            return Ok(None);
        }
        let found = Match { rule, regex, whole: whole.range(), secret: whole.range() };
        Ok(out.add(self.validate(scope, &found, budget), budget))
    }
}
