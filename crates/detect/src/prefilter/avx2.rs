//! The first two steps with AVX2, which x86-64 processors have since 2013: eight n-grams at a time. The reference
//! implementation without AVX2 is `Steps::plainly`.

#![allow(unsafe_code)] // gathers from a table by eight indices, and a call after the processor was tested for AVX2

use std::arch::x86_64::{
    __m256i, _mm256_add_epi32, _mm256_and_si256, _mm256_andnot_si256, _mm256_castsi256_ps, _mm256_i32gather_epi32,
    _mm256_movemask_ps, _mm256_mullo_epi32, _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi32, _mm256_setr_epi8,
    _mm256_shuffle_epi8, _mm256_slli_epi32, _mm256_sllv_epi32, _mm256_srli_epi32, _mm256_srlv_epi32, _mm256_xor_si256,
};

use akguard_common::cpu;
use akguard_rules::keyword_hash::{
    CLASS, FIRST_FOLD, LONG_MAP_BITS, LOWER, MAP_BITS, MIDDLING_MAP_BITS, SHORT_NEAR_BITS, UPPER,
};

use super::scalar::{
    BEFORE, BLOCK, Block, FOLD, IS_LONG, IS_MIDDLING, IS_MIDDLING_BEFORE, IS_SHORT, IS_SHORT_NEXT, STRIDE, Steps,
    THREE, list,
};
use super::tables::{LONG_MAP, MAP, MIDDLING_MAP, SHORT_NEAR};

/// The first and the second step. `None` if the processor has no AVX2, or was not tested for it yet.
pub(super) fn probe(steps: &mut Steps, block: &Block, strides: usize) -> Option<usize> {
    cpu::reads_a_block();
    // SAFETY: the processor has what the function is compiled for.
    cpu::has_avx2().then(|| unsafe { quickly(steps, block, strides) })
}

/// BMI and POPCNT are for [`list`].
#[target_feature(enable = "avx2,bmi1,popcnt")]
fn quickly(steps: &mut Steps, block: &Block, strides: usize) -> usize {
    let marks = &mut steps.marks[..strides];
    for (mark, here) in marks.iter_mut().zip(block[BEFORE..].windows(STRIDE + 8).step_by(STRIDE)) {
        *mark = (0..STRIDE / 16).rev().fold(0, |bits, step| bits << 8 | u64::from(eight(&here[16 * step..])));
    }
    let count = list(marks, &mut steps.suspects);
    let mut left = 0;
    let eights = steps.suspects[..count.next_multiple_of(8)].as_chunks::<8>().0;
    for (eight, number) in eights.iter().zip((0..).step_by(8)) {
        for found in &second(block, eight)[..8.min(count - number)] {
            steps.places[left % (BLOCK / 2)] = *found as u16;
            left += usize::from(*found >= u32::from(IS_LONG));
        }
    }
    left
}

/// The second step for eight places: half of each place's offset, with the flags of its lookups.
#[target_feature(enable = "avx2")]
fn second(block: &Block, suspects: &[u32; 8]) -> [u32; 8] {
    // SAFETY: an array of eight is as large as a vector.
    let halves: __m256i = unsafe { std::mem::transmute(*suspects) };
    let place = _mm256_slli_epi32::<1>(halves);
    let bytes = block.as_ptr();
    // SAFETY: `list` returns numbers below half the size of a block, and the block has room for the bytes that are read after
    // the last of them.
    let seen = unsafe { _mm256_i32gather_epi32::<1>(bytes.cast(), place) };
    // SAFETY: as above.
    let after = unsafe { _mm256_i32gather_epi32::<1>(bytes.add(4).cast(), place) };
    let fold = all(FOLD as u32);
    let before = _mm256_or_si256(seen, fold);
    let behind = _mm256_or_si256(after, fold);
    // Four bytes from the place on, four from the next byte on, and the bytes after the former.
    let here = _mm256_or_si256(_mm256_srli_epi32::<8>(before), _mm256_slli_epi32::<24>(behind));
    let next = _mm256_or_si256(_mm256_srli_epi32::<16>(before), _mm256_slli_epi32::<16>(behind));
    let rest = _mm256_srli_epi32::<8>(behind);
    let only = |bytes, mask| _mm256_and_si256(bytes, all(mask));
    let long = bit(&LONG_MAP, hash::<LONG_MAP_BITS>(here, only(rest, 0xffff)));
    let middling_before = bit(&MIDDLING_MAP, hash::<MIDDLING_MAP_BITS>(before, only(behind, 0xff)));
    let middling = bit(&MIDDLING_MAP, hash::<MIDDLING_MAP_BITS>(here, only(rest, 0xff)));
    let said = [(long, IS_LONG), (middling_before, IS_MIDDLING_BEFORE), (middling, IS_MIDDLING)];
    let said = said.into_iter().chain([(short(here), IS_SHORT), (short(next), IS_SHORT_NEXT)]);
    let found = said.fold(halves, |found, (is, flag)| _mm256_or_si256(found, _mm256_mullo_epi32(is, all(flag.into()))));
    // SAFETY: as above.
    unsafe { std::mem::transmute(found) }
}

