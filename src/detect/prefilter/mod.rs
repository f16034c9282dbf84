//! The literal prefilter: one pass over a text says which rules could match, and where.
//!
//! The built-in keywords are static tables that `build.rs` made (`table.rs`): of each keyword one stretch of four bytes
//! (three where it has no more), the one that text holds most seldom. A text's stretches are looked up in a bitmap that
//! fits the fastest cache, then in a hash table, and only then the keyword is compared. Nothing is built at start.
//! Users' keywords are few and go into an automaton at run time (`own.rs`), which nobody pays for who has none.

mod own;

use std::ops::Range;

pub(super) use own::Own;

/// A built-in keyword, in lower case.
struct Keyword {
    text: &'static str,
    /// Where in it the stretch stands that it is found by.
    offset: usize,
    /// The rules that have it.
    owners: &'static [u16],
}

include!(concat!(env!("OUT_DIR"), "/prefilter.rs"));

/// Letters become lower case; what else is mixed up by it (`_` and DEL, `@` and a grave) the comparison tells apart.
const FOLD: u32 = 0x2020_2020;
const THREE: u32 = 0x00ff_ffff;

/// Fibonacci hashing: the upper bits of the product are the well-mixed ones.
const fn hash(gram: u32, bits: u32) -> usize {
    (gram.wrapping_mul(0x9e37_79b1) >> (32 - bits)) as usize
}

/// Calls `found` for every occurrence of a built-in keyword, in any case of its letters: its rules and its place. The
/// places come in the order of the stretches that gave them away, which is nearly their own.
pub(super) fn hits(text: &[u8], mut found: impl FnMut(&'static [u16], Range<usize>)) {
    for (at, four) in text.windows(4).enumerate() {
        let gram = u32::from_le_bytes([four[0], four[1], four[2], four[3]]) | FOLD;
        let (bit, short) = (hash(gram, BITS), hash(gram & THREE, SHORT_BITS));
        if SHORT_MAP[short >> 6] >> (short & 63) & 1 == 1 {
            verify(text, at, gram & THREE, &mut found);
        }
        if MAP[bit >> 6] >> (bit & 63) & 1 == 1 {
            verify(text, at, gram, &mut found);
        }
    }
    if let [.., a, b, c] = text {
        let gram = u32::from_le_bytes([*a, *b, *c, 0]) | FOLD;
        verify(text, text.len() - 3, gram & THREE, &mut found);
    }
}

/// The keywords that are known by `gram`, which stands at `at`.
#[inline(never)]
fn verify(text: &[u8], at: usize, gram: u32, found: &mut impl FnMut(&'static [u16], Range<usize>)) {
    let mut slot = hash(gram, SLOT_BITS);
    let known = loop {
        match SLOTS[slot] {
            0 => return,
            known if GRAMS[usize::from(known) - 1] == gram => break usize::from(known) - 1,
            _ => slot = (slot + 1) % SLOTS.len(),
        }
    };
    let (from, to) = (usize::from(STARTS[known]), usize::from(STARTS[known + 1]));
    for keyword in &KEYWORDS[from..to] {
        let Some(start) = at.checked_sub(keyword.offset) else { continue };
        let place = start..start + keyword.text.len();
        if text.get(place.clone()).is_some_and(|here| here.eq_ignore_ascii_case(keyword.text.as_bytes())) {
            found(keyword.owners, place);
        }
    }
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
            let texts = KEYWORDS.iter().map(|k| k.text);
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
        for keyword in &KEYWORDS {
            for text in [keyword.text.to_owned(), keyword.text.to_ascii_uppercase(), format!("x{} ", keyword.text)] {
                assert_eq!(quickly(text.as_bytes()), plainly(text.as_bytes()), "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn it_finds_what_the_automaton_finds(parts in prop::collection::vec((0..KEYWORDS.len(), "[ -~\n]{0,6}", any::<bool>()), 0..12)) {
            let mut text = String::new();
            for (keyword, between, upper) in parts {
                let keyword = KEYWORDS[keyword].text;
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
