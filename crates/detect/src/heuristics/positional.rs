//! Secrets recognised only by their position among the arguments of a call: `connect(host, user, password)`,
//! `new PDO(dsn, user, password)`, `jwt.sign(payload, secret)`, `ConvertTo-SecureString "..."`.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::{Literal, MAX_VALUE};
use super::calls::{CALLS, Call, Use};
use super::cursor::Cursor;
use super::literal::WRAPPERS;
use super::name::{self, NameKind};
use super::slices::{last_line, trailing};

/// PowerShell's `ConvertTo-SecureString`: no brackets, and perhaps an option before its argument.
const SECURE_STRING: &str = "securestring";
/// `curl_easy_setopt(c, CURLOPT_USERPWD, "user:password")`, `CURLOPT_PROXYUSERPWD => '...'`.
const USER_AND_PASSWORD: &str = "userpwd";
/// `"...".toCharArray()`: Java's classes take passwords as arrays of characters.
const CHARACTERS: &str = ".tochararray";
/// Ring's `(cookie-store {:key "..."})`.
const COOKIE_STORE: &str = "cookie-store";

/// Maximum length of a call that is read, in bytes.
const MAX_CALL: usize = 500;
/// Maximum number of arguments that are examined.
const MAX_ARGUMENTS: usize = 5;

/// An argument that may be a secret.
pub(super) struct Given {
    pub(super) value: Literal,
    pub(super) kind: NameKind,
    pub(super) usage: Use,
}

impl Given {
    fn password(value: Literal) -> Self {
        Self { value, kind: NameKind::Password, usage: Use::Credential }
    }
}

/// The arguments of the call at `hit` that may be its secret, the likeliest first.
pub(super) fn secrets(text: &[u8], hit: &Range<usize>) -> Vec<Given> {
    let is = |word: &str| text[hit.clone()].eq_ignore_ascii_case(word.as_bytes());
    if is(SECURE_STRING) {
        return secure_string(text, hit.end).into_iter().collect();
    }
    if is(USER_AND_PASSWORD) {
        return user_and_password(text, hit.end).into_iter().collect();
    }
    if is(CHARACTERS) {
        return characters(text, hit.start).into_iter().collect();
    }
    if is(COOKIE_STORE) {
        return cookie_store(text, hit.end).into_iter().collect();
    }
    match CALLS.iter().find(|call| is(call.name)) {
        Some(call) => of_call(text, hit, call),
        None => Vec::new(),
    }
}

fn of_call(text: &[u8], hit: &Range<usize>, call: &Call) -> Vec<Given> {
    // `PublicKey::from(...)`
    let head = &text[hit.start.saturating_sub(name::MAX_LENGTH)..hit.start];
    let prefix = trailing(head, |b| b.is_ascii_alphanumeric() || *b == b'_');
    if prefix.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case(b"pub")) {
        return Vec::new();
    }
    let Some(arguments) = arguments(text, hit) else { return Vec::new() };
    // `login(user, password)` and `login(password)`: the first argument is the password only where it is the only one.
    let first_counts = call.places.len() == 1 || arguments.len() == 1 || call.kind == NameKind::Secret;
    let mut found = Vec::new();
    for place in call.places {
        if *place == 0 && !first_counts {
            continue;
        }
        let Some(argument) = arguments.get(*place) else { continue };
        let Some(value) = literal(text, argument) else { continue };
        if call.usage == Use::Compared && is_digest(&text[value.span.clone()]) {
            continue;
        }
        found.push(Given { value, kind: call.kind, usage: call.usage });
    }
    found
}

/// Does it have as many hexadecimal digits as a hash?
fn is_digest(value: &[u8]) -> bool {
    matches!(value.len(), 32 | 40 | 56 | 64 | 96 | 128) && value.iter().all(u8::is_ascii_hexdigit)
}

/// The password of `user:password`.
fn user_and_password(text: &[u8], end: usize) -> Option<Given> {
    let mut at = Cursor { text, at: end };
    at.skip(2, |b| b"\"')".contains(&b));
    at.blanks();
    if !(at.eat(b",") || at.eat(b"=>") || at.eat(b"=") || at.eat(b":")) {
        return None;
    }
    let mut value = literal(text, &(at.at..text.len().min(at.at + MAX_VALUE)))?;
    value.span.start += bytes::find(b':', &text[value.span.clone()])? + 1;
    Some(Given::password(value))
}

/// The literal that ends where the call begins.
fn characters(text: &[u8], end: usize) -> Option<Given> {
    /// Methods that take a password or a key.
    const TAKERS: [&[u8]; 6] =
        [b".load(", b"PBEKeySpec(", b"getKey(", b"PasswordProtection(", b".init(", b"setKeyEntry("];
    let close = end.checked_sub(1)?;
    if text[close] != b'"' {
        return None;
    }
    let before = &text[close.saturating_sub(MAX_VALUE)..close];
    let open = close - before.len() + bytes::find_last(b'"', before)?;
    let line = last_line(&text[open.saturating_sub(MAX_CALL)..open]);
    let is_taken = TAKERS.iter().any(|taker| bytes::find_text(taker, line).is_some());
    let value = Literal { span: open + 1..close, quoted: true, scheme: None };
    let is_line = !value.span.is_empty() && !text[value.span.clone()].contains(&b'\n');
    let kind = if is_taken { NameKind::Password } else { NameKind::Secret };
    is_line.then_some(Given { value, kind, usage: Use::Credential })
}

