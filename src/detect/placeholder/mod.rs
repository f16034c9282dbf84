//! Values that only stand for a secret: placeholders, references, templates, vendor samples.
//!
//! One shared module, one listed reason each. Thresholds are set so that a random token of its kind is dropped by
//! chance less than once in ten thousand; the sums stand beside them.

mod digests;
mod samples;
mod walks;

use crate::bytes;

pub(super) use self::samples::is_published;

/// Why a value is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// `${VAR}`, `{{ x }}`, `<token>`, `%VAR%`, `$(cmd)`: read from elsewhere, which is the good practice.
    Reference,
    /// `sk-...`, `AKIA****`: cut or masked.
    Masked,
    /// `your-api-key-here`, `changeme`, `EXAMPLE`.
    Words,
    /// `xxxxxx`, `000000`.
    Run,
    /// `123456`, `abcdef`, `abc123def456`, `a1b2c3d4`.
    Sequence,
    /// `deadbeefdeadbeef`, `abcabcabc`.
    Repetition,
    /// Fewer distinct characters than any random value has.
    FewCharacters,
    /// A value that a manual or a standard has printed; the digest of nothing or of a common word.
    Published,
}

/// So much of a value is looked through for repetition, in bytes: the search is quadratic.
const LONGEST_PERIODIC: usize = 512;
/// A longer value of unknown kind is data, in bytes.
const LONGEST_VALUE: usize = 4096;

/// Words of five letters or more that make any value a placeholder: in 95 base64 characters one of them turns up by
/// chance about once in 30,000 values (95 / 32^5 for each).
const WORDS: [&[u8]; 33] = [
    b"example",
    b"placeholder",
    b"changeme",
    b"change-me",
    b"change_me",
    b"replace",
    b"yourkey",
    b"yourapi",
    b"your-",
    b"your_",
    b"yoursecret",
    b"yourtoken",
    b"yourpass",
    b"insert-",
    b"insert_",
    b"redacted",
    b"dummy",
    b"sample",
    b"notreal",
    b"not-real",
    b"not_a_real",
    b"fakekey",
    b"foobar",
    b"lorem",
    b"undefined",
    b"qwerty",
    b"goeshere",
    b"yourwebhook",
    b"deadbeef",
    b"process.env",
    b"os.environ",
    b"x-oauth-basic",
    b"x-access-token",
];

/// Shorter words count only as a whole part between `-`, `_`, `.` or the ends.
const PARTS: [&[u8]; 12] =
    [b"test", b"fake", b"todo", b"here", b"your", b"mock", b"none", b"null", b"xxxx", b"secret", b"token", b"apikey"];

/// The reason why `value` is no secret, if there is one.
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
    // In a long random value a word of five letters turns up too often.
    if holds_word(&lower, if value.len() <= 200 { 0 } else { 7 }) || is_spoken(value, &lower) {
        return Some(Reason::Words);
    }
    shape_reason(&lower)
}

/// Words with `-`, `_` or `.` between them: one of [`PARTS`] among parts without digits, or three lower-case words.
fn is_spoken(value: &[u8], lower: &[u8]) -> bool {
    let parts = || lower.split(|b| b"-_.".contains(b));
    let random = |part: &[u8]| {
        part.len() >= 6 && part.iter().any(u8::is_ascii_digit) && part.iter().any(u8::is_ascii_alphabetic)
    };
    let words = value.iter().all(|b| b.is_ascii_lowercase() || b"-_.".contains(b));
    (parts().any(|part| PARTS.contains(&part)) && (value.len() < 8 || !parts().any(random)))
        || (words && parts().filter(|part| part.len() > 1).count() >= 3)
}

/// Regularities that no random value has.
fn shape_reason(lower: &[u8]) -> Option<Reason> {
    for part in lower.split(|b| b"-_/.:".contains(b)) {
        let (run, sequence) = longest_by_chance(part, lower.len());
        if longest(part, |a, b| a == b) >= run.min(part.len().max(4)) {
            return Some(Reason::Run);
        }
        // `aabbccdd` counts as `abcd` does.
        let mut single = part.to_vec();
        single.dedup();
        if longest(&single, |a, b| a.checked_add(1) == Some(b)) >= sequence
            || longest(&single, |a, b| b.checked_add(1) == Some(a)) >= sequence
            || counts_in_bytes(part)
        {
            return Some(Reason::Sequence);
        }
    }
    let head = &lower[..lower.len().min(LONGEST_PERIODIC)];
    if head.len() >= 12 && (1..=head.len() / 3).any(|p| head.iter().zip(&head[p..]).all(|(a, b)| a == b)) {
        return Some(Reason::Repetition);
    }
    if counts_by_parts(lower) || walks::is_walk(lower) {
        return Some(Reason::Sequence);
    }
    let distinct = {
        let mut seen = [false; 256];
        lower.iter().for_each(|b| seen[usize::from(*b)] = true);
        seen.iter().filter(|s| **s).count()
    };
    if lower.len() >= 16 && distinct < 6 {
        return Some(Reason::FewCharacters);
    }
    None
}

