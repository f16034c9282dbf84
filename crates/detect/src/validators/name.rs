//! Checks the name before a value of a common form: `wandb_cache_key` and `pinecone_public_key` are no names of
//! credentials, and a value of letters alone is a word.

use super::{Input, Verdict};

/// The name is at most this far before the value, in bytes, and on the same line.
const REACH: usize = 96;
/// Names with one of these words have digests, ids and public keys.
const OTHERS: [&[u8]; 14] = [
    b"cache",
    b"hash",
    b"public",
    b"primary",
    b"foreign",
    b"idempot",
    b"commit",
    b"sha1",
    b"sha256",
    b"digest",
    b"checksum",
    b"fingerprint",
    b"etag",
    b"revision",
];

/// Passes for a value with digits and letters whose name has none of these words.
pub(super) fn check(input: &Input<'_>) -> Verdict {
    let before = &input.text[input.span.start.saturating_sub(REACH)..input.span.start];
    let line = before.rsplit(|b| *b == b'\n').next().unwrap_or(before).to_ascii_lowercase();
    let other = OTHERS.iter().any(|word| line.windows(word.len()).any(|w| w == *word));
    let two = |class: fn(&u8) -> bool| input.value().iter().map(|b| u32::from(class(b))).sum::<u32>() >= 2;
    Verdict::from_proof(!other && two(u8::is_ascii_digit) && two(u8::is_ascii_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn names_and_values() {
        for (before, value, expected) in [
            ("DEEPGRAM_API_KEY=", "{hex:40}", true),
            ("commit: 1\nwandb_key = ", "{hex:40}", true),
            ("wandb_cache_key = ", "{hex:40}", false),
            ("deepgram.Sha256Key: ", "{hex:40}", false),
            ("clarifai_key = ", "{lower:32}", false),
            ("clarifai_key = ", "{digits:32}", false),
        ] {
            let value = expand(value, 1);
            let text = format!("{before}{value}");
            let input = Input { text: text.as_bytes(), span: before.len()..text.len(), now: 0 };
            assert_eq!(matches!(check(&input), Verdict::Pass(_)), expected, "{before}");
        }
    }
}
