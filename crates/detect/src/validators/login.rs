//! Passwords that people choose: which of them are samples, defaults and words.

use super::Verdict;
use crate::percent;
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

/// How much the password of this user looks like a real one, percent-decoded.
pub(super) fn worth(user: &[u8], password: &[u8]) -> Verdict {
    let password = &percent::decoded(password);
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
    let password = percent::decoded(password);
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
mod tests {
    use super::*;

    #[test]
    fn letters_alone_are_weak_until_they_are_many() {
        assert!(matches!(worth(b"app", b"jakLdwuygx"), Verdict::Weak));
        assert!(matches!(worth(b"app", b"jakLdwuygxqvbnmzp"), Verdict::Pass(_)));
        assert!(matches!(worth(b"app", b"Xk7pQ2vLm9Tz"), Verdict::Pass(_)));
    }
}
