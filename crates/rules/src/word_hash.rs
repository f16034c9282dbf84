//! The hash function of the table of services' words: `tables` writes the table with it, the detector reads it.

use crate::keyword_hash::{LOWER, UPPER};

/// Bits of an index into the bitmap, which is sparse: few words that are not in the table have both of their bits set.
pub const WORD_BITS: u32 = 17;
/// Bits of an index into the hash table of the words.
pub const SLOT_BITS: u32 = 13;

/// FNV-1a hash of a word (with an offset basis of 0).
#[derive(Default)]
pub struct WordHash(u32);

impl WordHash {
    /// Adds a byte: a letter in lower case, or a digit.
    #[inline]
    pub fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }

    /// The two bits of the word in the bitmap, as in a Bloom filter.
    #[inline]
    pub fn bits(&self) -> [usize; 2] {
        [LOWER, UPPER].map(|odd| (self.0.wrapping_mul(odd) >> (32 - WORD_BITS)) as usize)
    }

    /// The slot of the word in the hash table; the next free one where others have it (linear probing).
    #[inline]
    pub fn slot(&self) -> usize {
        self.bits()[0] >> (WORD_BITS - SLOT_BITS)
    }
}
