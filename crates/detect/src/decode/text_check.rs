//! Does a run of base64 decode to text? This is tested for every long word. Nearly all of them are names and paths, which
//! decode to noise; the first bytes are enough to see that.

use crate::encoding;

/// Digits that are decoded first, and the number of bytes they decode to.
const DIGITS: usize = 64;
const BLOCK: usize = DIGITS / 4 * 3;

/// A block with zeros after it, so that code that reads the following bytes needs no bounds check.
type Room = [u8; BLOCK + 16];

/// The fewest bytes that can contain a credential.
const MIN_COUNT: usize = 11;

/// Do the first digits decode to text? `is_url` says that they are base64url.
pub(super) fn begins(digits: &[u8], is_url: bool) -> bool {
    let digits = &digits[..digits.len().min(DIGITS)];
    let mut bytes: Room = [0; BLOCK + 16];
    let decoded = decode(digits, if is_url { &URL } else { &STANDARD }, &mut bytes);
    decoded.is_some_and(|length| is_enough(most(&bytes) - (BLOCK - length), length) && is_text(&bytes[..length]))
}

/// Lookup tables of 6-bit values, one for each of the four digits of a group, shifted to the digit's position in the three
/// bytes of the group. Those are the upper three bytes of the word; [`NONE`] in the lowest byte marks invalid digits.
type Alphabet = [[u32; 256]; 4];
const NONE: u32 = 0xff;
static STANDARD: Alphabet = alphabet(b"+/");
static URL: Alphabet = alphabet(b"-_");

const fn alphabet(last: &[u8; 2]) -> Alphabet {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut places = [[NONE; 256]; 4];
    let mut place = 0;
    while place < 4 {
        let shift = 26 - 6 * place;
        let mut value = 0;
        while value < 64 {
            let digit = if value < digits.len() { digits[value] } else { last[value - digits.len()] };
            places[place][digit as usize] = (value as u32) << shift;
            value += 1;
        }
        place += 1;
    }
    places
}

/// Decodes whole groups of digits, and a rest of two or three digits if its unused bits are zero, as strict decoders demand.
/// Returns the number of bytes, or `None` for an invalid digit in a group.
fn decode(digits: &[u8], alphabet: &Alphabet, bytes: &mut Room) -> Option<usize> {
    let join =
        |digits: &[u8]| digits.iter().zip(alphabet).fold(0, |bits, (digit, values)| bits | values[usize::from(*digit)]);
    let (groups, rest) = digits.as_chunks::<4>();
    let mut all = 0;
    for (group, at) in groups.iter().zip((0..).step_by(3)) {
        let bits = join(group);
        all |= bits;
        // The next group overwrites the fourth byte. After the last group it does not matter.
        if let Some(bytes) = bytes.get_mut(at..).and_then(|bytes| bytes.first_chunk_mut()) {
            *bytes = bits.to_be_bytes();
        }
    }
    let length = groups.len() * 3;
    let bits = join(rest);
    let [first, second, third, none] = bits.to_be_bytes();
    let (more, count) = match rest.len() {
        2 if none == 0 && second == 0 => ([first, 0], 1),
        3 if none == 0 && third == 0 => ([first, second], 2),
        _ => ([0; 2], 0),
    };
    bytes[length..][..2].copy_from_slice(&more);
    (all & NONE == 0).then_some(length + count)
}

/// Text in UTF-8, Latin-1 or UTF-16: at least three quarters of it are printable characters, where random bytes have
/// less than half.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let zeros = if encoding::utf16_unit(bytes).is_some() { count(bytes, |byte| byte == 0) } else { 0 };
    let ascii = count(bytes, is_printable);
    bytes.len() >= MIN_COUNT && is_enough(ascii + beyond(bytes) + zeros, bytes.len())
}

fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    bytes.iter().map(|byte| usize::from(is(*byte))).sum()
}

fn is_printable(byte: u8) -> bool {
    (byte.wrapping_sub(b' ') < 95) | (byte == b'\n') | (byte == b'\r') | (byte == b'\t')
}

fn is_enough(count: usize, length: usize) -> bool {
    count * 4 >= length * 3
}

