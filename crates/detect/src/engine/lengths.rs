//! Binary formats put the length of a text right before it. Read as characters that is a part of the value: of 56 it is
//! `8`, of 108 `l`.

/// A credential is no shorter.
const MIN_COUNT: usize = 10;
/// The high byte of a length in two or more bytes: a credential is no longer than 16 of these.
const HIGH: usize = 16;

/// The lengths that the bytes before a value may state, the likeliest first: each is right in some format, so whoever
/// asks has to see whether the value has it.
pub(super) fn stated(before: &[u8]) -> Vec<usize> {
    let mut lengths = plain(before);
    for number in lengths.clone() {
        // With the terminator (BSON, Lua), in bytes of UTF-16 (OLE), these and a flag (.NET); zigzag (Avro).
        lengths.extend([number - 1, number / 2]);
    }
    if let Some(byte) = before.last() {
        lengths.extend(of_one_byte(usize::from(*byte)));
    }
    lengths.retain(|length| *length >= MIN_COUNT);
    lengths
}

/// The numbers that end before a value, in one byte or more.
pub(super) fn plain(before: &[u8]) -> Vec<usize> {
    // The high bytes of a little-endian number of two, four or eight.
    let zeros = before.iter().rev().take(7).take_while(|byte| **byte == 0).count();
    let [.., last] = before[..before.len() - zeros] else { return Vec::new() };
    let last = usize::from(last);
    let mut numbers = vec![last];
    if let [.., first, _] = before[..before.len() - zeros] {
        let first = usize::from(first);
        let (is_marked, low) = (first >= 0x80, first & 0x7f);
        let pairs = [
            (first < HIGH, first << 8 | last),
            (last < HIGH, last << 8 | first),
            // LEB128: protobuf, wasm, DEX. The other way round: SQLite, ASN.1. With two marks: .NET, for UTF-16 and a flag.
            (is_marked && last < 0x80, last << 7 | low),
            (is_marked && last < 0x80, low << 7 | last),
            (is_marked && low < 0x40, low << 8 | last),
            (is_marked && low < 0x40 && last % 2 == 1, (low << 8 | last) / 2),
        ];
        numbers.extend(pairs.iter().filter(|(fits, _)| *fits).map(|(_, number)| *number));
    }
    numbers.retain(|number| *number >= MIN_COUNT);
    numbers
}

/// Lengths that one byte holds beside something else.
fn of_one_byte(byte: usize) -> impl Iterator<Item = usize> {
    let in_low_bits = (0x40..0x80).contains(&byte) || (0xa0..0xc0).contains(&byte);
    let forms = [
        // CBOR: three bits of kind; msgpack likewise.
        in_low_bits.then_some(byte & 0x1f),
        // Smile: ASCII of 1 to 64.
        (0x40..0x80).contains(&byte).then(|| byte - 0x3f),
        // Ruby's Marshal.
        byte.checked_sub(5),
        // PostgreSQL's rows: with the byte itself, and a bit behind.
        byte.checked_sub(3).map(|rest| rest / 2),
    ];
    forms.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_states_its_length() {
        for (before, length) in [
            (b"\xd98".as_slice(), 56),          // msgpack, CBOR, marshal: one byte
            (b"\x01\0l", 108),                  // a class file: two, big-endian
            (b"m\0\0\x01\x2c", 300),            // Erlang: four
            (b"X8\0\0\0", 56),                  // pickle: four, little-endian
            (b"\x8d\x2c\x01\0\0\0\0\0\0", 300), // eight
            (b"\x12\xa4\x01", 164),             // LEB128
            (b"\x029\0\0\0", 56),               // BSON: with the NUL behind it
            (b"q", 56),                         // .NET: UTF-16 and a flag
            (b"\x81\x49", 164),                 // .NET in two bytes
            (b"t", 20),                         // CBOR, short
            (b"w", 56),                         // Smile
            (b"\"=", 56),                       // Ruby
            (b"s", 56),                         // PostgreSQL
            (b"\x04\x82\x01\x2c", 300),         // ASN.1
        ] {
            assert!(stated(before).contains(&length), "{before:?} {length}");
        }
        assert!(stated(b"").is_empty());
        assert!(stated(b"\0\0").is_empty());
        assert_eq!(stated(b"8")[0], 56, "the plain one first");
    }
}
