//! Values in place of a secret: placeholders, references, templates, vendor samples.
//!
//! Each has a listed [`Reason`]. Thresholds are set so that fewer than one random token in ten thousand of its kind is
//! dropped by chance; the probabilities are given with them.

mod digests;
mod reason;
mod samples;
mod shapes;
mod tally;
mod walks;
mod words;

use akguard_common::bytes;

pub(super) use self::reason::Reason;
pub(super) use self::samples::is_published;
use self::shapes::longest;
pub(super) use self::tally::{count, distinct};

/// Maximum length of a value of unknown kind, in bytes; a longer one is data.
const MAX_VALUE: usize = 4096;

/// The reason why `value` is not a secret, if there is one.
pub(super) fn reason(value: &[u8]) -> Option<Reason> {
    if is_reference(value) {
        return Some(Reason::Reference);
    }
    if contains(value, b"...") || contains(value, b"***") || contains(value, "…".as_bytes()) {
        return Some(Reason::Masked);
    }
    if samples::is_published(value) || digests::is_known(value) {
        return Some(Reason::Published);
    }
    let lower = value.to_ascii_lowercase();
    if words::consists_of_words(value, &lower) {
        return Some(Reason::Words);
    }
    shapes::reason(&lower)
}

fn is_reference(value: &[u8]) -> bool {
    const OPENERS: [&[u8]; 5] = [b"${", b"{{", b"#{", b"<", b"@{"];
    let wrapped = |open: u8, close: u8| value.len() > 2 && value[0] == open && value.ends_with(&[close]);
    OPENERS.iter().any(|opener| contains(value, opener))
        || value.starts_with(b"$(")
        || value.starts_with(b"%(")
        || wrapped(b'%', b'%')
        || wrapped(b'{', b'}')
        || wrapped(b'[', b']')
        || (value.first() == Some(&b'$') && value[1..].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_'))
}

/// Does a text contain a word? Fast for short texts and words that begin with a rare byte.
fn contains(text: &[u8], word: &[u8]) -> bool {
    bytes::places(word[0], text).any(|at| text[at..].starts_with(word))
}

/// Shannon entropy in bits per byte.
pub(super) fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0usize; 256];
    for byte in value {
        counts[usize::from(*byte)] += 1;
    }
    #[allow(clippy::cast_precision_loss)] // lengths of tokens
    let total = value.len().max(1) as f64;
    let mut bits = 0.0;
    for count in counts {
        if count > 0 {
            #[allow(clippy::cast_precision_loss)]
            let p = count as f64 / total;
            bits += -p * p.log2();
        }
    }
    bits
}

/// Does a value of unknown kind look like a credential? For template env files and the like: 16 or more characters
/// without blanks, letters and at least two digits, no long word, no address or path, and no placeholder.
pub fn looks_random(value: &[u8]) -> bool {
    let letters = count(value, u8::is_ascii_alphabetic);
    let digits = count(value, u8::is_ascii_digit);
    let token = value.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=_-.~!#%^&*@:$".contains(b));
    let word = longest_word(value);
    (16..=MAX_VALUE).contains(&value.len())
        && token
        && letters >= 4
        && digits >= 2
        && word < 8
        && !contains(value, b"://")
        && !value.starts_with(b"/")
        && !value.starts_with(b"./")
        && entropy(value) >= 3.2
        && reason(value).is_none()
}

/// Length of the longest run of letters in one case: random values rarely contain one of eight.
fn longest_word(value: &[u8]) -> usize {
    let lower = longest(value, |a, b| a.is_ascii_lowercase() && b.is_ascii_lowercase());
    let upper = longest(value, |a, b| a.is_ascii_uppercase() && b.is_ascii_uppercase());
    lower.max(upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_values() {
        let table: [(&str, Reason); 27] = [
            ("${API_KEY}", Reason::Reference),
            ("$API_KEY", Reason::Reference),
            ("{{ vault.key }}", Reason::Reference),
            ("<your key>", Reason::Reference),
            ("%TOKEN%", Reason::Reference),
            ("R2D...igAA", Reason::Masked),
            ("AB****************", Reason::Masked),
            ("your-api-key-here", Reason::Words),
            ("AbcEXAMPLEdef", Reason::Words),
            ("changeme", Reason::Words),
            ("my-fake-value", Reason::Words),
            ("xxxxxxxxxxxxxxxx", Reason::Run),
            ("00000000-0000-0000-0000-000000000000", Reason::Run),
            ("q1234567890w", Reason::Sequence),
            ("kjihgfedcba", Reason::Sequence),
            ("aabbccddeeffgghh", Reason::Sequence),
            ("00112233445566778899", Reason::Sequence),
            ("0a1b2c7f0001020304059c", Reason::Sequence),
            ("abc123def456ghi789jkl0", Reason::Sequence),
            ("a1b2c3d4e5f6g7h8", Reason::Sequence),
            ("1a2B3c4D5e6F7g8H9i0J", Reason::Sequence),
            ("a1b2c3d4", Reason::Sequence),
            ("zaq12wsx", Reason::Sequence),
            ("d41d8cd98f00b204e9800998ecf8427e", Reason::Published),
            ("deadbeefdeadbeefdeadbeef", Reason::Words),
            ("a1b2c3a1b2c3a1b2c3", Reason::Repetition),
            ("abbaabbbabababba", Reason::FewCharacters),
        ];
        for (value, expected) in table {
            assert_eq!(reason(value.as_bytes()), Some(expected), "{value}");
        }
    }

    #[test]
    fn random_values_pass() {
        let templates = ["{b64url:95}", "{alnum:36}", "{hex:64}", "{base32:16}", "{letters:34}"];
        let values = (0..3000).flat_map(|seed| templates.map(|t| crate::sample::expand(t, seed)));
        let dropped = values.filter(|v| reason(v.as_bytes()).is_some()).count();
        assert!(dropped <= 3, "{dropped} of 15,000 random values are taken for placeholders");
    }

    #[test]
    fn env_values_of_unknown_kind() {
        for template in ["{alnum:18}", "{hex:32}"] {
            let value = crate::sample::expand(template, 5);
            assert!(looks_random(value.as_bytes()), "{value}");
        }
        for value in [
            "development",
            "http://localhost:3000",
            "/var/lib/postgres14/data1",
            "my-database-name-01",
            "3000",
            "a b c d 1 2 3 4 5 6 7",
        ] {
            assert!(!looks_random(value.as_bytes()), "{value}");
        }
    }
}
