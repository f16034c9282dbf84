//! Writes the static tables of the prefilter (`prefilter` in `akguard-detect` reads them and explains the search).
//!
//! An n-gram is a few bytes in a row of a keyword, by which the prefilter finds it: six bytes of a long keyword, five
//! of a medium one, three of a short one. The first pass of the scan looks up four bytes of it and the byte after. (A
//! window, elsewhere, is a part of a text.)

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use crate::keyword_hash::{LONG_MAP_BITS, MAP_BITS, MIDDLING_MAP_BITS, SHORT_NEAR_BITS, SLOT_BITS, first_hash, hash};
use crate::schema::WILD;

/// Shorter keywords do not contain two n-grams of four bytes.
const MIN_MEDIUM: usize = 5;
/// Shorter keywords do not contain two n-grams of six bytes.
const MIN_LONG: usize = 7;

/// An n-gram of up to eight bytes as the scan folds them, the first one in the lowest bits; the upper bits are zero
/// where there are fewer.
fn ngram(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |ngram, byte| ngram << 8 | u64::from(byte | 0x20))
}

/// Every byte that may be next to a short keyword, as the scan folds it.
fn any_byte() -> impl Iterator<Item = u64> {
    (0..=255).filter(|byte| byte & 0x20 != 0)
}

/// How rare an n-gram of six bytes is in text.
pub(crate) struct Rarity {
    /// The ranks of n-grams of keywords that are common in source code (`common.txt`, by `scripts/common-stretches`).
    common: HashMap<u64, u32>,
    /// The model of words for all other n-grams: bits.
    words: Vec<u8>,
}

impl Rarity {
    pub(crate) fn new(common: &str, words: Vec<u8>) -> Self {
        let common = common.lines().zip(0..).map(|(line, rank)| (ngram(line.as_bytes()), rank)).collect();
        Self { common, words }
    }

    /// A higher score is rarer.
    fn score(&self, bytes: &[u8]) -> u32 {
        let symbol = |byte: u8| match byte.to_ascii_lowercase() {
            letter @ b'a'..=b'z' => usize::from(letter - b'a'),
            b'0'..=b'9' => 26,
            _ => 27,
        };
        let triple = |w: &[u8]| u32::from(self.words[(symbol(w[0]) * 28 + symbol(w[1])) * 29 + symbol(w[2])]);
        let common = self.common.get(&ngram(bytes)).copied();
        common.unwrap_or_else(|| self.common.len() as u32 + bytes.windows(3).map(triple).sum::<u32>())
    }

    /// The offset in a keyword of the best two adjacent n-grams of six bytes: of each two the commoner one counts.
    fn best(&self, text: &[u8]) -> usize {
        let pair = |at: usize| self.score(&text[at..at + 6]).min(self.score(&text[at + 1..at + 7]));
        (0..text.len() - 6).max_by_key(|&at| pair(at)).expect("it holds two stretches")
    }
}

/// A keyword that is found by an n-gram.
struct Keyword {
    /// Its number.
    index: usize,
    /// Where in it the n-gram begins.
    offset: usize,
}

/// For each n-gram the keywords that are found by it.
type ByNgram = BTreeMap<u64, Vec<Keyword>>;

struct Tables {
    map: Vec<u64>,
    long_map: Vec<u64>,
    middling_map: Vec<u64>,
    /// For the first three bytes of a short keyword: the byte that may follow them.
    short_near: Vec<u32>,
    /// By n-grams of three, five or six bytes.
    known: ByNgram,
}

impl Tables {
    fn new() -> Self {
        Self {
            map: vec![0; 1 << (MAP_BITS - 6)],
            long_map: vec![0; 1 << (LONG_MAP_BITS - 6)],
            middling_map: vec![0; 1 << (MIDDLING_MAP_BITS - 6)],
            short_near: vec![0; 1 << SHORT_NEAR_BITS],
            known: ByNgram::new(),
        }
    }

    fn add(&mut self, index: usize, text: &[u8], rarity: &Rarity) {
        if let Some(at) = text.iter().position(|byte| *byte == WILD) {
            return self.add_wild(index, &text[..at]);
        }
        match text.len() {
            ..MIN_MEDIUM => self.add_short(index, text),
            MIN_MEDIUM..MIN_LONG => {
                // The scan looks at every second byte, so it meets one of two adjacent n-grams.
                for offset in [0, 1] {
                    self.see(ngram(&text[offset..offset + 4]), text.get(offset + 4).copied());
                }
                let five = ngram(&text[..5]);
                set(&mut self.middling_map, hash(five, MIDDLING_MAP_BITS));
                self.known.entry(five).or_default().push(Keyword { index, offset: 0 });
            }
            _ => {
                let best = rarity.best(text);
                for offset in [best, best + 1] {
                    let six = ngram(&text[offset..offset + 6]);
                    self.see(ngram(&text[offset..offset + 4]), Some(text[offset + 4]));
                    set(&mut self.long_map, hash(six, LONG_MAP_BITS));
                    self.known.entry(six).or_default().push(Keyword { index, offset });
                }
            }
        }
    }

