//! Candidates that overlap.

use akguard_rules::schema::Severity;

use super::candidate::wins;
use super::{Candidate, takeover};
use crate::place::Place;
use crate::rule::Confidence;

/// Where candidates overlap, one stays: the stated winner, else the one whose rule knows the form, else the surer, else the
/// longer, else the earlier rule. The user's rules come after the built-in ones are settled, so that none of those is lost
/// on the way.
pub(super) fn resolve_overlaps(found: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    if !found.iter().any(|c| c.rule.is_own()) {
        return of_one_kind(found);
    }
    let (own, built_in) = found.into_iter().partition(|c| c.rule.is_own());
    takeover::join(of_one_kind(built_in), of_one_kind(own))
}

fn of_one_kind(mut found: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    found.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
    let mut kept: Vec<Candidate<'_>> = Vec::new();
    'next: for mut candidate in found {
        while let Some(last) = kept.last_mut() {
            if candidate.span.start >= last.span.end {
                break;
            }
            if !wins(&candidate, last) {
                last.learn_from(&candidate);
                continue 'next;
            }
            candidate.learn_from(last);
            kept.pop();
        }
        kept.push(candidate);
    }
    kept
}

impl Candidate<'_> {
    /// A form that many things have is as sure as the guess at the same value: the rule names the kind, and the name that
    /// the value stands under says that it is a secret.
    ///
    /// Of two guesses at one value the surer evidence counts, whichever rule names it.
    fn learn_from(&mut self, loser: &Self) {
        let Some(theirs) = loser.evidence.filter(|_| loser.span == self.span) else { return };
        // A key of a test account is one under any name.
        let is_graded = !self.rule.public && self.rule.severity > Severity::Low;
        let is_form = self.rule.finder.is_none() && self.rule.confidence == Confidence::Possible && is_graded;
        let is_surer = self.evidence.is_some_and(|own| own.sum(Place::Plain) < theirs.sum(Place::Plain));
        if is_form || is_surer {
            self.confidence = self.confidence.max(loser.confidence);
            self.evidence = Some(theirs);
        }
    }
}
