//! The literal prefilter: one pass over a text says which rules could match, and where.
//!
//! The built-in keywords are static tables that `build.rs` made, without a pointer in them: nothing is built or relocated
//! at start. Each keyword of five bytes or more is known by two stretches of four bytes in a row, those that text holds
//! most seldom; so it is enough to look at every other byte. A block of text goes through three steps, of which the first
//! two have no branch that depends on it:
//!
//! 1. the stretch at every other byte is looked up in a bitmap: one of twenty bytes of source code is left;
//! 2. the two bytes before and the two behind that stretch must be ones that a keyword has there: one of 107;
//! 3. the keywords that are known by the stretch are compared: one of 336 begins one.
//!
//! Shorter keywords stand in the same bitmap, with every byte that may stand beside them, and in a table by their first
//! three bytes. Users' keywords are few and go
//! into an automaton at run time (`own.rs`), which nobody pays for who has none. The plain twin of all this is
//! aho-corasick, in the tests.

mod own;

use std::ops::Range;

pub(super) use own::Own;

/// A built-in keyword, in lower case: a stretch of [`LETTERS`].
struct Keyword {
    at: u32,
    length: u8,
    /// The rules that have it: a stretch of [`OWNERS`].
    owners: (u16, u16),
}

/// A keyword as it is found by a stretch.
struct Entry {
    /// Its first eight bytes, folded; fewer where it has no more.
    head: u64,
    keyword: u16,
    /// Where in it the stretch stands.
    offset: u8,
}

impl Keyword {
    fn text(&self) -> &'static [u8] {
        &LETTERS.as_bytes()[self.at as usize..][..usize::from(self.length)]
    }

    fn owners(&self) -> &'static [u16] {
        &OWNERS[usize::from(self.owners.0)..usize::from(self.owners.1)]
    }
}

include!(concat!(env!("OUT_DIR"), "/prefilter.rs"));

/// Letters become lower case; what else is mixed up by it (`_` and DEL, `@` and a grave) the comparison tells apart.
const FOLD: u64 = 0x2020_2020_2020_2020;
const THREE: u32 = 0x00ff_ffff;

/// Bytes that are looked at in one go, and what of the text before and behind them is seen.
const BLOCK: usize = 4096;
const BEFORE: usize = 2;
const BEHIND: usize = 15;

/// What the second step says of a place, above its twelve bits: which tables the third has to look into.
const IS_LONG: u16 = 1 << 12;
const IS_SHORT: u16 = 1 << 13;
const IS_SHORT_NEXT: u16 = 1 << 14;

/// Fibonacci hashing: the upper bits of the product are the well-mixed ones.
const fn hash(gram: u32, bits: u32) -> usize {
    (gram.wrapping_mul(0x9e37_79b1) >> (32 - bits)) as usize
}

fn is_set(map: &[u64], bit: usize) -> u64 {
    map[bit >> 6] >> (bit & 63) & 1
}

