//! The static tables of the prefilter (`prefilter` in `akguard-detect` reads them and says how).

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use crate::keyword_hash::{LONG_MAP_BITS, MAP_BITS, MIDDLING_MAP_BITS, SHORT_NEAR_BITS, SLOT_BITS, first_hash, hash};
use crate::schema::WILD;

/// Keywords of fewer bytes than this do not hold two stretches of four, or of six.
const MIDDLING: usize = 5;
const LONG: usize = 7;

/// A stretch of a keyword as the scan folds it; where it has fewer than eight bytes the upper ones are empty.
fn stretch(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |stretch, byte| stretch << 8 | u64::from(byte | 0x20))
}

/// Every byte as the scan folds it: what may stand beside a short keyword.
fn any_byte() -> impl Iterator<Item = u64> {
    (0..=255).filter(|byte| byte & 0x20 != 0)
}

/// How seldom text holds a stretch of six bytes.
pub(crate) struct Rarity {
    /// Those that keywords have and source code is full of (`common.txt`, by `scripts/common-stretches`): their rank.
    common: HashMap<u64, u32>,
    /// The model of words, for all others: bits.
    words: Vec<u8>,
}

impl Rarity {
    pub(crate) fn new(common: &str, words: Vec<u8>) -> Self {
        let common = common.lines().zip(0..).map(|(line, rank)| (stretch(line.as_bytes()), rank)).collect();
        Self { common, words }
    }

    fn of(&self, bytes: &[u8]) -> u32 {
        let symbol = |byte: u8| match byte.to_ascii_lowercase() {
            letter @ b'a'..=b'z' => usize::from(letter - b'a'),
            b'0'..=b'9' => 26,
            _ => 27,
        };
        let triple = |w: &[u8]| u32::from(self.words[(symbol(w[0]) * 28 + symbol(w[1])) * 29 + symbol(w[2])]);
        let common = self.common.get(&stretch(bytes)).copied();
        common.unwrap_or_else(|| self.common.len() as u32 + bytes.windows(3).map(triple).sum::<u32>())
    }

    /// Where in a keyword the two stretches of six in a row stand of which the commoner one is rarest.
    fn best(&self, text: &[u8]) -> usize {
        let pair = |at: usize| self.of(&text[at..at + 6]).min(self.of(&text[at + 1..at + 7]));
        (0..text.len() - 6).max_by_key(|&at| pair(at)).expect("it holds two stretches")
    }
}

/// For each stretch the keywords that are found by it: which, and where in it the stretch stands.
type ByStretch = BTreeMap<u64, Vec<(usize, usize)>>;

struct Tables {
    map: Vec<u64>,
    long_map: Vec<u64>,
    middling_map: Vec<u64>,
    /// By the first three bytes of a short keyword: the byte behind them.
    short_near: Vec<u32>,
    /// Three, five or six bytes.
    known: ByStretch,
}

impl Tables {
    fn new() -> Self {
        Self {
            map: vec![0; 1 << (MAP_BITS - 6)],
            long_map: vec![0; 1 << (LONG_MAP_BITS - 6)],
            middling_map: vec![0; 1 << (MIDDLING_MAP_BITS - 6)],
            short_near: vec![0; 1 << SHORT_NEAR_BITS],
            known: ByStretch::new(),
        }
    }

    fn add(&mut self, index: usize, text: &[u8], rarity: &Rarity) {
        if let Some(at) = text.iter().position(|byte| *byte == WILD) {
            return self.add_wild(index, &text[..at]);
        }
        match text.len() {
            ..MIDDLING => self.add_short(index, text),
            MIDDLING..LONG => {
                // The scan looks at every other byte, so one of two stretches in a row meets it.
                for offset in [0, 1] {
                    self.see(stretch(&text[offset..offset + 4]), text.get(offset + 4).copied());
                }
                let five = stretch(&text[..5]);
                set(&mut self.middling_map, hash(five, MIDDLING_MAP_BITS));
                self.known.entry(five).or_default().push((index, 0));
            }
            _ => {
                for offset in beside(rarity.best(text)) {
                    let six = stretch(&text[offset..offset + 6]);
                    self.see(stretch(&text[offset..offset + 4]), Some(text[offset + 4]));
                    set(&mut self.long_map, hash(six, LONG_MAP_BITS));
                    self.known.entry(six).or_default().push((index, offset));
                }
            }
        }
    }

    /// Three or four bytes: the scan sees the first of them, or the byte before, whatever that is.
    fn add_short(&mut self, index: usize, text: &[u8]) {
        let (head, fourth) = (stretch(&text[..3]), text.get(3).copied());
        self.known.entry(head).or_default().push((index, 0));
        any_byte().for_each(|before| self.see(head << 8 | before, fourth));
        match fourth {
            Some(_) => self.see(stretch(text), None),
            None => any_byte().for_each(|behind| self.see(behind << 24 | head, None)),
        }
        self.short_near[hash(head, SHORT_NEAR_BITS)] |= fourth.map_or(!0, |byte| 1 << (byte & 31));
    }

    /// Two letters and a word of letters: as all keywords of three letters that begin so, with a letter behind them.
    fn add_wild(&mut self, index: usize, before: &[u8]) {
        assert_eq!(before.len(), 2, "two letters stand before the `*` of a keyword");
        for letter in b'a'..=b'z' {
            let head = stretch(&[before[0], before[1], letter]);
            self.known.entry(head).or_default().push((index, 0));
            any_byte().for_each(|byte| self.see(head << 8 | byte, None));
            (b'a'..=b'z').for_each(|next| self.see(u64::from(next) << 24 | head, None));
            self.short_near[hash(head, SHORT_NEAR_BITS)] |= 0x07ff_fffe;
        }
    }

    /// The first look lets these four bytes pass before this one, or before any.
    fn see(&mut self, four: u64, behind: Option<u8>) {
        match behind {
            Some(behind) => set(&mut self.map, first_hash(four as u32, u32::from(behind))),
            None => (0..8).for_each(|behind| set(&mut self.map, first_hash(four as u32, behind))),
        }
    }
}

fn beside(offset: usize) -> [usize; 2] {
    [offset, offset + 1]
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
        tables.add(index, bytes, rarity);
        let (at, from) = (letters.len(), owners.len());
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

/// A hash table with linear probing: in the lower six bytes a stretch, above them where its entries begin.
fn slots(known: &ByStretch, keywords: &BTreeMap<String, Vec<usize>>, entries: &mut Vec<String>) -> Vec<u64> {
    let small = |n: usize| u16::try_from(n).expect("fewer than 65,000 keywords and stretches");
    let texts: Vec<&String> = keywords.keys().collect();
    let mut slots = vec![0; 1 << SLOT_BITS];
    assert!(known.len() * 3 < slots.len() * 2, "a hash table of the prefilter is too full: raise its bits");
    for (stretch, known) in known {
        let from = small(entries.len());
        entries.extend(known.iter().enumerate().map(|(number, &(index, offset))| {
            let text = texts[index].as_bytes();
            let wild = text.iter().position(|byte| *byte == WILD);
            let head = self::stretch(&text[..wild.unwrap_or(text.len()).min(8)]);
            let (wild, last) = (wild.is_some(), number + 1 == known.len());
            let keyword = small(index);
            format!("    Entry {{ head: {head}, keyword: {keyword}, offset: {offset}, wild: {wild}, last: {last} }},\n")
        }));
        let mut slot = hash(*stretch, SLOT_BITS);
        while slots[slot] != 0 {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = stretch | u64::from(from) << 48;
    }
    slots
}
