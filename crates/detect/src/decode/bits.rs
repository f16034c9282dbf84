//! A text as bits: one bit for each byte that says whether the byte is of a class, 64 bits in a word. The code has no
//! branches, so that the compiler can use vector instructions. It is compiled for every processor, and once more for those
//! with AVX2.

#[cfg(target_arch = "x86_64")]
use akguard_common::cpu;

/// Bytes per word.
const BLOCK: usize = 64;
/// Words that are computed at a time.
const WORDS: usize = 32;

/// The bits of a text, computed on demand.
pub(super) struct Bits<'t, F> {
    text: &'t [u8],
    is: F,
    /// The words of the part that was computed last.
    words: [u64; WORDS],
    /// The number of that part.
    part: Option<usize>,
}

impl<'t, F: Fn(u8) -> bool + Copy> Bits<'t, F> {
    /// The bit of a byte is set where `is` returns true. It must not for zero, which pads the end of the text.
    pub(super) fn new(text: &'t [u8], is: F) -> Self {
        Self { text, is, words: [0; WORDS], part: None }
    }

    /// From `from` on: the offset of each block and its bits. The lowest bit is the first byte.
    pub(super) fn from(&mut self, from: usize) -> impl Iterator<Item = (usize, u64)> {
        let first = from / BLOCK;
        (first..self.text.len().div_ceil(BLOCK)).map(move |number| {
            let bits = self.word(number);
            (number * BLOCK, if number == first { bits & !0 << (from % BLOCK) } else { bits })
        })
    }

    /// The end of the run of bytes of the class that `from` is in.
    pub(super) fn end(&mut self, from: usize) -> usize {
        let mut at = from;
        loop {
            let left = BLOCK - at % BLOCK;
            let ones = (self.word(at / BLOCK) >> (at % BLOCK)).trailing_ones() as usize;
            at += ones;
            if ones < left {
                return at;
            }
        }
    }

    fn word(&mut self, number: usize) -> u64 {
        let part = number / WORDS;
        if self.part != Some(part) {
            self.part = Some(part);
            let from = part * WORDS * BLOCK;
            fill(&self.text[from..self.text.len().min(from + WORDS * BLOCK)], self.is, &mut self.words);
        }
        self.words[number % WORDS]
    }
}

fn fill(text: &[u8], is: impl Fn(u8) -> bool + Copy, words: &mut [u64; WORDS]) {
    #[cfg(target_arch = "x86_64")]
    if cpu::has_avx2() {
        // SAFETY: the processor has AVX2, as just tested.
        #[allow(unsafe_code)]
        return unsafe { avx2::fill(text, is, words) };
    }
    fill_with(text, words, |block| bits(block, is));
}

#[inline(always)] // compiled for AVX2 too
fn fill_with(text: &[u8], words: &mut [u64; WORDS], bits: impl Fn(&[u8; BLOCK]) -> u64) {
    let (whole, rest) = text.as_chunks::<BLOCK>();
    for (word, block) in words.iter_mut().zip(whole) {
        *word = bits(block);
    }
    if let Some(word) = words.get_mut(whole.len()) {
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        *word = bits(&last);
    }
}

/// 255 for each byte of the class, else 0.
#[inline(always)]
fn signs(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> [u8; BLOCK] {
    let mut signs = [0; BLOCK];
    for (sign, byte) in signs.iter_mut().zip(block) {
        *sign = if is(*byte) { 0xff } else { 0 };
    }
    signs
}

fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let signs = signs(block, is);
    let parts = signs.as_chunks::<16>().0;
    parts.iter().rev().fold(0, |bits, part| bits << 16 | u64::from(upper_bits(part)))
}

/// The highest bit of each byte.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)] // a load, and an instruction that is safe where it exists
fn upper_bits(bytes: &[u8; 16]) -> u16 {
    use std::arch::x86_64::{_mm_loadu_si128, _mm_movemask_epi8};
    // SAFETY: SSE2 is part of x86-64, and sixteen bytes are read.
    unsafe { _mm_movemask_epi8(_mm_loadu_si128(bytes.as_ptr().cast())) as u16 }
}

#[cfg(not(target_arch = "x86_64"))]
fn upper_bits(bytes: &[u8; 16]) -> u16 {
    bytes.iter().rev().fold(0, |bits, byte| bits << 1 | u16::from(byte >> 7))
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{_mm256_loadu_si256, _mm256_movemask_epi8};

    use super::{BLOCK, WORDS, fill_with, signs};

    #[target_feature(enable = "avx2")]
    pub(super) fn fill(text: &[u8], is: impl Fn(u8) -> bool + Copy, words: &mut [u64; WORDS]) {
        fill_with(text, words, |block| {
            let signs = signs(block, is);
            u64::from(upper_bits(&signs[BLOCK / 2..])) << 32 | u64::from(upper_bits(&signs[..BLOCK / 2]))
        });
    }

    #[target_feature(enable = "avx2")]
    #[allow(unsafe_code)] // a load
    fn upper_bits(bytes: &[u8]) -> u32 {
        assert!(bytes.len() == BLOCK / 2);
        // SAFETY: 32 bytes are read, which is the length just asserted.
        unsafe { _mm256_movemask_epi8(_mm256_loadu_si256(bytes.as_ptr().cast())).cast_unsigned() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn one_bit_a_byte(text in prop::collection::vec(any::<u8>(), 0..5000), froms in prop::collection::vec(0usize..5010, 3)) {
            let is = |byte: u8| byte.is_ascii_alphabetic();
            let mut bits = Bits::new(&text, is);
            for from in froms {
                let run = text.get(from..).unwrap_or_default().iter().take_while(|byte| is(**byte)).count();
                prop_assert!(from > text.len() || bits.end(from) == from + run);
                let mut places = Vec::new();
                for (at, bits) in bits.from(from) {
                    for i in 0..BLOCK {
                        places.extend((bits >> i & 1 == 1).then_some(at + i));
                    }
                }
                let plainly: Vec<usize> = (from..text.len()).filter(|at| is(text[*at])).collect();
                prop_assert_eq!(places, plainly);
            }
        }

        #[test]
        fn both_fill_alike(text in prop::collection::vec(any::<u8>(), 0..=WORDS * BLOCK)) {
            #[cfg(target_arch = "x86_64")]
            for _ in 0..99 {
                cpu::reads_a_block();
            }
            let is = |byte: u8| byte.is_ascii_alphanumeric();
            let mut quickly = [0; WORDS];
            let mut plainly = [0; WORDS];
            fill(&text, is, &mut quickly);
            fill_with(&text, &mut plainly, |block| bits(block, is));
            prop_assert_eq!(quickly, plainly);
        }
    }
}
