//! Limits of the work on one text.

use std::ops::Range;

use crate::decode::EncodedFile;

/// Bytes that rejected matches may cost in one text: a base, plus a number for each byte of the text.
const MIN_BUDGET: usize = 8 << 20;
const BUDGET_PER_BYTE: usize = 8;

/// Bytes that may be decoded from one text: a base, plus a number for each byte of the text.
const MIN_DECODED: usize = 1 << 20;
const DECODED_PER_BYTE: usize = 8;

/// The work that is left for one text, in bytes, and what all levels of decoding collect.
pub(super) struct Budget {
    /// Bytes that rejected matches may still cost.
    pub(super) misses: usize,
    /// Bytes that may still be decoded.
    pub(super) decoded: usize,
    /// Values of a known form that are public, samples or fail their checksum: no heuristic reports them again.
    pub(super) non_secrets: Vec<Range<usize>>,
    /// Decoded content that is not text.
    pub(super) files: Vec<EncodedFile>,
}

impl Budget {
    pub(super) fn new(length: usize) -> Self {
        Self {
            misses: MIN_BUDGET + BUDGET_PER_BYTE * length,
            decoded: MIN_DECODED + DECODED_PER_BYTE * length,
            non_secrets: Vec::new(),
            files: Vec::new(),
        }
    }
}
