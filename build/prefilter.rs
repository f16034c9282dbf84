//! The static tables of the prefilter (`src/detect/prefilter/mod.rs` reads them and says how).

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Bits of the hash for each table: the bitmap of the first look (128 KB), the neighbours of long keywords (128 KB) and
/// of short ones (32 KB), and the two hash tables.
const MAP_BITS: u32 = 20;
const NEAR_BITS: u32 = 14;
const SHORT_NEAR_BITS: u32 = 13;
const SLOT_BITS: u32 = 15;
const SHORT_SLOT_BITS: u32 = 10;

/// Keywords of fewer bytes than this do not hold two stretches of four.
const LONG: usize = 5;

/// `src/detect/prefilter/mod.rs` has the same.
fn hash(gram: u32, bits: u32) -> usize {
    (gram.wrapping_mul(0x9e37_79b1) >> (32 - bits)) as usize
}

/// A stretch of a keyword as the scan folds it; three bytes leave the upper one empty.
fn gram(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |gram, byte| gram << 8 | u32::from(byte | 0x20))
}

/// Every byte as the scan folds it: what may stand beside a short keyword.
fn any_byte() -> impl Iterator<Item = u32> {
    (0..=255).filter(|byte| byte & 0x20 != 0)
}

/// How seldom text holds a stretch, by the model of words: bits.
pub(crate) struct Rarity(Vec<u8>);

impl Rarity {
    pub(crate) fn read() -> Self {
        Self(std::fs::read("src/detect/wordness.txt").expect("the model of words is part of the source"))
    }

    fn of(&self, bytes: &[u8]) -> u32 {
        let symbol = |byte: u8| match byte.to_ascii_lowercase() {
            letter @ b'a'..=b'z' => usize::from(letter - b'a'),
            b'0'..=b'9' => 26,
            _ => 27,
        };
        let triple = |w: &[u8]| u32::from(self.0[(symbol(w[0]) * 28 + symbol(w[1])) * 29 + symbol(w[2])]);
        // Of signs in a row the model knows nothing; code is full of them.
        bytes.windows(3).map(triple).sum::<u32>() / (bytes.len() as u32 - 2)
    }

    /// Where in a keyword the two stretches of four in a row stand of which the commoner one is rarest.
    fn best(&self, text: &[u8]) -> usize {
        let pair = |at: usize| self.of(&text[at..at + 4]).min(self.of(&text[at + 1..at + 5]));
        (0..=text.len() - LONG).max_by_key(|&at| pair(at)).expect("a long keyword holds two stretches")
    }
}

/// For each stretch the keywords that are found by it: which, and where in it the stretch stands.
type ByGram = BTreeMap<u32, Vec<(usize, usize)>>;

struct Tables {
    map: Vec<u64>,
    /// By stretch: two bytes before it and two behind.
    near: Vec<[u16; 4]>,
    /// By the first three bytes of a short keyword: the byte behind them.
    short_near: Vec<u32>,
    long: ByGram,
    short: ByGram,
}

impl Tables {
    fn new() -> Self {
        Self {
            map: vec![0; 1 << (MAP_BITS - 6)],
            near: vec![[0; 4]; 1 << NEAR_BITS],
            short_near: vec![0; 1 << SHORT_NEAR_BITS],
            long: ByGram::new(),
            short: ByGram::new(),
        }
    }

    /// The scan looks at every other byte, so one of the two stretches meets it.
    fn add_long(&mut self, index: usize, text: &[u8], best: usize) {
        for offset in [best, best + 1] {
            let gram = gram(&text[offset..offset + 4]);
            set(&mut self.map, hash(gram, MAP_BITS));
            self.long.entry(gram).or_default().push((index, offset));
            let beside = |at: Option<usize>| at.and_then(|at| text.get(at)).map_or(!0, |byte| 1u16 << (byte & 15));
            let places = [offset.checked_sub(2), offset.checked_sub(1), Some(offset + 4), Some(offset + 5)];
            let near = &mut self.near[hash(gram, NEAR_BITS)];
            near.iter_mut().zip(places).for_each(|(near, place)| *near |= beside(place));
        }
    }

