//! What stands between a name and its value: `=`, `:` and their kin, a blank, the `>` of an element.

use std::ops::Range;

use super::assignment::LONGEST_VALUE;
use super::cursor::Cursor;
use super::name::LONGEST;
use crate::bytes;
use crate::detect::setting::Setting;

/// What stands between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `=`, `:` and their kin.
    Assign,
    /// Only before a quote: `(`, ` - `, `==`, blanks.
    Loose,
    /// The same behind a `,`: of the arguments that follow, the first that can be a value.
    Argument,
    /// `>` of an element.
    Element,
    /// Blanks of a command line or a `.netrc`.
    Blank,
}

/// Reads what stands between the name and its value.
pub(super) fn read(at: &mut Cursor<'_>, name: &Range<usize>, keyed: bool, setting: Setting) -> Option<Operator> {
    const ASSIGN: [&[u8]; 19] = [
        b"===", b"!==", b"||=", b"??=", b"::=", b"<<-", b":=", b":-", b"=>", b"==", b"!=", b"?=", b"+=", b".=", b"->",
        b"<-", b"=~", b"=", b":",
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
        b',' if keyed && is_whole_literal(at.text, name) => {
            at.next();
            return Some(Operator::Argument);
        }
        b',' if at.text[..name.start].ends_with(b"{") || is_constant(&at.text[name.clone()]) => at.next(),
        b'{' if at.text.get(at.at + 1).is_some_and(|b| b"\"'".contains(b)) => at.next(),
        // A column of a table in Markdown.
        b'|' if blank && setting == Setting::Data && at.eat(b"| ") => return Some(Operator::Blank),
        // AppleScript's `set token to "..."`
        b't' if blank && at.text[..name.start].ends_with(b"set ") && at.eat(b"to ") => {}
        b'(' => at.next(),
        b'>' if at.inside_tag(name.start) => {
            at.next();
            return Some(Operator::Element);
        }
        b'-' if blank && matches!(at.text.get(at.at + 1), Some(b' ')) => at.next(),
        b'"' | b'\'' | b'`' if blank => return Some(Operator::Loose),
        _ if blank && !keyed && takes_blank(at.text, name) => return Some(Operator::Blank),
        _ if blank
            && setting == Setting::Data
            && !is_dutch(&at.text[name.clone()])
            && (at.eat(b"is ") || at.eat(b"is: ") || is_directive(at, name)) =>
        {
            return Some(Operator::Blank);
        }
        _ => return None,
    }
    Some(Operator::Loose)
}

/// Does the literal that ends behind the name begin with it? `set("token", "..."`, not `"no such token", "..."`.
fn is_whole_literal(text: &[u8], name: &Range<usize>) -> bool {
    let before = &text[..name.start];
    let dashes = before.iter().rev().take(2).take_while(|b| **b == b'-').count();
    matches!(before[..before.len() - dashes].last(), Some(b'"' | b'\'' | b'`' | b':'))
}

/// Commands whose next argument is a name and the one behind it the value: `git config x.token V`, `vault kv put`.
const SETTERS: [&[u8]; 9] = [b"env", b"arg", b"setenv", b"setx", b"set", b"put", b"config", b"--global", b"--local"];

/// `CURLOPT_PASSWORD, "..."`, `-define(API_KEY, "...")`
fn is_constant(name: &[u8]) -> bool {
    name.contains(&b'_') && name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
}

/// `wachtwoord is gewijzigd` is a sentence, as it would not be in English.
fn is_dutch(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"wachtwoord")
}

/// May a blank stand between this name and its value? For options, `ENV NAME value`, `.netrc` and a few servers.
fn takes_blank(text: &[u8], name: &Range<usize>) -> bool {
    let before = &text[..name.start];
    if before.ends_with(b"--") || before.ends_with(b" -") {
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
    // What touches the name is the beginning of a path.
    let apart = text[..name.start].last().is_none_or(u8::is_ascii_whitespace);
    let mut words = line.rsplit(u8::is_ascii_whitespace).skip(usize::from(!apart));
    let setter = words
        .find(|word| !(word.len() == 2 && word[0] == b'-'))
        .is_some_and(|word| SETTERS.iter().any(|known| word.eq_ignore_ascii_case(known)));
    setter || (server && is("")) || netrc
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
