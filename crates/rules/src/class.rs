//! Classes of bytes, one bit each.

/// Is `byte` in the class?
#[inline]
pub fn in_class(class: &[u64; 4], byte: u8) -> bool {
    class[usize::from(byte >> 6)] >> (byte & 63) & 1 != 0
}

/// Reads a class such as `0-9A-Za-z_-` into a set of bytes (one bit each).
///
/// # Errors
/// A range that runs backwards or a non-ASCII character.
pub fn byte_class(class: &str) -> Result<[u64; 4], String> {
    let bytes = class.as_bytes();
    let mut set = [0u64; 4];
    let mut i = 0;
    while i < bytes.len() {
        let (from, to, step) = match bytes.get(i + 1..i + 3) {
            Some([b'-', to]) => (bytes[i], *to, 3),
            _ => (bytes[i], bytes[i], 1),
        };
        if from > to || !to.is_ascii() {
            return Err("is not a class such as 0-9A-Za-z_-".into());
        }
        for b in from..=to {
            set[usize::from(b >> 6)] |= 1 << (b & 63);
        }
        i += step;
    }
    Ok(set)
}