/// Calls `found` for every occurrence of a built-in keyword, in any case of its letters: its rules and its place. The
/// places come in the order of the stretches that gave them away, which is nearly their own.
pub(super) fn hits(text: &[u8], mut found: impl FnMut(&'static [u16], Range<usize>)) {
    let mut places = [0; BLOCK / 2];
    let mut edge = [0; BEFORE + BLOCK + BEHIND];
    for base in (0..text.len()).step_by(BLOCK) {
        let length = BLOCK.min(text.len() - base);
        // The first and the last block are seen with zeros around the text.
        let inside = base.checked_sub(BEFORE).and_then(|from| text.get(from..)?.first_chunk());
        let block = inside.unwrap_or_else(|| {
            edge.fill(0);
            let from = base.saturating_sub(BEFORE);
            let seen = &text[from..text.len().min(base + BLOCK + BEHIND)];
            edge[BEFORE - (base - from)..][..seen.len()].copy_from_slice(seen);
            &edge
        });
        // Disk images are mostly zeros.
        if block.iter().all(|byte| *byte == 0) {
            continue;
        }
        let suspects = suspects(block, length, &mut places);
        let left = keep(block, suspects, &mut places);
        for place in &places[..left] {
            compare(text, base, *place, &mut found);
        }
    }
}

type Block = [u8; BEFORE + BLOCK + BEHIND];

/// The first step: places of stretches that the bitmap knows. Returns how many.
fn suspects(block: &Block, length: usize, places: &mut [u16; BLOCK / 2]) -> usize {
    let mut count = 0;
    let (_, from) = block.split_at(BEFORE);
    let (first, behind) = (from.as_chunks::<8>().0, from[2..].as_chunks::<8>().0);
    for (at, (first, behind)) in first.iter().zip(behind).take(length.div_ceil(8)).enumerate() {
        let (first, behind) = (u64::from_le_bytes(*first), u64::from_le_bytes(*behind));
        let grams = [first, first >> 16, first >> 32, behind >> 32];
        for (step, gram) in grams.into_iter().enumerate() {
            places[count % places.len()] = (at * 8 + step * 2) as u16;
            count += is_set(&MAP, hash(gram as u32 | FOLD as u32, MAP_BITS)) as usize;
        }
    }
    count
}

/// The second step: keeps the places that may be keywords, with the tables that know more. Returns how many.
fn keep(block: &Block, suspects: usize, places: &mut [u16; BLOCK / 2]) -> usize {
    let mut count = 0;
    for suspect in 0..suspects.min(places.len()) {
        let place = places[suspect];
        // Two bytes before the stretch, the stretch, two behind it.
        let Some(seen) = block[usize::from(place)..].first_chunk::<8>() else { break };
        let seen = u64::from_le_bytes(*seen);
        let folded = (seen | FOLD) >> (8 * BEFORE);
        let (gram, next) = (folded as u32, (folded >> 8) as u32);
        let near = &NEAR[hash(gram, NEAR_BITS)];
        let beside = |mask: usize, at: usize| near[mask] >> (seen >> (8 * at) & 15);
        let long = beside(0, 0) & beside(1, 1) & beside(2, 6) & beside(3, 7) & 1;
        let is_short = |gram: u32| SHORT_NEAR[hash(gram & THREE, SHORT_NEAR_BITS)] >> (gram >> 24 & 31) & 1;
        let (short, short_next) = (is_short(gram), is_short(next));
        let found = (IS_LONG * long) | (IS_SHORT * short as u16) | (IS_SHORT_NEXT * short_next as u16);
        places[count] = place | found;
        count += usize::from(found != 0);
    }
    count
}

/// The third step.
fn compare(text: &[u8], base: usize, place: u16, found: &mut impl FnMut(&'static [u16], Range<usize>)) {
    let at = base + usize::from(place % IS_LONG);
    let three = |at: usize| text.get(at..)?.first_chunk().map(|[a, b, c]| u32::from_le_bytes([*a, *b, *c, 0]));
    let fold = |gram: u32| gram | FOLD as u32;
    if place & IS_LONG != 0
        && let Some(four) = text[at..].first_chunk()
    {
        known(text, at, fold(u32::from_le_bytes(*four)), (&SLOTS, SLOT_BITS), found);
    }
    for (at, _) in [(at, IS_SHORT), (at + 1, IS_SHORT_NEXT)].into_iter().filter(|(_, is)| place & is != 0) {
        if let Some(three) = three(at) {
            known(text, at, fold(three) & THREE, (&SHORT_SLOTS, SHORT_SLOT_BITS), found);
        }
    }
}

/// The keywords that are known by `gram`, which stands at `at`.
fn known(
    text: &[u8],
    at: usize,
    gram: u32,
    (slots, bits): (&[(u32, u16, u16)], u32),
    found: &mut impl FnMut(&'static [u16], Range<usize>),
) {
    let mut slot = hash(gram, bits);
    let (from, to) = loop {
        match slots[slot] {
            (_, _, 0) => return,
            (known, from, to) if known == gram => break (from, to),
            _ => slot = (slot + 1) % slots.len(),
        }
    };
    for entry in &ENTRIES[usize::from(from)..usize::from(to)] {
        let Some(start) = at.checked_sub(usize::from(entry.offset)) else { continue };
        // Most of them differ in the first eight bytes.
        if let Some(head) = text[start..].first_chunk()
            && differs(u64::from_le_bytes(*head) | FOLD, entry.head)
        {
            continue;
        }
        let keyword = &KEYWORDS[usize::from(entry.keyword)];
        let place = start..start + usize::from(keyword.length);
        if text.get(place.clone()).is_some_and(|here| here.eq_ignore_ascii_case(keyword.text())) {
            found(keyword.owners(), place);
        }
    }
}

/// Does a text differ from the head of a keyword, as far as that goes? Folded bytes are never zero.
fn differs(text: u64, head: u64) -> bool {
    let beyond = head.leading_zeros() & !7;
    (text ^ head) << beyond != 0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    use super::*;

    /// The plain twin: every keyword at every place.
    fn plainly(text: &[u8]) -> BTreeSet<(usize, usize)> {
        static ALL: std::sync::LazyLock<AhoCorasick> = std::sync::LazyLock::new(|| {
            let texts = KEYWORDS.iter().map(Keyword::text);
            AhoCorasick::builder().ascii_case_insensitive(true).build(texts).unwrap()
        });
        ALL.find_overlapping_iter(text).map(|hit| (hit.start(), hit.end())).collect()
    }

    fn quickly(text: &[u8]) -> BTreeSet<(usize, usize)> {
        let mut all = BTreeSet::new();
        hits(text, |owners, place| {
            assert!(!owners.is_empty());
            assert!(all.insert((place.start, place.end)), "twice at {place:?}");
        });
        all
    }

    #[test]
    fn every_keyword_is_found_alone_and_in_any_case() {
        for keyword in KEYWORDS.iter().map(Keyword::text) {
            let upper = keyword.to_ascii_uppercase();
            for text in [keyword.to_vec(), upper, [b"x", keyword, b" "].concat(), [b"xy", keyword].concat()] {
                assert_eq!(quickly(&text), plainly(&text), "{}", text.escape_ascii());
            }
        }
    }

    #[test]
    fn blocks_have_no_seams() {
        for (number, keyword) in KEYWORDS.iter().map(Keyword::text).enumerate().step_by(97) {
            let mut text = vec![b'.'; 2 * BLOCK + 5];
            for border in [BLOCK, 2 * BLOCK] {
                let from = border - number / 97 % (keyword.len() + 2);
                let end = text.len().min(from + keyword.len());
                text[from..end].copy_from_slice(&keyword[..end - from]);
            }
            assert_eq!(quickly(&text), plainly(&text), "{}", keyword.escape_ascii());
        }
    }

    proptest! {
        #[test]
        fn it_finds_what_the_automaton_finds(parts in prop::collection::vec((0..KEYWORDS.len(), "[ -~\n]{0,6}", any::<bool>()), 0..12)) {
            let mut text = String::new();
            for (keyword, between, upper) in parts {
                let keyword = std::str::from_utf8(KEYWORDS[keyword].text()).unwrap();
                text += &if upper { keyword.to_ascii_uppercase() } else { keyword.to_owned() };
                text += &between;
            }
            prop_assert_eq!(quickly(text.as_bytes()), plainly(text.as_bytes()));
        }

        #[test]
        fn any_bytes(text in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(quickly(&text), plainly(&text));
        }
    }
}