/// An upper bound for the bytes of a block that are text, including the zeros that fill it up. It adds single bytes without a
/// branch, so that the compiler can use vector instructions.
fn most(block: &Room) -> usize {
    let mut sum = 0u8;
    for at in 0..BLOCK {
        let byte = block[at];
        let goes_on = |by: usize| block[at + by] & 0xc0 == 0x80;
        let two = (0xc2..0xe0).contains(&byte) & goes_on(1);
        let three = (0xe0..0xf0).contains(&byte) & goes_on(1) & goes_on(2);
        let four = (byte >= 0xf0) & goes_on(1) & goes_on(2);
        sum +=
            u8::from(is_printable(byte) | (byte == 0)) + 2 * u8::from(two) + 3 * u8::from(three) + 4 * u8::from(four);
    }
    sum.into()
}

/// Bytes of printable characters beyond ASCII (RFC 3629, but for the controls U+0080 to U+009F).
fn beyond(bytes: &[u8]) -> usize {
    let mut at = 0;
    let mut sum = 0;
    while at < bytes.len() {
        let length = match &bytes[at..] {
            [0xc2, 0xa0..=0xbf, ..] | [0xc3..=0xdf, 0x80..=0xbf, ..] => 2,
            [0xe0, 0xa0..=0xbf, 0x80..=0xbf, ..]
            | [0xed, 0x80..=0x9f, 0x80..=0xbf, ..]
            | [0xe1..=0xec | 0xee | 0xef, 0x80..=0xbf, 0x80..=0xbf, ..] => 3,
            [0xf0, 0x90..=0xbf, 0x80..=0xbf, 0x80..=0xbf, ..]
            | [0xf1..=0xf3, 0x80..=0xbf, 0x80..=0xbf, 0x80..=0xbf, ..]
            | [0xf4, 0x80..=0x8f, 0x80..=0xbf, 0x80..=0xbf, ..] => 4,
            _ => 0,
        };
        sum += length;
        at += length.max(1);
    }
    sum
}

#[cfg(test)]
mod tests {
    use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};
    use proptest::prelude::*;

    use super::*;

    /// The reference implementation, which looks at every character.
    fn plainly(bytes: &[u8]) -> bool {
        let ascii = bytes.iter().filter(|b| matches!(b, b' '..=b'~' | b'\n' | b'\r' | b'\t')).count();
        let zeros = bytes.iter().filter(|b| **b == 0).count();
        let zeros = if encoding::utf16_unit(bytes).is_some() { zeros } else { 0 };
        let characters = bytes.utf8_chunks().flat_map(|chunk| chunk.valid().chars());
        let beyond: usize = characters.filter(|c| !c.is_ascii() && !c.is_control()).map(char::len_utf8).sum();
        bytes.len() >= MIN_COUNT && (ascii + beyond + zeros) * 4 >= bytes.len() * 3
    }

    proptest! {
        #[test]
        fn it_says_what_its_twin_says(
            parts in prop::collection::vec(prop_oneof!["[a-z ]{1,9}", "[à-ÿ€-₿]{1,4}", "[\u{80}-\u{9f}\0]{1,3}"], 0..12),
            noise in prop::collection::vec(any::<u8>(), 0..30),
            wide: bool,
        ) {
            let text = parts.concat();
            let bytes = if wide { text.encode_utf16().flat_map(u16::to_le_bytes).collect() } else { text.into_bytes() };
            for bytes in [[bytes.as_slice(), &noise].concat(), [noise.as_slice(), &bytes].concat()] {
                prop_assert_eq!(is_text(&bytes), plainly(&bytes));
            }
        }

        #[test]
        fn digits_decode_as_elsewhere(digits in "[a-zA-Z0-9+/]{22,64}|[a-zA-Z0-9_-]{22,64}|[a-z-]{20,60}[A-Z/+]{0,4}") {
            let mut bytes: Room = [0; BLOCK + 16];
            let is_url = digits.contains(['-', '_']);
            let length = decode(digits.as_bytes(), if is_url { &URL } else { &STANDARD }, &mut bytes).unwrap_or(0);
            let encoding = if is_url { BASE64URL_NOPAD } else { BASE64_NOPAD };
            let digits = if digits.len() % 4 == 1 { &digits[..digits.len() - 1] } else { &digits };
            let cut = || encoding.decode(&digits.as_bytes()[..digits.len() / 4 * 4]).unwrap_or_default();
            prop_assert_eq!(&bytes[..length], encoding.decode(digits.as_bytes()).unwrap_or_else(|_| cut()));
        }
    }
}
