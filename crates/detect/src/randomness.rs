//! Randomness: does a value look like words and identifiers, or like random characters?
//!
//! The value's probability by a trigram model of the words in sources and documentation (`randomness.txt`, made by
//! `scripts/randomness`) is compared with its probability if all characters of its alphabet are equally likely. Entropy
//! alone cannot tell `getUserAccessTokenById` from a key.

/// A line for each pair of symbols; in it a character for each symbol that may follow, with the value `33 + 4 * bits`.
static MODEL: &[u8] = include_bytes!("randomness.txt");

/// Letters of either case, a digit, the edge of a word.
const SYMBOLS: usize = 28;
const DIGIT: usize = 26;
const EDGE: usize = 27;
/// A line of the model and its end.
const LINE: usize = SYMBOLS + 1;

/// In words a capital follows a small letter once in 16 letters, in random text once in two: the difference in bits.
const CASE_CHANGE: f64 = 2.5;
const SAME_CASE: f64 = -0.9;
/// The cost of the end of a word in random text, in bits.
const END_BY_CHANCE: f64 = 2.0;

/// How much likelier `value` is by chance than as words, in bits (the logarithm to 2 of the ratio).
///
/// Of 3,000 random values of 16 letters and digits 1 % have less than 12 bits; of 19,500 words and identifiers of 16 to
/// 19 characters 1 % have more than 4.
pub(super) fn randomness(value: &[u8]) -> f64 {
    let chance = Chance::new(value);
    let mixed = value.iter().any(u8::is_ascii_uppercase) && value.iter().any(u8::is_ascii_lowercase);
    let mut before = EDGE;
    let mut last = EDGE;
    let mut bits = 0.0;
    let mut previous = 0u8;
    let end = |before: usize, last: usize| if last == EDGE { 0.0 } else { cost(before, last, EDGE) - END_BY_CHANCE };
    for &byte in value {
        let symbol = symbol(byte);
        if symbol == EDGE {
            bits += end(before, last);
            (before, last, previous) = (EDGE, EDGE, byte);
            continue;
        }
        bits += cost(before, last, symbol) - if symbol == DIGIT { chance.digit } else { chance.letter };
        if mixed && previous.is_ascii_lowercase() && byte.is_ascii_alphabetic() {
            bits += if byte.is_ascii_lowercase() { SAME_CASE } else { CASE_CHANGE };
        }
        (before, last, previous) = (last, symbol, byte);
    }
    bits + end(before, last)
}

/// Does it read as words, names, dates or versions? A random text of 12 characters hardly ever does.
pub fn is_words(value: &[u8]) -> bool {
    const MAX_BITS: f64 = 4.0;
    /// Maximum number of letters beside digits, such as the end of a word that was cut: `ni-2025-08-07`.
    const MAX_LETTERS: usize = 3;
    let letters = |text: &[u8]| text.iter().map(|b| usize::from(b.is_ascii_alphabetic())).sum::<usize>();
    let mut parts = value.split(|b| !b.is_ascii_alphanumeric());
    // `v2`, `2025`, `mini`
    let is_plain =
        parts.all(|part| matches!(letters(part), n if n == 0 || n == part.len() || (n == 1 && part.len() <= 4)));
    if !is_plain {
        return randomness(value) < MAX_BITS;
    }
    let has_separator = value.iter().any(|b| !b.is_ascii_alphanumeric());
    if letters(value) <= MAX_LETTERS {
        return has_separator;
    }
    let mut words = value.to_vec();
    words.retain(|b| !b.is_ascii_digit());
    randomness(&words) < MAX_BITS
}

/// Is the value, or a long part of it, as random as 99 of 100 values that were drawn from its own alphabet? That is far
/// stricter than a threshold that words stay below: names that a compiler composes from many words (`ENKUlvE_clEvE7`)
/// are between the two.
pub(crate) fn is_drawn(value: &[u8]) -> bool {
    /// A shorter part says nothing.
    const MIN_COUNT: usize = 16;
    let parts = value.split(|b| !b.is_ascii_alphanumeric()).chain(value.split(|b| !is_hex_or_dash(b)));
    let is_long = |part: &[u8]| part.len() >= MIN_COUNT && !part.iter().all(u8::is_ascii_digit);
    is_all_drawn(value) || parts.into_iter().any(|part| is_long(part) && is_all_drawn(part))
}

fn is_hex_or_dash(byte: &u8) -> bool {
    byte.is_ascii_hexdigit() || *byte == b'-'
}

