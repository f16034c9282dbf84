//! Percent escapes of URLs.

use data_encoding::HEXLOWER_PERMISSIVE;

/// Decodes percent escapes: `%40` is `@`.
pub(crate) fn decoded(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        if let [b'%', high, low, after @ ..] = rest
            && let Ok(byte) = HEXLOWER_PERMISSIVE.decode(&[*high, *low])
        {
            out.extend(byte);
            rest = after;
            continue;
        }
        out.push(*first);
        rest = tail;
    }
    out
}
