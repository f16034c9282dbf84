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

/// A word by which a service is known, in lower case, as it is written.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) text: &'static str,
    pub(crate) service: usize,
    /// An everyday word too: needs a secret-like name or an exact form.
    pub(crate) common: bool,
}

include!(concat!(env!("OUT_DIR"), "/services.rs"));

/// All services of the table.
pub fn services() -> &'static [Service] {
    &SERVICES
}

/// All spellings of all words, sorted.
pub(crate) fn words() -> &'static [Word] {
    &WORDS
}

/// The word that stands at `hit`, if it stands there as a word: `github_token`, `GithubToken`, not `stackbox`.
pub(super) fn at(text: &[u8], hit: &Range<usize>) -> Option<&'static Word> {
    const GROWN: [&[u8]; 9] = [b"token", b"key", b"api", b"secret", b"pass", b"auth", b"access", b"client", b"pat"];
    let mut folded = [0u8; 40];
    let length = hit.len();
    folded.get_mut(..length)?.copy_from_slice(&text[hit.clone()]);
    folded.make_ascii_lowercase();
    let word = &WORDS[WORDS.binary_search_by(|w| w.text.as_bytes().cmp(&folded[..length])).ok()?];
    let before = hit.start.checked_sub(1).map(|i| text[i]);
    let first = text[hit.start];
    let left = before.is_none_or(|b| {
        !b.is_ascii_alphanumeric() || (b.is_ascii_lowercase() && first.is_ascii_uppercase()) || b.is_ascii_digit()
    });
    let after = text.get(hit.end).copied();
    let last = text[hit.end - 1];
    let rest = &text[hit.end..];
    let right = after.is_none_or(|b| {
        !b.is_ascii_alphabetic()
            || (last.is_ascii_lowercase() && b.is_ascii_uppercase())
            || last.is_ascii_digit()
            || GROWN.iter().any(|g| rest.len() >= g.len() && rest[..g.len()].eq_ignore_ascii_case(g))
    });
    (left && right).then_some(word)
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
