//! Words that people choose for a password, and text in base64.

use akguard_common::bytes;
use data_encoding::{BASE64, BASE64_NOPAD};

use crate::randomness::randomness;

/// Maximum length of a password that is a common one if it reads as a word, in bytes.
const SHORT: usize = 8;
/// Such a password has fewer bits of randomness, once letters replace the digits that resemble them.
const WORD_BITS: f64 = 3.0;
/// Shorter values may decode from base64 to text by chance, in bytes.
const MIN_BASE64: usize = 16;
/// Shorter values may decode even to words by chance, in bytes.
const MIN_WORDS: usize = 6;
/// A decoded text with fewer bits reads as words.
const DECODED_BITS: f64 = 8.0;
/// A value with fewer bits reads as words, once letters replace the digits that resemble them. 1 of 1,000 random values of
/// 10 or 12 letters and digits has fewer, and 1 of 5,000 of 16.
const SPELLED_BITS: f64 = -3.0;
/// Words that people choose for a password in tests and manuals, with letters in place of digits.
const COMMON: &[&str] = &[
    "password",
    "passwd",
    "passw",
    "secret",
    "admin",
    "test",
    "guest",
    "user",
    "root",
    "letmein",
    "welcome",
    "qwerty",
    "changeit",
    "hunter",
    "demo",
    "default",
    "abcd",
    "pass",
    "login",
    "example",
    "monkey",
    "dragon",
    "master",
    "mysql",
    "postgres",
    "redis",
    "mongo",
    "foobar",
    "hello",
    "world",
    "temp",
    "asdf",
    "correct",
    "wrong",
    "valid",
    "super",
    "mypass",
    "qaz",
    "token",
    "trustno",
    "qwe",
    "1qaz",
    "qiwe",
    "asd",
    "zxc",
    "iqaz",
    "aibic",
    "sekr",
    "g0ph",
    "goph",
    "foo",
    "bar",
    "wachtwo",
    "passwort",
    "kennwo",
    "contras",
    "senha",
    "parola",
    "haslo",
    "heslo",
    "motdepasse",
    "sifre",
    "psk",
];

/// Is it a common password, also with digits and punctuation in place of letters: `P@ssw0rd1!`?
pub(in crate::heuristics) fn is_common(value: &[u8]) -> bool {
    let plain = with_letters(value);
    let short = value.len() <= SHORT && randomness(&plain) < WORD_BITS;
    short || contains_common(&plain) || is_spelled(value, &plain)
}

/// Words of [`COMMON`] that people also choose for real passwords.
const CHOSEN: &[&str] = &[
    "admin", "guest", "user", "root", "welcome", "hunter", "login", "monkey", "dragon", "master", "mysql", "postgres",
    "redis", "mongo", "hello", "world", "super", "asd", "zxc",
];

/// Shorter words are also parts of other words (`harbor`, `football`), so they count only as a whole word.
const MIN_PART: usize = 4;

