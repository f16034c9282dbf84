//! Applies deltas: an object is stored as what differs from another one, its base.

use super::numbers::{byte, number, sparse_number};
use crate::inflater::MAX_SIZE;

/// Applies a delta to its base: copies of ranges of the base, and new bytes.
pub(super) fn patched(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut rest = delta;
    let old = number(&mut rest)?;
    let new = number(&mut rest)?;
    if old != base.len() || new > MAX_SIZE {
        return None;
    }
    let mut out = Vec::with_capacity(new);
    while let Some(order) = byte(&mut rest) {
        if order == 0 {
            return None;
        }
        if order < 128 {
            let (fresh, tail) = rest.split_at_checked(order.into())?;
            out.extend_from_slice(fresh);
            rest = tail;
        } else {
            // Seven bits say which bytes follow, the others are zero: four of the offset, three of the length.
            let offset = sparse_number(&mut rest, order, 0..4)?;
            let length = sparse_number(&mut rest, order, 4..7)?;
            let length = if length == 0 { 1 << 16 } else { length };
            out.extend_from_slice(base.get(offset..offset.checked_add(length)?)?);
        }
        if out.len() > new {
            return None;
        }
    }
    (out.len() == new).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delta_stays_within_its_base_and_its_size() {
        let base = b"0123456789";
        // Sizes 10 and 7; copy 4 from 2, then three new bytes.
        assert_eq!(patched(base, b"\x0a\x07\x91\x02\x04\x03abc").as_deref(), Some(&b"2345abc"[..]));
        let wrong: [&[u8]; 8] = [
            b"\x09\x07\x91\x02\x04\x03abc",
            b"\x0a\x08\x91\x02\x04\x03abc",
            b"\x0a\x06\x91\x02\x04\x03abc",
            b"\x0a\x07\x91\x08\x04\x03abc",
            b"\x0a\x07\x91\x02\x04\x04abc",
            b"\x0a\x07\x91\x02\x04\x00abc",
            b"\x0a\x07\x91\x02",
            b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        ];
        for wrong in wrong {
            assert_eq!(patched(base, wrong), None, "{wrong:?}");
        }
    }
}
