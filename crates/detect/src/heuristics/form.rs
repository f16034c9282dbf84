//! Values composed of words and a random part, or of several parts: `acme_live_<random>`, `key-<hex>`, `v1.<hex>`,
//! `id:secret`, `<hex>.<hex>`. Without this they would look like lists of words.

use std::ops::Range;

use akguard_common::bytes;

use crate::randomness::randomness;

/// The random part of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RandomPart {
    /// Its bytes in the value. It may itself contain separators.
    pub(super) span: Range<usize>,
    pub(super) joint: Joint,
}

/// How the random part is joined to what is before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Words of a vendor's prefix.
    Prefix,
    /// An id, or another random part.
    Pair,
    /// The name of an encoding: `base64:`.
    Encoding,
}

/// Maximum length of a prefix with its separators, in bytes.
const MAX_PREFIX: usize = 40;
/// Maximum length of a word of a prefix, in bytes.
const MAX_WORD: usize = 14;
/// A word has fewer bits of randomness, and the shortest random part has more.
const WORD_BITS: f64 = 6.0;
/// Minimum length of the random part, in bytes.
const MIN_BODY: usize = 16;

/// Words before a value that is public, encrypted, or read from elsewhere.
const OTHER_HEADS: [&[u8]; 41] = [
    b"sha",
    b"sha1",
    b"sha256",
    b"sha512",
    b"md5",
    b"commit",
    b"rev",
    b"hash",
    b"etag",
    b"id",
    b"uuid",
    b"guid",
    b"urn",
    b"arn",
    b"enc",
    b"kms",
    b"ssm",
    b"vault",
    b"encrypted",
    b"cipher",
    b"image",
    b"img",
    b"build",
    b"digest",
    b"file",
    b"asset",
    b"link",
    b"pk",
    b"pub",
    b"public",
    b"client",
    b"session",
    b"request",
    b"http",
    b"https",
    b"hex",
    b"hexkey",
    b"hexsecret",
    b"hexpass",
    b"hexsalt",
    b"hexseed",
];

/// Alone these words say nothing about the part after them.
const MODES: [&[u8]; 2] = [b"live", b"test"];

/// The random part of a composed value; `None` if the value has only one part, or only words.
pub(super) fn random_part(value: &[u8]) -> Option<RandomPart> {
    let encoded = value.strip_prefix(b"base64:").or_else(|| value.strip_prefix(b"hex:"));
    if let Some(rest) = encoded {
        return Some(RandomPart { span: value.len() - rest.len()..value.len(), joint: Joint::Encoding });
    }
    if is_host(value) {
        return None;
    }
    let form = pair(value).or_else(|| prefixed(value)).or_else(|| around_digits(value))?;
    (form.span.len() >= MIN_BODY).then_some(form)
}

/// `vpc-endpoint-<random>.eu.acme.com`
fn is_host(value: &[u8]) -> bool {
    let last = value.rsplit(|b| *b == b'.').next().unwrap_or_default();
    last.len() < value.len() && (2..=4).contains(&last.len()) && last.iter().all(u8::is_ascii_lowercase)
}

/// `id:secret`, and two random parts with a dot between them.
fn pair(value: &[u8]) -> Option<RandomPart> {
    // `user@realm!name=<uuid>` of Proxmox
    if let Some(sign) = only(value, b'=')
        && value[..sign].contains(&b'!')
    {
        return Some(RandomPart { span: sign + 1..value.len(), joint: Joint::Pair });
    }
    let colon = only(value, b':');
    let joint = colon.or_else(|| only(value, b'.'))?;
    let head = &value[..joint];
    let is_id = head.iter().all(|b| b.is_ascii_alphanumeric() || b"_-=+/.@".contains(b));
    let fits = match colon {
        Some(_) => is_id && !ends_as_other(head) && !value.starts_with(b"/"),
        None => is_id && head.len() >= MIN_BODY / 2 && !head.starts_with(b"eyJ") && randomness(head) >= WORD_BITS,
    };
    fits.then_some(RandomPart { span: joint + 1..value.len(), joint: Joint::Pair })
}

