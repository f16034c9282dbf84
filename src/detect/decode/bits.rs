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
    let ones = block.map(|byte| u8::from(is(byte)));
    let (eights, _) = ones.as_chunks::<8>();
    // The product's upper byte takes one bit from each of the eight.
    let pack = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().rev().fold(0, |bits, eight| bits << 8 | pack(eight))
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
