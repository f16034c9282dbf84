//! What a name is given, and how far from it that may stand.

use std::ops::Range;

/// A literal and how it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) span: Range<usize>,
    pub(super) quoted: bool,
    /// `Bearer`, `Basic` or the like before it, in lower case.
    pub(super) scheme: Option<&'static str>,
}

/// Longer values are data, in bytes.
pub(super) const MAX_VALUE: usize = 512;
/// Between a name and its value, in bytes.
pub(super) const GAP: usize = 60;
