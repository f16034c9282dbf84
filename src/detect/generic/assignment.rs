//! A name and the literal it gets, in the ways of settings, markup, code and command lines. One pass forward from the
//! name, bounded, without backtracking.

use std::ops::Range;

use super::cursor::Cursor;
use super::name::LONGEST;
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
const GAP: usize = 60;

/// Words before the credential in the value of a header.
const SCHEMES: &[&str] = &["bearer", "basic", "token", "apikey", "api-key", "key", "splunk"];

/// What wraps a literal and changes nothing.
const WRAPPERS: &[&str] = &[
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
];

/// The identifier around `hit`: letters, digits, `_`, and `-` or `.` inside of it.
pub(super) fn identifier(text: &[u8], hit: &Range<usize>) -> Option<Range<usize>> {
    let part = |i: usize| {
        let byte = text[i];
        byte.is_ascii_alphanumeric()
            || byte == b'_'
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
    public
        || (before.ends_with(b"/") && quoted)
        || before.ends_with(b".svg?")
        || before.ends_with(b".png?")
        || word == b"PWD"
        || is_test_result(text, name)
        || (word.eq_ignore_ascii_case(b"pass") && behind.is_some_and(|b| b"\"'`(-".contains(&b)))
}

/// `PASS: name of a test` at the start of a line, as DejaGnu and Automake write it.
fn is_test_result(text: &[u8], name: &Range<usize>) -> bool {
    let is_first = name.start == 0 || text[name.start - 1] == b'\n';
    is_first && matches!(&text[name.clone()], b"PASS" | b"XPASS" | b"UPASS") && text[name.end..].starts_with(b": ")
}

/// The literal that the name at `name` gets.
pub(super) fn value(text: &[u8], name: &Range<usize>, setting: Setting) -> Option<Value> {
    let mut at = Cursor { text, at: name.end };
    let keyed = at.closers();
    if keyed && let Some(value) = sibling(at, name) {
        return Some(value);
    }
    at.blanks();
    let operator = operator(&mut at, name, keyed, setting)?;
    at.gap(GAP);
    literal(at, operator, name, setting)
}

/// What stands between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    /// `=`, `:` and their kin.
    Assign,
    /// Only before a quote: `,`, `(`, ` - `, `==`, blanks.
    Loose,
    /// `>` of an element.
    Element,
    /// Blanks of a command line or a `.netrc`.
    Blank,
}

fn operator(at: &mut Cursor<'_>, name: &Range<usize>, keyed: bool, setting: Setting) -> Option<Operator> {
    const ASSIGN: [&[u8]; 18] = [
        b"===", b"!==", b"||=", b"??=", b"::=", b"<<-", b":=", b"=>", b"==", b"!=", b"?=", b"+=", b".=", b"->", b"<-",
        b"=~", b"=", b":",
    ];
    let blank = at.at > name.end;
    if at.annotation() {
        return Some(Operator::Assign);
    }
    for mark in ASSIGN {
        if at.eat(mark) {
            let compares = matches!(mark, b"===" | b"!==" | b"==" | b"!=" | b"=~");
            // `std::token::Kind`, `http://`.
            if mark == b":" && matches!(at.peek(), Some(b':' | b'/')) {
                return None;
            }
            at.annotation_after_colon(mark);
            return Some(if compares { Operator::Loose } else { Operator::Assign });
        }
    }
    match at.peek()? {
        // A list of arguments, or a tuple of Erlang.
        b',' if keyed || at.text[..name.start].ends_with(b"{") => at.next(),
        b'(' => at.next(),
        b'>' if at.inside_tag(name.start) => {
            at.next();
            return Some(Operator::Element);
        }
        b'-' if blank && matches!(at.text.get(at.at + 1), Some(b' ')) => at.next(),
        b'"' | b'\'' | b'`' if blank => return Some(Operator::Loose),
        _ if blank && !keyed && takes_blank(at.text, name) => return Some(Operator::Blank),
        _ if blank && setting == Setting::Data && (at.eat(b"is ") || at.eat(b"is: ") || is_directive(at, name)) => {
            return Some(Operator::Blank);
        }
        _ => return None,
    }
    Some(Operator::Loose)
}

