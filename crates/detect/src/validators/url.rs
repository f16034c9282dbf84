//! Passwords in URLs: which of them are examples, defaults or references, and which are real.

use data_encoding::HEXLOWER_PERMISSIVE;

use super::{Input, Verdict};
use crate::placeholder;
use crate::randomness::randomness;

/// A password with fewer bits of [`randomness`] looks like words. Of random passwords of 8 letters and digits 1 in 50 has
/// fewer, of 12 characters 1 in 1,000.
const RANDOM_BITS: f64 = 4.0;
/// The same after digits are replaced by similar letters: `s3kr3t` and `p4ssw0rm` are words then.
const RANDOM_PLAIN_BITS: f64 = 1.5;

/// Logins of vendors' manuals, user and password.
const SAMPLE_LOGINS: [(&[u8], &[u8]); 2] = [(b"scott", b"tiger"), (b"minio", b"minio123")];

/// Passwords of manuals and compose files. A real one of these protects nothing.
const COMMON: [&[u8]; 42] = [
    b"password",
    b"passwd",
    b"pass",
    b"pwd",
    b"secret",
    b"postgres",
    b"postgresql",
    b"mysql",
    b"root",
    b"toor",
    b"admin",
    b"guest",
    b"user",
    b"username",
    b"test",
    b"testing",
    b"tests",
    b"example",
    b"foo",
    b"bar",
    b"baz",
    b"qux",
    b"minioadmin",
    b"rabbitmq",
    b"redis",
    b"mongo",
    b"mongodb",
    b"token",
    b"key",
    b"apikey",
    b"api_key",
    b"default",
    b"changeme",
    b"hunter2",
    b"letmein",
    b"123456",
    b"abc123",
    b"docker",
    b"anoncvs",
    b"pserver:anoncvs",
    b"anonymous",
    b"anon",
];

/// The kind of host in a URL.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HostKind {
    /// Reserved for documentation (RFC 2606, RFC 6761).
    Example,
    /// A word in the place of a name: `default`, `server`.
    Word,
    /// This machine.
    Local,
    /// A name without a dot: in the network of a compose file or of an office.
    Near,
    Public,
}

/// Words that people and default settings use for a host.
const WORDS: [&[u8]; 12] = [
    b"default",
    b"server",
    b"servername",
    b"myserver",
    b"myhost",
    b"yourhost",
    b"domain",
    b"address",
    b"dbhost",
    b"db_host",
    b"db-host",
    b"somehost",
];

fn host_kind(host: &[u8]) -> HostKind {
    let host = host.to_ascii_lowercase();
    let name = host.split(|b| *b == b':').next().unwrap_or(&[]);
    let ends = |suffix: &[u8]| name.ends_with(suffix);
    let of = |domain: &[u8]| name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with(b"."));
    if [b".example".as_slice(), b".invalid", b".test"].iter().any(|s| ends(s))
        || [b"example.com".as_slice(), b"example.org", b"example.net"].iter().any(|d| of(d))
        || [b"example".as_slice(), b"host", b"hostname"].contains(&name)
    {
        HostKind::Example
    } else if WORDS.contains(&name) {
        HostKind::Word
    } else if [b"localhost".as_slice(), b"host.docker.internal", b"0.0.0.0"].contains(&name)
        || ends(b".localhost")
        || name.starts_with(b"127.")
        || host.starts_with(b"[::1]")
    {
        HostKind::Local
    } else if ends(b".local") || !(name.is_empty() || name.contains(&b'.')) {
        HostKind::Near
    } else {
        HostKind::Public
    }
}

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
    match (self::password(user, password), place) {
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
    match self::password(user, password) {
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

/// Decodes percent escapes: `%40` is `@`.
fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        if let [b'%', high, low, after @ ..] = rest
            && let Ok(byte) = HEXLOWER_PERMISSIVE.decode(&[*high, *low])
        {
            out.extend(byte);
            rest = after;
            continue;
        }
        out.push(*first);
        rest = tail;
    }
    out
}

