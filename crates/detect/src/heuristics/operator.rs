//! The operator between a name and its value: `=`, `:` and similar ones, a blank, the `>` of an element.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::MAX_VALUE;
use super::cursor::Cursor;
use super::guard;
use super::name::MAX_LENGTH;
use super::slices::{first_line, last_line};
use crate::file_class::FileClass;

/// The operator between a name and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `=`, `:` and similar ones.
    Assign,
    /// Counts only before a quote: `(`, ` - `, `==`, blanks.
    Loose,
    /// A `,`: the value is the first of the next arguments that can be one.
    Argument,
    /// `>` of an element.
    Element,
    /// Blanks of a command line or a `.netrc`.
    Blank,
}

/// Reads the operator between the name and its value.
pub(super) fn read(at: &mut Cursor<'_>, name: &Range<usize>, keyed: bool, file_class: FileClass) -> Option<Operator> {
    const ASSIGN: [&[u8]; 19] = [
        b"===", b"!==", b"||=", b"??=", b"::=", b"<<-", b":=", b":-", b"=>", b"==", b"!=", b"?=", b"+=", b".=", b"->",
        b"<-", b"=~", b"=", b":",
    ];
    let blank = at.at > name.end;
    if let Some(argument) = guard::method(at.text, at.at) {
        at.at = argument;
        return Some(Operator::Loose);
    }
    if at.annotation() || at.accessors() || at.ignored_result() {
        return Some(Operator::Assign);
    }
    for mark in ASSIGN {
        if at.eat(mark) {
            return after_mark(at, mark, blank && file_class == FileClass::Data);
        }
    }
    match at.peek()? {
        // A list of arguments, or a tuple of Erlang.
        b',' if keyed && is_whole_literal(at.text, name) => {
            at.next();
            return Some(Operator::Argument);
        }
        // `std::string api_token{"..."}`
        b'{' if !blank && at.text.get(at.at + 1).is_some_and(|b| b"\"'".contains(b)) => at.next(),
        // A column of a table in Markdown.
        b'|' if blank && file_class == FileClass::Data && at.eat(b"| ") => return Some(Operator::Blank),
        // AppleScript's `set token to "..."`
        b't' if blank && at.text[..name.start].ends_with(b"set ") && at.eat(b"to ") => {}
        // `(defparameter *api-token* "..."`
        b'*' if at.text[..name.start].ends_with(b" *") => {
            at.next();
            at.blanks();
        }
        b',' if at.text[..name.start].ends_with(b"{") || is_constant_given(at.text, name) => at.next(),
        b')' if keyed => return after_call(at, name),
        b'(' => at.next(),
        b'>' if at.inside_tag(name.start) => {
            at.next();
            return Some(Operator::Element);
        }
        b'-' if blank && matches!(at.text.get(at.at + 1), Some(b' ')) => at.next(),
        b'"' | b'\'' | b'`' if blank => return Some(Operator::Loose),
        // `#define NAME @"..."`
        b'@' if blank && at.text.get(at.at + 1) == Some(&b'"') => return Some(Operator::Loose),
        _ if blank && !keyed && declares(at, name) => return Some(Operator::Loose),
        _ if blank && !keyed && takes_blank(at.text, name) => return Some(Operator::Blank),
        _ if blank
            && file_class == FileClass::Data
            && !is_dutch(&at.text[name.clone()])
            && (at.eat(b"is ") || at.eat(b"is: ") || is_directive(at, name)) =>
        {
            return Some(Operator::Blank);
        }
        _ => return None,
    }
    Some(Operator::Loose)
}

/// The operator that begins with `mark`, which has been read. With `may_define`, `::` between blanks is one too.
fn after_mark(at: &mut Cursor<'_>, mark: &[u8], may_define: bool) -> Option<Operator> {
    // `password :: value` of a list of definitions
    if mark == b":" && may_define && at.eat(b": ") {
        return Some(Operator::Assign);
    }
    // `std::token::Kind`, `http://`.
    if mark == b":" && matches!(at.peek(), Some(b':' | b'/')) {
        return None;
    }
    at.annotation_after_colon(mark);
    let compares = matches!(mark, b"===" | b"!==" | b"==" | b"!=" | b"=~");
    Some(if compares { Operator::Loose } else { Operator::Assign })
}

