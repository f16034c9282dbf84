//! How the table of services' words is looked into: by `tables`, which writes it, and by the detector.

use crate::keyword_hash::{LOWER, UPPER};

/// Bits of a place in the bitmap that nearly no other word of a text is in.
pub const WORD_BITS: u32 = 17;
/// Bits of a place in the hash table of the words.
pub const SLOT_BITS: u32 = 13;

/// Two bits of a bitmap that tell nearly all words of a text from those of the table.
#[derive(Default)]
pub struct WordHash(u32);

impl WordHash {
    /// A letter in lower case, or a digit.
    #[inline]
    pub fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }

    /// Their places in the bitmap.
    #[inline]
    pub fn bits(&self) -> [usize; 2] {
        [LOWER, UPPER].map(|odd| (self.0.wrapping_mul(odd) >> (32 - WORD_BITS)) as usize)
    }

    /// The place in the hash table where the word stands, or one behind it where others have it.
    #[inline]
    pub fn slot(&self) -> usize {
        self.bits()[0] >> (WORD_BITS - SLOT_BITS)
    }
}