    /// Three or four bytes: the scan sees the first of them, or the byte before, whatever that is.
    fn add_short(&mut self, index: usize, text: &[u8]) {
        let head = gram(&text[..3]);
        self.short.entry(head).or_default().push((index, 0));
        any_byte().for_each(|before| set(&mut self.map, hash(head << 8 | before, MAP_BITS)));
        let whole: Vec<u32> = match text {
            [_, _, _, _] => vec![gram(text)],
            _ => any_byte().map(|behind| behind << 24 | head).collect(),
        };
        whole.iter().for_each(|gram| set(&mut self.map, hash(*gram, MAP_BITS)));
        self.short_near[hash(head, SHORT_NEAR_BITS)] |= text.get(3).map_or(!0, |byte| 1 << (byte & 31));
    }
}

fn set(map: &mut [u64], bit: usize) {
    map[bit >> 6] |= 1 << (bit & 63);
}

/// The tables as Rust source; `keywords` are in lower case, with the rules that have each.
pub(crate) fn emit(keywords: &BTreeMap<String, Vec<usize>>, rarity: &Rarity) -> String {
    let mut tables = Tables::new();
    let (mut letters, mut owners, mut rows) = (String::new(), Vec::new(), String::new());
    for (index, (text, rules)) in keywords.iter().enumerate() {
        let bytes = text.as_bytes();
        match bytes.len() {
            ..LONG => tables.add_short(index, bytes),
            _ => tables.add_long(index, bytes, rarity.best(bytes)),
        }
        let (at, from) = (letters.len(), owners.len());
        letters.push_str(text);
        owners.extend_from_slice(rules);
        writeln!(rows, "    Keyword {{ at: {at}, length: {}, owners: ({from}, {}) }},", bytes.len(), owners.len())
            .expect("a String takes it");
    }
    let mut entries = Vec::new();
    let slots = self::slots(&tables.long, SLOT_BITS, keywords, &mut entries);
    let short_slots = self::slots(&tables.short, SHORT_SLOT_BITS, keywords, &mut entries);
    let mut out = String::new();
    for (name, bits) in [
        ("MAP_BITS", MAP_BITS),
        ("NEAR_BITS", NEAR_BITS),
        ("SHORT_NEAR_BITS", SHORT_NEAR_BITS),
        ("SLOT_BITS", SLOT_BITS),
        ("SHORT_SLOT_BITS", SHORT_SLOT_BITS),
    ] {
        writeln!(out, "const {name}: u32 = {bits};").expect("a String takes it");
    }
    let mut table = |name: &str, of: &str, length: usize, values: String| {
        writeln!(out, "static {name}: [{of}; {length}] = {values};").expect("a String takes it");
    };
    table("MAP", "u64", tables.map.len(), format!("{:?}", tables.map));
    table("NEAR", "[u16; 4]", tables.near.len(), format!("{:?}", tables.near));
    table("SHORT_NEAR", "u32", tables.short_near.len(), format!("{:?}", tables.short_near));
    table("SLOTS", "(u32, u16, u16)", slots.len(), format!("{slots:?}"));
    table("SHORT_SLOTS", "(u32, u16, u16)", short_slots.len(), format!("{short_slots:?}"));
    table("ENTRIES", "Entry", entries.len(), format!("[\n{}]", entries.concat()));
    table("OWNERS", "u16", owners.len(), format!("{owners:?}"));
    table("KEYWORDS", "Keyword", keywords.len(), format!("[\n{rows}]"));
    writeln!(out, "static LETTERS: &str = {letters:?};").expect("a String takes it");
    out
}

/// A hash table with linear probing: each stretch with the entries that are known by it, from one to before another.
fn slots(
    by_gram: &ByGram,
    bits: u32,
    keywords: &BTreeMap<String, Vec<usize>>,
    entries: &mut Vec<String>,
) -> Vec<(u32, u16, u16)> {
    let small = |n: usize| u16::try_from(n).expect("fewer than 65,000 keywords and stretches");
    let texts: Vec<&String> = keywords.keys().collect();
    let mut slots = vec![(0, 0, 0); 1 << bits];
    assert!(by_gram.len() * 2 < slots.len(), "a hash table of the prefilter is too full: raise its bits");
    for (gram, known) in by_gram {
        let from = small(entries.len());
        entries.extend(known.iter().map(|&(index, offset)| {
            let head = texts[index].bytes().take(8).rev().fold(0u64, |key, byte| key << 8 | u64::from(byte | 0x20));
            format!("    Entry {{ head: {head}, keyword: {}, offset: {offset} }},\n", small(index))
        }));
        let mut slot = hash(*gram, bits);
        while slots[slot].2 != 0 {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = (*gram, from, small(entries.len()));
    }
    slots
}
