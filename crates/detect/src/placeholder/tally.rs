//! Counts of bytes in a value.

/// Number of bytes that satisfy `is_counted`.
pub(crate) fn count(value: &[u8], is_counted: impl Fn(&u8) -> bool) -> usize {
    value.iter().filter(|b| is_counted(b)).count()
}

/// Number of different bytes.
pub(crate) fn distinct(value: &[u8]) -> usize {
    let mut seen = [false; 256];
    for byte in value {
        seen[usize::from(*byte)] = true;
    }
    seen.iter().filter(|is_seen| **is_seen).count()
}