    /// A keyword of three or four bytes: the scan meets its first byte, or the byte before it, which may be any.
    fn add_short(&mut self, index: usize, text: &[u8]) {
        let head = ngram(&text[..3]);
        let fourth = text.get(3).copied();
        self.known.entry(head).or_default().push(Keyword { index, offset: 0 });
        for before in any_byte() {
            self.see(head << 8 | before, fourth);
        }
        let near = &mut self.short_near[hash(head, SHORT_NEAR_BITS)];
        if let Some(fourth) = fourth {
            *near |= 1 << (fourth & 31);
            return self.see(ngram(text), None);
        }
        *near = !0;
        for next in any_byte() {
            self.see(next << 24 | head, None);
        }
    }

    /// Two letters, then `*`: as all keywords of three letters that begin with the two, with any letter after them.
    fn add_wild(&mut self, index: usize, before: &[u8]) {
        assert_eq!(before.len(), 2, "two letters stand before the `*` of a keyword");
        for letter in b'a'..=b'z' {
            let head = ngram(&[before[0], before[1], letter]);
            self.known.entry(head).or_default().push(Keyword { index, offset: 0 });
            for byte in any_byte() {
                self.see(head << 8 | byte, None);
            }
            for next in b'a'..=b'z' {
                self.see(u64::from(next) << 24 | head, None);
            }
            self.short_near[hash(head, SHORT_NEAR_BITS)] |= 0x07ff_fffe;
        }
    }

    /// Lets four bytes pass the first pass of the scan, before the byte `next` or (`None`) before any.
    fn see(&mut self, four: u64, next: Option<u8>) {
        if let Some(next) = next {
            return set(&mut self.map, first_hash(four as u32, u32::from(next)));
        }
        for next in 0..8 {
            set(&mut self.map, first_hash(four as u32, next));
        }
    }
}

fn set(map: &mut [u64], bit: usize) {
    map[bit >> 6] |= 1 << (bit & 63);
}

/// The tables as Rust source; `keywords` are in lower case, each with the rules that have it.
pub(crate) fn emit(keywords: &BTreeMap<String, Vec<usize>>, rarity: &Rarity) -> String {
    let mut tables = Tables::new();
    let mut letters = String::new();
    let mut owners = Vec::new();
    let mut rows = String::new();
    for (index, (text, rules)) in keywords.iter().enumerate() {
        let bytes = text.as_bytes();
        tables.add(index, bytes, rarity);
        let at = letters.len();
        let from = owners.len();
        letters.push_str(text);
        owners.extend_from_slice(rules);
        writeln!(rows, "    Keyword {{ at: {at}, length: {}, owners: ({from}, {}) }},", bytes.len(), owners.len())
            .expect("a String takes it");
    }
    let mut entries = Vec::new();
    let slots = slots(&tables.known, keywords, &mut entries);
    let words = [
        ("MAP", &tables.map),
        ("LONG_MAP", &tables.long_map),
        ("MIDDLING_MAP", &tables.middling_map),
        ("SLOTS", &slots),
    ];
    let mut out = String::new();
    let mut table = |name: &str, of: &str, length: usize, values: String| {
        writeln!(out, "pub(super) static {name}: [{of}; {length}] = {values};").expect("a String takes it");
    };
    for (name, words) in words {
        table(name, "u64", words.len(), format!("{words:?}"));
    }
    table("SHORT_NEAR", "u32", tables.short_near.len(), format!("{:?}", tables.short_near));
    table("ENTRIES", "Entry", entries.len(), format!("[\n{}]", entries.concat()));
    table("OWNERS", "u16", owners.len(), format!("{owners:?}"));
    table("KEYWORDS", "Keyword", keywords.len(), format!("[\n{rows}]"));
    writeln!(out, "pub(super) static LETTERS: &str = {letters:?};").expect("a String takes it");
    out
}

/// A hash table with linear probing. A slot has an n-gram in its lower six bytes, and above them the number of its
/// first entry.
fn slots(known: &ByNgram, keywords: &BTreeMap<String, Vec<usize>>, entries: &mut Vec<String>) -> Vec<u64> {
    let small = |n: usize| u16::try_from(n).expect("fewer than 65,000 keywords and windows");
    let texts: Vec<&String> = keywords.keys().collect();
    let mut slots = vec![0; 1 << SLOT_BITS];
    assert!(known.len() * 3 < slots.len() * 2, "a hash table of the prefilter is too full: raise its bits");
    for (ngram, known) in known {
        let from = small(entries.len());
        for (number, Keyword { index, offset }) in known.iter().enumerate() {
            let text = texts[*index].as_bytes();
            let star = text.iter().position(|byte| *byte == WILD);
            let head = self::ngram(&text[..star.unwrap_or(text.len()).min(8)]);
            let wild = star.is_some();
            let last = number + 1 == known.len();
            let keyword = small(*index);
            entries.push(format!(
                "    Entry {{ head: {head}, keyword: {keyword}, offset: {offset}, wild: {wild}, last: {last} }},\n"
            ));
        }
        let mut slot = hash(*ngram, SLOT_BITS);
        while slots[slot] != 0 {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = ngram | u64::from(from) << 48;
    }
    slots
}
