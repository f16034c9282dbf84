//! Writes `data/services.txt` as static tables (`heuristics::service` in `akguard-detect` reads them).

use std::fmt::Write as _;

use crate::class::byte_class;
use crate::word_hash::{SLOT_BITS, WORD_BITS, WordHash};

/// How the parts of a word are joined in files: `customer_io`, `customer-io`, `customer.io`, `customerio`.
const JOINTS: [&str; 4] = ["_", "-", ".", ""];

fn hash(word: &str) -> WordHash {
    let mut hash = WordHash::default();
    for byte in word.bytes() {
        hash.add(byte);
    }
    hash
}

/// A hash table of the words' numbers, with linear probing; `u16::MAX` marks a free slot.
fn slots(words: &[ServiceWord]) -> Vec<u16> {
    let mut slots = vec![u16::MAX; 1 << SLOT_BITS];
    assert!(words.len() * 2 < slots.len(), "the hash table of the words is too full: raise its bits");
    for (index, ServiceWord { text, .. }) in words.iter().enumerate() {
        let mut slot = hash(text).slot();
        while slots[slot] != u16::MAX {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = u16::try_from(index).expect("fewer than 65,000 words");
    }
    slots
}

/// The tables, and the keywords for the prefilter.
pub(crate) struct Services {
    /// As Rust source.
    pub(crate) source: String,
    /// Every spelling of every word, without short everyday words.
    pub(crate) keywords: Vec<String>,
}

/// A word by which a service is known.
struct ServiceWord {
    text: String,
    service: usize,
    common: bool,
}

/// Reads and checks the table.
pub(crate) fn read(table: &str) -> Services {
    let mut words = Vec::new();
    let mut services = Vec::new();
    let mut keywords = Vec::new();
    for (number, line) in table.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |why: &str| -> ! { panic!("services.txt:{}: {why}", number + 1) };
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let [name, known_as, shapes, revoke] = columns[..] else {
            wrong("four columns: name | words | shapes | revoke")
        };
        let shapes: Vec<String> =
            list(shapes).map(|s| emit_shape(s).unwrap_or_else(|| wrong("an unknown shape"))).collect();
        for word in list(known_as) {
            let plain = word.trim_start_matches('~');
            let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            if !(3..=30).contains(&plain.len()) || !plain.bytes().all(fits) {
                wrong("a word is 3 to 30 characters of a-z 0-9 _");
            }
            let common = plain != word;
            words.push(ServiceWord { text: plain.replace('_', ""), service: services.len(), common });
            // Short everyday words occur in every other line.
            if !common || plain.len() >= 4 {
                keywords.extend(spellings(plain));
            }
        }
        services
            .push(format!("    Service {{ name: {name:?}, shapes: &[{}], revoke: {revoke:?} }},\n", shapes.join(", ")));
    }
    words.sort_by(|a, b| a.text.cmp(&b.text));
    if let Some(twice) = words.windows(2).find(|w| w[0].text == w[1].text) {
        panic!("services.txt: the word `{}` is used twice", twice[0].text);
    }
    Services { source: emit(&services, &words), keywords }
}

/// The tables as Rust source; `words` are sorted.
fn emit(services: &[String], words: &[ServiceWord]) -> String {
    let mut out = format!("static SERVICES: [Service; {}] = [\n{}];\n", services.len(), services.concat());
    writeln!(out, "static WORDS: [ServiceWord; {}] = [", words.len()).expect("a String takes it");
    for ServiceWord { text, service, common } in words {
        writeln!(out, "    ServiceWord {{ text: {text:?}, service: {service}, common: {common} }},")
            .expect("a String takes it");
    }
    out.push_str("];\n");
    let mut map = vec![0u64; 1 << (WORD_BITS - 6)];
    for ServiceWord { text, .. } in words {
        for bit in hash(text).bits() {
            map[bit >> 6] |= 1 << (bit & 63);
        }
    }
    let slots = slots(words);
    writeln!(out, "static WORD_SLOTS: [u16; {}] = {slots:?};", slots.len()).expect("a String takes it");
    writeln!(out, "static WORD_MAP: [u64; {}] = {map:?};", map.len()).expect("a String takes it");
    out
}

fn list(column: &str) -> impl Iterator<Item = &str> {
    column.split(',').map(str::trim).filter(|item| !item.is_empty())
}

fn spellings(word: &str) -> impl Iterator<Item = String> {
    let joints = if word.contains('_') { &JOINTS[..] } else { &JOINTS[..1] };
    joints.iter().map(move |joint| word.replace('_', joint))
}

/// The form of a value as Rust source: `hex:32`, `head_+alnum:40-60`, or `uuid`, which has 36 characters.
fn emit_shape(text: &str) -> Option<String> {
    let (head, body) = text.split_once('+').unwrap_or(("", text));
    let (class, length) = body.split_once(':').unwrap_or((body, "36"));
    let (least, most) = length.split_once('-').unwrap_or((length, length));
    let least: usize = least.parse().ok()?;
    let most: usize = most.parse().ok()?;
    let class = match class {
        "uuid" => "0-9a-f-",
        "hex" => "0-9a-f",
        "HEX" => "0-9A-F",
        "alnum" => "0-9A-Za-z",
        "lower" => "0-9a-z",
        "upper" => "0-9A-Z",
        "b64" => "0-9A-Za-z+/=",
        "b64url" => "0-9A-Za-z_-",
        "b32" => "A-Z2-7",
        "digits" => "0-9",
        _ => return None,
    };
    let set = byte_class(class).ok()?;
    let uuid = body == "uuid";
    Some(format!("Shape {{ head: {head:?}, class: &{set:?}, least: {least}, most: {most}, uuid: {uuid} }}"))
}
