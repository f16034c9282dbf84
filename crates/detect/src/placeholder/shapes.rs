//! Regularities that no random value has: runs, sequences, repetition, few characters.

use super::Reason;
use super::tally::distinct;
use super::walks;

/// Maximum length that is searched for repetition, in bytes: the search is quadratic.
const MAX_PERIODIC: usize = 512;

/// The regularity of a value in lower case, if it has one.
pub(super) fn reason(lower: &[u8]) -> Option<Reason> {
    // `=` is a separator because the padding of base32 and base64 is a run.
    for part in lower.split(|b| b"-_/.: =\t\r\n".contains(b)) {
        let min = Regularity::beyond_chance(part, lower.len());
        if longest(part, |a, b| a == b) >= min.run.min(part.len().max(4)) {
            return Some(Reason::Run);
        }
        // `aabbccdd` counts as `abcd` does.
        let mut single = part.to_vec();
        single.dedup();
        if longest(&single, |a, b| a.checked_add(1) == Some(b)) >= min.sequence
            || longest(&single, |a, b| b.checked_add(1) == Some(a)) >= min.sequence
            || counts_in_bytes(part)
        {
            return Some(Reason::Sequence);
        }
    }
    let head = &lower[..lower.len().min(MAX_PERIODIC)];
    if head.len() >= 12 && (1..=head.len() / 3).any(|p| head.iter().zip(&head[p..]).all(|(a, b)| a == b)) {
        return Some(Reason::Repetition);
    }
    if counts_by_parts(lower) || walks::is_walk(lower) {
        return Some(Reason::Sequence);
    }
    if lower.len() >= 16 && distinct(lower) < 6 {
        return Some(Reason::FewCharacters);
    }
    None
}

/// `00010203..`, `0f0e0d..`, `102030..`: bytes in hexadecimal digits with equal steps between them. Five in a row occur by
/// chance once in 16 million.
fn counts_in_bytes(part: &[u8]) -> bool {
    let bytes = data_encoding::HEXLOWER.decode(part).unwrap_or_default();
    let steps: Vec<u8> = bytes.windows(2).map(|w| w[1].wrapping_sub(w[0])).collect();
    longest(&steps, |a, b| a == b) >= 4
}

/// `abc123def456ghi789`, `a1b2c3d4e5f6g7h8`: at least half of all characters are the successors of the character before
/// them, or of the one before that. By chance this is so for 1 of 40,000 values of 16 digits, and for 1 of 10 million values
/// of 16 letters and digits.
fn counts_by_parts(lower: &[u8]) -> bool {
    const MIN_LENGTH: usize = 16;
    let counts = |lag: usize| {
        let is_next = lower.iter().zip(&lower[lag..]).map(|(a, b)| a.checked_add(1) == Some(*b));
        2 * is_next.map(usize::from).sum::<usize>() >= lower.len() - lag
    };
    lower.len() >= MIN_LENGTH && (counts(1) || counts(2))
}

/// Lengths of a run and of a sequence.
struct Regularity {
    run: usize,
    sequence: usize,
}

impl Regularity {
    /// Lengths that a random part of this alphabet does not reach: 13 digits contain a run of 8 once in 1.5 million, 64 hex
    /// digits one of 6 once in 18,000, 95 base64 characters one of 5 once in 170,000.
    fn beyond_chance(part: &[u8], whole: usize) -> Self {
        if part.iter().all(u8::is_ascii_digit) {
            Self { run: 8, sequence: 8 }
        } else if part.iter().all(u8::is_ascii_hexdigit) {
            Self { run: 6, sequence: 8 }
        } else if whole > 200 {
            Self { run: 7, sequence: 8 }
        } else {
            Self { run: 5, sequence: 7 }
        }
    }
}

/// Length of the longest part in which each pair of neighbours satisfies `next`.
pub(super) fn longest(value: &[u8], next: impl Fn(u8, u8) -> bool) -> usize {
    let mut best = usize::from(!value.is_empty());
    let mut current = best;
    for pair in value.windows(2) {
        current = if next(pair[0], pair[1]) { current + 1 } else { 1 };
        best = best.max(current);
    }
    best
}