/// The operator after a call with the name as its argument: `SetHeader(TEXT("X-Secret"), TEXT("..."))`,
/// `headers.get("X-Api-Key") != "..."`.
fn after_call(at: &mut Cursor<'_>, name: &Range<usize>) -> Option<Operator> {
    at.next();
    at.blanks();
    // `.Item("...password") = "..."` of Visual Basic
    if at.eat(b"= ") {
        return Some(Operator::Loose);
    }
    if is_wide(at.text, name) {
        return at.eat(b",").then_some(Operator::Argument);
    }
    let compares = [b"===".as_slice(), b"!==", b"==", b"!=", b"eq "].into_iter().any(|mark| at.eat(mark));
    compares.then_some(Operator::Loose)
}

/// Moves past `TYPE string VALUE` of ABAP, `PIC X(16) VALUE` of COBOL, the `to` of AppleScript's `set x to "..."`.
fn declares(at: &mut Cursor<'_>, name: &Range<usize>) -> bool {
    /// Maximum length of a declaration, in bytes.
    const MAX_TYPE: usize = 60;
    const TYPES: [&[u8]; 4] = [b"TYPE ", b"PIC ", b"PICTURE ", b"LENGTH "];
    let line = first_line(&at.text[at.at..at.text.len().min(at.at + MAX_TYPE)]);
    let begins = |word: &[u8]| line.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let is_set = || at.text[..name.start].ends_with(b"set ") && begins(b"to \"");
    let length = if TYPES.iter().any(|word| begins(word)) {
        line.windows(7).position(|part| part.eq_ignore_ascii_case(b" VALUE ")).map(|i| i + 7)
    } else if is_set() {
        Some(3)
    } else {
        None
    };
    at.at += length.unwrap_or(0);
    length.is_some()
}

/// `setopt(c, CURLOPT_PASSWORD, "...")`, `setProperty(Keys.DB_PASSWD, "...")`: a constant of more than one word that names
/// the last argument of a call; also a comparison, `strcmp(password, "..."`.
fn is_constant_given(text: &[u8], name: &Range<usize>) -> bool {
    let before = text[..name.start].trim_ascii_end();
    if [b"cmp(".as_slice(), b"quals(", b"-define(", b"Set($"].iter().any(|call| before.ends_with(call)) {
        return true;
    }
    let word = &text[name.clone()];
    let last = word.rsplit(|b| *b == b'.').next().unwrap_or_default();
    let is_constant = word.iter().any(|b| b"._".contains(b)) && !last.iter().any(u8::is_ascii_lowercase);
    // At most one argument comes before it: after more of them it is a value itself.
    let line = &before[before.len().saturating_sub(MAX_LENGTH)..];
    let head = bytes::find_last(b'(', line).map(|open| &line[open + 1..]);
    let is_first = head.is_some_and(|head| bytes::count(b',', head) <= 1 && !head.contains(&b'\n'));
    is_constant && is_first && is_last(&text[name.end..])
}

/// Is the literal after a comma the last argument of its call?
fn is_last(after: &[u8]) -> bool {
    let line = first_line(&after[..after.len().min(MAX_VALUE)]);
    let Some(open) = line.iter().position(|b| b"\"'".contains(b)) else { return false };
    let close = bytes::find(line[open], &line[open + 1..]).map(|i| open + i + 2);
    let is_end = |rest: &[u8]| rest.strip_prefix(b">>").unwrap_or(rest).trim_ascii_start().starts_with(b")");
    close.is_some_and(|close| is_end(&line[close..]))
}

