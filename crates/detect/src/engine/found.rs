//! The candidates that the patterns have found in a text.

use std::collections::HashSet;

use super::candidate::Candidate;
use super::scope::Glued;

/// The candidates that the patterns have found in a text.
#[derive(Default)]
pub(super) struct FoundCandidates<'d> {
    pub(super) candidates: Vec<Candidate<'d>>,
    pub(super) adjacent: Vec<AdjacentCandidate<'d>>,
}

/// A candidate that counts only if its neighbours without a separator are candidates too.
pub(super) struct AdjacentCandidate<'d> {
    pub(super) candidate: Candidate<'d>,
    pub(super) glued: Glued,
}

/// Those adjacent candidates whose neighbours are all candidates, with no other byte between them.
pub(super) fn side_by_side<'d>(
    found: &[Candidate<'d>],
    mut adjacent: Vec<AdjacentCandidate<'d>>,
) -> Vec<Candidate<'d>> {
    if adjacent.is_empty() {
        return Vec::new();
    }
    // One pass from left to right checks the left neighbours, a second one back checks the right neighbours.
    adjacent.sort_by_key(|other| other.candidate.span.start);
    let mut ends: HashSet<usize> = found.iter().map(|c| c.span.end).collect();
    adjacent.retain(|other| {
        let keeps = !other.glued.left || ends.contains(&other.candidate.span.start);
        ends.extend(keeps.then_some(other.candidate.span.end));
        keeps
    });
    let mut starts: HashSet<usize> = found.iter().map(|c| c.span.start).collect();
    adjacent.reverse();
    adjacent.retain(|other| {
        let keeps = !other.glued.right || starts.contains(&other.candidate.span.end);
        starts.extend(keeps.then_some(other.candidate.span.start));
        keeps
    });
    adjacent.into_iter().map(|other| other.candidate).collect()
}
