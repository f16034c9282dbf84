//! A name and the literal it gets, in the ways of settings, markup, code and command lines. One pass forward from the
//! name, bounded, without backtracking.

use std::ops::Range;

use super::byte_list;
use super::cursor::Cursor;
use super::defaults;
use super::form;
use super::name::{self, LONGEST};
use super::noise;
use super::operator::{self, Operator};
use super::sibling;
use crate::bytes;
use crate::detect::setting::Setting;

/// A literal and how it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) span: Range<usize>,
    pub(super) quoted: bool,
    /// `Bearer`, `Basic` or the like before it, in lower case.
    pub(super) scheme: Option<&'static str>,
}

/// Longer values are data, in bytes.
pub(super) const LONGEST_VALUE: usize = 512;
/// Between a name and its value, in bytes.
pub(super) const GAP: usize = 60;

/// Words before the credential in the value of a header.
const SCHEMES: &[&str] = &["bearer", "basic", "token", "apikey", "api-key", "key", "splunk"];

/// What wraps a literal and changes nothing.
pub(super) const WRAPPERS: &[&str] = &[
    "string",
    "str",
    "from",
    "some",
    "new",
    "secret",
    "secretstr",
    "securestring",
    "bytes",
    "of",
    "just",
    "atob",
    "b64decode",
    "base64decode",
    "decode",
    "literal",
    "token",
    "password",
    "to_owned",
    "cstring",
    "nsstring",
    "encode",
    "sensitive",
    "bytearray",
    "getbytes",
    "field",
    "secretbytes",
    "unhexlify",
    "fromhex",
    "fromstring",
    "encodeutf8",
    "pack",
    "to_string",
    "protect",
    "raw",
    "lazy",
    "byte",
];

/// The letters of a keyword, which may have a quote or an operator beside them: `"pw"`, `psk=`, `pw !=`.
pub(super) fn word(text: &[u8], hit: &Range<usize>) -> Range<usize> {
    let is_sign = |b: &&u8| b"\"=! ?]:".contains(b);
    let start = hit.start + text[hit.clone()].iter().take_while(is_sign).count();
    let end = hit.end - text[start..hit.end].iter().rev().take_while(is_sign).count();
    start..end
}