/// Is the name in a literal of one of Windows' macros: `TEXT("..."`, `_T("..."`?
fn is_wide(text: &[u8], name: &Range<usize>) -> bool {
    text[..name.start].ends_with(b"TEXT(\"") || text[..name.start].ends_with(b"_T(\"")
}

/// Does the literal that ends after the name begin with it? `set("token", "..."`, not `"no such token", "..."`.
fn is_whole_literal(text: &[u8], name: &Range<usize>) -> bool {
    let before = &text[..name.start];
    let dashes = before.iter().rev().take(2).take_while(|b| **b == b'-').count();
    matches!(before[..before.len() - dashes].last(), Some(b'"' | b'\'' | b'`' | b':'))
}

/// Commands whose next argument is a name and the one after it the value: `git config x.token V`, `vault kv put`.
const SETTERS: [&[u8]; 12] = [
    b"env",
    b"arg",
    b"setenv",
    b"setx",
    b"set",
    b"put",
    b"config",
    b"--global",
    b"--local",
    b"header_up",
    b"stats",
    b"proxy_set_header",
];

/// `wachtwoord is gewijzigd` is a sentence, as it would not be in English.
fn is_dutch(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"wachtwoord")
}

/// May a blank separate this name from its value? For options, `ENV NAME value`, `.netrc` and a few servers.
fn takes_blank(text: &[u8], name: &Range<usize>) -> bool {
    let before = &text[..name.start];
    if before.ends_with(b"--") || before.ends_with(b" -") {
        return true;
    }
    let from = name.start.saturating_sub(MAX_LENGTH);
    let line = last_line(&text[from..name.start]).trim_ascii();
    let is = |word: &str| line.eq_ignore_ascii_case(word.as_bytes());
    let server = text[name.clone()].eq_ignore_ascii_case(b"requirepass")
        || text[name.clone()].eq_ignore_ascii_case(b"masterauth");
    let netrc = line.windows(6).any(|w| w == b"login ") || (is("") && follows_login(&text[..name.start]));
    // Text without a blank before the name is the beginning of a path.
    let apart = text[..name.start].last().is_none_or(u8::is_ascii_whitespace);
    let mut words = line.rsplit(u8::is_ascii_whitespace).skip(usize::from(!apart));
    let is_account = || {
        let line = line.to_ascii_lowercase();
        [b"user ".as_slice(), b"role ", b"grant "].iter().any(|word| bytes::find_text(word, &line).is_some())
    };
    // Oracle's `CREATE USER app IDENTIFIED BY ...` has no quotes.
    if text[name.clone()].eq_ignore_ascii_case(b"identified by") {
        return is_account();
    }
    let setter = words
        .find(|word| !(word.len() == 2 && word[0] == b'-'))
        .is_some_and(|word| SETTERS.iter().any(|known| word.eq_ignore_ascii_case(known)));
    setter || (server && is("")) || netrc
}

/// `bindpw value` and nothing else on the line.
fn is_directive(at: &Cursor<'_>, name: &Range<usize>) -> bool {
    let line = first_line(&at.text[at.at..at.text.len().min(at.at + MAX_VALUE)]).trim_ascii();
    let indent = last_line(&at.text[name.start.saturating_sub(MAX_LENGTH)..name.start]);
    let has_digits = line.iter().any(u8::is_ascii_digit) && !line.ends_with(b";");
    indent.iter().all(|b| b" \t${#;".contains(b)) && has_digits && !line.iter().any(u8::is_ascii_whitespace)
}

/// Is the line above a login of a `.netrc`?
fn follows_login(before: &[u8]) -> bool {
    let end = bytes::find_last(b'\n', before).unwrap_or(0);
    let from = end.saturating_sub(MAX_LENGTH);
    let line = before[from..end].rsplit(|b| *b == b'\n').next().unwrap_or(&[]).trim_ascii_start();
    line.starts_with(b"login ") || (line.starts_with(b"machine ") && line.windows(7).any(|w| w == b" login "))
}

#[cfg(test)]
mod tests;
