//! Classes of bytes: a set of the 256 byte values, one bit each.

use crate::error::RuleError;

/// Is `byte` in the class?
#[inline]
pub fn in_class(class: &[u64; 4], byte: u8) -> bool {
    class[usize::from(byte >> 6)] >> (byte & 63) & 1 != 0
}

/// Parses a class such as `0-9A-Za-z_-`.
///
/// # Errors
/// A range that runs backwards or a non-ASCII character.
pub fn byte_class(class: &str) -> Result<[u64; 4], RuleError> {
    let bytes = class.as_bytes();
    let mut set = [0u64; 4];
    let mut i = 0;
    while i < bytes.len() {
        let from = bytes[i];
        let mut to = from;
        let mut length = 1;
        if let Some([b'-', last]) = bytes.get(i + 1..i + 3) {
            to = *last;
            length = 3;
        }
        if from > to || !to.is_ascii() {
            return Err(RuleError::new("is not a class such as 0-9A-Za-z_-"));
        }
        for b in from..=to {
            set[usize::from(b >> 6)] |= 1 << (b & 63);
        }
        i += length;
    }
    Ok(set)
}