/// `00010203..`, `0f0e0d..`, `102030..`: bytes in hex with one step between them. Five in a row come once in 16 million
/// by chance.
fn counts_in_bytes(part: &[u8]) -> bool {
    let bytes = data_encoding::HEXLOWER.decode(part).unwrap_or_default();
    let steps: Vec<u8> = bytes.windows(2).map(|w| w[1].wrapping_sub(w[0])).collect();
    longest(&steps, |a, b| a == b) >= 4
}

/// `abc123def456ghi789`, `a1b2c3d4e5f6g7h8`: half of all characters are the next ones after their neighbours, or after
/// those beyond. Of 16 digits that come by chance in 1 of 40,000, of 16 letters and digits in 1 of 10 million.
fn counts_by_parts(lower: &[u8]) -> bool {
    const SHORTEST: usize = 16;
    let counts = |lag: usize| {
        let next = lower.iter().zip(&lower[lag..]).filter(|(a, b)| a.checked_add(1) == Some(**b)).count();
        2 * next >= lower.len() - lag
    };
    lower.len() >= SHORTEST && (counts(1) || counts(2))
}

/// Lengths of runs and of sequences that a random part of this alphabet does not reach: 13 digits hold a run of 8
/// once in 1.5 million, 64 hex digits one of 6 once in 18,000, 95 base64 characters one of 5 once in 170,000.
fn longest_by_chance(part: &[u8], whole: usize) -> (usize, usize) {
    if part.iter().all(u8::is_ascii_digit) {
        (8, 8)
    } else if part.iter().all(u8::is_ascii_hexdigit) {
        (6, 8)
    } else if whole > 200 {
        (7, 8)
    } else {
        (5, 7)
    }
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

/// Words that begin with a rare sign, in short texts.
fn contains(text: &[u8], word: &[u8]) -> bool {
    bytes::places(word[0], text).any(|at| text[at..].starts_with(word))
}

/// Does it hold one of [`WORDS`] of at least so many bytes? One pass: most bytes begin none.
fn holds_word(lower: &[u8], least: usize) -> bool {
    static BEGIN: [u64; 256] = {
        let (mut begin, mut i) = ([0; 256], 0);
        while i < WORDS.len() {
            begin[WORDS[i][0] as usize] |= 1 << i;
            i += 1;
        }
        begin
    };
    lower.iter().enumerate().any(|(at, byte)| {
        let mut words = BEGIN[usize::from(*byte)];
        let rest = &lower[at..];
        std::iter::from_fn(|| {
            let word = WORDS.get(words.trailing_zeros() as usize)?;
            words &= words - 1;
            Some(word)
        })
        .any(|word| word.len() >= least && rest.get(1) == word.get(1) && rest.starts_with(word))
    })
}

/// Length of the longest stretch in which each neighbour pair satisfies `next`.
fn longest(value: &[u8], next: impl Fn(u8, u8) -> bool) -> usize {
    let mut best = usize::from(!value.is_empty());
    let mut current = best;
    for pair in value.windows(2) {
        current = if next(pair[0], pair[1]) { current + 1 } else { 1 };
        best = best.max(current);
    }
    best
}

/// Shannon entropy in bits per byte.
pub(super) fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0usize; 256];
    value.iter().for_each(|b| counts[usize::from(*b)] += 1);
    #[allow(clippy::cast_precision_loss)] // lengths of tokens
    let total = value.len().max(1) as f64;
    counts
        .iter()
        .filter(|c| **c > 0)
        .map(|&c| {
            #[allow(clippy::cast_precision_loss)]
            let p = c as f64 / total;
            -p * p.log2()
        })
        .sum()
}

/// Does a value of unknown kind look like a credential? For template env files and the like: 16 or more characters
/// without blanks, letters and at least two digits, no long word, no address or path, and no placeholder.
pub fn looks_random(value: &[u8]) -> bool {
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let token = value.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=_-.~!#%^&*@:$".contains(b));
    let word = longest_word(value);
    (16..=LONGEST_VALUE).contains(&value.len())
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

/// The longest run of letters in one case: random values seldom hold eight.
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
        let values = (0..3000).flat_map(|seed| templates.map(|t| crate::detect::sample::expand(t, seed)));
        let dropped = values.filter(|v| reason(v.as_bytes()).is_some()).count();
        assert!(dropped <= 3, "{dropped} of 15,000 random values are taken for placeholders");
    }

    #[test]
    fn env_values_of_unknown_kind() {
        for template in ["{alnum:18}", "{hex:32}"] {
            let value = crate::detect::sample::expand(template, 5);
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
