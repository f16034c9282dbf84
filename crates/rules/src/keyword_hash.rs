//! The hash functions of the keyword tables: `tables` writes the tables with them, the detector's prefilter reads them.

/// Bits of the hash for each table: the bitmap of the first pass (128 KB), those of the second pass for long (64 KB) and
/// medium keywords (8 KB), the bytes after short ones (32 KB), and the hash table.
pub const MAP_BITS: u32 = 20;
/// See [`MAP_BITS`].
pub const LONG_MAP_BITS: u32 = 19;
/// See [`MAP_BITS`].
pub const MIDDLING_MAP_BITS: u32 = 16;
/// See [`MAP_BITS`].
pub const SHORT_NEAR_BITS: u32 = 13;
/// See [`MAP_BITS`].
pub const SLOT_BITS: u32 = 15;

/// Mask of the first pass: folds letters to upper case, so that fewer values differ.
pub const FIRST_FOLD: u32 = 0x1f5f_5f1f;
/// Mask for the next byte: the bits that the first pass uses of it.
pub const CLASS: u32 = 7;

/// Fibonacci hashing: the upper bits of the products are the well-mixed ones.
pub const LOWER: u32 = 0x9e37_79b1;
/// See [`LOWER`].
pub const UPPER: u32 = 0x85eb_ca6b;

/// Hash of up to eight folded bytes of a keyword.
#[inline]
pub const fn hash(ngram: u64, bits: u32) -> usize {
    let lower = ngram as u32;
    let upper = (ngram >> 32) as u32;
    (lower.wrapping_mul(LOWER).wrapping_add(upper.wrapping_mul(UPPER)) >> (32 - bits)) as usize
}

/// Hash of the first pass, of four bytes; the byte after them selects one of eight adjacent bits.
#[inline]
pub const fn first_hash(four: u32, next: u32) -> usize {
    ((four & FIRST_FOLD).wrapping_mul(LOWER) >> (32 - MAP_BITS) ^ next & CLASS) as usize
}