/// May a blank stand between this name and its value? For options, `ENV NAME value`, `.netrc` and a few servers.
fn takes_blank(text: &[u8], name: &Range<usize>) -> bool {
    if text[..name.start].ends_with(b"--") {
        return true;
    }
    let from = name.start.saturating_sub(LONGEST);
    let line = &text[from..name.start];
    let line = &line[bytes::find_last(b'\n', line).map_or(0, |i| i + 1)..];
    let line = line.trim_ascii();
    let is = |word: &str| line.eq_ignore_ascii_case(word.as_bytes());
    let server = text[name.clone()].eq_ignore_ascii_case(b"requirepass")
        || text[name.clone()].eq_ignore_ascii_case(b"masterauth");
    let netrc = line.windows(6).any(|w| w == b"login ") || (is("") && follows_login(&text[..name.start]));
    ["env", "arg", "setenv", "setx", "set"].into_iter().any(is) || (server && is("")) || netrc
}

/// `bindpw value` and nothing else on the line.
fn is_directive(at: &Cursor<'_>, name: &Range<usize>) -> bool {
    let rest = &at.text[at.at..at.text.len().min(at.at + LONGEST_VALUE)];
    let line = &rest[..bytes::find(b'\n', rest).unwrap_or(rest.len())];
    let before = &at.text[name.start.saturating_sub(LONGEST)..name.start];
    let indent = &before[bytes::find_last(b'\n', before).map_or(0, |i| i + 1)..];
    let line = line.trim_ascii();
    let figures = line.iter().any(u8::is_ascii_digit) && !line.ends_with(b";");
    indent.iter().all(|b| b" \t${#;".contains(b)) && figures && !line.iter().any(u8::is_ascii_whitespace)
}

/// Is the line before one of a `.netrc`?
fn follows_login(before: &[u8]) -> bool {
    let end = bytes::find_last(b'\n', before).unwrap_or(0);
    let from = end.saturating_sub(LONGEST);
    let line = before[from..end].rsplit(|b| *b == b'\n').next().unwrap_or(&[]).trim_ascii_start();
    line.starts_with(b"login ") || (line.starts_with(b"machine ") && line.windows(7).any(|w| w == b" login "))
}

/// `"name": "API_KEY", "value": "..."`, `<key>token</key><string>...`, `name: TOKEN` and `value: ...` on the next line,
/// `variable "password" { default = "..." }`.
fn sibling(mut at: Cursor<'_>, name: &Range<usize>) -> Option<Value> {
    const NAMES: &[&str] = &["value", "default", "string", "content", "secret"];
    let from = at.at;
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
    let skipped = at.at > from;
    let word = at.word();
    if !skipped || at.at >= name.end + LONGEST * 4 || !NAMES.iter().any(|n| word.eq_ignore_ascii_case(n.as_bytes())) {
        return None;
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
    literal(at, operator, name, Setting::Data)
}

fn literal(mut at: Cursor<'_>, operator: Operator, name: &Range<usize>, setting: Setting) -> Option<Value> {
    at.wrappers(WRAPPERS);
    at.string_prefix();
    if let Some(quote) = at.quote() {
        let scheme = scheme(&mut at);
        let length = at.until_quote(quote, LONGEST_VALUE)?;
        return Some(Value { span: at.at..at.at + length, quoted: true, scheme });
    }
    // A name that is quoted itself does not stand inside of a literal.
    let from = name.start - usize::from(matches!(at.text[..name.start].last(), Some(b'"' | b'\'' | b'`')));
    if operator == Operator::Loose
        || (operator == Operator::Assign && setting == Setting::Code && !at.inside_string(from))
    {
        return None;
    }
    let scheme = scheme(&mut at);
    let braced = operator == Operator::Element && at.eat(b"{");
    let ends: &[u8] = if operator == Operator::Element { b"<" } else { b"\"'`,;<>()[]{}|&\\" };
    let run = at.run(LONGEST_VALUE, |b| b.is_ascii_whitespace() || ends.contains(&b) || (braced && b == b'}'))?;
    // A call, an index, a path of names.
    if matches!(at.text.get(run.end), Some(b'(' | b'[' | b'{')) {
        return None;
    }
    let trimmed = at.text[run.clone()].iter().rposition(|b| !b".:".contains(b)).map_or(0, |i| i + 1);
    Some(Value { span: run.start..run.start + trimmed, quoted: false, scheme })
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