/// Does it contain a word that is only used in place of a password, in tests and manuals?
pub(in crate::heuristics) fn contains_stand_in(value: &[u8]) -> bool {
    let plain = with_letters(value);
    let spaced = spaced_words(value);
    let is_whole =
        |word: &str| spaced.split(|b| !b.is_ascii_alphabetic()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    COMMON.iter().any(|word| {
        !CHOSEN.contains(word)
            && if word.len() < MIN_PART { is_whole(word) } else { bytes::find_text(word.as_bytes(), &plain).is_some() }
    })
}

/// The value with a blank at each case change: `KxPSK` is `Kx PSK`.
fn spaced_words(value: &[u8]) -> Vec<u8> {
    let mut spaced = Vec::with_capacity(value.len() + 4);
    for (i, byte) in value.iter().enumerate() {
        if byte.is_ascii_uppercase() && i > 0 && value[i - 1].is_ascii_lowercase() {
            spaced.push(b' ');
        }
        spaced.push(*byte);
    }
    spaced
}

fn contains_common(plain: &[u8]) -> bool {
    COMMON.iter().any(|word| bytes::find_text(word.as_bytes(), plain).is_some())
}

/// Does all of it read as words, with letters in place of the digits that resemble them: `my5up3rs3cr3tk3y`?
fn is_spelled(value: &[u8], plain: &[u8]) -> bool {
    !value.iter().all(u8::is_ascii_hexdigit) && randomness(plain) < SPELLED_BITS
}

/// The same with certainty, for values that nobody has to remember: fewer bits than any of 10,000 random values of 12
/// characters.
pub(super) fn is_spelled_out(value: &[u8]) -> bool {
    const SURE_BITS: f64 = -8.0;
    !value.iter().all(u8::is_ascii_hexdigit) && randomness(&with_letters(value)) < SURE_BITS
}

/// The value in lower case, with letters in place of digits and punctuation that resemble them.
fn with_letters(value: &[u8]) -> Vec<u8> {
    let letter = |b: &u8| match b.to_ascii_lowercase() {
        b'0' => b'o',
        b'1' | b'!' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        other => other,
    };
    value.iter().map(letter).collect()
}

/// The text that a value encodes in base64: `cGFzc3dvcmQ=`. Twelve random bytes are printable once in 140,000; a shorter
/// text must consist of words.
pub(in crate::heuristics) fn plain_text(value: &[u8]) -> Option<Vec<u8>> {
    if value.len() < MIN_WORDS || value.len() % 4 == 1 {
        return None;
    }
    let padded = value.ends_with(b"=");
    let plain = if padded { BASE64.decode(value) } else { BASE64_NOPAD.decode(value) }.ok()?;
    let is_text = plain.iter().all(|b| b.is_ascii_graphic() || b" \n\r\t".contains(b));
    let is_worded = |plain: &[u8]| is_common(plain) || randomness(&with_letters(plain)) < DECODED_BITS;
    let is_sure = || value.len() >= MIN_BASE64 || is_worded(plain.trim_ascii());
    (is_text && is_sure()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn words_in_base64() {
        for word in
            ["password", "redis\n", "storageos", "changeme", "root", "admin", "P@ssw0rd", "test1234", "guest:guest"]
        {
            let padded = BASE64.encode(word.as_bytes());
            assert!(plain_text(padded.as_bytes()).is_some(), "{word}");
            assert!(plain_text(padded.trim_end_matches('=').as_bytes()).is_some(), "{word}");
        }
        for template in ["{alnum:8}", "{alnum:12}", "{letters:8}", "{b64:10}", "{b64:16}"] {
            let text = (0..20_000).filter(|seed| plain_text(expand(template, *seed).as_bytes()).is_some()).count();
            assert!(text <= 40, "{template}: {text} of 20,000");
        }
    }

    #[test]
    fn a_short_text_in_base64_is_made_of_words() {
        let found = |text: &str| plain_text(BASE64_NOPAD.encode(text.as_bytes()).as_bytes()).is_some();
        // A word of the list is enough, beside what is drawn.
        let mut texts = (0..200).map(|seed| format!("secret:{}", expand("{alnum:4}", seed)));
        let text = texts.find(|text| randomness(&with_letters(text.as_bytes())) >= DECODED_BITS).unwrap();
        assert!(found(&text), "{text}");
        assert!(!found("xq7 zk2v"));
    }

    #[test]
    fn digits_for_letters() {
        for value in ["my5up3rs3cr3tk3y", "S3cretP@ssw0rd!", "W1nt3rC0m1ng", "c0rr3ct-h0rs3"] {
            assert!(is_common(value.as_bytes()), "{value}");
        }
        for (template, most) in [("{alnum:12}", 100), ("{alnum:16}", 80), ("{base36:16}", 100)] {
            let words = (0..10_000).filter(|seed| is_common(expand(template, *seed).as_bytes())).count();
            assert!(words <= most, "{template}: {words} of 10,000");
        }
    }
}
