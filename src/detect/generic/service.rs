//! The long tail: services whose credentials have no form of their own, told by the service's name nearby.
//!
//! The table is `rules/services.txt`; `build.rs` checks it and writes it as static data.

use std::ops::Range;

use super::value;

/// A service of the table.
#[derive(Debug)]
pub struct Service {
    /// As the vendor writes it.
    pub name: &'static str,
    /// Known exact forms of its credentials.
    pub(crate) shapes: &'static [Shape],
    /// Where its credentials are revoked; empty when not known.
    pub revoke: &'static str,
}

/// An exact form: a fixed head, an alphabet, so many characters.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) head: &'static str,
    pub(crate) class: &'static [u64; 4],
    pub(crate) least: usize,
    pub(crate) most: usize,
    /// `8-4-4-4-12` hex digits.
    pub(crate) uuid: bool,
}

/// A word by which a service is known, in lower case and without joints.
#[derive(Debug)]
pub(super) struct Word {
    text: &'static str,
    service: usize,
    /// An everyday word too: needs a secret-like name or an exact form.
    pub(super) common: bool,
}

include!(concat!(env!("OUT_DIR"), "/services.rs"));

/// All services of the table.
pub fn services() -> &'static [Service] {
    &SERVICES
}

/// Parts that grow onto a service's name without a joint: `githubtoken`.
const GROWN: [&[u8]; 10] =
    [b"apikey", b"apitoken", b"token", b"key", b"api", b"secret", b"password", b"pass", b"auth", b"pat"];
/// A service's name counts for what stands so far behind it, in bytes.
const NEAR: usize = 120;
/// The longest word of the table, in bytes; three parts make a word at most.
const LONGEST: usize = 30;
const MOST_PARTS: usize = 3;

/// The word that a keyword hit stands for, if it stands there as a word: `github_token`, `GithubToken`, not `ingithub`.
pub(super) fn at(text: &[u8], hit: &Range<usize>) -> Option<&'static Word> {
    let (first, last) = (text[hit.start], text[hit.end - 1]);
    let left = hit.start.checked_sub(1).map(|i| text[i]).is_none_or(|b| {
        !b.is_ascii_alphanumeric() || (b.is_ascii_lowercase() && first.is_ascii_uppercase()) || b.is_ascii_digit()
    });
    let rest = &text[hit.end..];
    let right = rest.first().is_none_or(|b| {
        !b.is_ascii_alphabetic()
            || (last.is_ascii_lowercase() && b.is_ascii_uppercase())
            || last.is_ascii_digit()
            || GROWN.iter().any(|g| rest.len() >= g.len() && rest[..g.len()].eq_ignore_ascii_case(g))
    });
    if left && right { known(&text[hit.clone()]) } else { None }
}

/// Where a service's word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the name itself.
    Inside,
    /// Before it.
    Before,
}

/// The service that a name belongs to: a part of it is a service's word, or one stands not far before it; an everyday word
/// on the same line or the one above.
pub(super) fn of(text: &[u8], name: &Range<usize>) -> Option<(&'static Word, Place)> {
    let window = name.start.saturating_sub(NEAR);
    let parts = parts(text, window..name.end);
    for i in (0..parts.len()).rev() {
        for n in (1..=MOST_PARTS.min(parts.len() - i)).rev() {
            let span = parts[i].start..parts[i + n - 1].end;
            let word = known(&text[span.clone()]).or_else(|| known(without_grown(&text[span.clone()])));
            let place = if span.start >= name.start { Place::Inside } else { Place::Before };
            // The statement before has a service of its own.
            let apart = place == Place::Before && text[span.end.min(name.start)..name.start].contains(&b';');
            let lines = || memchr::memchr_iter(b'\n', &text[span.end..name.end]).count();
            if let Some(word) = word.filter(|word| !apart && (!word.common || place == Place::Inside || lines() <= 1)) {
                return Some((word, place));
            }
        }
    }
    None
}

/// Letters and digits in a row, cut at the humps of `camelCase`.
fn parts(text: &[u8], window: Range<usize>) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for i in window.clone() {
        let byte = text[i];
        if !byte.is_ascii_alphanumeric() {
            continue;
        }
        let goes_on = i > window.start
            && text[i - 1].is_ascii_alphanumeric()
            && !(text[i - 1].is_ascii_lowercase() && byte.is_ascii_uppercase());
        match parts.last_mut() {
            Some(last) if goes_on && last.end == i => last.end = i + 1,
            _ => parts.push(i..i + 1),
        }
    }
    parts
}

fn without_grown(word: &[u8]) -> &[u8] {
    let ends = |g: &&&[u8]| word.len() > g.len() + 2 && word[word.len() - g.len()..].eq_ignore_ascii_case(g);
    let grown = GROWN.iter().find(ends).map_or(0, |g| g.len());
    &word[..word.len() - grown]
}

/// A place in the bitmap of the table's words; `build/services.rs` has the same.
fn word_bit(folded: &[u8]) -> usize {
    let hash = folded.iter().fold(0u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    (hash.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

/// A word of the table in any spelling: case and joints do not count.
fn known(written: &[u8]) -> Option<&'static Word> {
    let (mut folded, mut length) = ([0u8; LONGEST], 0);
    for byte in written.iter().filter(|b| b.is_ascii_alphanumeric()) {
        *folded.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let bit = word_bit(&folded[..length]);
    if WORD_MAP[bit >> 6] >> (bit & 63) & 1 == 0 {
        return None;
    }
    let found = WORDS.binary_search_by(|w| w.text.as_bytes().cmp(&folded[..length])).ok()?;
    Some(&WORDS[found])
}

impl Word {
    pub(super) fn service(&self) -> &'static Service {
        &SERVICES[self.service]
    }
}

impl Service {
    /// Has `value` one of the service's exact forms?
    pub(super) fn has_form(&self, value: &[u8]) -> bool {
        self.shapes.iter().any(|shape| {
            let Some(body) = value.strip_prefix(shape.head.as_bytes()) else { return false };
            if shape.uuid {
                return value::is_uuid(body);
            }
            (shape.least..=shape.most).contains(&body.len())
                && body.iter().all(|b| crate::detect::rule::in_class(shape.class, *b))
        })
    }
}
