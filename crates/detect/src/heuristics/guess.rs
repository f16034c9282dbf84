//! A match of a heuristic.

use std::ops::Range;

use akguard_rules::schema::Heuristic;

use super::grade::Evidence;
use super::service::Service;

/// A value that a heuristic takes for a secret.
#[derive(Debug, Clone)]
pub(crate) struct HeuristicMatch {
    /// Which rule it belongs to.
    pub(crate) finder: Heuristic,
    pub(crate) span: Range<usize>,
    /// The service that it belongs to, if a name says so.
    pub(crate) service: Option<&'static Service>,
    /// The name that it was assigned to.
    pub(crate) name: Option<Range<usize>>,
    pub(crate) evidence: Evidence,
}
