//! The literal prefilter: one pass over a text says which rules could match, and where.
//!
//! The built-in keywords are static tables that `build.rs` made, without a pointer in them: nothing is built or relocated
//! at start. Each keyword of seven bytes or more is known by two stretches of six bytes in a row, those that text holds
//! most seldom (`common.txt` of the rules); so it is enough to look at every other byte. A block of text goes through three
//! steps, of which the first two have no branch that depends on it:
//!
//! 1. the first four bytes of the stretch at every other byte, and three bits of the fifth, are looked up in a bitmap: one
//!    of 25 bytes of source code is left;
//! 2. all six must be those of a keyword, by another bitmap: one of 130 is left;
//! 3. the keywords that are known by the stretch are compared: one of 290 begins one.
//!
//! Keywords of five and six bytes are known by the first five, shorter ones by the first three; the bitmap holds them with
//! every byte that may stand beside them. One with a part that is not fixed (`gl*-`) has two letters before it and is known
//! by these and each letter that may follow. Where the processor can, the first two steps are taken eight places at a time
//! (`avx2.rs`). Users' keywords are few and go into an automaton at run time (`own.rs`), which nobody pays for who has
//! none. The plain twin of all this is aho-corasick, in the tests.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod scalar;
mod tables;
mod user_keywords;

use std::cell::Cell;
use std::ops::Range;

pub(super) use user_keywords::UserKeywords;

use akguard_rules::keyword_hash::{SLOT_BITS, hash};

use self::scalar::{BEFORE, BEHIND, BLOCK, Block, FIVE, FOLD, IS_LONG, SIX, STRIDE, Steps, THREE};
use self::tables::{ENTRIES, Entry, KEYWORDS, SLOTS};
use super::encoding::is_zero;
use super::wild;

/// What a scan needs beside the text.
struct Scratch {
    steps: Steps,
    /// The first and the last block, with zeros around the text.
    edge: Block,
}

