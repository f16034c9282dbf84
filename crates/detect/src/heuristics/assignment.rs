//! A name and the literal assigned to it, in the syntaxes of settings, markup, code and command lines. One bounded pass
//! forward from the name, without backtracking.

use std::ops::Range;

use akguard_common::bytes;

use super::cursor::Cursor;
use super::defaults;
pub(super) use super::given::{GAP, Literal, MAX_VALUE};
use super::literal::{is_value, literal};
use super::name::{self, MAX_LENGTH};
use super::operator::{self, Operator};
use super::sibling;
use super::slices::last_line;
use crate::file_class::FileClass;

/// The letters of a keyword, which may include a quote or an operator: `"pw"`, `psk=`, `pw !=`.
pub(super) fn word(text: &[u8], hit: &Range<usize>) -> Range<usize> {
    let is_sign = |b: &&u8| b"\"'=! ?]:|".contains(b);
    let start = hit.start + text[hit.clone()].iter().take_while(is_sign).count();
    let end = hit.end - text[start..hit.end].iter().rev().take_while(is_sign).count();
    // `stats auth` is two words.
    let blank = if text[start..end].ends_with(b" auth") { end - start - b"auth".len() } else { 0 };
    start + blank..end
}

/// The identifier around `hit`: letters (also with accents), digits, `_`, and `-` or `.` inside of it.
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
    let mut start = hit.start;
    let mut end = hit.end;
    while start > 0 && part(start - 1) {
        start -= 1;
        if hit.start - start > MAX_LENGTH {
            return None;
        }
    }
    while end < text.len() && part(end) {
        end += 1;
        if end - hit.end > MAX_LENGTH {
            return None;
        }
    }
    (end - start <= MAX_LENGTH).then_some(start..end)
}

/// Does the text around a name show that it means no secret? `Public Key Token`, a file's name in a table of checksums, a
/// badge's address, the shell's `PWD`, `Pass "-x"`, a test that passed.
pub(super) fn has_other_meaning(text: &[u8], name: &Range<usize>) -> bool {
    let before = &text[name.start.saturating_sub(11)..name.start];
    let public = before.eq_ignore_ascii_case(b"public key ") || before.eq_ignore_ascii_case(b"public-key ");
    let word = &text[name.clone()];
    let next = text[name.end..].iter().copied().find(|b| *b != b' ');
    let quoted = text.get(name.end).is_some_and(|b| b"\"'".contains(b));
    // `"pass": "..."`
    let is_key = quoted && before.last() == text.get(name.end);
    public
        || (before.ends_with(b"/") && quoted && !text[name.end + 1..].starts_with(b") = "))
        || is_of_page(text, name)
        || before.ends_with(b".svg?")
        || before.ends_with(b".png?")
        // `type="PW">` names a country.
        || (word == b"PW" && is_key && text.get(name.end + 1) == Some(&b'>'))
        || (word == b"PWD" && !before.ends_with(b";") && !follows_user(text, name.start))
        || is_test_result(text, name)
        || (word.eq_ignore_ascii_case(b"pass") && !is_key && next.is_some_and(|b| b"\"'`(-".contains(&b)))
}

/// Values that every visitor of a page receives: a hidden field of a form, the beacon of Cloudflare's analytics, the
/// search of a documentation (`algolia: { appId, apiKey, indexName }`).
fn is_of_page(text: &[u8], name: &Range<usize>) -> bool {
    /// Maximum distance to either side of the name, in bytes.
    const NEAR: usize = 160;
    let contains = |text: &[u8], word: &[u8]| bytes::find_text(word, text).is_some();
    let before = || &text[name.start.saturating_sub(NEAR)..name.start];
    match &text[name.clone()] {
        b"_token" | b"token" | b"authenticity_token" | b"form_token" | b"_wpnonce" => {
            let line = last_line(before());
            contains(line, b"type=\"hidden\"") || contains(line, b"data-cf-beacon=")
        }
        b"apiKey" | b"api_key" | b"searchKey" => {
            let after = &text[name.end..text.len().min(name.end + NEAR)];
            let is_near = |word: &[u8]| contains(before(), word) || contains(after, word);
            is_near(b"indexName") && (is_near(b"appId") || is_near(b"applicationId"))
        }
        _ => false,
    }
}

/// Does the name of a user occur shortly before, on the line or the ones above: `UID = "app", PWD = "..."`?
fn follows_user(text: &[u8], start: usize) -> bool {
    /// Maximum distance, in bytes.
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

/// The literal assigned to the name at `name`.
pub(super) fn value(text: &[u8], name: &Range<usize>, file_class: FileClass) -> Option<Literal> {
    let mut at = Cursor { text, at: name.end };
    at.argument_of_option();
    let keyed = at.closers();
    let beside = if keyed { sibling::value(at, name) } else { None };
    let beside = beside.or_else(|| sibling::below(at, name, file_class)).or_else(|| defaults::beside(at));
    if beside.is_some() {
        return beside;
    }
    at.blanks();
    let operator = operator::read(&mut at, name, keyed, file_class)?;
    at.gap(GAP);
    if operator == Operator::Element {
        at.inner_element();
    }
    let found = literal(at, operator, name, file_class);
    // `env.str("TOKEN", "...")`: the first literal may be the name of a variable.
    if operator == Operator::Assign && !found.as_ref().is_some_and(|value| is_value(&text[value.span.clone()])) {
        return defaults::after(at).or(found);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str, file_class: FileClass) -> Option<&str> {
        let hit = line.find("token").or_else(|| line.find("TOKEN")).or_else(|| line.find("Token"))?;
        let name = identifier(line.as_bytes(), &(hit..hit + 5))?;
        value(line.as_bytes(), &name, file_class).map(|v| &line[v.span])
    }

    #[test]
    fn syntaxes_of_assignments() {
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
            assert_eq!(found(line, FileClass::Data), Some("V4lue"), "{line}");
        }
    }

    #[test]
    fn other_expressions_are_not_literals() {
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
            assert_eq!(found(line, FileClass::Code), None, "{line}");
        }
        assert_eq!(found("dsn = \"host=x token=V4lue db=1\"", FileClass::Code), Some("V4lue"));
    }
}
