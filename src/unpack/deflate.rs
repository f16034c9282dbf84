//! Can a deflate stream (RFC 1951) begin here? Nearly all places that look like a zlib header are something else, as
//! their next bytes show. A decoder would take 40 KB of memory before it finds out.

/// Maximum number of literal and length codes above 257, and of distance codes above one (RFC 1951, 3.2.7).
const MAX_LITERALS: u32 = 29;
const MAX_DISTANCES: u32 = 29;

/// Is the header of the first block valid?
pub(super) fn begins(stream: &[u8]) -> bool {
    let mut bits = Bits { bytes: stream, at: 1 };
    match bits.take(2) {
        // Stored: the length, and its complement.
        Some(0) => match stream.get(1..5) {
            Some(&[a, b, c, d]) => u16::from_le_bytes([a, b]) == !u16::from_le_bytes([c, d]),
            _ => false,
        },
        Some(1) => true,
        Some(2) => has_code(&mut bits).unwrap_or(false),
        _ => false,
    }
}

/// Is the code complete in which the code lengths are written?
fn has_code(bits: &mut Bits<'_>) -> Option<bool> {
    let literals = bits.take(5)?;
    let distances = bits.take(5)?;
    let count = bits.take(4)? + 4;
    let mut sum = 0;
    for _ in 0..count {
        let length = bits.take(3)?;
        // A code of n bits takes 1/2^n of all; in 128ths, as the longest has 7.
        sum += if length == 0 { 0 } else { 128 >> length };
    }
    Some(literals <= MAX_LITERALS && distances <= MAX_DISTANCES && sum == 128)
}

/// Bits of a stream, the lowest of a byte first.
struct Bits<'s> {
    bytes: &'s [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u32> {
        let mut value = 0;
        for bit in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value |= u32::from(byte >> (self.at % 8) & 1) << bit;
            self.at += 1;
        }
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::begins;

    #[test]
    fn every_stream_of_a_compressor_begins() {
        for level in 0..10 {
            for size in [0, 1, 20, 300, 5_000, 80_000] {
                let content: Vec<u8> = (0..size).map(|i: usize| b"some words, and more"[i * i % 20]).collect();
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
                encoder.write_all(&content).unwrap();
                assert!(begins(&encoder.finish().unwrap()), "level {level}, {size} bytes");
            }
        }
    }

    #[test]
    fn few_other_bytes_do() {
        for bytes in [b"".as_slice(), &[6; 20], &[0xff; 20], &[0; 20], &[4; 20], b"def"] {
            assert!(!begins(bytes), "{bytes:?}");
        }
    }
}
