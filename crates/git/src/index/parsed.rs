//! What the parser of the index says.

/// What the parser says; the error is a cause in words.
pub(super) type Parsed<T> = Result<T, &'static str>;

pub(super) const SHORT: &str = "the index is cut off";
