//! Known values and what the rules find, in one list.

use std::ops::Range;

use crate::engine::Candidate;
use crate::rule::Confidence;

/// Adds known values to the candidates of the rules; both lists are in the order of the text. The candidate of a sure rule is
/// kept, because the rule names the kind and the page to revoke it on. A heuristic's candidate gives way to the known value,
/// and so does that of a user's rule for a part of the value.
pub fn join<'d>(found: Vec<Candidate<'d>>, mut known: Vec<Candidate<'d>>) -> Vec<Candidate<'d>> {
    if known.is_empty() {
        return found;
    }
    let values = spans(&known);
    let is_guess = |c: &Candidate<'_>| c.rule.finder.is_some() || c.confidence == Confidence::Possible;
    let is_part_of_value = |c: &Candidate<'_>| c.rule.is_own() && is_part(&values, &c.span);
    let is_sure = |c: &Candidate<'_>| !is_guess(c) && !is_part_of_value(c);
    let mut all = Vec::new();
    let mut unsure = Vec::new();
    for candidate in found {
        if is_sure(&candidate) { all.push(candidate) } else { unsure.push(candidate) }
    }
    let sure_spans = spans(&all);
    known.retain(|c| !meets(&sure_spans, &c.span));
    let known_spans = spans(&known);
    unsure.retain(|c| !meets(&known_spans, &c.span));
    all.extend(unsure);
    all.extend(known);
    all.sort_by_key(|c| c.span.start);
    all
}

fn spans(candidates: &[Candidate<'_>]) -> Vec<Range<usize>> {
    candidates.iter().map(|c| c.span.clone()).collect()
}

/// Does one of the `spans`, which are in order and do not overlap, meet this one?
fn meets(spans: &[Range<usize>], span: &Range<usize>) -> bool {
    spans.get(spans.partition_point(|s| s.end <= span.start)).is_some_and(|s| s.start < span.end)
}

/// Does this span overlap one of the `spans`, in order as above, without covering all of it?
fn is_part(spans: &[Range<usize>], span: &Range<usize>) -> bool {
    let first = spans.partition_point(|s| s.end <= span.start);
    let mut met = spans[first..].iter().take_while(|s| s.start < span.end);
    met.any(|s| s.start < span.start || span.end < s.end)
}
