//! Passwords as people choose them: words with digits or punctuation.

use super::non_secret::{contains_stand_in, is_structured};
use crate::placeholder::count;

/// Words that forms, settings and schemas assign to the name of a password, and that are not passwords.
const NO_PASSWORDS: &[&[u8]] = &[
    b"required",
    b"optional",
    b"disabled",
    b"enabled",
    b"undefined",
    b"username",
    b"password",
    b"unlimited",
    b"sensitive",
    b"encrypted",
    b"plaintext",
    b"generated",
    b"automatic",
    b"protected",
    b"superuser",
    b"incorrect",
    b"forgotten",
    b"forgotpassword",
    b"mismatch",
    b"expired",
    b"textfield",
    b"inputtext",
    b"credentials",
    b"keychain",
    b"anonymous",
    b"wordpress",
    b"postgres",
    b"rabbitmq",
    b"elasticsearch",
    b"kubernetes",
    b"mongodb",
    b"minioadmin",
    b"passwort",
    b"contrasena",
    b"motdepasse",
    b"wachtwoord",
    b"changeit",
    b"nopassword",
    b"interactive",
    b"environment",
];

/// Lengths of passwords that people choose, in bytes.
const MIN_CHOSEN: usize = 8;
const MAX_CHOSEN: usize = 40;

/// Words as people choose passwords, which may still be something else: with digits or punctuation (`Sommer2023!`), or
/// two lower-case words joined.
pub(super) fn is_chosen(value: &[u8]) -> bool {
    let letters = count(value, u8::is_ascii_alphabetic);
    let has_digits = value.iter().any(u8::is_ascii_digit);
    let has_signs = value.iter().any(|b| b"!@#$%^&*+?".contains(b));
    let is_sized = (MIN_CHOSEN..=MAX_CHOSEN).contains(&value.len());
    // Names, dates and versions have other separators.
    let is_in_one = value.iter().all(u8::is_ascii_alphanumeric) || is_joined_words(value);
    let is_joined = || is_letters(value) && !NO_PASSWORDS.contains(&value);
    is_sized
        && letters >= 3
        && (has_digits || has_signs || is_joined())
        && (has_signs || is_in_one || !is_structured(value))
        && !is_mail(value)
        && !contains_stand_in(value)
}

/// `name@host.tld`: an account, not its password.
fn is_mail(value: &[u8]) -> bool {
    let Some(at) = value.iter().position(|b| *b == b'@') else { return false };
    let host = &value[at + 1..];
    let is_host = host.iter().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(b));
    let top = host.rsplit(|b| *b == b'.').next().unwrap_or(host);
    at > 0
        && is_host
        && top.len() < host.len()
        && (2..=6).contains(&top.len())
        && top.iter().all(u8::is_ascii_alphabetic)
}

/// `netbox-admin`, `Sql-Server-2017`: two to four words, where all but the first may be numbers.
pub(super) fn is_joined_words(value: &[u8]) -> bool {
    let parts: Vec<&[u8]> = value.split(|b| b"-_".contains(b)).collect();
    let is_word = |part: &&[u8]| part.len() >= 3 && part.iter().all(u8::is_ascii_alphabetic);
    let is_number = |part: &[u8]| (1..=4).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    let is_worded = |part: &[u8]| part.len() >= 3 && part.iter().all(u8::is_ascii_alphanumeric);
    let last = parts.last().copied().unwrap_or_default();
    // Identifiers are joined by `_` too, and have upper-case letters: `pdb_tdbsam`, `KrbTgt-Link`.
    let is_sure = match value.contains(&b'_') {
        true => last.len() >= 3 && is_number(last),
        false => value.iter().any(u8::is_ascii_digit) || value.iter().all(|b| b.is_ascii_lowercase() || *b == b'-'),
    };
    is_sure
        && (2..=4).contains(&parts.len())
        && parts.iter().any(is_word)
        && parts.iter().enumerate().all(|(i, part)| is_worded(part) || (i > 0 && is_number(part)))
}

/// Does it consist of lower-case letters, `-` and `_`? Code assigns such values to other things more often than settings do.
pub(super) fn is_letters(value: &[u8]) -> bool {
    value.iter().all(|b| b.is_ascii_lowercase() || b"-_".contains(b))
}
