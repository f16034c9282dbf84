//! Where a match may begin.

use std::ops::Range;

use super::boundaries::is_inside;
use super::scope::Scope;
use crate::rule::Rule;

/// Where in a window a match may begin. Inside of a word a secret begins only in the cases of `glued_match`: otherwise each
/// byte of a long word could begin a match.
pub(super) struct Starts<'s> {
    rule: &'s Rule,
    scope: Scope<'s>,
    /// May a match begin at every byte?
    anywhere: bool,
    /// May a value that does not begin with a keyword follow a binary length here?
    numbers: bool,
    end: usize,
}

impl<'s> Starts<'s> {
    pub(super) fn new(rule: &'s Rule, scope: Scope<'s>, window: &Range<usize>) -> Self {
        let anywhere = !rule.form.whole
            || !scope.keeps_boundaries()
            || rule.has_checksum()
            || (scope.is_binary() && !rule.form.begins);
        let numbers = !anywhere && !rule.form.begins && scope.may_hold_numbers(window);
        Self { rule, scope, anywhere, numbers, end: window.end }
    }

    /// The first place at or after `from`.
    pub(super) fn from(&self, from: usize) -> Option<usize> {
        (from..=self.end).find(|at| self.is_one(*at))
    }

    fn is_one(&self, at: usize) -> bool {
        self.anywhere
            || !is_inside(&self.rule.left, self.scope.before(at))
            || (self.rule.form.begins
                && self.rule.begins_at(self.scope.text, at)
                && self.rule.may_begin_inside(self.scope, at))
            || self.numbers
    }
}
