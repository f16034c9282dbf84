//! A name that heads a column: `INSERT INTO users (id, api_key) VALUES (1, '...')`, the first line of a CSV file.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::Value;
use super::cursor::Cursor;

/// A row is read so far, in bytes.
const MAX_ROW: usize = 1000;
/// More columns are not counted.
const MAX_COLUMNS: usize = 24;

/// The value of the first row in the column that the name at `name` heads.
pub(super) fn value(text: &[u8], name: &Range<usize>) -> Option<Value> {
    // A column's name is followed by the next one or the end of the list.
    let next = text.get(name.end).filter(|b| b",;\t)\"`\r\n".contains(b))?;
    if *next == b')' || is_in_list(text, name) {
        return of_statement(text, name);
    }
    let is_first_line = name.start < MAX_ROW && !text[..name.start].contains(&b'\n');
    if is_first_line { of_table(text, name) } else { None }
}

/// Does a bracket open before the name on its line that has not closed?
fn is_in_list(text: &[u8], name: &Range<usize>) -> bool {
    let before = &text[name.start.saturating_sub(MAX_ROW)..name.start];
    let open = bytes::find_last(b'(', before);
    open.is_some_and(|open| !before[open..].contains(&b')'))
}

/// The value of a statement of SQL.
fn of_statement(text: &[u8], name: &Range<usize>) -> Option<Value> {
    let from = name.start.saturating_sub(MAX_ROW);
    let before = &text[from..name.start];
    let open = bytes::find_last(b'(', before)?;
    let head = before[..open].to_ascii_lowercase();
    let is_insert =
        head.len() >= 12 && bytes::find_text(b"insert into ", &head[head.len().saturating_sub(120)..]).is_some();
    let column = bytes::count(b',', &before[open..]);
    let rest = &text[name.end..text.len().min(name.end + MAX_ROW)];
    let close = bytes::find(b')', rest)?;
    let values = rest[close..].to_ascii_lowercase();
    let row = close + bytes::find_text(b"values", &values).filter(|at| *at < 20)? + b"values".len();
    let row = row + bytes::find(b'(', &rest[row..])? + 1;
    if !is_insert || column >= MAX_COLUMNS {
        return None;
    }
    let mut at = Cursor { text, at: name.end + row };
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
    (length > 0).then(|| Value { span: at.at..at.at + length, quoted: true, scheme: None })
}

/// The value of a table whose cells are parted by `,`, `;` or tabs.
fn of_table(text: &[u8], name: &Range<usize>) -> Option<Value> {
    let head_end = bytes::find(b'\n', text)?;
    let head = &text[..head_end];
    let sign = [b',', b';', b'\t'].into_iter().max_by_key(|sign| bytes::count(*sign, head))?;
    let columns = bytes::count(sign, head);
    // Words of a sentence are no columns.
    let is_head = head.split(|b| *b == sign).all(|cell| cell.len() <= 40 && !cell.trim_ascii().contains(&b' '));
    if !(1..MAX_COLUMNS).contains(&columns) || !is_head {
        return None;
    }
    let column = bytes::count(sign, &text[..name.start]);
    let row = &text[head_end + 1..text.len().min(head_end + 1 + MAX_ROW)];
    let row = &row[..bytes::find(b'\n', row).unwrap_or(row.len())];
    if bytes::count(sign, row) != columns {
        return None;
    }
    let cell = row.split(|b| *b == sign).nth(column)?;
    let start = cell.as_ptr() as usize - text.as_ptr() as usize;
    let inner = cell.trim_ascii();
    let start = start + (cell.len() - cell.trim_ascii_start().len());
    let is_quoted = inner.len() > 2 && inner[0] == b'"' && inner.ends_with(b"\"");
    let edge = usize::from(is_quoted);
    (inner.len() > 2).then(|| Value { span: start + edge..start + inner.len() - edge, quoted: true, scheme: None })
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
