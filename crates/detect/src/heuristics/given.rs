//! A literal, and its maximum length and distance from its name.

use std::ops::Range;

/// A literal and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) span: Range<usize>,
    pub(super) quoted: bool,
    /// `Bearer`, `Basic` or the like before it, in lower case.
    pub(super) scheme: Option<&'static str>,
}

/// Longer values are data, in bytes.
pub(super) const MAX_VALUE: usize = 512;
/// Maximum number of blanks between a name and its value, in bytes.
pub(super) const GAP: usize = 60;
