//! The long tail: services whose credentials have no form of their own, told by the service's name nearby.
//!
//! The table is `services.txt` of `akguard-rules`, checked and compiled in as static data.

use std::ops::Range;

use akguard_common::bytes;
use akguard_rules::word_hash::WordHash;

use super::uuid::is_uuid;

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
pub(super) struct ServiceWord {
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
const MAX_LENGTH: usize = 30;
const MAX_PARTS: usize = 3;

/// The word that a keyword hit stands for, if it stands there as a word: `github_token`, `GithubToken`, not `ingithub`.
pub(super) fn at(text: &[u8], hit: &Range<usize>) -> Option<&'static ServiceWord> {
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
pub(super) fn of(text: &[u8], name: &Range<usize>) -> Option<(&'static ServiceWord, Place)> {
    let window = name.start.saturating_sub(NEAR)..name.end;
    // Ends of the part at hand and of those behind it, and whether something may have grown onto what ends there.
    let (mut ends, mut count, mut at) = ([(0, false); MAX_PARTS], 0, window.end);
    while let Some(part) = last_part(text, window.start..at) {
        at = part.start;
        ends = [(part.end, may_be_grown(&text[..part.end])), ends[0], ends[1]];
        count = MAX_PARTS.min(count + 1);
        let maybe = maybe_known(text, at, &ends[..count]);
        for (end, grown) in ends[..count].iter().rev().filter(|(_, grown)| maybe || *grown) {
            let span = part.start..*end;
            let word = if maybe { known(&text[span.clone()]) } else { None };
            let word = word.or_else(|| if *grown { known(without_grown(&text[span.clone()])?) } else { None });
            let place = if span.start >= name.start { Place::Inside } else { Place::Before };
            // The statement before has a service of its own.
            let apart = || place == Place::Before && text[span.end.min(name.start)..name.start].contains(&b';');
            let lines = || bytes::count(b'\n', &text[span.end..name.end]);
            if let Some(word) = word.filter(|word| !word.common || place == Place::Inside || lines() <= 1)
                && !apart()
            {
                return Some((word, place));
            }
        }
    }
    None
}

/// The last letters and digits in a row, cut at the humps of `camelCase`.
fn last_part(text: &[u8], window: Range<usize>) -> Option<Range<usize>> {
    let end = window.start + text[window.clone()].iter().rposition(u8::is_ascii_alphanumeric)? + 1;
    let mut start = end - 1;
    while start > window.start
        && text[start - 1].is_ascii_alphanumeric()
        && !(text[start - 1].is_ascii_lowercase() && text[start].is_ascii_uppercase())
    {
        start -= 1;
    }
    Some(start..end)
}

/// May one of the stretches from `start` to one of the ends (the nearest first) be a word of the table?
fn maybe_known(text: &[u8], start: usize, ends: &[(usize, bool)]) -> bool {
    let (mut hash, mut at) = (WordHash::default(), start);
    ends.iter().any(|(end, _)| {
        text[at..*end].iter().filter(|b| b.is_ascii_alphanumeric()).for_each(|b| hash.add(b.to_ascii_lowercase()));
        at = *end;
        is_listed(&hash)
    })
}

/// May something have grown onto the word that ends here? Most words are told apart by their last letters.
fn may_be_grown(text: &[u8]) -> bool {
    let last = text.last_chunk::<3>().map(|last| last.map(|b| b.to_ascii_lowercase()));
    last.is_some_and(|last| GROWN.iter().any(|grown| grown.ends_with(&last)))
}

/// The word without what has grown onto it, if anything has.
fn without_grown(word: &[u8]) -> Option<&[u8]> {
    let ends = |g: &&&[u8]| word.len() > g.len() + 2 && word[word.len() - g.len()..].eq_ignore_ascii_case(g);
    GROWN.iter().find(ends).map(|grown| &word[..word.len() - grown.len()])
}

fn is_listed(hash: &WordHash) -> bool {
    hash.bits().iter().all(|bit| WORD_MAP[bit >> 6] >> (bit & 63) & 1 != 0)
}

/// A word of the table in any spelling: case and joints do not count.
fn known(written: &[u8]) -> Option<&'static ServiceWord> {
    let (mut folded, mut length, mut hash) = ([0u8; MAX_LENGTH], 0, WordHash::default());
    for byte in written.iter().filter(|b| b.is_ascii_alphanumeric()) {
        *folded.get_mut(length)? = byte.to_ascii_lowercase();
        hash.add(folded[length]);
        length += 1;
    }
    if !is_listed(&hash) {
        return None;
    }
    let mut slot = hash.slot();
    while let Some(word) = WORDS.get(usize::from(WORD_SLOTS[slot])) {
        if word.text.as_bytes() == &folded[..length] {
            return Some(word);
        }
        slot = (slot + 1) % WORD_SLOTS.len();
    }
    None
}

impl ServiceWord {
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
                return is_uuid(body);
            }
            (shape.least..=shape.most).contains(&body.len())
                && body.iter().all(|b| akguard_rules::class::in_class(shape.class, *b))
        })
    }
}
