//! How the tables of keywords are looked into: by `tables`, which writes them, and by the detector's prefilter.

/// Bits of the hash for each table: the bitmap of the first look (128 KB), those of the second look at long (64 KB) and
/// middling keywords (8 KB), the bytes behind short ones (32 KB), and the hash table.
pub const MAP_BITS: u32 = 20;
/// See [`MAP_BITS`].
pub const LONG_MAP_BITS: u32 = 19;
/// See [`MAP_BITS`].
pub const MIDDLING_MAP_BITS: u32 = 16;
/// See [`MAP_BITS`].
pub const SHORT_NEAR_BITS: u32 = 13;
/// See [`MAP_BITS`].
pub const SLOT_BITS: u32 = 15;

/// The first look folds letters to upper case: fewer bytes differ then.
pub const FIRST_FOLD: u32 = 0x1f5f_5f1f;
/// The bits of the byte behind that the first look sees.
pub const CLASS: u32 = 7;

/// Fibonacci hashing: the upper bits of the products are the well-mixed ones.
pub const LOWER: u32 = 0x9e37_79b1;
/// See [`LOWER`].
pub const UPPER: u32 = 0x85eb_ca6b;

/// Of a stretch of up to eight folded bytes.
#[inline]
pub const fn hash(stretch: u64, bits: u32) -> usize {
    let (lower, upper) = (stretch as u32, (stretch >> 32) as u32);
    (lower.wrapping_mul(LOWER).wrapping_add(upper.wrapping_mul(UPPER)) >> (32 - bits)) as usize
}

/// The first look's, of four bytes; the byte behind chooses one of eight bits that are neighbours.
#[inline]
pub const fn first_hash(four: u32, behind: u32) -> usize {
    ((four & FIRST_FOLD).wrapping_mul(LOWER) >> (32 - MAP_BITS) ^ behind & CLASS) as usize
}
