//! A name that heads a column: `INSERT INTO users (id, api_key) VALUES (1, '...')`, the first line of a CSV file.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::Literal;
use super::cursor::Cursor;
use super::slices::first_line;

/// Maximum length of a row, in bytes.
const MAX_ROW: usize = 1000;
/// Maximum number of columns.
const MAX_COLUMNS: usize = 24;

/// The value of the first row in the column that the name at `name` heads.
pub(super) fn value(text: &[u8], name: &Range<usize>) -> Option<Literal> {
    // A column's name is followed by the next one or the end of the list.
    if !text.get(name.end).is_some_and(|b| b",;\t)\"`\r\n".contains(b)) {
        return None;
    }
    let is_first_line = name.start < MAX_ROW && bytes::find(b'\n', &text[..name.start]).is_none();
    if let Some(row) = row_after(text, name) {
        return of_statement(text, name, row);
    }
    if is_first_line { of_table(text, name) } else { None }
}

/// Where the values begin after the list of columns: `) VALUES (`.
fn row_after(text: &[u8], name: &Range<usize>) -> Option<usize> {
    /// Maximum number of blanks before and after `VALUES`, in bytes.
    const GAP: usize = 12;
    let rest = &text[name.end..text.len().min(name.end + MAX_ROW)];
    let close = bytes::find(b')', rest)? + 1;
    let after = &rest[close..];
    let blanks = after.iter().take(GAP).take_while(|b| b.is_ascii_whitespace()).count();
    let word = after.get(blanks..blanks + b"values".len())?;
    let open = bytes::find(b'(', after.get(..blanks + b"values".len() + GAP).unwrap_or(after))?;
    word.eq_ignore_ascii_case(b"values").then_some(name.end + close + open + 1)
}

/// The value in an SQL statement whose first row begins at `row`.
fn of_statement(text: &[u8], name: &Range<usize>, row: usize) -> Option<Literal> {
    let before = &text[name.start.saturating_sub(MAX_ROW)..name.start];
    let open = bytes::find_last(b'(', before)?;
    let head = before[open.saturating_sub(120)..open].to_ascii_lowercase();
    let column = bytes::count(b',', &before[open..]);
    if bytes::find_text(b"insert into ", &head).is_none() || column >= MAX_COLUMNS {
        return None;
    }
    let mut at = Cursor { text, at: row };
    for _ in 0..column {
        at.skip(MAX_ROW, |b| b.is_ascii_whitespace());
        if let Some(quote) = at.quote() {
            let length = at.until_quote(quote, MAX_ROW)?;
            at = at.after(at.at + length, quote);
        }
        at.skip(MAX_ROW, |b| b != b',' && b != b'(' && b != b';');
        // `NOW()`
        if at.eat(b"(") {
            at.skip(MAX_ROW, |b| b != b')');
            at.skip(MAX_ROW, |b| b != b',');
        }
        if !at.eat(b",") {
            return None;
        }
    }
    at.skip(MAX_ROW, |b| b.is_ascii_whitespace());
    let quote = at.quote()?;
    let length = at.until_quote(quote, MAX_ROW)?;
    (length > 0).then(|| Literal { span: at.at..at.at + length, quoted: true, scheme: None })
}

/// The value in a table whose cells are separated by `,`, `;` or tabs.
fn of_table(text: &[u8], name: &Range<usize>) -> Option<Literal> {
    let head_end = bytes::find(b'\n', text)?;
    let head = &text[..head_end];
    let sign = [b',', b';', b'\t'].into_iter().max_by_key(|sign| bytes::count(*sign, head))?;
    let columns = bytes::count(sign, head);
    // Words of a sentence are not columns.
    let is_head = head.split(|b| *b == sign).all(|cell| cell.len() <= 40 && !cell.trim_ascii().contains(&b' '));
    if !(1..MAX_COLUMNS).contains(&columns) || !is_head {
        return None;
    }
    let column = bytes::count(sign, &text[..name.start]);
    let row = first_line(&text[head_end + 1..text.len().min(head_end + 1 + MAX_ROW)]);
    if bytes::count(sign, row) != columns {
        return None;
    }
    let cell = row.split(|b| *b == sign).nth(column)?;
    let start = cell.as_ptr() as usize - text.as_ptr() as usize;
    let inner = cell.trim_ascii();
    let start = start + (cell.len() - cell.trim_ascii_start().len());
    let is_quoted = inner.len() > 2 && inner[0] == b'"' && inner.ends_with(b"\"");
    let edge = usize::from(is_quoted);
    (inner.len() > 2).then(|| Literal { span: start + edge..start + inner.len() - edge, quoted: true, scheme: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_columns() {
        for text in [
            "INSERT INTO keys (id, owner, api_key, at) VALUES (1, 'a, b', 'V4LUE', NOW());",
            "INSERT INTO c (at, api_key) VALUES (NOW(), 'V4LUE')",
            "insert into `keys` (`id`, `api_key`)\nvalues (1, 'V4LUE'), (2, 'x')",
            "id,email,api_key\n1,a@acme.dev,V4LUE\n2,b@acme.dev,x\n",
            "id;api_key;name\r\n1;V4LUE;a\r\n",
            "\"id\",\"api_key\"\n\"1\",\"V4LUE\"\n",
        ] {
            let at = text.find("api_key").unwrap();
            let found = value(text.as_bytes(), &(at..at + 7)).map(|value| &text[value.span]);
            assert_eq!(found, Some("V4LUE"), "{text}");
        }
        for text in [
            "SELECT id, api_key FROM keys",
            "CREATE TABLE keys (id int, api_key text)",
            "the api_key, a secret\nof it, V4LUE",
            "f(id, api_key)",
            "id,api_key\n1,2,3\n",
        ] {
            let at = text.find("api_key").unwrap();
            assert!(value(text.as_bytes(), &(at..at + 7)).is_none(), "{text}");
        }
    }
}