/// The identifier around `hit`: letters (those with accents, too), digits, `_`, and `-` or `.` inside of it.
pub(super) fn identifier(text: &[u8], hit: &Range<usize>) -> Option<Range<usize>> {
    let part = |i: usize| {
        let byte = text[i];
        byte.is_ascii_alphanumeric()
            || byte == b'_'
            || (!byte.is_ascii() && name::is_accented(text, i))
            || (b"-.".contains(&byte)
                && i.checked_sub(1).is_some_and(|j| text[j].is_ascii_alphanumeric() || text[j] == b'_')
                && text.get(i + 1).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_'))
    };
    let (mut start, mut end) = (hit.start, hit.end);
    while start > 0 && part(start - 1) {
        start -= 1;
        if hit.start - start > LONGEST {
            return None;
        }
    }
    while end < text.len() && part(end) {
        end += 1;
        if end - hit.end > LONGEST {
            return None;
        }
    }
    (end - start <= LONGEST).then_some(start..end)
}

/// Does what stands around a name take its meaning back? `Public Key Token`, a file's name in a table of checksums, a
/// badge's address, the shell's `PWD`, `Pass "-x"`, a test that has passed.
pub(super) fn is_spoken_of(text: &[u8], name: &Range<usize>) -> bool {
    let before = &text[name.start.saturating_sub(11)..name.start];
    let public = before.eq_ignore_ascii_case(b"public key ") || before.eq_ignore_ascii_case(b"public-key ");
    let word = &text[name.clone()];
    let behind = text[name.end..].iter().copied().find(|b| *b != b' ');
    let quoted = text.get(name.end).is_some_and(|b| b"\"'".contains(b));
    // `"pass": "..."`
    let is_key = quoted && before.last() == text.get(name.end);
    public
        || (before.ends_with(b"/") && quoted)
        || before.ends_with(b".svg?")
        || before.ends_with(b".png?")
        // `type="PW">` names a country.
        || (word == b"PW" && is_key && text.get(name.end + 1) == Some(&b'>'))
        || (word == b"PWD" && !before.ends_with(b";") && !follows_user(text, name.start))
        || is_test_result(text, name)
        || (word.eq_ignore_ascii_case(b"pass") && !is_key && behind.is_some_and(|b| b"\"'`(-".contains(&b)))
}

/// Does the name of a user stand shortly before, on the line or the ones above: `UID = "app", PWD = "..."`?
fn follows_user(text: &[u8], start: usize) -> bool {
    /// So far back, in bytes.
    const BEFORE: usize = 120;
    let before = text[start.saturating_sub(BEFORE)..start].to_ascii_lowercase();
    [b"uid=".as_slice(), b"uid =", b"user id", b"\"uid\"", b"'uid'", b"user=", b"user ="]
        .iter()
        .any(|word| bytes::find_text(word, &before).is_some())
}

/// `PASS: name of a test` at the start of a line, as DejaGnu and Automake write it.
fn is_test_result(text: &[u8], name: &Range<usize>) -> bool {
    let is_first = name.start == 0 || text[name.start - 1] == b'\n';
    is_first && matches!(&text[name.clone()], b"PASS" | b"XPASS" | b"UPASS") && text[name.end..].starts_with(b": ")
}

/// `;Password=...` of a connection string: only a `;` or the quote ends its value.
fn is_of_connection(text: &[u8], name: &Range<usize>) -> bool {
    text[..name.start].iter().rev().find(|b| **b != b' ') == Some(&b';')
}

/// The literal that the name at `name` gets.
pub(super) fn value(text: &[u8], name: &Range<usize>, setting: Setting) -> Option<Value> {
    let mut at = Cursor { text, at: name.end };
    at.argument_of_option();
    let keyed = at.closers();
    let beside = if keyed { sibling::value(at, name) } else { None };
    let beside = beside.or_else(|| sibling::below(at, name, setting)).or_else(|| defaults::beside(at));
    if beside.is_some() {
        return beside;
    }
    at.blanks();
    let operator = operator::read(&mut at, name, keyed, setting)?;
    at.gap(GAP);
    if operator == Operator::Element {
        at.inner_element();
    }
    let found = literal(at, operator, name, setting);
    // `env.str("TOKEN", "...")`: what looks like the literal is a name.
    if operator == Operator::Assign && !found.as_ref().is_some_and(|value| is_value(&text[value.span.clone()])) {
        return defaults::after(at).or(found);
    }
    found
}

/// The literal that begins at `at`.
pub(super) fn literal(mut at: Cursor<'_>, operator: Operator, name: &Range<usize>, setting: Setting) -> Option<Value> {
    if let Some(span) = at.bracketed().or_else(|| byte_list::after(at)) {
        return Some(Value { span, quoted: true, scheme: None });
    }
    at.opener();
    at.wrappers(WRAPPERS);
    at.string_prefix();
    if let Some(quote) = at.quote() {
        // `"\"...\""` and `'"..."'`: a literal in a literal.
        let inner = at.inner_quote(quote);
        let scheme = scheme(&mut at);
        let length = at.until_quote(inner.unwrap_or(quote), LONGEST_VALUE)?;
        let span = at.at..at.at + length;
        // `"password", "documentation": ...` is the next key of a list.
        if operator == Operator::Argument && is_key(&at.text[span.end..]) {
            return None;
        }
        if operator == Operator::Argument && !is_value(&at.text[span.clone()]) {
            let next = next_argument(at.after(span.end, quote));
            return next.or(Some(Value { span, quoted: true, scheme }));
        }
        return Some(Value { span, quoted: true, scheme });
    }
    // A name that is quoted itself does not stand inside of a literal.
    let from = name.start - usize::from(matches!(at.text[..name.start].last(), Some(b'"' | b'\'' | b'`')));
    if matches!(operator, Operator::Loose | Operator::Argument)
        || (operator == Operator::Assign && setting == Setting::Code && !at.inside_string(from))
    {
        return None;
    }
    unquoted(at, operator, name)
}

/// Does a colon or an arrow follow the closing quote?
fn is_key(after: &[u8]) -> bool {
    let rest = after.get(1..).unwrap_or_default().trim_ascii_start();
    rest.starts_with(b":") || rest.starts_with(b"=>")
}

fn unquoted(mut at: Cursor<'_>, operator: Operator, name: &Range<usize>) -> Option<Value> {
    let scheme = scheme(&mut at);
    let braced = operator == Operator::Element && at.eat(b"{");
    let ends: &[u8] = match operator {
        Operator::Element => b"<",
        _ if is_of_connection(at.text, name) => b"\"'`;",
        _ => b"\"'`,;<>()[]{}|&\\",
    };
    let run = at.run(LONGEST_VALUE, |b| b.is_ascii_whitespace() || ends.contains(&b) || (braced && b == b'}'))?;
    // A password with signs of every kind, alone on its line.
    if let Some(whole) = at.run(LONGEST_VALUE, |b| b.is_ascii_whitespace())
        && whole.len() > run.len()
        && operator == Operator::Assign
        && at.is_alone(name.start, whole.end)
        && noise::is(&at.text[whole.clone()])
    {
        return Some(Value { span: whole, quoted: true, scheme });
    }
    let line = at.run(LONGEST_VALUE, |b| b"\r\n".contains(&b))?;
    if operator == Operator::Assign && form::is_app_password(&at.text[line.clone()]) {
        return Some(Value { span: line, quoted: true, scheme });
    }
    // A call, an index, a path of names.
    if matches!(at.text.get(run.end), Some(b'(' | b'[' | b'{')) {
        return None;
    }
    let quoted = is_of_connection(at.text, name);
    let trimmed = at.text[run.clone()].iter().rposition(|b| !b".:".contains(b)).map_or(0, |i| i + 1);
    Some(Value { span: run.start..run.start + trimmed, quoted, scheme })
}

/// Can an argument be a value? Not the letter of an option, not the words that explain it.
fn is_value(argument: &[u8]) -> bool {
    /// A shorter one is none, in bytes.
    const MIN_VALUE: usize = 4;
    argument.len() >= MIN_VALUE && !argument.contains(&b' ')
}

/// The next one of a call's arguments that can be a value.
fn next_argument(mut at: Cursor<'_>) -> Option<Value> {
    for _ in 0..2 {
        at.skip(GAP, |b| b.is_ascii_whitespace() || b == b',');
        at.wrappers(WRAPPERS);
        let quote = at.quote()?;
        let length = at.until_quote(quote, LONGEST_VALUE)?;
        let span = at.at..at.at + length;
        if is_value(&at.text[span.clone()]) {
            return Some(Value { span, quoted: true, scheme: None });
        }
        at = at.after(span.end, quote);
    }
    None
}

fn scheme(at: &mut Cursor<'_>) -> Option<&'static str> {
    let rest = &at.text[at.at..];
    let found = SCHEMES.iter().find(|s| {
        rest.len() > s.len() && rest[..s.len()].eq_ignore_ascii_case(s.as_bytes()) && rest[s.len()] == b' '
    })?;
    at.at += found.len();
    at.blanks();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str, setting: Setting) -> Option<&str> {
        let hit = line.find("token").or_else(|| line.find("TOKEN")).or_else(|| line.find("Token"))?;
        let name = identifier(line.as_bytes(), &(hit..hit + 5))?;
        value(line.as_bytes(), &name, setting).map(|v| &line[v.span])
    }

    #[test]
    fn the_ways_to_write_it() {
        for line in [
            "token = \"V4lue\"",
            "token='V4lue'",
            "token := `V4lue`",
            "\"token\": \"V4lue\"",
            "token: V4lue",
            "TOKEN=V4lue",
            "export TOKEN=V4lue # note",
            "\"token\" => \"V4lue\"",
            "$token .= 'V4lue';",
            "TOKEN ?= V4lue",
            "let token: &str = \"V4lue\";",
            "var token string = \"V4lue\"",
            "const token: string = 'V4lue'",
            "String token = new String(\"V4lue\");",
            "<token>V4lue</token>",
            "<token>\n  V4lue\n</token>",
            "<add key=\"token\" value=\"V4lue\"/>",
            "setToken(\"V4lue\")",
            "--token V4lue",
            "--token=V4lue",
            "ENV TOKEN V4lue",
            "- name: TOKEN\n  value: V4lue",
            "<key>token</key>\n<string>V4lue</string>",
            "{\"name\":\"TOKEN\",\"value\":\"V4lue\"}",
            "variable \"token\" {\n  type = string\n  default = \"V4lue\"\n}",
            "os.environ[\"TOKEN\"] = \"V4lue\"",
            "os.getenv(\"TOKEN\", \"V4lue\")",
            "airship token - 'V4lue'",
            "?token=V4lue&x=1",
            "{\\\"token\\\":\\\"V4lue\\\"}",
            "Token: Bearer V4lue",
            "token: b\"V4lue\"",
            "token = \"\"\"V4lue\"\"\"",
            "if token == \"V4lue\" {",
            "Server=x;Token=V4lue;Database=y",
            "token: |\n  V4lue",
            "define('TOKEN', 'V4lue');",
            "#define TOKEN \"V4lue\"",
            "the token is V4lue",
            "token V4lue",
            "${TOKEN}    V4lue",
            "Dim token As String = \"V4lue\"",
            "{token, \"V4lue\"}",
        ] {
            assert_eq!(found(line, Setting::Data), Some("V4lue"), "{line}");
        }
    }

    #[test]
    fn what_is_no_literal() {
        for line in [
            "token = get_token()",
            "token = self.token",
            "token: String,",
            "std::token::Kind",
            "token.value",
            "fn token(value: &str)",
            "let token = V4lue;",
            "Token(V4lue)",
            "a token of thanks",
            "token->next",
        ] {
            assert_eq!(found(line, Setting::Code), None, "{line}");
        }
        assert_eq!(found("dsn = \"host=x token=V4lue db=1\"", Setting::Code), Some("V4lue"));
    }
}
