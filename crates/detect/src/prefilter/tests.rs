use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use akguard_rules::schema::WILD;
use proptest::prelude::*;

use super::tables::Keyword;
use super::*;

/// The reference implementation: every keyword at every place.
fn plainly(text: &[u8]) -> BTreeSet<(usize, usize)> {
    static PLAIN: LazyLock<AhoCorasick> = LazyLock::new(|| {
        AhoCorasick::builder().ascii_case_insensitive(true).build(keywords(|text| !text.contains(&WILD))).unwrap()
    });
    static WITH_WILDCARD: LazyLock<Vec<&[u8]>> = LazyLock::new(|| keywords(|text| text.contains(&WILD)));
    let places = WITH_WILDCARD.iter().flat_map(|keyword| {
        (0..text.len())
            .filter_map(move |at| wild::head_in_any_case(keyword, &text[at..]).map(|length| (at, at + length)))
    });
    PLAIN.find_overlapping_iter(text).map(|hit| (hit.start(), hit.end())).chain(places).collect()
}

fn keywords(counts: impl Fn(&[u8]) -> bool) -> Vec<&'static [u8]> {
    KEYWORDS.iter().map(Keyword::text).filter(|text| counts(text)).collect()
}

fn quickly(text: &[u8]) -> BTreeSet<(usize, usize)> {
    let mut all = BTreeSet::new();
    hits(text, |owners, place| {
        assert!(!owners.is_empty());
        // Two keywords can only be at one place if one of them has a wildcard.
        assert!(all.insert((place.start, place.end, owners.as_ptr())), "twice at {place:?}");
    });
    all.into_iter().map(|(start, end, _)| (start, end)).collect()
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
