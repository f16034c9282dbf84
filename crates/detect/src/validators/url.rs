//! Passwords in URLs: which of them are examples, defaults or references, and which are real.

use super::host::{HostKind, host_kind};
use super::login::{is_spelled, worth};
use super::{Input, Verdict};
use crate::randomness::randomness;

/// The span is the password; the user is before it and the host after it.
pub(super) fn check(input: &Input<'_>) -> Verdict {
    let password = input.value();
    let before = &input.text[..input.span.start];
    let from = before.iter().rposition(|b| *b == b'/').map(|at| at + 1).unwrap_or_default();
    let mut login = Login { user: &before[from..before.len().saturating_sub(1)], password };
    // `host:port,user:password@host`: the first host of several has no credentials of its own.
    if let Some(second) = second_host(password) {
        login = second;
    }
    let mut after = &input.text[(input.span.end + 1).min(input.text.len())..];
    // An `@` in the password itself: the last one before the path ends it.
    let more = after.iter().position(|b| !(b.is_ascii_alphanumeric() || b".-_!$&*+=~%".contains(b)));
    if let Some(more) = more
        && after[more] == b'@'
    {
        login.password = &input.text[input.span.start..input.span.end + 1 + more];
        after = &after[more + 1..];
    }
    let Login { user, password } = login;
    let host_end =
        after.iter().position(|b| !(b.is_ascii_alphanumeric() || b".-_:[]".contains(b))).unwrap_or(after.len());
    let place = host_kind(&after[..host_end]);
    let pinned = after[..host_end].starts_with(b"sha256");
    // Binary content, such as a picture, between a URL and an `@`.
    let binary = !std::str::from_utf8(password).is_ok_and(|text| !text.contains(char::is_control));
    if place == HostKind::Example || pinned || binary || is_code(password) {
        return Verdict::NotSecret;
    }
    let drawn = !is_spelled(password);
    match (worth(user, password), place) {
        // A password made of words, for this machine, is a developer's.
        (Verdict::Weak, HostKind::Word) => Verdict::NotSecret,
        (Verdict::Weak | Verdict::Pass(_), HostKind::Local | HostKind::Word) if !drawn => Verdict::NotSecret,
        (Verdict::Pass(_), place) if !drawn || (place != HostKind::Public && !is_sure(password)) => Verdict::Weak,
        (verdict, _) => verdict,
    }
}

/// Is the password certainly random? Then even one for this machine is a secret, and usually in use elsewhere too.
fn is_sure(password: &[u8]) -> bool {
    const MIN_LENGTH: usize = 12;
    const SURE_BITS: f64 = 12.0;
    password.len() >= MIN_LENGTH && randomness(password) >= SURE_BITS
}

/// A password with its user and without a host, as in the source names of databases.
pub(super) fn without_host(user: &[u8], password: &[u8]) -> Verdict {
    if is_code(password) {
        return Verdict::NotSecret;
    }
    match worth(user, password) {
        Verdict::Pass(_) if is_spelled(password) => Verdict::Weak,
        verdict => verdict,
    }
}

/// A user and their password.
struct Login<'t> {
    user: &'t [u8],
    password: &'t [u8],
}

/// User and password after the port of another host.
fn second_host(value: &[u8]) -> Option<Login<'_>> {
    let comma = value.iter().position(|b| *b == b',')?;
    let colon = comma + 1 + value[comma + 1..].iter().position(|b| *b == b':')?;
    let port = (1..=5).contains(&comma) && value[..comma].iter().all(u8::is_ascii_digit);
    port.then(|| Login { user: &value[comma + 1..colon], password: &value[colon + 1..] })
}

/// Is it a part of a program in place of the password: `%s`, `getPassword()`, `config.db.password`, `args[1]`?
fn is_code(password: &[u8]) -> bool {
    let format = password.windows(2).any(|w| matches!(w, b"%s" | b"%v" | b"%q" | b"%@" | b"%["));
    let name = |part: &[u8]| part.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_') && !part.is_empty();
    let head = password.iter().position(|b| b"([".contains(b)).unwrap_or(password.len());
    let path = &password[..head];
    let call = &password[head..];
    let names = path.split(|b| *b == b'.').all(name);
    format
        || (names && (call.ends_with(b")") || call.ends_with(b"]")))
        || (names && call.is_empty() && path.contains(&b'.'))
}

#[cfg(test)]
mod tests;
