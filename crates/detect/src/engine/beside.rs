//! Keys that stand side by side: where each has a fixed prefix and one length, the cut between them is clear.

use std::collections::HashSet;

use akguard_rules::pattern::Form;

use super::scope::Scope;
use super::validate::Match;
use super::{Budget, Candidate, Detector, Found, RULES};
use crate::prefilter;

/// So far from its begin a key has its keyword, in bytes.
const KEYWORD: usize = 128;
/// A key that follows another one and has no longest length is read so far, in bytes.
const MAX_LENGTH: usize = 4096;

impl Detector {
    /// Looks for keys that begin where a key has ended, inside of a word: there only they may.
    pub(super) fn following<'d>(
        &'d self,
        scope: Scope<'_>,
        out: &mut Found<'d>,
        budget: &mut Budget,
    ) -> Result<(), String> {
        let is_open = |c: &&Candidate<'_>| scope.is_kept() && scope.is_glued_behind(c.rule, c.span.end);
        let candidates = out.found.iter().chain(out.beside.iter().map(|b| &b.candidate));
        let mut ends: Vec<usize> = candidates.filter(is_open).map(|c| c.span.end).collect();
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

    /// The rules with a keyword near behind this place whose values have a prefix.
    fn rules_at(&self, text: &[u8], at: usize) -> Vec<usize> {
        let near = &text[at..text.len().min(at + KEYWORD)];
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

    /// The value of this rule that begins at this place; returns where it ends.
    fn one_at<'d>(
        &'d self,
        index: usize,
        scope: Scope<'_>,
        at: usize,
        out: &mut Found<'d>,
        budget: &mut Budget,
    ) -> Result<Option<usize>, String> {
        let (rule, regex) = (self.rule(index), self.regex(index)?);
        let end = scope.text.len().min(at + rule.form.reach.unwrap_or(MAX_LENGTH) + 1);
        let Some(whole) = regex.find_at(&scope.text[..end], at).filter(|found| found.start() == at) else {
            return Ok(None);
        };
        let found = Match { rule, regex, whole: whole.range(), secret: whole.range() };
        Ok(out.add(self.judge(scope, &found, budget), budget))
    }
}