fn cookie_store(text: &[u8], end: usize) -> Option<Given> {
    /// Maximum distance from the keyword to the key, in bytes.
    const REACH: usize = 80;
    let rest = &text[end..text.len().min(end + REACH)];
    let key = bytes::find_text(b":key ", rest)? + b":key ".len();
    let value = literal(text, &(end + key..text.len().min(end + key + MAX_VALUE)))?;
    Some(Given { value, kind: NameKind::Secret, usage: Use::Credential })
}

/// `ConvertTo-SecureString "..."`, `-String '...'`, `-AsPlainText "..." -Force`.
fn secure_string(text: &[u8], end: usize) -> Option<Given> {
    let mut at = Cursor { text, at: end };
    for _ in 0..4 {
        at.blanks();
        if at.quote_is_next() {
            let value = literal(text, &(at.at..text.len().min(at.at + MAX_VALUE)))?;
            return Some(Given::password(value));
        }
        if !at.eat(b"-") {
            return None;
        }
        at.word();
    }
    None
}

/// The arguments of a call: in brackets, or without them up to the end of the line, as in Ruby.
fn arguments(text: &[u8], hit: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let list = argument_list(text, hit)?;
    split_arguments(text, list.start, list.close)
}

/// Where a list of arguments starts, and the byte that closes it.
struct ArgumentList {
    start: usize,
    close: u8,
}

fn argument_list(text: &[u8], hit: &Range<usize>) -> Option<ArgumentList> {
    let mut at = hit.end;
    match text[hit.end - 1] {
        b'(' => return Some(ArgumentList { start: at, close: b')' }),
        // `provider :name, 'id', 'secret'`
        b':' => return Some(ArgumentList { start: at, close: b'\n' }),
        _ => {}
    }
    while text.get(at).is_some_and(u8::is_ascii_alphanumeric) && at < hit.end + 40 {
        at += 1;
    }
    // `simple_bind_s(`, `Type::new(`, `.create(`
    for part in [b"_s".as_slice(), b"_async", b".create", b".of", b"::new", b"->new", b".new", b"::create"] {
        if text[at..].starts_with(part) {
            at += part.len();
        }
    }
    let close = match text.get(at)? {
        b'(' => b')',
        b' ' if text.get(at + 1).is_some_and(|b| b"'\"".contains(b)) => b'\n',
        _ => return None,
    };
    Some(ArgumentList { start: at + 1, close })
}

/// The parts of a list of arguments between its commas, outside of brackets and literals.
fn split_arguments(text: &[u8], start: usize, close: u8) -> Option<Vec<Range<usize>>> {
    let end = text.len().min(start + MAX_CALL);
    let mut found = Vec::new();
    let mut at = start;
    let mut from = start;
    let mut depth = 0usize;
    let mut quote = None;
    while at < end && found.len() < MAX_ARGUMENTS {
        let byte = text[at];
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, _) if depth == 0 && (byte == close || byte == b')') => {
                found.push(from..at);
                return Some(found);
            }
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.checked_sub(1)?,
            (None, b',') if depth == 0 => {
                found.push(from..at);
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    // The end of the text ends a call without brackets.
    if at == text.len() && close == b'\n' {
        found.push(from..at);
    }
    (!found.is_empty()).then_some(found)
}

/// The literal that an argument is.
fn literal(text: &[u8], argument: &Range<usize>) -> Option<Literal> {
    let mut at = Cursor { text: &text[..argument.end], at: argument.start };
    at.skip(60, |b| b.is_ascii_whitespace());
    label(&mut at);
    at.skip(2, |b| b"&*".contains(&b));
    at.opener();
    at.wrappers(WRAPPERS);
    at.string_prefix();
    let quote = at.quote()?;
    let length = at.until_quote(quote, MAX_VALUE)?;
    // The literal is concatenated with another one, or it is a format.
    let rest = text[at.at + length + 1..].trim_ascii_start();
    let is_whole = !rest.starts_with(b"+") && !rest.starts_with(b"%");
    (length > 0 && is_whole).then(|| Literal { span: at.at..at.at + length, quoted: true, scheme: None })
}

/// `key: `, `password=`: the name of an argument that may be the secret.
fn label(at: &mut Cursor<'_>) {
    let mut ahead = *at;
    let word = ahead.word();
    ahead.blanks();
    let is_label = (ahead.eat(b":") || ahead.eat(b"=")) && !matches!(ahead.peek(), Some(b':' | b'=' | b'>'));
    if is_label && name::kind(word).is_some_and(|kind| kind != NameKind::Harmless) {
        ahead.blanks();
        *at = ahead;
    }
}

#[cfg(test)]
mod tests;
