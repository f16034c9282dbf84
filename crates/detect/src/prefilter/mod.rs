//! The literal prefilter: one pass over a text finds the keywords of the rules, and so which rules could match and where.
//!
//! The built-in keywords are static tables without pointers, written by `build.rs`: nothing is built or relocated at
//! start. Each keyword of seven bytes or more is recognised by two n-grams of six bytes that begin one byte apart, so
//! it is enough to look at every other byte. Of all n-grams the pair that is rarest in text is used (`common.txt` of
//! the rules). A block of text goes through three steps; the first two have no branch that depends on the text:
//!
//! 1. the first four bytes of the n-gram at every other byte, and three bits of the fifth, are looked up in a
//!    bitmap: one of 25 bytes of source code is left;
//! 2. all six bytes are looked up in a second bitmap: one of 130 is left;
//! 3. the keywords with this n-gram are compared with the text: one of 290 is a keyword.
//!
//! Keywords of five and six bytes are recognised by their first five bytes, shorter ones by their first three; the bitmap has
//! them with every byte that may be next to them. A keyword with a wildcard (`gl*-`) has two letters before it and is
//! recognised by these and each letter that may follow. With AVX2 the first two steps handle eight places at a time
//! (`avx2.rs`). Users' keywords are few and go into an automaton at run time (`user_keywords.rs`), which is only built if there
//! are any. The reference implementation of all this is aho-corasick, in the tests.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod scalar;
mod tables;
mod user_keywords;

use std::cell::Cell;
use std::ops::Range;

pub(super) use user_keywords::UserKeywords;

use akguard_rules::keyword_hash::{SLOT_BITS, hash};

use self::scalar::{AFTER, BEFORE, BLOCK, Block, FIVE, FOLD, IS_LONG, SIX, STRIDE, Steps, THREE};
use self::tables::{ENTRIES, Entry, KEYWORDS, SLOTS};
use super::encoding::is_zero;
use super::wild;

/// Working memory of a scan.
struct Scratch {
    steps: Steps,
    /// A copy of the first or the last block, with zeros around the text.
    edge: Block,
}

thread_local! {
    /// Kept between scans: to clear it for every path and every decoded text would cost more than the scan itself.
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// Calls `found` with the rules and the span of every occurrence of a built-in keyword; case is ignored. The spans come
/// in the order of the n-grams they were recognised by, which is nearly the order of the text.
pub(super) fn hits(text: &[u8], mut found: impl FnMut(&'static [u16], Range<usize>)) {
    let mut scratch = SCRATCH.take().unwrap_or_else(Scratch::new);
    for base in (0..text.len()).step_by(BLOCK) {
        let left = scratch.probe(text, base);
        for place in &scratch.steps.places[..left] {
            compare(text, base, *place, &mut found);
        }
    }
    SCRATCH.set(Some(scratch));
}

/// Both steps in the first `strides` strides of a block, eight places at a time where the processor has AVX2.
fn probe(steps: &mut Steps, block: &Block, strides: usize) -> usize {
    #[cfg(target_arch = "x86_64")]
    if let Some(left) = avx2::probe(steps, block, strides) {
        return left;
    }
    steps.plainly(block, strides)
}

impl Scratch {
    fn new() -> Box<Self> {
        Box::new(Self { steps: Steps::new(), edge: [0; BEFORE + BLOCK + AFTER] })
    }

    /// The first and the second step in the block at `base`. Returns the number of places that are left.
    fn probe(&mut self, text: &[u8], base: usize) -> usize {
        let strides = BLOCK.min(text.len() - base).div_ceil(STRIDE);
        if let Some(block) = base.checked_sub(BEFORE).and_then(|from| text.get(from..)?.first_chunk()) {
            // Disk images are mostly zeros.
            return if is_zero(block) { 0 } else { probe(&mut self.steps, block, strides) };
        }
        let before = if base == 0 { BEFORE } else { 0 };
        let seen = &text[base.saturating_sub(BEFORE)..text.len().min(base + BLOCK + AFTER)];
        self.edge[..before].fill(0);
        let rest = &mut self.edge[before..];
        rest[..seen.len()].copy_from_slice(seen);
        // No stride reads farther than this.
        for byte in rest[seen.len()..].iter_mut().take(STRIDE + AFTER) {
            *byte = 0;
        }
        probe(&mut self.steps, &self.edge, strides)
    }
}

/// A lookup of the third step.
struct Probe {
    /// Where the n-gram begins, counted from the byte before the place.
    ahead: usize,
    /// The mask of the n-gram's bytes.
    mask: u64,
}

/// The lookups of the third step, in the order of the flags.
const PROBES: [Probe; 5] = [
    Probe { ahead: 1, mask: SIX },
    Probe { ahead: 1, mask: FIVE },
    Probe { ahead: 0, mask: FIVE },
    Probe { ahead: 1, mask: THREE },
    Probe { ahead: 2, mask: THREE },
];

/// The third step, for one place with its flags.
fn compare(text: &[u8], base: usize, place: u16, found: &mut impl FnMut(&'static [u16], Range<usize>)) {
    let mut flags = place / IS_LONG;
    // Usually only one flag is set, so the loop takes the set ones and has no branch for each possible flag.
    while flags != 0 {
        let probe = &PROBES[flags.trailing_zeros() as usize % PROBES.len()];
        flags &= flags - 1;
        let Some(at) = (base + 2 * usize::from(place % IS_LONG) + probe.ahead).checked_sub(BEFORE) else { continue };
        let seen = text.get(at..).unwrap_or_default();
        let seen = match seen.first_chunk() {
            Some(seen) => u64::from_le_bytes(*seen),
            None => rest(seen),
        };
        known(text, at, (seen | FOLD) & probe.mask, found);
    }
}

/// The last bytes of a text, filled up with zeros.
fn rest(seen: &[u8]) -> u64 {
    seen.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Compares the keywords that are recognised by `ngram`, which is at `at` in the text.
fn known(text: &[u8], at: usize, ngram: u64, found: &mut impl FnMut(&'static [u16], Range<usize>)) {
    let mut slot = hash(ngram, SLOT_BITS);
    let from = loop {
        match SLOTS[slot] {
            0 => return,
            known if known & SIX == ngram => break (known >> 48) as usize,
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
    // Most keywords differ from the text in the first eight bytes.
    if let Some(head) = text.get(start..).and_then(<[u8]>::first_chunk)
        && differs(u64::from_le_bytes(*head) | FOLD, entry.head)
    {
        return;
    }
    let keyword = &KEYWORDS[usize::from(entry.keyword)];
    if entry.wild {
        if let Some(length) = text.get(start..).and_then(|here| wild::head_in_any_case(keyword.text(), here)) {
            found(keyword.owners(), start..start + length);
        }
        return;
    }
    let place = start..start + usize::from(keyword.length);
    if text.get(place.clone()).is_some_and(|here| here.eq_ignore_ascii_case(keyword.text())) {
        found(keyword.owners(), place);
    }
}

/// Does the text differ from the head of a keyword, which may be shorter than eight bytes? The bytes beyond a short head are
/// zero; folded bytes never are.
fn differs(text: u64, head: u64) -> bool {
    let beyond = head.leading_zeros() & !7;
    (text ^ head) << beyond != 0
}

#[cfg(test)]
mod tests;