/// Hexadecimal digits with something short before or after them: `0x<hex>`, `sk<hex>`, `<hex>-eu`. Because of the other
/// letters the whole would be classified as letters and digits, with too few bits.
fn around_digits(value: &[u8]) -> Option<RandomPart> {
    const MIN_DIGITS: usize = 24;
    const MAX_AROUND: usize = 8;
    if value.len() <= MIN_DIGITS {
        return None;
    }
    let is_digit = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    let mut runs = value.split(|b| !is_digit(b));
    let digits = runs.find(|run| run.len() >= MIN_DIGITS)?;
    let from = digits.as_ptr() as usize - value.as_ptr() as usize;
    let head = value[..from].trim_ascii_end();
    let word =
        head.strip_suffix(b"-").or_else(|| head.strip_suffix(b"_")).or_else(|| head.strip_suffix(b":")).unwrap_or(head);
    let fits = value.len() - digits.len() <= MAX_AROUND
        && digits.len() < value.len()
        && !is_other(word)
        && !MODES.contains(&word);
    fits.then_some(RandomPart { span: from..from + digits.len(), joint: Joint::Prefix })
}

/// The position of a separator that occurs only once in a value, and not at its start.
fn only(value: &[u8], separator: u8) -> Option<usize> {
    let at = value.iter().position(|b| *b == separator)?;
    let is_only = !value[at + 1..].contains(&separator);
    (at > 0 && is_only).then_some(at)
}

/// Words with separators, then a part that is not a word.
fn prefixed(value: &[u8]) -> Option<RandomPart> {
    let mut from = 0;
    let mut dots = 0;
    loop {
        let rest = &value[from..];
        let end = rest.iter().position(|b| b"_-.".contains(b)).unwrap_or(rest.len());
        let part = &rest[..end];
        if !is_word(part) || end == rest.len() {
            break;
        }
        if is_other(part) || from + end >= MAX_PREFIX {
            return None;
        }
        dots += usize::from(rest[end] == b'.');
        // `com.acme.api.account.<hex>` names a thing.
        if dots > 2 {
            return None;
        }
        from += end + 1;
    }
    // `live_<hex>` alone is a key for browsers.
    let is_mode = from > 0 && MODES.contains(&&value[..from - 1]);
    (from > 0 && !is_mode).then_some(RandomPart { span: from..value.len(), joint: Joint::Prefix })
}

/// A word of a prefix: letters, with at most two digits at its end (`v1`, `api03`).
fn is_word(part: &[u8]) -> bool {
    let letters = part.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let is_plain = letters > 0 && part.len() - letters <= 2 && part[letters..].iter().all(u8::is_ascii_digit);
    is_plain && part.len() <= MAX_WORD && (letters <= 5 || randomness(part) < WORD_BITS)
}

/// Google's passwords for one application, as it shows them: four groups of four letters that are not words.
pub(super) fn is_app_password(value: &[u8]) -> bool {
    const BITS: f64 = 9.0;
    if !value.contains(&b' ') {
        return is_of_groups(value);
    }
    let groups: Vec<&[u8]> = value.split(|b| *b == b' ').collect();
    let words = || groups.iter().map(|group| usize::from(randomness(group) < 0.0)).sum::<usize>();
    groups.len() == 4
        && groups.iter().all(|group| group.len() == 4 && group.iter().all(u8::is_ascii_lowercase))
        && randomness(&groups.concat()) >= BITS
        && words() <= 1
}

/// Passwords made by password managers and Apple: three to six groups of the same four to six letters and digits, with
/// `-` between them.
fn is_of_groups(value: &[u8]) -> bool {
    const BITS: f64 = 14.0;
    if bytes::count(b'-', value) < 2 {
        return false;
    }
    let groups: Vec<&[u8]> = value.split(|b| *b == b'-').collect();
    let length = groups[0].len();
    let is_mixed = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    (3..=6).contains(&groups.len())
        && (4..=6).contains(&length)
        && is_mixed
        && groups.iter().all(|group| group.len() == length && group.iter().all(u8::is_ascii_alphanumeric))
        && randomness(&groups.concat()) >= BITS
}

/// `registry/name@sha256`, `v1` of `vault:v1:...`: does the text before a colon say that no secret follows?
fn ends_as_other(head: &[u8]) -> bool {
    let last = head.rsplit(|b| !b.is_ascii_alphanumeric()).next().unwrap_or(head);
    is_other(head) || is_other(last) || matches!(head, [b'v', b'0'..=b'9'])
}

fn is_other(word: &[u8]) -> bool {
    OTHER_HEADS.iter().any(|other| word.eq_ignore_ascii_case(other))
}

#[cfg(test)]
mod tests;
