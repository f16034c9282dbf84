//! A guess at a secret.

use std::ops::Range;

use akguard_rules::schema::Heuristic;

use super::grade::Evidence;
use super::service::Service;

/// A guess at a secret.
#[derive(Debug, Clone)]
pub(crate) struct HeuristicMatch {
    /// Which rule it belongs to.
    pub(crate) finder: Heuristic,
    pub(crate) span: Range<usize>,
    /// Whose it is, as far as names tell.
    pub(crate) service: Option<&'static Service>,
    /// The name it stands under.
    pub(crate) name: Option<Range<usize>>,
    pub(crate) evidence: Evidence,
}
