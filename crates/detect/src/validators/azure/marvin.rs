//! Microsoft's keyed checksum Marvin32, as its published security-utilities computes it.

/// Marvin32, returning both halves of its state; the seed is eight bytes, read as a big-endian number.
pub(super) fn marvin64(data: &[u8], seed: [u8; 8]) -> (u32, u32) {
    let [a, b, c, d, e, f, g, h] = seed;
    let mut high = u32::from_be_bytes([a, b, c, d]);
    let mut low = u32::from_be_bytes([e, f, g, h]);
    let mut add = |word: [u8; 4], mixes: usize| {
        low = low.wrapping_add(u32::from_le_bytes(word));
        for _ in 0..mixes {
            high ^= low;
            low = low.rotate_left(20).wrapping_add(high);
            high = high.rotate_left(9) ^ low;
            low = low.rotate_left(27).wrapping_add(high);
            high = high.rotate_left(19);
        }
    };
    let words = data.chunks_exact(4);
    let mut last = [0; 4];
    for (to, from) in last.iter_mut().zip(words.remainder().iter().chain([&0x80])) {
        *to = *from;
    }
    for word in words {
        add([word[0], word[1], word[2], word[3]], 1);
    }
    add(last, 2);
    (high, low)
}

/// Marvin32: the halves of the state, combined.
pub(super) fn marvin(data: &[u8], seed: [u8; 8]) -> u32 {
    let state = marvin64(data, seed);
    state.0 ^ state.1
}