fn is_all_drawn(value: &[u8]) -> bool {
    let any = |is: fn(&u8) -> bool| value.iter().any(is);
    let is_mixed = any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase);
    let expected = if is_mixed {
        Expected { ends: 0.0, mean: 1.9, ends_variance: 0.0, variance: 4.4 }
    } else if value.iter().all(is_hex_or_dash) {
        // Measured on values of 16 to 140 digits: the two ends weigh as much as 16 digits.
        Expected { ends: 9.9, mean: 0.614, ends_variance: 26.0, variance: 0.84 }
    } else {
        Expected { ends: 0.0, mean: 1.7, ends_variance: 0.0, variance: 4.0 }
    };
    #[allow(clippy::cast_precision_loss)] // lengths of tokens
    let length = value.len() as f64;
    let spread = (expected.ends_variance + expected.variance * length).sqrt();
    randomness(value) >= expected.ends + expected.mean * length - 2.4 * spread
}

/// The randomness of random text, in bits: of its two ends together, and of each character.
struct Expected {
    ends: f64,
    mean: f64,
    ends_variance: f64,
    variance: f64,
}

/// The cost of a letter and of a digit in bits, if all characters of the value's alphabet are equally likely.
struct Chance {
    letter: f64,
    digit: f64,
}

impl Chance {
    fn new(value: &[u8]) -> Self {
        let any = |is: fn(&u8) -> bool| value.iter().any(is);
        let is_mixed = any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase);
        if !is_mixed && value.iter().all(u8::is_ascii_hexdigit) {
            Self { letter: 4.0, digit: 0.68 }
        } else if is_mixed {
            Self { letter: 4.95, digit: 2.63 }
        } else if any(u8::is_ascii_digit) {
            Self { letter: 5.17, digit: 1.85 }
        } else {
            Self { letter: 4.7, digit: 4.7 }
        }
    }
}

fn symbol(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => usize::from(byte - b'a'),
        b'A'..=b'Z' => usize::from(byte - b'A'),
        b'0'..=b'9' => DIGIT,
        _ => EDGE,
    }
}

/// Bits of `next` after two symbols, by the model of words.
fn cost(first: usize, second: usize, next: usize) -> f64 {
    let quarter = MODEL.get((first * SYMBOLS + second) * LINE + next).copied().unwrap_or(33);
    f64::from(quarter.saturating_sub(33)) / 4.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_dates_and_versions_are_no_part_of_a_secret() {
        for text in ["secure_password", "mini-2025-08", "i-2025-08-07", "-2025-08-07", "v2.13.0-rc.1", "my-config-de"] {
            assert!(is_words(text.as_bytes()), "{text}");
        }
        for text in ["qK7vX2mW9pLr", "0f3a9c71be42", "482910375561", "sk-qK7vX2mW9"] {
            assert!(!is_words(text.as_bytes()), "{text}");
        }
    }
    use crate::sample::expand;

    #[test]
    fn the_model_is_whole() {
        assert_eq!(MODEL.len(), SYMBOLS * SYMBOLS * LINE);
        assert!(MODEL.split(|b| *b == b'\n').take(SYMBOLS * SYMBOLS).all(|line| line.len() == SYMBOLS));
    }

    #[test]
    fn drawn_values_of_any_length_are_recognised() {
        for set in ["hex", "alnum", "base36", "base32"] {
            for length in [16, 32, 64, 96, 140] {
                let template = format!("{{{set}:{length}}}");
                let missed = (0..500).filter(|seed| !is_drawn(expand(&template, *seed).as_bytes())).count();
                assert!(missed <= 10, "{template}: {missed} of 500 are missed");
            }
        }
    }

    #[test]
    fn random_values_and_words_lie_apart() {
        for (template, least) in [
            ("{alnum:16}", 12.0),
            ("{alnum:32}", 36.0),
            ("{hex:32}", 13.0),
            ("{lower:20}", 14.0),
            ("{letters:24}", 20.0),
        ] {
            let under = (0..1000).filter(|s| randomness(expand(template, *s).as_bytes()) < least).count();
            assert!(under <= 25, "{template}: {under} of 1,000 under {least}");
        }
        for template in
            ["{alnum:20}", "{alnum:48}", "{hex:40}", "{b64url:35}", "{base32:16}", "{lower:52}", "{letters:34}"]
        {
            let missed = (0..1000).filter(|s| !is_drawn(expand(template, *s).as_bytes())).count();
            assert!(missed <= 20, "{template}: {missed} of 1,000 are not taken for random");
        }
        assert!(!is_drawn(b"L_ZNRS0_5v2_378StatusOrISA_ISG_SC_ISG_EEEdeEvEEL_ZNKSQ_deEvEEE"));
        for words in [
            "getUserAccessTokenById",
            "application_settings",
            "kubernetes-cluster-admin",
            "CONNECTION_TIMEOUT_MS",
            "org.springframework.security",
            "correcthorsebatterystaple",
            "AbstractSingletonProxyFactoryBean",
        ] {
            assert!(randomness(words.as_bytes()) < 0.0, "{words}: {}", randomness(words.as_bytes()));
        }
    }
}
