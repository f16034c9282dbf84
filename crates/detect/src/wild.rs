//! Keywords of built-in rules with a wildcard: `gl*-` is `gl`, then two to eight letters, then `-`.
//!
//! A keyword without a `*` is a literal. Users' keywords are always literals.

use akguard_rules::schema::WILD;

/// How many letters a wildcard matches.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=8;

/// The length of the keyword in `text`, if `text` begins with it in the same case.
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

/// The length of a keyword in `text`, which begins with the part before the wildcard at `at`.
fn length(keyword: &[u8], at: usize, text: &[u8]) -> Option<usize> {
    let end = &keyword[at + 1..];
    let rest = &text[at..];
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
