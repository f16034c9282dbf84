//! A user's rule beside the built-in ones: it may take over what they find, and takes nothing away. Where it names a
//! finding in their place, that stops what theirs would have stopped.

use std::ops::Range;

use super::Candidate;
use super::settle::wins;
use crate::detect::rule::{Confidence, Rule, Severity};

/// A candidate of a built-in rule that a user's rule has taken over.
#[derive(Debug, Clone)]
pub(in crate::detect) struct Taken<'d> {
    rule: &'d Rule,
    confidence: Confidence,
}

impl Candidate<'_> {
    /// Its confidence in a folder of tests.
    pub fn confidence_in_tests(&self) -> Confidence {
        if !self.rule.lower_in_tests {
            return self.confidence;
        }
        let kept = self.taken.iter().filter(|taken| !taken.rule.lower_in_tests).map(|taken| taken.confidence).max();
        self.confidence.min(kept.unwrap_or(Confidence::Possible))
    }

    /// The harm if it is true.
    pub fn severity(&self) -> Severity {
        self.taken.iter().map(|taken| taken.rule.severity).fold(self.rule.severity, Severity::max)
    }
}

/// Joins what built-in rules found with what the user's found; both are in order, and do not overlap in themselves.
pub(super) fn join<'d>(mut built_in: Vec<Candidate<'d>>, own: Vec<Candidate<'d>>) -> Vec<Candidate<'d>> {
    let mut gone = vec![false; built_in.len()];
    let mut kept = Vec::new();
    for mut candidate in own {
        let met = meeting(&built_in, &candidate.span);
        if built_in[met.clone()].iter().all(|other| takes_over(&candidate, other)) {
            for (other, gone) in built_in[met.clone()].iter().zip(&mut gone[met]) {
                candidate.confidence = candidate.confidence.max(other.confidence);
                candidate.taken.push(Taken { rule: other.rule, confidence: other.confidence });
                *gone = true;
            }
            kept.push(candidate);
        } else {
            built_in[met].iter_mut().for_each(|other| other.confidence = other.confidence.max(candidate.confidence));
        }
    }
    kept.extend(built_in.into_iter().zip(gone).filter_map(|(other, gone)| (!gone).then_some(other)));
    kept.sort_by_key(|c| c.span.start);
    kept
}

/// Those candidates that overlap a span.
fn meeting(candidates: &[Candidate<'_>], span: &Range<usize>) -> Range<usize> {
    let first = candidates.partition_point(|c| c.span.end <= span.start);
    first..first + candidates[first..].iter().take_while(|c| c.span.start < span.end).count()
}

/// A finding for a part of a credential would have the same fingerprint for many of them: one record would let all pass.
/// A guess says less than any form, and gives way as it does to every rule.
fn takes_over(own: &Candidate<'_>, built_in: &Candidate<'_>) -> bool {
    let covers = own.span.start <= built_in.span.start && built_in.span.end <= own.span.end;
    (covers || built_in.rule.finder.is_some()) && wins(own, built_in)
}
