//! A value in a row of SQLite, which puts all lengths of a row at its begin and no byte between its columns (the file
//! format's section 2.1): `GROQ_API_KEYgsk_...`, and the row before it right behind.

/// A row whose header lies farther back than this is not read, in bytes. Nor is a header of more than 127.
pub(super) const FARTHEST: usize = 2048;
const MAX_HEADER: usize = 127;

/// The length of the column of text or bytes that begins at `at`.
pub(super) fn column(text: &[u8], at: usize) -> Option<usize> {
    (at.saturating_sub(FARTHEST)..at).rev().find_map(|header| row(text, header, at))
}

/// The same where the row's header is known. The row's own length before it is the proof: it must be that of all columns.
fn row(text: &[u8], header: usize, at: usize) -> Option<usize> {
    let size = usize::from(text[header]);
    let body = header + size;
    if !(2..=MAX_HEADER).contains(&size) || body > at {
        return None;
    }
    let (mut here, mut from, mut found) = (header + 1, body, None);
    while here < body {
        let (kind, width) = number(&text[here..body])?;
        here += width;
        let length = length(kind)?;
        if from == at && kind >= 12 {
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

/// Does the row's length stand before its header, in a table with the row's number between them?
fn states(before: &[u8], total: usize) -> bool {
    let last_of = |bytes: &[u8]| {
        let starts = (1..=bytes.len().min(9)).map(|width| &bytes[bytes.len() - width..]);
        starts
            .filter(|tail| number(tail).is_some_and(|(_, width)| width == tail.len()))
            .any(|tail| number(tail).is_some_and(|(value, _)| value == total))
    };
    let rowid = (1..=before.len().min(9)).filter(|width| {
        let tail = &before[before.len() - width..];
        number(tail).is_some_and(|(_, read)| read == *width)
    });
    last_of(before) || rowid.into_iter().any(|width| last_of(&before[..before.len() - width]))
}

/// A big-endian number of seven bits in each byte, and how many bytes it has. The ninth, which has eight, is for row
/// numbers below zero.
fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0usize;
    for (i, byte) in bytes.iter().take(9).enumerate() {
        value = value.checked_shl(7)? | usize::from(byte & 0x7f);
        if *byte < 0x80 || i == 8 {
            return Some((value, i + 1));
        }
    }
    None
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
        let (name, value) = ("n".repeat(300), "v".repeat(164));
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
