//! Of candidates that overlap one is kept.

use akguard_rules::schema::Severity;

use super::candidate::wins;
use super::{Candidate, takeover};
use crate::place::Place;
use crate::rule::Confidence;

/// Where candidates overlap, one is kept: that of a rule that supersedes the other, else that of a rule that knows the form,
/// else the surer one, else the longer one, else that of the earlier rule. The user's rules are compared after the overlaps of
/// the built-in ones are resolved, so that no built-in finding gets lost.
pub(super) fn resolve_overlaps(found: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    if !found.iter().any(|c| c.rule.is_own()) {
        return keep_winners(found);
    }
    let mut own = Vec::new();
    let mut built_in = Vec::new();
    for candidate in found {
        if candidate.rule.is_own() { own.push(candidate) } else { built_in.push(candidate) }
    }
    takeover::join(keep_winners(built_in), keep_winners(own))
}

fn keep_winners(mut found: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
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
    /// Takes over the evidence of a heuristic for the same value.
    ///
    /// A candidate of a form that non-secrets have too becomes as sure as the heuristic: the rule names the kind, and the
    /// variable's name says that it is a secret. Of two heuristics for one value the surer evidence counts, whichever rule is
    /// kept.
    fn learn_from(&mut self, loser: &Self) {
        if loser.span != self.span {
            return;
        }
        let Some(theirs) = loser.evidence else { return };
        // A key of a test account stays one under any name.
        let is_graded = !self.rule.public && self.rule.severity > Severity::Low;
        let is_form = self.rule.finder.is_none() && self.rule.confidence == Confidence::Possible && is_graded;
        let is_surer = self.evidence.is_some_and(|own| own.sum(Place::Plain) < theirs.sum(Place::Plain));
        if is_form || is_surer {
            self.confidence = self.confidence.max(loser.confidence);
            self.evidence = Some(theirs);
        }
    }
}
