//! Keywords of built-in rules with a part that is not fixed: `gl*-` is `gl`, then two to eight letters, then `-`.
//!
//! A keyword without the sign is a literal. Users' keywords are literals, whatever they hold.

use akguard_rules::schema::WILD;

/// How many letters it stands for.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=8;

/// How much of `text` the keyword is, if it begins with it, in the same case.
pub(super) fn head(keyword: &str, text: &[u8]) -> Option<usize> {
    let keyword = keyword.as_bytes();
    if text.starts_with(keyword) {
        return Some(keyword.len());
    }
    let at = keyword.iter().position(|byte| *byte == WILD)?;
    text.starts_with(&keyword[..at]).then(|| length(keyword, at, text)).flatten()
}

/// The same in any case.
pub(super) fn head_in_any_case(keyword: &[u8], text: &[u8]) -> Option<usize> {
    let at = keyword.iter().position(|byte| *byte == WILD)?;
    text.get(..at)?.eq_ignore_ascii_case(&keyword[..at]).then(|| length(keyword, at, text)).flatten()
}

/// The length of a keyword in `text` whose part before the sign, at `at`, stands there.
fn length(keyword: &[u8], at: usize, text: &[u8]) -> Option<usize> {
    let (end, rest) = (&keyword[at + 1..], &text[at..]);
    let letters = rest.iter().take(LETTERS.end() + 1).take_while(|b| b.is_ascii_alphabetic()).count();
    let behind = rest[letters..].get(..end.len())?;
    (LETTERS.contains(&letters) && behind.eq_ignore_ascii_case(end)).then_some(at + letters + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_any_word() {
        for (keyword, text, length) in [
            ("gl*-", "glxy-abc", Some(5)),
            ("gl*-", "glagent-", Some(8)),
            ("gl*-", "glx-", None),
            ("gl*-", "glabcdefghi-", None),
            ("gl*-", "gl12-", None),
            ("gl*-", "glxy", None),
            ("gl*-", "GLXY-", None),
            ("glpat-", "glpat-x", Some(6)),
            ("glpat-", "glpa", None),
        ] {
            assert_eq!(head(keyword, text.as_bytes()), length, "{keyword} {text}");
        }
        assert_eq!(head_in_any_case(b"gl*-", b"GlXy-"), Some(5));
    }
}
