//! The static tables of the prefilter (`src/detect/prefilter/mod.rs` reads them and says how).

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Bits of the hash: a bitmap of 32 KB for stretches of four, of 1 KB for those of three, and the hash table's.
const BITS: u32 = 18;
const SHORT_BITS: u32 = 13;
const SLOT_BITS: u32 = 15;

/// `src/detect/prefilter/mod.rs` has the same.
fn hash(gram: u32, bits: u32) -> usize {
    (gram.wrapping_mul(0x9e37_79b1) >> (32 - bits)) as usize
}

/// A stretch of a keyword as the scan folds it; three bytes leave the upper one empty.
fn gram(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |gram, byte| gram << 8 | u32::from(byte | 0x20))
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
}

/// A keyword, where its rarest stretch stands in it, and the rules that have it.
type Known<'a> = (&'a str, usize, &'a [usize]);

/// The tables as Rust source; `keywords` are in lower case, with the rules that have each.
pub(crate) fn emit(keywords: &BTreeMap<String, Vec<usize>>, rarity: &Rarity) -> String {
    let mut by_gram: BTreeMap<u32, Vec<Known<'_>>> = BTreeMap::new();
    for (text, owners) in keywords {
        let bytes = text.as_bytes();
        let length = bytes.len().min(4);
        let offsets = 0..=bytes.len() - length;
        let best = offsets.max_by_key(|&o| rarity.of(&bytes[o..o + length])).expect("a keyword has three characters");
        by_gram.entry(gram(&bytes[best..best + length])).or_default().push((text, best, owners));
    }
    let mut map = vec![0u64; 1 << (BITS - 6)];
    let mut short = vec![0u64; 1 << (SHORT_BITS - 6)];
    let mut slots = vec![0u16; 1 << SLOT_BITS];
    let (mut grams, mut starts, mut rows) = (Vec::new(), vec![0], Vec::new());
    for (gram, known) in &by_gram {
        let (bitmap, bit) =
            if *gram >> 24 == 0 { (&mut short, hash(*gram, SHORT_BITS)) } else { (&mut map, hash(*gram, BITS)) };
        bitmap[bit >> 6] |= 1 << (bit & 63);
        grams.push(*gram);
        let mut slot = hash(*gram, SLOT_BITS);
        while slots[slot] != 0 {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = u16::try_from(grams.len()).expect("fewer than 65,000 keywords");
        rows.extend(known.iter().map(|(text, offset, owners)| {
            format!("    Keyword {{ text: {text:?}, offset: {offset}, owners: &{owners:?} }},\n")
        }));
        starts.push(rows.len());
    }
    assert!(grams.len() * 2 < slots.len(), "the hash table of the prefilter is too full: raise SLOT_BITS");
    let mut out = format!(
        "const BITS: u32 = {BITS};\nconst SHORT_BITS: u32 = {SHORT_BITS};\nconst SLOT_BITS: u32 = {SLOT_BITS};\n"
    );
    let mut table = |name: &str, of: &str, length: usize, values: String| {
        writeln!(out, "static {name}: [{of}; {length}] = {values};").expect("a String takes it");
    };
    table("MAP", "u64", map.len(), format!("{map:?}"));
    table("SHORT_MAP", "u64", short.len(), format!("{short:?}"));
    table("SLOTS", "u16", slots.len(), format!("{slots:?}"));
    table("GRAMS", "u32", grams.len(), format!("{grams:?}"));
    table("STARTS", "u16", starts.len(), format!("{starts:?}"));
    table("KEYWORDS", "Keyword", rows.len(), format!("[\n{}]", rows.concat()));
    out
}
