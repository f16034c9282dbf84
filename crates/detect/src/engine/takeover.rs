//! A user's rule beside the built-in ones: it may take over what they find, and takes nothing away. Where it names a
//! finding in their place, that stops what theirs would have stopped.

use std::ops::Range;

use super::Candidate;
use super::candidate::{Taken, wins};
use crate::heuristics::grade::Grade;
use crate::place::Place;
use crate::rule::{Confidence, Severity};

impl Candidate<'_> {
    /// Its confidence in a folder of tests.
    pub fn confidence_in_tests(&self) -> Confidence {
        if !self.rule.lower_in_tests {
            return self.confidence;
        }
        let kept = self.taken.iter().filter(|taken| !taken.rule.lower_in_tests).map(|taken| taken.confidence).max();
        self.confidence.min(kept.unwrap_or(Confidence::Possible))
    }

    /// Takes the confidence that a guess has in a place. Is it one there? What has a form stays a warning.
    pub fn settle_in(&mut self, place: Place) -> bool {
        let Some(evidence) = self.evidence else { return true };
        let grade = evidence.grade(place);
        self.confidence = grade.map_or(Confidence::Possible, Grade::confidence);
        grade.is_some() || self.rule.finder.is_none()
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

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::engine::resolve_overlaps::resolve_overlaps;
    use crate::rule::Rule;
    use crate::secret::Secret;

    fn rule(id: &'static str, more: impl Fn(&mut Rule)) -> Rule {
        let mut rule = Rule::without_pattern(id, id, Severity::High, Confidence::Likely, false, "");
        more(&mut rule);
        rule
    }

    /// A user's rule that supersedes those of the ids `a` and `b`.
    fn own(more: impl Fn(&mut Rule)) -> Rule {
        let mut own = rule("own", more);
        own.id = Cow::Owned("own".to_owned());
        own.supersedes = vec!["a".into(), "b".into()].into();
        own
    }

    fn found(rule: &Rule, span: Range<usize>) -> Candidate<'_> {
        Candidate::new(rule, span, Secret::new(b"x"))
    }

    /// What is left: ids and spans.
    fn left<'c>(candidates: &'c [Candidate<'_>]) -> Vec<(&'c str, Range<usize>)> {
        candidates.iter().map(|c| (c.rule.id.as_ref(), c.span.clone())).collect()
    }

    #[test]
    fn what_is_covered_is_taken_over_with_its_weight() {
        let (a, b) =
            (rule("a", |r| r.severity = Severity::Critical), rule("b", |r| r.confidence = Confidence::Certain));
        let own = own(|r| (r.confidence, r.severity) = (Confidence::Possible, Severity::Low));
        let kept = resolve_overlaps(vec![found(&a, 2..5), found(&own, 1..9), found(&b, 6..9), found(&a, 20..22)]);
        assert_eq!(left(&kept), [("own", 1..9), ("a", 20..22)]);
        assert_eq!((kept[0].confidence, kept[0].severity()), (Confidence::Certain, Severity::Critical));
    }

    #[test]
    fn a_part_takes_nothing_over_and_is_not_lost() {
        let a = rule("a", |_| ());
        let own = own(|r| r.confidence = Confidence::Certain);
        for part in [0..5, 3..5, 5..12] {
            let kept = resolve_overlaps(vec![found(&a, 2..10), found(&own, part)]);
            assert_eq!(left(&kept), [("a", 2..10)]);
            assert_eq!(kept[0].confidence, Confidence::Certain);
        }
    }

    #[test]
    fn all_or_none_is_taken_over() {
        // The second one is met and not covered: the first must not go with it.
        let (a, b) = (rule("a", |_| ()), rule("b", |_| ()));
        let own = own(|_| ());
        let kept = resolve_overlaps(vec![found(&a, 2..5), found(&own, 1..8), found(&b, 6..12)]);
        assert_eq!(left(&kept), [("a", 2..5), ("b", 6..12)]);
    }

    #[test]
    fn a_guess_gives_way_to_a_part_too() {
        let guess = rule("a", |r| {
            r.finder = Some(crate::rule::Heuristic::Secret);
            r.confidence = Confidence::Possible;
        });
        let own = own(|_| ());
        let kept = resolve_overlaps(vec![found(&guess, 2..20), found(&own, 4..8), found(&own, 10..14)]);
        assert_eq!(left(&kept), [("own", 4..8), ("own", 10..14)]);
    }

    #[test]
    fn in_tests_only_what_both_lower_is_lowered() {
        let own = own(|r| r.lower_in_tests = true);
        for (lowered, expected) in [(false, Confidence::Likely), (true, Confidence::Possible)] {
            let a = rule("a", |r| r.lower_in_tests = lowered);
            let kept = resolve_overlaps(vec![found(&a, 2..5), found(&own, 2..5)]);
            assert_eq!((kept[0].confidence, kept[0].confidence_in_tests()), (Confidence::Likely, expected));
        }
        assert_eq!(found(&own, 1..2).confidence_in_tests(), Confidence::Possible);
    }
}