/// The verdict on the password of a user.
pub(super) fn password(user: &[u8], password: &[u8]) -> Verdict {
    let password = &unescape(password);
    let lower = password.to_ascii_lowercase();
    // `pass;word` and `passwo^rd`: punctuation with which people test a parser.
    let mut joined = lower.clone();
    joined.retain(|b| b.is_ascii_alphanumeric() || b"-_".contains(b));
    let plain: Vec<u8> = lower.iter().map(|b| unleet(*b)).collect();
    // `{password}` of a format string; other references are recognised as placeholders elsewhere.
    let template = password.contains(&b'{') && password.contains(&b'}');
    let spoken =
        plain.iter().all(|b| b.is_ascii_alphabetic() || b"-_ ".contains(b)) && placeholder::reason(&plain).is_some();
    if template
        || spoken
        || password.len() < 4
        || is_anyones(&user.to_ascii_lowercase(), &lower)
        || is_common(&lower)
        || (joined.len() * 2 > lower.len() && is_common(&joined))
    {
        return Verdict::NotSecret;
    }
    let digits = password.iter().all(u8::is_ascii_digit);
    if password.len() < 6 || digits || says_password(&plain) || (is_wordlike(password) && password.len() < 16) {
        return Verdict::Weak;
    }
    Verdict::pass()
}

/// Is it a login that manuals print, or is the name the password?
fn is_anyones(user: &[u8], password: &[u8]) -> bool {
    user == password
        || SAMPLE_LOGINS.contains(&(user, password))
        || [b"anonymous".as_slice(), b"anon", b"ftp"].contains(&user)
}

/// Has it letters in the case of words: `horseBattery`, not `jAkLDwUYgx`?
fn is_wordlike(password: &[u8]) -> bool {
    let is_case_change = |pair: &[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
    let case_changes: usize = password.windows(2).map(|pair| usize::from(is_case_change(pair))).sum();
    password.iter().all(|b| b.is_ascii_alphabetic() || b"-_".contains(b)) && case_changes < 3
}

/// Is it words, also with punctuation in them or digits for letters? In URLs they are examples far more often than
/// passwords.
pub(super) fn is_spelled(password: &[u8]) -> bool {
    let password = unescape(password);
    // A `1` is written for an `l` and, less often, for an `i`.
    let bits = |one: u8| {
        let letter = |b: &u8| if *b == b'1' { one } else { unleet(b.to_ascii_lowercase()) };
        randomness(&password.iter().map(letter).collect::<Vec<u8>>())
    };
    let hex = password.iter().all(u8::is_ascii_hexdigit);
    randomness(&password) < RANDOM_BITS || (!hex && (bits(b'l') < RANDOM_PLAIN_BITS || bits(b'i') < -3.0))
}

/// Is it a common word, also with `my`, `your` or `the` before it and digits or `!` after it?
fn is_common(lower: &[u8]) -> bool {
    let mut core = lower;
    while let [rest @ .., b'0'..=b'9' | b'!' | b'_' | b'-'] = core {
        core = rest;
    }
    for head in [b"my".as_slice(), b"your", b"the", b"db", b"super", b"some"] {
        core = core.strip_prefix(head).unwrap_or(core);
        core = core.strip_prefix(b"_").or_else(|| core.strip_prefix(b"-")).unwrap_or(core);
    }
    (core.is_empty() && lower.len() < 8) || COMMON.contains(&core) || COMMON.contains(&lower)
}

/// `Passw0rd!` and `mysecretpassword`: perhaps a real password, more often an example.
fn says_password(plain: &[u8]) -> bool {
    [b"password".as_slice(), b"passwd"].iter().any(|word| plain.windows(word.len()).any(|w| w == *word))
}

/// `p4ssw0rd` is `password`.
fn unleet(byte: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' => b'l',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        other => other,
    }
}

#[cfg(test)]
mod tests;
