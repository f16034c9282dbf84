//! Binary formats put the length of a text right before it. Read as a character, the length looks like a part of the value:
//! 56 is `8`, 108 is `l`.

/// No credential is shorter, in bytes.
const MIN_COUNT: usize = 10;
/// The high byte of a length of two or more bytes is below this: no credential is longer than 4,095 bytes.
const MAX_HIGH_BYTE: usize = 16;

/// The lengths that the bytes before a value may state, the likeliest first. Each is right in some format, so the caller has
/// to check which one fits the value.
pub(super) fn stated(before: &[u8]) -> Vec<usize> {
    let mut lengths = plain(before);
    for number in lengths.clone() {
        // Length with the terminator (BSON, Lua), in bytes of UTF-16 (OLE), the same and a flag (.NET); zigzag (Avro).
        lengths.extend([number - 1, number / 2]);
    }
    if let Some(byte) = before.last() {
        lengths.extend(in_one_byte(usize::from(*byte)));
    }
    lengths.retain(|length| *length >= MIN_COUNT);
    lengths
}

/// The numbers of one or more bytes that end right before a value.
pub(super) fn plain(before: &[u8]) -> Vec<usize> {
    // The high bytes of a little-endian number of two, four or eight bytes.
    let zeros = before.iter().rev().take(7).take_while(|byte| **byte == 0).count();
    let [.., last] = before[..before.len() - zeros] else { return Vec::new() };
    let last = usize::from(last);
    let mut numbers = vec![last];
    if let [.., first, _] = before[..before.len() - zeros] {
        let first = usize::from(first);
        let is_marked = first >= 0x80;
        let low = first & 0x7f;
        if first < MAX_HIGH_BYTE {
            numbers.push(first << 8 | last);
        }
        if last < MAX_HIGH_BYTE {
            numbers.push(last << 8 | first);
        }
        // LEB128: protobuf, wasm, DEX. The other way round: SQLite, ASN.1.
        if is_marked && last < 0x80 {
            numbers.extend([last << 7 | low, low << 7 | last]);
        }
        // With two marks: .NET, for UTF-16 and a flag.
        if is_marked && low < 0x40 {
            numbers.push(low << 8 | last);
            if last % 2 == 1 {
                numbers.push((low << 8 | last) / 2);
            }
        }
    }
    numbers.retain(|number| *number >= MIN_COUNT);
    numbers
}

/// Lengths that share one byte with something else.
fn in_one_byte(byte: usize) -> impl Iterator<Item = usize> {
    let in_low_bits = (0x40..0x80).contains(&byte) || (0xa0..0xc0).contains(&byte);
    let forms = [
        // CBOR: three bits of kind; msgpack likewise.
        in_low_bits.then_some(byte & 0x1f),
        // Smile: ASCII of 1 to 64.
        (0x40..0x80).contains(&byte).then(|| byte - 0x3f),
        // Ruby's Marshal.
        byte.checked_sub(5),
        // PostgreSQL's rows: the length counts its own byte, and the lowest bit is a flag.
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
