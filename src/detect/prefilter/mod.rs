//! The literal prefilter: one pass over a text says which rules could match, and where.
//!
//! The built-in keywords are static tables that `build.rs` made, without a pointer in them: nothing is built or relocated
//! at start. Each keyword of seven bytes or more is known by two stretches of six bytes in a row, those that text holds
//! most seldom (`build/common.txt`); so it is enough to look at every other byte. A block of text goes through three
//! steps, of which the first two have no branch that depends on it:
//!
//! 1. the first four bytes of the stretch at every other byte, and three bits of the fifth, are looked up in a bitmap: one
//!    of 25 bytes of source code is left;
//! 2. all six must be those of a keyword, by another bitmap: one of 130 is left;
//! 3. the keywords that are known by the stretch are compared: one of 290 begins one.
//!
//! Keywords of five and six bytes are known by the first five, shorter ones by the first three; the bitmap holds them with
//! every byte that may stand beside them. Where the processor can, the first two steps are taken eight places at a time
//! (`avx2.rs`). Users' keywords are few and go into an automaton at run time (`own.rs`), which nobody pays for who has
//! none. The plain twin of all this is aho-corasick, in the tests.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod own;

use std::cell::Cell;
use std::ops::Range;

pub(super) use own::Own;

use super::encoding::is_zero;

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
    /// The last one that is found by this stretch.
    last: bool,
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
const THREE: u64 = 0x00ff_ffff;
const FIVE: u64 = 0xff_ffff_ffff;
const SIX: u64 = 0xffff_ffff_ffff;
/// The first look folds letters to upper case: fewer bytes differ then.
const FIRST_FOLD: u32 = 0x1f5f_5f1f;

/// Bytes that are looked at in one go, and what of the text before and behind them is seen.
const BLOCK: usize = 4096;
const BEFORE: usize = 1;
const BEHIND: usize = 15;
type Block = [u8; BEFORE + BLOCK + BEHIND];

/// Bytes of the text for a word of marks.
const STRIDE: usize = 128;

/// What the second step says of a place, above eleven bits of half of it: which tables the third has to look into.
const IS_LONG: u16 = 1 << 11;
const IS_MIDDLING: u16 = 1 << 12;
const IS_MIDDLING_BEFORE: u16 = 1 << 13;
const IS_SHORT: u16 = 1 << 14;
const IS_SHORT_NEXT: u16 = 1 << 15;

/// Fibonacci hashing: the upper bits of the products are the well-mixed ones.
const LOWER: u32 = 0x9e37_79b1;
const UPPER: u32 = 0x85eb_ca6b;
const fn hash(stretch: u64, bits: u32) -> usize {
    let (lower, upper) = (stretch as u32, (stretch >> 32) as u32);
    (lower.wrapping_mul(LOWER).wrapping_add(upper.wrapping_mul(UPPER)) >> (32 - bits)) as usize
}

/// The first look's, of four bytes; the byte behind chooses one of eight bits that are neighbours.
const fn first_hash(four: u32, behind: u32) -> usize {
    ((four & FIRST_FOLD).wrapping_mul(LOWER) >> (32 - MAP_BITS) ^ behind & CLASS) as usize
}

fn is_set(map: &[u64], bit: usize) -> u64 {
    map[bit >> 6] >> (bit & 63) & 1
}

/// What the steps leave of a block for the next one.
struct Steps {
    /// A bit for every other byte, from the first on: does the bitmap know the stretch there?
    marks: [u64; BLOCK / STRIDE],
    /// The numbers of those bits, and room for eight more.
    suspects: [u32; BLOCK / 2 + 8],
    /// Those that are left, with what the second step says of them.
    places: [u16; BLOCK / 2],
}

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

impl Scratch {
    fn new() -> Box<Self> {
        let steps = Steps { marks: [0; BLOCK / STRIDE], suspects: [0; BLOCK / 2 + 8], places: [0; BLOCK / 2] };
        Box::new(Self { steps, edge: [0; BEFORE + BLOCK + BEHIND] })
    }

    /// The first and the second step in the block at `base`. Returns how many places are left.
    fn look(&mut self, text: &[u8], base: usize) -> usize {
        let strides = BLOCK.min(text.len() - base).div_ceil(STRIDE);
        if let Some(block) = base.checked_sub(BEFORE).and_then(|from| text.get(from..)?.first_chunk()) {
            // Disk images are mostly zeros.
            return if is_zero(block) { 0 } else { self.steps.look(block, strides) };
        }
        let (before, from) = if base == 0 { (BEFORE, 0) } else { (0, base - BEFORE) };
        let seen = &text[from..text.len().min(base + BLOCK + BEHIND)];
        let (head, rest) = self.edge.split_at_mut(before);
        head.fill(0);
        rest[..seen.len()].copy_from_slice(seen);
        // No stride sees further.
        rest[seen.len()..].iter_mut().take(STRIDE + BEHIND).for_each(|byte| *byte = 0);
        self.steps.look(&self.edge, strides)
    }
}

