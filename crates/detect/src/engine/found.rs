//! What the patterns have found in a text.

use std::collections::HashSet;

use super::candidate::Candidate;
use super::scope::Glued;

/// What the patterns have found in a text.
#[derive(Default)]
pub(super) struct Found<'d> {
    pub(super) found: Vec<Candidate<'d>>,
    pub(super) beside: Vec<Beside<'d>>,
}

/// A candidate that counts only if what is glued to it are candidates too.
pub(super) struct Beside<'d> {
    pub(super) candidate: Candidate<'d>,
    pub(super) glued: Glued,
}

/// Those that stand between what has been found and each other, without a byte of something else.
pub(super) fn side_by_side<'d>(found: &[Candidate<'d>], mut beside: Vec<Beside<'d>>) -> Vec<Candidate<'d>> {
    if beside.is_empty() {
        return Vec::new();
    }
    // Once from left to right, once back: what is left has neighbours that are left.
    beside.sort_by_key(|b| b.candidate.span.start);
    let mut ends: HashSet<usize> = found.iter().map(|c| c.span.end).collect();
    beside.retain(|b| {
        let keeps = !b.glued.left || ends.contains(&b.candidate.span.start);
        ends.extend(keeps.then_some(b.candidate.span.end));
        keeps
    });
    let mut starts: HashSet<usize> = found.iter().map(|c| c.span.start).collect();
    beside.reverse();
    beside.retain(|b| {
        let keeps = !b.glued.right || starts.contains(&b.candidate.span.end);
        starts.extend(keeps.then_some(b.candidate.span.start));
        keeps
    });
    beside.into_iter().map(|b| b.candidate).collect()
}
