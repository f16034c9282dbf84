//! Private keys in DER: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017, appendix A), SEC 1 (RFC 5915), DSA as OpenSSL writes it.

use super::State;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
/// The first and the second tagged field.
const FIELD_0: u8 = 0xa0;
const FIELD_1: u8 = 0xa1;

/// Encoded object identifiers: RSA in its forms (PKCS#1), where the last byte says which, EC, DSA, and X25519, X448,
/// Ed25519, Ed448 (RFC 8410), where the last byte says which.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];
const EDWARDS: &[u8] = &[0x2b, 0x65];

/// Is it a whole SEQUENCE that begins as a key does: version, then the key's parts? Bytes after it do not count: if the
/// END line is missing, words after the body have been read too.
pub(super) fn state(bytes: &[u8]) -> State {
    let Some(content) = Parts(bytes).take(SEQUENCE) else { return State::Damaged };
    let mut parts = Parts(content);
    let is_version = parts.take(INTEGER).is_some_and(|version| version.len() == 1);
    let is_key = match parts.0.first() {
        Some(&SEQUENCE) => pkcs8(content),
        Some(&OCTET_STRING) => ec(content, Curve::Named),
        Some(&INTEGER) => rsa(content).or_else(|| dsa(content)),
        _ => return State::Damaged,
    };
    match (is_version, is_key) {
        (false, _) => State::Damaged,
        (true, None) => State::Alike,
        (true, Some(())) => State::Proven,
    }
}

/// Version, algorithm, the key of that algorithm in an OCTET STRING, attributes and public key.
fn pkcs8(content: &[u8]) -> Option<()> {
    let mut parts = Parts(content);
    is(matches!(parts.take(INTEGER)?, [0 | 1]))?;
    let algorithm = Parts(parts.take(SEQUENCE)?).take(OBJECT_IDENTIFIER)?;
    let key = parts.take(OCTET_STRING)?;
    parts.skip(FIELD_0);
    // The public key is [1] IMPLICIT BIT STRING.
    parts.skip(FIELD_1 & !0x20);
    parts.end()?;
    let mut inner = Parts(key);
    if algorithm == EC {
        return ec(inner.take(SEQUENCE)?, Curve::Elsewhere).and_then(|()| inner.end());
    }
    if algorithm == DSA {
        return integer(&mut inner).and_then(|_| inner.end());
    }
    if algorithm.starts_with(RSA) {
        return rsa(inner.take(SEQUENCE)?).and_then(|()| inner.end());
    }
    let length = match algorithm.strip_prefix(EDWARDS)? {
        [110 | 112] => 32,
        [111] => 56,
        [113] => 57,
        _ => return None,
    };
    is(inner.take(OCTET_STRING)?.len() == length)?;
    inner.end()
}

/// Version, n, e, d, p, q, and d and q once more for the Chinese remainder theorem. n must be the product of p and q,
/// in its lowest 64 bits.
fn rsa(content: &[u8]) -> Option<()> {
    let mut parts = Parts(content);
    is(matches!(parts.take(INTEGER)?, [0]))?;
    let n = integer(&mut parts)?;
    for _e_and_d in 0..2 {
        integer(&mut parts)?;
    }
    let p = integer(&mut parts)?;
    let q = integer(&mut parts)?;
    for _remainders in 0..3 {
        integer(&mut parts)?;
    }
    parts.end()?;
    is(low(p).wrapping_mul(low(q)) == low(n) && low(n) & 1 == 1)
}

/// Version, p, q, g, y, x: g and y are below p, and x is below q.
fn dsa(content: &[u8]) -> Option<()> {
    let mut parts = Parts(content);
    is(matches!(parts.take(INTEGER)?, [0]))?;
    let p = integer(&mut parts)?;
    let q = integer(&mut parts)?;
    let g = integer(&mut parts)?;
    let y = integer(&mut parts)?;
    let x = integer(&mut parts)?;
    parts.end()?;
    is(q.len() < p.len() && g.len() <= p.len() && y.len() <= p.len() && x.len() <= q.len() && low(p) & low(q) & 1 == 1)
}

/// Where a key of an elliptic curve names its curve.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Curve {
    /// In the key itself.
    Named,
    /// The structure around the key may name it.
    Elsewhere,
}

/// Version 1, the number, the curve in `[0]`, the public key in `[1]`.
fn ec(content: &[u8], curve: Curve) -> Option<()> {
    let mut parts = Parts(content);
    is(matches!(parts.take(INTEGER)?, [1]))?;
    is((14..=72).contains(&parts.take(OCTET_STRING)?.len()))?;
    match parts.take(FIELD_0) {
        Some(parameters) => {
            let mut parameters = Parts(parameters);
            parameters.take(OBJECT_IDENTIFIER).or_else(|| parameters.take(SEQUENCE))?;
            parameters.end()?;
        }
        None => is(curve == Curve::Elsewhere)?,
    }
    if let Some(public) = parts.take(FIELD_1) {
        Parts(public).take(BIT_STRING)?;
    }
    parts.end()
}

fn is(holds: bool) -> Option<()> {
    holds.then_some(())
}

/// A positive number, in as few bytes as possible.
fn integer<'b>(parts: &mut Parts<'b>) -> Option<&'b [u8]> {
    match parts.take(INTEGER)? {
        [] | [0x80..=0xff, ..] | [0, 0..=0x7f, ..] => None,
        [0, rest @ ..] if !rest.is_empty() => Some(rest),
        number => Some(number),
    }
}

/// The lowest 64 bits of a number.
fn low(number: &[u8]) -> u64 {
    let from = number.len().saturating_sub(8);
    number[from..].iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// The remaining values inside of a DER value.
#[derive(Clone, Copy)]
struct Parts<'b>(&'b [u8]);

impl<'b> Parts<'b> {
    /// The content of the next value, if it has this tag.
    fn take(&mut self, tag: u8) -> Option<&'b [u8]> {
        let (&[first, length], rest) = self.0.split_first_chunk::<2>()?;
        let (length, rest) = match length {
            0..=0x7f => (usize::from(length), rest),
            0x81..=0x83 => {
                let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
                (digits.iter().fold(0, |n, b| n << 8 | usize::from(*b)), rest)
            }
            _ => return None,
        };
        is(first == tag)?;
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }

    /// Skips the next value, if it has this tag.
    fn skip(&mut self, tag: u8) {
        _ = self.take(tag);
    }

    /// `Some` if nothing is left.
    fn end(&self) -> Option<()> {
        is(self.0.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_a_dsa_key_are_below_each_other() {
        let number = |bytes: &[u8]| [&[2, u8::try_from(bytes.len()).unwrap()], bytes].concat();
        let key = |p: &[u8], q: &[u8]| [&[0], p, q, &[2], &[3], &[5]].map(number).concat();
        assert!(dsa(&key(&[0x51, 0x53], &[0x0b])).is_some());
        assert!(dsa(&key(&[0x51], &[0x0b])).is_none(), "q is as long as p");
        assert!(dsa(&key(&[0x51, 0x52], &[0x0b])).is_none(), "p is even");
    }
}