impl Steps {
    /// Both steps in so many strides of a block.
    fn look(&mut self, block: &Block, strides: usize) -> usize {
        #[cfg(target_arch = "x86_64")]
        if let Some(left) = avx2::look(self, block, strides) {
            return left;
        }
        self.plainly(block, strides)
    }

    fn plainly(&mut self, block: &Block, strides: usize) -> usize {
        self.marks[..strides].iter_mut().zip(0..).for_each(|(mark, stride)| *mark = marked(block, stride));
        let count = list(&self.marks[..strides], &mut self.suspects);
        keep(block, &self.suspects[..count], &mut self.places)
    }
}

/// The first step for a stride.
fn marked(block: &Block, stride: usize) -> u64 {
    let Some(here) = block[BEFORE + stride * STRIDE..].first_chunk::<{ STRIDE + 4 }>() else { return 0 };
    let words = here.as_chunks::<8>().0.iter().zip(here[4..].as_chunks::<8>().0).zip((0..).step_by(4));
    words.fold(0, |mark, ((first, behind), at)| {
        let (first, behind) = (u64::from_le_bytes(*first), u64::from_le_bytes(*behind));
        let is = |four: u64, next: u64| is_set(&MAP, first_hash(four as u32, next as u32));
        let four = [
            is(first, first >> 32),
            is(first >> 16, first >> 48),
            is(behind, behind >> 32),
            is(behind >> 16, behind >> 48),
        ];
        mark | (four[0] | four[1] << 1 | four[2] << 2 | four[3] << 3) << at
    })
}

/// The numbers of the bits; returns how many. Of a word eight are written in any case, so that no branch depends on how
/// many it has.
#[inline(always)] // compiled for newer processors too
fn list(marks: &[u64], suspects: &mut [u32; BLOCK / 2 + 8]) -> usize {
    let mut count = 0;
    for (mark, base) in marks.iter().zip((0..).step_by(STRIDE / 2)) {
        let mut mark = *mark;
        let end = count + mark.count_ones() as usize;
        while count < end {
            for suspect in suspects[count..].iter_mut().take(8) {
                *suspect = base + mark.trailing_zeros();
                mark &= mark.wrapping_sub(1);
            }
            count += 8;
        }
        count = end;
    }
    count
}

/// The second step: keeps the places that may be keywords, with the tables that know more. Returns how many.
fn keep(block: &Block, suspects: &[u32], places: &mut [u16; BLOCK / 2]) -> usize {
    let mut count = 0;
    for half in suspects {
        // From the byte before on.
        let Some(seen) = block[2 * *half as usize..].first_chunk() else { break };
        let seen = u64::from_le_bytes(*seen) | FOLD;
        let flag = |is: u64, flag: u16| is as u16 * flag;
        let found = flag(is_set(&LONG_MAP, hash(seen >> 8 & SIX, LONG_MAP_BITS)), IS_LONG)
            | flag(is_set(&MIDDLING_MAP, hash(seen >> 8 & FIVE, MIDDLING_MAP_BITS)), IS_MIDDLING)
            | flag(is_set(&MIDDLING_MAP, hash(seen & FIVE, MIDDLING_MAP_BITS)), IS_MIDDLING_BEFORE)
            | flag(is_short(seen >> 8), IS_SHORT)
            | flag(is_short(seen >> 16), IS_SHORT_NEXT);
        places[count % places.len()] = *half as u16 | found;
        count += usize::from(found != 0);
    }
    count
}

/// May a short keyword begin with the first three bytes, and go on with the fourth?
fn is_short(seen: u64) -> u64 {
    u64::from(SHORT_NEAR[hash(seen & THREE, SHORT_NEAR_BITS)] >> (seen >> 24 & 31) & 1)
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
        let at = (base + 2 * usize::from(place % IS_LONG) + ahead).wrapping_sub(BEFORE);
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
    if let Some(head) = text[start..].first_chunk()
        && differs(u64::from_le_bytes(*head) | FOLD, entry.head)
    {
        return;
    }
    let keyword = &KEYWORDS[usize::from(entry.keyword)];
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
