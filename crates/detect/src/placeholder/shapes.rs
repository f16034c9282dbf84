//! Regularities that no random value has: runs, sequences, repetition, few characters.

use super::Reason;
use super::walks;

/// So much of a value is looked through for repetition, in bytes: the search is quadratic.
const MAX_PERIODIC: usize = 512;
/// Regularities that no random value has.
pub(super) fn reason(lower: &[u8]) -> Option<Reason> {
    // What pads base32 and base64 is a run of its own.
    for part in lower.split(|b| b"-_/.: =\t\r\n".contains(b)) {
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
    let head = &lower[..lower.len().min(MAX_PERIODIC)];
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
    const MIN_LENGTH: usize = 16;
    let counts = |lag: usize| {
        let next = lower.iter().zip(&lower[lag..]).filter(|(a, b)| a.checked_add(1) == Some(**b)).count();
        2 * next >= lower.len() - lag
    };
    lower.len() >= MIN_LENGTH && (counts(1) || counts(2))
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

/// Length of the longest stretch in which each neighbour pair satisfies `next`.
pub(super) fn longest(value: &[u8], next: impl Fn(u8, u8) -> bool) -> usize {
    let mut best = usize::from(!value.is_empty());
    let mut current = best;
    for pair in value.windows(2) {
        current = if next(pair[0], pair[1]) { current + 1 } else { 1 };
        best = best.max(current);
    }
    best
}
