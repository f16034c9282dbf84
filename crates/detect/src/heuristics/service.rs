//! Services whose credentials have no form of their own: recognised by the service's name nearby.
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

/// An exact form: a fixed head, then `least` to `most` characters of an alphabet.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) head: &'static str,
    pub(crate) class: &'static [u64; 4],
    pub(crate) least: usize,
    pub(crate) most: usize,
    /// Hexadecimal digits in groups of 8-4-4-4-12.
    pub(crate) uuid: bool,
}

/// A word by which a service is known, in lower case and without joints.
#[derive(Debug)]
pub(super) struct ServiceWord {
    text: &'static str,
    service: usize,
    /// Also an everyday word: needs a secret-like name or an exact form.
    pub(super) common: bool,
}

include!(concat!(env!("OUT_DIR"), "/services.rs"));

/// All services of the table.
pub fn services() -> &'static [Service] {
    &SERVICES
}

/// Words written directly after a service's name, without a separator: `githubtoken`.
const GROWN: [&[u8]; 10] =
    [b"apikey", b"apitoken", b"token", b"key", b"api", b"secret", b"password", b"pass", b"auth", b"pat"];
/// Maximum distance from a service's name to a name after it that it applies to, in bytes.
const NEAR: usize = 120;
/// Maximum length of a word of the table, in bytes, and in parts.
const MAX_LENGTH: usize = 30;
const MAX_PARTS: usize = 3;

/// The service word at a keyword hit, if it is a whole word there: `github_token`, `GithubToken`, not `ingithub`.
pub(super) fn at(text: &[u8], hit: &Range<usize>) -> Option<&'static ServiceWord> {
    let first = text[hit.start];
    let last = text[hit.end - 1];
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

/// Where a service's word occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordPlace {
    /// In the name itself.
    Inside,
    /// Before it.
    Before,
}

/// A service's word in a name or near it.
pub(super) struct ServiceMention {
    pub(super) word: &'static ServiceWord,
    place: WordPlace,
}

impl ServiceMention {
    /// Is it an everyday word that is not part of the name?
    pub(super) fn is_everyday_beside(&self) -> bool {
        self.word.common && self.place == WordPlace::Before
    }
}

/// Where a part of a text ends.
#[derive(Clone, Copy, Default)]
struct PartEnd {
    at: usize,
    /// A word of [`GROWN`] may end here.
    is_grown: bool,
}

/// The service that a name belongs to: one of its parts is a service's word, or such a word occurs shortly before it; an
/// everyday word counts only on the same line or the one above.
pub(super) fn of(text: &[u8], name: &Range<usize>) -> Option<ServiceMention> {
    let window = name.start.saturating_sub(NEAR)..name.end;
    // Ends of the current part and of the ones after it, nearest first.
    let mut ends = [PartEnd::default(); MAX_PARTS];
    let mut count = 0;
    let mut at = window.end;
    while let Some(part) = last_part(text, window.start..at) {
        at = part.start;
        let end = PartEnd { at: part.end, is_grown: may_be_grown(&text[..part.end]) };
        ends = [end, ends[0], ends[1]];
        count = MAX_PARTS.min(count + 1);
        let maybe = maybe_known(text, at, &ends[..count]);
        for end in ends[..count].iter().rev() {
            if !(maybe || end.is_grown) {
                continue;
            }
            let span = part.start..end.at;
            if let Some(word) = word_in(&text[span.clone()], maybe, end.is_grown)
                && let Some(mention) = mention(text, name, &span, word)
            {
                return Some(mention);
            }
        }
    }
    None
}

/// The service's word that is all of `written`, or all but the word that has grown onto it.
fn word_in(written: &[u8], maybe: bool, is_grown: bool) -> Option<&'static ServiceWord> {
    if maybe && let Some(word) = known(written) {
        return Some(word);
    }
    if is_grown { known(without_grown(written)?) } else { None }
}

/// The mention of a service by its word at `span`, if it applies to the name.
fn mention(
    text: &[u8],
    name: &Range<usize>,
    span: &Range<usize>,
    word: &'static ServiceWord,
) -> Option<ServiceMention> {
    if span.start >= name.start {
        return Some(ServiceMention { word, place: WordPlace::Inside });
    }
    if word.common && bytes::count(b'\n', &text[span.end..name.end]) > 1 {
        return None;
    }
    // A word before a `;` belongs to another statement.
    if text[span.end.min(name.start)..name.start].contains(&b';') {
        return None;
    }
    Some(ServiceMention { word, place: WordPlace::Before })
}

/// The last run of letters and digits, split at the case changes of `camelCase`.
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

/// May the text from `start` to one of the ends (nearest first) be a word of the table?
fn maybe_known(text: &[u8], start: usize, ends: &[PartEnd]) -> bool {
    let mut hash = WordHash::default();
    let mut at = start;
    for end in ends {
        for byte in &text[at..end.at] {
            if byte.is_ascii_alphanumeric() {
                hash.add(byte.to_ascii_lowercase());
            }
        }
        at = end.at;
        if is_listed(&hash) {
            return true;
        }
    }
    false
}

/// May the text end with a word of [`GROWN`]? Its last three letters rule that out for most texts.
fn may_be_grown(text: &[u8]) -> bool {
    let last = text.last_chunk::<3>().map(|last| last.map(|b| b.to_ascii_lowercase()));
    last.is_some_and(|last| GROWN.iter().any(|grown| grown.ends_with(&last)))
}

/// The text without the word of [`GROWN`] at its end, if there is one.
fn without_grown(word: &[u8]) -> Option<&[u8]> {
    let ends = |g: &&&[u8]| word.len() > g.len() + 2 && word[word.len() - g.len()..].eq_ignore_ascii_case(g);
    GROWN.iter().find(ends).map(|grown| &word[..word.len() - grown.len()])
}

fn is_listed(hash: &WordHash) -> bool {
    hash.bits().iter().all(|bit| WORD_MAP[bit >> 6] >> (bit & 63) & 1 != 0)
}

/// A word of the table in any spelling: case and separators do not count.
fn known(written: &[u8]) -> Option<&'static ServiceWord> {
    let mut folded = [0u8; MAX_LENGTH];
    let mut length = 0;
    let mut hash = WordHash::default();
    for byte in written {
        if !byte.is_ascii_alphanumeric() {
            continue;
        }
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
    /// Does `value` have one of the service's exact forms?
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

#[cfg(test)]
mod tests;
