//! Values beside or below their name: `"name": "API_KEY", "value": "..."`, `<key>token</key><string>...`,
//! `variable "password" { default = "..." }`, a parameter's `Default:`, an option's `default=`.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::{GAP, Literal};
use super::cursor::Cursor;
use super::literal::literal;
use super::name::MAX_LENGTH;
use super::operator::Operator;
use crate::file_class::FileClass;

/// Maximum length of a block below a name, in bytes.
const BLOCK: usize = 400;
/// Maximum distance from an option's name to its default, in bytes.
const OPTION: usize = 240;
/// Keys of a block for the value of its name.
const KEYS: [&[u8]; 8] = [
    b"default",
    b"value",
    b"defaultvalue",
    b"default_value",
    b"default-value",
    b"plaintext",
    b"literal",
    b"secretvalue",
];

/// `"name": "API_KEY", "value": "..."`, `<key>token</key><string>...`, `name: TOKEN` and `value: ...` on the next line,
/// `variable "password" { default = "..." }`.
pub(super) fn value(mut at: Cursor<'_>, name: &Range<usize>) -> Option<Literal> {
    const NAMES: &[&str] = &["value", "default", "string", "content", "secret", "parametervalue"];
    let from = at;
    at.skip(40, |b| b" \t\r\n,;>}-/".contains(&b) || b"'\"".contains(&b));
    if at.eat(b"<") {
        at.eat(b"/");
        // `</key>`
        let word = at.word();
        if !["key", "name", "id", "string"].iter().any(|w| word.eq_ignore_ascii_case(w.as_bytes())) {
            at.at -= word.len();
        }
        at.skip(40, |b| b" \t\r\n></".contains(&b));
    }
    at.eat(b"{");
    at.default_of_block();
    let skipped = at.at > from.at;
    let word = at.word();
    if !skipped || at.at >= name.end + MAX_LENGTH * 4 || !NAMES.iter().any(|n| word.eq_ignore_ascii_case(n.as_bytes()))
    {
        return of_option(from, name);
    }
    at.closers();
    at.blanks();
    let operator = match at.peek()? {
        b'=' | b':' => Operator::Assign,
        b'>' => Operator::Element,
        _ => return None,
    };
    at.next();
    at.gap(GAP);
    literal(at, operator, name, FileClass::Data)
}

/// `"--password", help="...", default="..."`, `.long("password").default_value("...")`.
fn of_option(mut at: Cursor<'_>, name: &Range<usize>) -> Option<Literal> {
    at.blanks();
    if !matches!(at.peek(), Some(b',' | b')')) {
        return None;
    }
    let rest = &at.text[at.at..at.text.len().min(at.at + OPTION)];
    let end = ends_of_option(rest).min(rest.len());
    key_of(Cursor { text: at.text, at: at.at }, at.at + end, name, FileClass::Code, &KEYS[..1])
        .or_else(|| key_of(at, at.at + end, name, FileClass::Code, &KEYS[2..5]))
}

/// Where the statement of an option ends: at a `;`, at an empty line after a closing bracket, where the next one begins.
fn ends_of_option(rest: &[u8]) -> usize {
    let next = [b"add_argument".as_slice(), b"option(", b";", b")\n\n"];
    next.iter().filter_map(|end| bytes::find_text(end, rest)).min().unwrap_or(rest.len())
}

/// `password: { type: "string", default: "..." }`, and the lines below a name that are indented deeper.
pub(super) fn below(mut at: Cursor<'_>, name: &Range<usize>, file_class: FileClass) -> Option<Literal> {
    at.blanks();
    if !(at.eat(b"=>") || at.eat(b":") || at.eat(b"=")) {
        return None;
    }
    at.blanks();
    let rest = &at.text[at.at..at.text.len().min(at.at + BLOCK)];
    let end = match rest.first()? {
        b'{' => bytes::find(b'}', rest).unwrap_or(rest.len()),
        b'\r' | b'\n' => deeper(rest, at.indent(name.start)),
        _ => return None,
    };
    key_of(at, at.at + end, name, file_class, &KEYS)
}

/// Length of the first line and of the lines after it that are indented by more than `indent` blanks.
fn deeper(rest: &[u8], indent: usize) -> usize {
    let mut end = 0;
    for line in rest.split_inclusive(|b| *b == b'\n') {
        let blanks = line.iter().take_while(|b| **b == b' ').count();
        if end > 0 && blanks <= indent {
            break;
        }
        end += line.len();
    }
    end
}

/// The literal of the first of the keys between `at` and `end`.
fn key_of(
    mut at: Cursor<'_>,
    end: usize,
    name: &Range<usize>,
    file_class: FileClass,
    keys: &[&[u8]],
) -> Option<Literal> {
    while at.at < end {
        at.skip(end - at.at, |b| !b.is_ascii_alphabetic());
        let from = at.at;
        at.skip(40, |b| b.is_ascii_alphanumeric() || b"_-.$".contains(&b));
        let word = &at.text[from..at.at];
        if from == at.at || at.at > end {
            return None;
        }
        if !keys.iter().any(|key| word.eq_ignore_ascii_case(key)) {
            continue;
        }
        let mut ahead = at;
        ahead.closers();
        ahead.blanks();
        if ahead.eat(b"=>") || ahead.eat(b":") || ahead.eat(b"=") || ahead.eat(b"(") {
            ahead.gap(GAP);
            return literal(ahead, Operator::Assign, name, file_class);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, name: &str) -> Option<&'t str> {
        let from = text.find(name).unwrap();
        let name = from..from + name.len();
        value(Cursor { text: text.as_bytes(), at: name.end }, &name).map(|literal| &text[literal.span])
    }

    #[test]
    fn values_beside_their_name() {
        assert_eq!(found("{\"name\": \"API_KEY\", \"value\": \"Xk7pQ2vLm9Tz\"}", "API_KEY"), Some("Xk7pQ2vLm9Tz"));
        assert_eq!(found("<key>token</key><string>Xk7pQ2vLm9Tz</string>", "token"), Some("Xk7pQ2vLm9Tz"));
        assert_eq!(found("name: TOKEN\nvalue: Xk7pQ2vLm9Tz\n", "TOKEN"), Some("Xk7pQ2vLm9Tz"));
        // A word that grows out of the name is a part of it.
        assert_eq!(found("tokenvalue: Xk7pQ2vLm9Tz\n", "token"), None);
    }

    const VALUE: &str = "Xk7pQ2vLm9Tz";

    #[test]
    fn the_default_of_an_option_is_near_its_name() {
        let option = |help: &str| format!("('--password', help='{help}', default='{VALUE}')\n");
        assert_eq!(found(&option("where to"), "--password'"), Some(VALUE));
        assert_eq!(found(&option(&"a ".repeat(150)), "--password'"), None);
    }
}
