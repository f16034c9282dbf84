//! What the work on one text may cost.

use std::ops::Range;

use crate::decode::EncodedFile;

/// What rejected matches may cost in one text: so many bytes, and so many for each byte of it.
const MIN_BUDGET: usize = 8 << 20;
const BUDGET_PER_BYTE: usize = 8;

/// How many bytes may be decoded from one text: so many, and so many for each byte of it.
const MIN_DECODED: usize = 1 << 20;
const DECODED_PER_BYTE: usize = 8;

/// What is left of the work that one text may cost, in bytes.
pub(super) struct Budget {
    pub(super) misses: usize,
    pub(super) decoded: usize,
    /// Values of a known form that are public, samples or fail their checksum: no guess brings them back.
    pub(super) harmless: Vec<Range<usize>>,
    /// What was decoded and is no text.
    pub(super) files: Vec<EncodedFile>,
}

impl Budget {
    pub(super) fn new(length: usize) -> Self {
        Self {
            misses: MIN_BUDGET + BUDGET_PER_BYTE * length,
            decoded: MIN_DECODED + DECODED_PER_BYTE * length,
            harmless: Vec::new(),
            files: Vec::new(),
        }
    }
}
