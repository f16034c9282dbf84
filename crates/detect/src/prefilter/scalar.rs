//! The first two steps, in a block of text: the places where a keyword may be. No branch depends on the text.

use akguard_rules::keyword_hash::{LONG_MAP_BITS, MIDDLING_MAP_BITS, SHORT_NEAR_BITS, first_hash, hash};

use super::tables::{LONG_MAP, MAP, MIDDLING_MAP, SHORT_NEAR};

/// Sets the bit that makes letters lower case. The other characters that become equal by it (`_` and DEL, `@` and a backtick)
/// are told apart by the comparison.
pub(super) const FOLD: u64 = 0x2020_2020_2020_2020;
pub(super) const THREE: u64 = 0x00ff_ffff;
pub(super) const FIVE: u64 = 0xff_ffff_ffff;
pub(super) const SIX: u64 = 0xffff_ffff_ffff;

/// Bytes of a block, and the bytes before and after them that are read too.
pub(super) const BLOCK: usize = 4096;
pub(super) const BEFORE: usize = 1;
pub(super) const AFTER: usize = 15;
pub(super) type Block = [u8; BEFORE + BLOCK + AFTER];

/// Bytes of the text per word of marks.
pub(super) const STRIDE: usize = 128;

/// Flags of the second step: which tables the third step has to look into. They are above the eleven bits of half the place's
/// offset.
pub(super) const IS_LONG: u16 = 1 << 11;
pub(super) const IS_MIDDLING: u16 = 1 << 12;
pub(super) const IS_MIDDLING_BEFORE: u16 = 1 << 13;
pub(super) const IS_SHORT: u16 = 1 << 14;
pub(super) const IS_SHORT_NEXT: u16 = 1 << 15;

pub(super) fn is_set(map: &[u64], bit: usize) -> u64 {
    map[bit >> 6] >> (bit & 63) & 1
}

/// The results of the steps in a block.
pub(super) struct Steps {
    /// A bit for every other byte, from the first on: is the n-gram there in the bitmap?
    pub(super) marks: [u64; BLOCK / STRIDE],
    /// The numbers of the set bits, and room for eight more.
    pub(super) suspects: [u32; BLOCK / 2 + 8],
    /// The places that the second step leaves, with its flags.
    pub(super) places: [u16; BLOCK / 2],
}

impl Steps {
    pub(super) fn new() -> Self {
        Self { marks: [0; BLOCK / STRIDE], suspects: [0; BLOCK / 2 + 8], places: [0; BLOCK / 2] }
    }

    /// Both steps in the first `strides` strides of a block, on any processor.
    pub(super) fn plainly(&mut self, block: &Block, strides: usize) -> usize {
        for (mark, stride) in self.marks[..strides].iter_mut().zip(0..) {
            *mark = marked(block, stride);
        }
        let count = list(&self.marks[..strides], &mut self.suspects);
        keep(block, &self.suspects[..count], &mut self.places)
    }
}

/// The first step for a stride.
fn marked(block: &Block, stride: usize) -> u64 {
    let Some(here) = block[BEFORE + stride * STRIDE..].first_chunk::<{ STRIDE + 4 }>() else { return 0 };
    let words = here.as_chunks::<8>().0.iter().zip(here[4..].as_chunks::<8>().0).zip((0..).step_by(4));
    words.fold(0, |mark, ((first, behind), at)| {
        let first = u64::from_le_bytes(*first);
        let behind = u64::from_le_bytes(*behind);
        let is = |four: u64, next: u64| is_set(&MAP, first_hash(four as u32, next as u32));
        let four = [
            is(first, first >> 32),
            is(first >> 16, first >> 48),
            is(behind, behind >> 32),
            is(behind >> 16, behind >> 48),
        ];
        mark | (four[0] | four[1] << 1 | four[2] << 2 | four[3] << 3) << at
    })
}

/// Writes the numbers of the set bits and returns their count. It writes them by eight for each word, so that nearly no branch
/// depends on how many bits are set.
#[inline(always)] // compiled for newer processors too
pub(super) fn list(marks: &[u64], suspects: &mut [u32; BLOCK / 2 + 8]) -> usize {
    let mut count = 0;
    for (mark, base) in marks.iter().zip((0..).step_by(STRIDE / 2)) {
        let mut mark = *mark;
        let end = count + mark.count_ones() as usize;
        while count < end {
            for suspect in suspects[count..].iter_mut().take(8) {
                *suspect = base + mark.trailing_zeros();
                mark &= mark.wrapping_sub(1);
            }
            count += 8;
        }
        count = end;
    }
    count
}

/// The second step: keeps the places that the larger tables know too. Returns their number.
fn keep(block: &Block, suspects: &[u32], places: &mut [u16; BLOCK / 2]) -> usize {
    let mut count = 0;
    for half in suspects {
        // It reads from the byte before the place on.
        let Some(seen) = block[2 * *half as usize..].first_chunk() else { break };
        let seen = u64::from_le_bytes(*seen) | FOLD;
        let flag = |is: u64, flag: u16| is as u16 * flag;
        let found = flag(is_set(&LONG_MAP, hash(seen >> 8 & SIX, LONG_MAP_BITS)), IS_LONG)
            | flag(is_set(&MIDDLING_MAP, hash(seen >> 8 & FIVE, MIDDLING_MAP_BITS)), IS_MIDDLING)
            | flag(is_set(&MIDDLING_MAP, hash(seen & FIVE, MIDDLING_MAP_BITS)), IS_MIDDLING_BEFORE)
            | flag(is_short(seen >> 8), IS_SHORT)
            | flag(is_short(seen >> 16), IS_SHORT_NEXT);
        places[count % places.len()] = *half as u16 | found;
        count += usize::from(found != 0);
    }
    count
}

/// May a short keyword begin with the first three bytes, and have the fourth one next?
fn is_short(seen: u64) -> u64 {
    u64::from(SHORT_NEAR[hash(seen & THREE, SHORT_NEAR_BITS)] >> (seen >> 24 & 31) & 1)
}
