//! A user's rule beside the built-in ones. It may take over their findings, but no finding gets lost, and one that it takes
//! over stops every commit that the built-in finding would have stopped.

use std::ops::Range;

use super::Candidate;
use super::candidate::{Taken, wins};
use crate::place::Place;
use crate::rule::{Confidence, Severity};

impl Candidate<'_> {
    /// Its confidence in a directory of tests.
    pub fn confidence_in_tests(&self) -> Confidence {
        if !self.rule.lower_in_tests {
            return self.confidence;
        }
        let mut kept = Confidence::Possible;
        for taken in &self.taken {
            if !taken.rule.lower_in_tests {
                kept = kept.max(taken.confidence);
            }
        }
        self.confidence.min(kept)
    }

    /// Sets the confidence that the evidence of a heuristic has in a kind of file. Returns whether it is a finding there: a
    /// value with a form of its own stays one, as a warning.
    pub fn settle_in(&mut self, place: Place) -> bool {
        let Some(evidence) = self.evidence else { return true };
        let Some(grade) = evidence.grade(place) else {
            self.confidence = Confidence::Possible;
            return self.rule.finder.is_none();
        };
        self.confidence = grade.confidence();
        true
    }

    /// The highest severity of its rule and of the rules that it was taken over from.
    pub fn severity(&self) -> Severity {
        self.taken.iter().map(|taken| taken.rule.severity).fold(self.rule.severity, Severity::max)
    }
}

/// Joins the candidates of built-in rules with those of the user's rules. Each list is in order and has no overlaps.
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
            for other in &mut built_in[met] {
                other.confidence = other.confidence.max(candidate.confidence);
            }
        }
    }
    kept.extend(built_in.into_iter().zip(gone).filter_map(|(other, gone)| (!gone).then_some(other)));
    kept.sort_by_key(|c| c.span.start);
    kept
}

/// The range of candidates that overlap a span.
fn meeting(candidates: &[Candidate<'_>], span: &Range<usize>) -> Range<usize> {
    let first = candidates.partition_point(|c| c.span.end <= span.start);
    first..first + candidates[first..].iter().take_while(|c| c.span.start < span.end).count()
}

/// May the user's rule replace the finding? A finding for a part of a credential would have the same fingerprint for many
/// credentials, and one allow record would let all of them pass. So it must cover the whole, except where the built-in rule
/// is a heuristic, which gives way to every rule with a form.
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
        let a = rule("a", |r| r.severity = Severity::Critical);
        let b = rule("b", |r| r.confidence = Confidence::Certain);
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
        let a = rule("a", |_| ());
        let b = rule("b", |_| ());
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