thread_local! {
    /// To clear it for every path and every decoded piece would cost more than they do.
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// Calls `found` for every occurrence of a built-in keyword, in any case of its letters: its rules and its place. The
/// places come in the order of the stretches that gave them away, which is nearly their own.
pub(super) fn hits(text: &[u8], mut found: impl FnMut(&'static [u16], Range<usize>)) {
    let mut scratch = SCRATCH.take().unwrap_or_else(Scratch::new);
    for base in (0..text.len()).step_by(BLOCK) {
        let left = scratch.look(text, base);
        for place in &scratch.steps.places[..left] {
            compare(text, base, *place, &mut found);
        }
    }
    SCRATCH.set(Some(scratch));
}

/// Both steps in so many strides of a block, eight places at a time where the processor can.
fn look(steps: &mut Steps, block: &Block, strides: usize) -> usize {
    #[cfg(target_arch = "x86_64")]
    if let Some(left) = avx2::look(steps, block, strides) {
        return left;
    }
    steps.plainly(block, strides)
}

impl Scratch {
    fn new() -> Box<Self> {
        Box::new(Self { steps: Steps::new(), edge: [0; BEFORE + BLOCK + BEHIND] })
    }

    /// The first and the second step in the block at `base`. Returns how many places are left.
    fn look(&mut self, text: &[u8], base: usize) -> usize {
        let strides = BLOCK.min(text.len() - base).div_ceil(STRIDE);
        if let Some(block) = base.checked_sub(BEFORE).and_then(|from| text.get(from..)?.first_chunk()) {
            // Disk images are mostly zeros.
            return if is_zero(block) { 0 } else { look(&mut self.steps, block, strides) };
        }
        let (before, from) = if base == 0 { (BEFORE, 0) } else { (0, base - BEFORE) };
        let seen = &text[from..text.len().min(base + BLOCK + BEHIND)];
        let (head, rest) = self.edge.split_at_mut(before);
        head.fill(0);
        rest[..seen.len()].copy_from_slice(seen);
        // No stride sees further.
        rest[seen.len()..].iter_mut().take(STRIDE + BEHIND).for_each(|byte| *byte = 0);
        look(&mut self.steps, &self.edge, strides)
    }
}

/// What the third step looks up, in the order of the flags: from where on, counted from the byte before the place, and
/// which bytes.
const LOOKS: [(usize, u64); 5] = [(1, SIX), (1, FIVE), (0, FIVE), (1, THREE), (2, THREE)];

/// The third step.
fn compare(text: &[u8], base: usize, place: u16, found: &mut impl FnMut(&'static [u16], Range<usize>)) {
    let mut said = place / IS_LONG;
    // One flag as a rule: there is no branch for each.
    while said != 0 {
        let (ahead, bytes) = LOOKS[said.trailing_zeros() as usize % LOOKS.len()];
        said &= said - 1;
        let Some(at) = (base + 2 * usize::from(place % IS_LONG) + ahead).checked_sub(BEFORE) else { continue };
        let seen = text.get(at..).unwrap_or_default();
        let seen = seen.first_chunk().map_or_else(|| rest(seen), |seen| u64::from_le_bytes(*seen));
        known(text, at, (seen | FOLD) & bytes, found);
    }
}

/// The last bytes of a text, with zeros behind them.
fn rest(seen: &[u8]) -> u64 {
    seen.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// The keywords that are known by `stretch`, which stands at `at`.
fn known(text: &[u8], at: usize, stretch: u64, found: &mut impl FnMut(&'static [u16], Range<usize>)) {
    let mut slot = hash(stretch, SLOT_BITS);
    let from = loop {
        match SLOTS[slot] {
            0 => return,
            known if known & SIX == stretch => break (known >> 48) as usize,
            _ => slot = (slot + 1) % SLOTS.len(),
        }
    };
    for entry in &ENTRIES[from..] {
        if let Some(start) = at.checked_sub(usize::from(entry.offset)) {
            is_here(text, start, entry, found);
        }
        if entry.last {
            break;
        }
    }
}

fn is_here(text: &[u8], start: usize, entry: &Entry, found: &mut impl FnMut(&'static [u16], Range<usize>)) {
    // Most of them differ in the first eight bytes.
    if let Some(head) = text.get(start..).and_then(<[u8]>::first_chunk)
        && differs(u64::from_le_bytes(*head) | FOLD, entry.head)
    {
        return;
    }
    let keyword = &KEYWORDS[usize::from(entry.keyword)];
    if entry.wild {
        let length = text.get(start..).and_then(|here| wild::head_in_any_case(keyword.text(), here));
        length.into_iter().for_each(|length| found(keyword.owners(), start..start + length));
        return;
    }
    let place = start..start + usize::from(keyword.length);
    if text.get(place.clone()).is_some_and(|here| here.eq_ignore_ascii_case(keyword.text())) {
        found(keyword.owners(), place);
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

    use super::tables::Keyword;
    use super::*;

    /// The plain twin: every keyword at every place.
    fn plainly(text: &[u8]) -> BTreeSet<(usize, usize)> {
        static ALL: std::sync::LazyLock<AhoCorasick> = std::sync::LazyLock::new(|| {
            let texts = KEYWORDS.iter().map(Keyword::text).filter(|text| !text.contains(&akguard_rules::schema::WILD));
            AhoCorasick::builder().ascii_case_insensitive(true).build(texts).unwrap()
        });
        let wild = KEYWORDS.iter().map(Keyword::text).filter(|text| text.contains(&akguard_rules::schema::WILD));
        let places = wild.flat_map(|keyword| {
            (0..text.len())
                .filter_map(move |at| wild::head_in_any_case(keyword, &text[at..]).map(|length| (at, at + length)))
        });
        ALL.find_overlapping_iter(text).map(|hit| (hit.start(), hit.end())).chain(places).collect()
    }

    fn quickly(text: &[u8]) -> BTreeSet<(usize, usize)> {
        let mut all = BTreeSet::new();
        hits(text, |owners, place| {
            assert!(!owners.is_empty());
            // Two keywords are at one place where one of them is not fixed.
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
}
