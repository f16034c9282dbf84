//! A text as bits: for each byte whether it is of a class, 64 of them in a word. Written without branches, so that the
//! compiler makes vector instructions of it.

const BLOCK: usize = 64;

/// Which bytes of the text from `from` on are of the class: for each block of 64 its place and its bits, the lowest one
/// for the first byte. Zero is of no class: it stands behind the end.
pub(super) fn blocks(text: &[u8], from: usize, is: impl Fn(u8) -> bool + Copy) -> impl Iterator<Item = (usize, u64)> {
    let (whole, rest) = text.get(from..).unwrap_or_default().as_chunks::<BLOCK>();
    let last = (!rest.is_empty()).then_some(rest).into_iter().map(move |rest| {
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        bits(&last, is)
    });
    let places = (from..).step_by(BLOCK);
    places.zip(whole.iter().map(move |block| bits(block, is)).chain(last))
}

fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let mut signs = [0u8; BLOCK];
    signs.iter_mut().zip(block).for_each(|(sign, byte)| *sign = if is(*byte) { 0xff } else { 0 });
    let (parts, _) = signs.as_chunks::<16>();
    parts.iter().rev().fold(0, |bits, part| bits << 16 | u64::from(upper_bits(part)))
}

/// The upper bit of each byte.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn one_bit_a_byte(text in prop::collection::vec(any::<u8>(), 0..300), from in 0usize..310) {
            let is = |byte: u8| byte.is_ascii_alphabetic();
            let mut places = Vec::new();
            for (at, bits) in blocks(&text, from, is) {
                places.extend((0..BLOCK).filter(|i| bits >> i & 1 == 1).map(|i| at + i));
            }
            let plainly: Vec<usize> = (from..text.len()).filter(|at| is(text[*at])).collect();
            prop_assert_eq!(places, plainly);
        }
    }
}
