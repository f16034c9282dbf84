//! A value in a row of SQLite, which stores all lengths of a row at its start and no byte between its columns (section 2.1
//! of the file format): `GROQ_API_KEYgsk_...`, and the next row in the file follows without a gap.

/// A row is not read if its header is farther from the value than this, in bytes.
pub(super) const MAX_DISTANCE: usize = 2048;
/// A longer header is not read, in bytes.
const MAX_HEADER: usize = 127;

/// The length of the column of text or bytes that begins at `at`.
pub(super) fn column(text: &[u8], at: usize) -> Option<usize> {
    (at.saturating_sub(MAX_DISTANCE)..at).rev().find_map(|header| row(text, header, at))
}

/// The same for a row whose header begins at `header`. The row's total length is stored before the header and must be the
/// sum of all columns.
fn row(text: &[u8], header: usize, at: usize) -> Option<usize> {
    let size = usize::from(text[header]);
    let body = header + size;
    if !(2..=MAX_HEADER).contains(&size) || body > at {
        return None;
    }
    let mut here = header + 1;
    let mut from = body;
    let mut found = None;
    while here < body {
        let kind = Varint::read(&text[here..body])?;
        here += kind.width;
        let length = length(kind.value)?;
        if from == at && kind.value >= 12 {
            found = Some(length);
        }
        from = from.checked_add(length)?;
        if found.is_none() && from > at {
            return None;
        }
    }
    let length = found?;
    states(&text[..header], from - header).then_some(length)
}

/// Is the row's length before its header? In a table the row's number is between them.
fn states(before: &[u8], total: usize) -> bool {
    let ends_with_total = |bytes: &[u8]| last_numbers(bytes).any(|number| number.value == total);
    ends_with_total(before) || last_numbers(before).any(|rowid| ends_with_total(&before[..before.len() - rowid.width]))
}

/// Every number that ends with the last of these bytes.
fn last_numbers(bytes: &[u8]) -> impl Iterator<Item = Varint> {
    (1..=bytes.len().min(9)).filter_map(|width| {
        let number = Varint::read(&bytes[bytes.len() - width..])?;
        (number.width == width).then_some(number)
    })
}

/// A big-endian number of seven bits in each byte.
struct Varint {
    value: usize,
    /// How many bytes it has.
    width: usize,
}

impl Varint {
    /// Reads the number that the bytes begin with. The ninth byte has eight bits; only negative row numbers need it.
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut value = 0usize;
        for (i, byte) in bytes.iter().take(9).enumerate() {
            value = value.checked_shl(7)? | usize::from(byte & 0x7f);
            if *byte < 0x80 || i == 8 {
                return Some(Self { value, width: i + 1 });
            }
        }
        None
    }
}

/// How many bytes a column of this kind has.
fn length(kind: usize) -> Option<usize> {
    match kind {
        0 | 8 | 9 => Some(0),
        1..=4 => Some(kind),
        5 => Some(6),
        6 | 7 => Some(8),
        10 | 11 => None,
        _ => Some((kind - 12) / 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_row() {
        // NAME, VALUE and an integer; 300 characters of text before them.
        let name = "n".repeat(300);
        let value = "v".repeat(164);
        let header = [6, 0x84, 0x65, 0x82, 0x55, 1];
        let total = header.len() + name.len() + value.len() + 1;
        assert_eq!(total, 471);
        let row = [&[0x83, 0x57, 5], header.as_slice(), name.as_bytes(), value.as_bytes(), &[7]].concat();
        let at = 3 + header.len();
        assert_eq!(column(&row, at), Some(300));
        assert_eq!(column(&row, at + 300), Some(164));
        assert_eq!(column(&row, at + 299), None);
        // An index has no row number.
        assert_eq!(column(&[&row[..2], &row[3..]].concat(), at - 1), Some(300));
        let damaged = [&[0x83, 0x58, 5], &row[3..]].concat();
        assert_eq!(column(&damaged, at + 300), None);
        assert_eq!(column(b"", 0), None);
    }
}