/// `keyword_hash::hash` of the lower four bytes and the bytes above them.
#[target_feature(enable = "avx2")]
fn hash<const BITS: u32>(lower: __m256i, upper: __m256i) -> __m256i {
    let product = |bytes, by| _mm256_mullo_epi32(bytes, all(by));
    let sum = _mm256_add_epi32(product(lower, LOWER), product(upper, UPPER));
    _mm256_srlv_epi32(sum, all(32 - BITS))
}

/// `scalar::is_set`, one or zero each.
#[target_feature(enable = "avx2")]
fn bit(map: &[u64], at: __m256i) -> __m256i {
    // SAFETY: a hash has no more bits than an index of its map.
    let word = unsafe { _mm256_i32gather_epi32::<4>(map.as_ptr().cast(), _mm256_srli_epi32::<5>(at)) };
    _mm256_and_si256(_mm256_srlv_epi32(word, _mm256_and_si256(at, all(31))), all(1))
}

/// `scalar::is_short`, one or zero each.
#[target_feature(enable = "avx2")]
fn short(four: __m256i) -> __m256i {
    let at = hash::<SHORT_NEAR_BITS>(_mm256_and_si256(four, all(THREE as u32)), all(0));
    // SAFETY: as for `bit`.
    let near = unsafe { _mm256_i32gather_epi32::<4>(SHORT_NEAR.as_ptr().cast(), at) };
    let fourth = _mm256_and_si256(_mm256_srli_epi32::<24>(four), all(31));
    _mm256_and_si256(_mm256_srlv_epi32(near, fourth), all(1))
}

/// Looks up the eight n-grams that begin at every other byte of the first sixteen.
#[target_feature(enable = "avx2")]
fn eight(here: &[u8]) -> u8 {
    let word = |at: usize| match here[at..].first_chunk() {
        Some(word) => i64::from_le_bytes(*word),
        None => 0,
    };
    let first = word(0);
    let second = word(8);
    let third = word(16);
    let bytes = _mm256_set_epi64x(third, second, second, first);
    #[rustfmt::skip]
    let ngrams = _mm256_shuffle_epi8(bytes, _mm256_setr_epi8(
        0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9, 0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9,
    ));
    #[rustfmt::skip]
    let behind = _mm256_shuffle_epi8(bytes, _mm256_setr_epi8(
        4, -1, -1, -1, 6, -1, -1, -1, 8, -1, -1, -1, 10, -1, -1, -1,
        4, -1, -1, -1, 6, -1, -1, -1, 8, -1, -1, -1, 10, -1, -1, -1,
    ));
    let folded = _mm256_and_si256(ngrams, all(FIRST_FOLD));
    let product = _mm256_mullo_epi32(folded, all(LOWER));
    let hash = _mm256_srli_epi32::<{ 32 - MAP_BITS as i32 }>(product);
    let bit = _mm256_xor_si256(hash, _mm256_and_si256(behind, all(CLASS)));
    // SAFETY: a hash has `MAP_BITS` bits, and the map has two to the power of that.
    let word = unsafe { _mm256_i32gather_epi32::<4>(MAP.as_ptr().cast(), _mm256_srli_epi32::<5>(bit)) };
    // Shifts the bit to the position of the sign.
    let signs = _mm256_sllv_epi32(word, _mm256_andnot_si256(bit, all(31)));
    _mm256_movemask_ps(_mm256_castsi256_ps(signs)) as u8
}

#[target_feature(enable = "avx2")]
fn all(value: u32) -> __m256i {
    _mm256_set1_epi32(value.cast_signed())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Scratch;
    use super::super::tables::{KEYWORDS, Keyword};
    use super::*;

    proptest! {
        #[test]
        fn it_keeps_what_its_twin_keeps(
            parts in prop::collection::vec((0..KEYWORDS.len(), "[ -~\n]{0,9}", prop::collection::vec(any::<u8>(), 0..9)), 1..400),
            strides in 1..=BLOCK / STRIDE,
        ) {
            for _ in 0..99 {
                cpu::reads_a_block();
            }
            if !cpu::has_avx2() {
                return Ok(()); // then nothing runs it
            }
            let part = |(keyword, text, bytes)| [Keyword::text(&KEYWORDS[keyword]), String::as_bytes(text), bytes].concat();
            let text: Vec<u8> = parts.iter().flat_map(|(keyword, text, bytes)| part((*keyword, text, bytes))).collect();
            let mut scratch = Scratch::new();
            let length = text.len().min(scratch.edge.len());
            scratch.edge[..length].copy_from_slice(&text[..length]);
            let left = scratch.steps.plainly(&scratch.edge, strides);
            let plainly = scratch.steps.places[..left].to_vec();
            // SAFETY: it is known.
            let left = unsafe { quickly(&mut scratch.steps, &scratch.edge, strides) };
            prop_assert_eq!(&scratch.steps.places[..left], plainly);
        }
    }
}
