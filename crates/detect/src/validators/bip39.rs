//! Seed phrases of wallets (BIP-39): 12, 15, 18, 21 or 24 words of a list of 2,048, eleven bits each; the last bits are
//! the head of the SHA-256 of those before. `bip39.txt` is the English list of the BIP.

use std::ops::Range;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use super::{Input, Proof, Verdict};

static LIST: &str = include_str!("bip39.txt");
/// First words of the BIP's and Trezor's test vectors, and of the phrases of development chains.
const PUBLISHED: [&str; 26] = [
    "abandon abandon abandon ",
    "test test test ",
    "zoo zoo zoo ",
    "legal winner thank ",
    "letter advice cage ",
    "jelly better achieve ",
    "renew stay biology ",
    "dignity pass list ",
    "afford alter spike ",
    "indicate race push ",
    "clutch control vehicle ",
    "turtle front uncle ",
    "kiss carry display ",
    "exile ask congress ",
    "board flee heavy ",
    "void come effort ",
    "cat swing flag ",
    "light rule cinnamon ",
    "all hour make ",
    "hamster diagram private ",
    "panda eyebrow bullet ",
    "scheme spot photo ",
    "ozone drill grab ",
    "beyond stage sleep ",
    "vessel ladder alter ",
    "candy maple cake ",
];

/// The pattern matches words with one blank between them; the phrase is anywhere in them.
pub(super) fn check(input: &Input<'_>) -> Verdict {
    let value = input.value();
    let words = words_of(value);
    let numbers: Vec<Option<usize>> = words.iter().map(|w| number(&value[w.clone()])).collect();
    for count in [24, 21, 18, 15, 12] {
        for from in 0..=words.len().saturating_sub(count) {
            let Some(phrase) =
                numbers.get(from..from + count).and_then(|n| n.iter().copied().collect::<Option<Vec<_>>>())
            else {
                continue;
            };
            if !holds(&phrase) {
                continue;
            }
            let span = words[from].start..words[from + count - 1].end;
            let text = &value[span.clone()];
            // Words in alphabetical order are a part of a word list.
            if PUBLISHED.iter().any(|p| text.starts_with(p.as_bytes())) || phrase.is_sorted() {
                return Verdict::NotSecret;
            }
            let place = input.span.start + span.start..input.span.start + span.end;
            let note = Some(format!("{count} words, and their checksum holds"));
            return Verdict::Pass(Proof { replaces: Some((place, text.to_vec())), note });
        }
    }
    Verdict::Fail
}

fn words_of(value: &[u8]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    for part in value.split(|b| *b == b' ') {
        words.push(at..at + part.len());
        at += part.len() + 1;
    }
    words
}

/// The index of a word in the list, which is in alphabetical order.
fn number(word: &[u8]) -> Option<usize> {
    static LINES: OnceLock<Vec<&str>> = OnceLock::new();
    LINES.get_or_init(|| LIST.lines().collect()).binary_search_by(|line| line.as_bytes().cmp(word)).ok()
}

/// Does the checksum in the last bits fit? Three words carry 32 bits of the seed and one of the checksum.
fn holds(numbers: &[usize]) -> bool {
    let bits: Vec<bool> = numbers.iter().flat_map(|n| (0..11).map(move |i| n >> (10 - i) & 1 == 1)).collect();
    let entropy = &bits[..numbers.len() / 3 * 32];
    let check = &bits[entropy.len()..];
    let bytes: Vec<u8> = entropy.chunks(8).map(|c| c.iter().fold(0, |n, b| n << 1 | u8::from(*b))).collect();
    let hash = Sha256::digest(&bytes);
    check.iter().enumerate().all(|(i, bit)| (hash[0] >> (7 - i) & 1 == 1) == *bit)
}

/// The phrase of these bytes (16, 20, 24, 28 or 32): for samples.
pub(crate) fn phrase(bytes: &[u8]) -> String {
    let words: Vec<&str> = LIST.lines().collect();
    let hash = Sha256::digest(bytes);
    let all = [bytes, &[hash[0]]].concat();
    let bit = |i: usize| usize::from(all[i / 8] >> (7 - i % 8) & 1);
    let number = |word: usize| (0..11).fold(0, |n, i| n << 1 | bit(word * 11 + i));
    (0..bytes.len() * 3 / 4).map(|word| words[number(word)]).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> Verdict {
        check(&Input { text: text.as_bytes(), span: 0..text.len(), now: 0 })
    }

    #[test]
    fn the_bip_s_own_vectors_hold_and_are_public() {
        let hash = Sha256::digest(LIST.as_bytes());
        assert_eq!(hash[..4], [0x2f, 0x5e, 0xed, 0x53], "the list of the BIP");
        assert_eq!(LIST.lines().count(), 2048);
        assert!(LIST.lines().is_sorted());
        assert_eq!(phrase(&[0; 16]), format!("{}about", "abandon ".repeat(11)));
        assert_eq!(phrase(&[0xff; 32]), format!("{}vote", "zoo ".repeat(23)));
        assert!(matches!(verdict(&phrase(&[0; 16])), Verdict::NotSecret));
        assert!(matches!(verdict(&format!("{}junk", "test ".repeat(11))), Verdict::NotSecret));
    }

    #[test]
    fn a_phrase_among_other_words() {
        for bytes in [&b"not a real seed!"[..], b"nor is this one, 24 words long!!"] {
            let own = phrase(bytes);
            assert!(matches!(verdict(&own), Verdict::Pass(_)));
            let text = format!("this was written {own} for a unit test");
            let Verdict::Pass(Proof { replaces: Some((span, secret)), .. }) = verdict(&text) else {
                panic!("not found in {text}");
            };
            assert_eq!((&text[span], secret), (own.as_str(), own.clone().into_bytes()));
        }
        let own = phrase(b"not a real seed!");
        assert!(matches!(verdict(own.rsplit_once(' ').unwrap().0), Verdict::Fail), "a word is missing");
        let (head, last) = own.rsplit_once(' ').unwrap();
        let next = number(last.as_bytes()).map(|n| LIST.lines().nth(n ^ 1).unwrap()).unwrap();
        assert!(matches!(verdict(&format!("{head} {next}")), Verdict::Fail), "the checksum is another");
    }
}
