//! Numbers of variable length in packs: sizes, distances, and the operands of deltas.

use std::ops::Range;

pub(super) fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, tail) = rest.split_first()?;
    *rest = tail;
    Some(*first)
}

/// A varint of seven bits a byte, lowest bits first; less than 2^56.
pub(super) fn number(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    let mut shift = 0;
    loop {
        let next = byte(rest)?;
        if shift >= 50 {
            return None;
        }
        value |= usize::from(next & 127).checked_shl(shift)?;
        shift += 7;
        if next < 128 {
            return Some(value);
        }
    }
}

/// The distance of a base before its delta: git's offset varint, seven bits a byte, highest bits first; every byte but the
/// last adds one.
pub(super) fn distance(rest: &mut &[u8]) -> Option<u64> {
    let mut next = byte(rest)?;
    let mut value = u64::from(next & 127);
    while next >= 128 {
        next = byte(rest)?;
        value = value.checked_add(1)?.checked_mul(128)? | u64::from(next & 127);
    }
    Some(value)
}

/// A number, lowest byte first, of which only the bytes are present whose bits of `order` are set.
pub(super) fn sparse_number(rest: &mut &[u8], order: u8, bits: Range<u32>) -> Option<usize> {
    let mut value = 0;
    for (bit, shift) in bits.zip((0..).step_by(8)) {
        if order >> bit & 1 == 1 {
            value |= usize::from(byte(rest)?) << shift;
        }
    }
    Some(value)
}
