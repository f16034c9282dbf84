//! OpenPGP secret keys (RFC 4880, RFC 9580): is the first secret-key packet protected by a passphrase?

use super::pem::Kind;

/// Reads the armour's body; `crc` is its checksum line, if there was one.
pub(super) fn kind(bytes: &[u8], crc: Option<[u8; 3]>) -> Kind {
    if crc.is_some_and(|crc| crc24(bytes) != crc) {
        return Kind::Damaged;
    }
    match secret_packet(bytes).and_then(s2k_usage) {
        Some(0) => Kind::Usable,
        Some(_) => Kind::Protected,
        None => Kind::Damaged,
    }
}

/// CRC-24 of RFC 4880 6.1: start B704CE, polynomial 1864CFB.
pub(in crate::detect) fn crc24(bytes: &[u8]) -> [u8; 3] {
    let crc = bytes.iter().fold(0x00b7_04ce_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte) << 16, |crc, _| {
            let shifted = crc << 1;
            if shifted & 0x0100_0000 == 0 { shifted } else { shifted ^ 0x0186_4cfb }
        })
    });
    let [_, a, b, c] = crc.to_be_bytes();
    [a, b, c]
}

/// The body of a leading packet with tag 5 (secret key), old or new format.
fn secret_packet(bytes: &[u8]) -> Option<&[u8]> {
    let (&tag, rest) = bytes.split_first()?;
    if tag & 0x40 != 0 {
        (tag & 0x3f == 5).then_some(())?;
        let (&first, rest) = rest.split_first()?;
        match first {
            0..192 => rest.get(..usize::from(first)),
            192..224 => {
                let (&second, rest) = rest.split_first()?;
                rest.get(..((usize::from(first) - 192) << 8) + usize::from(second) + 192)
            }
            255 => rest.get(4..),
            _ => None,
        }
    } else {
        (tag & 0x80 != 0 && (tag >> 2) & 0x0f == 5).then_some(())?;
        let width = 1usize << (tag & 3);
        let length = rest.get(..width)?.iter().fold(0usize, |n, b| n << 8 | usize::from(*b));
        rest.get(width..)?.get(..length)
    }
}

/// The octet after the public part: 0 is "not encrypted".
fn s2k_usage(packet: &[u8]) -> Option<u8> {
    let (&version, rest) = packet.split_first()?;
    (version == 4).then_some(())?;
    let algorithm = *rest.get(4)?;
    let mut rest = rest.get(5..)?;
    match algorithm {
        1..=3 => skip_mpis(&mut rest, 2)?,
        16 => skip_mpis(&mut rest, 3)?,
        17 => skip_mpis(&mut rest, 4)?,
        18 | 19 | 22 => {
            let oid = usize::from(*rest.first()?);
            rest = rest.get(1 + oid..)?;
            skip_mpis(&mut rest, 1)?;
            if algorithm == 18 {
                let kdf = usize::from(*rest.first()?);
                rest = rest.get(1 + kdf..)?;
            }
        }
        25 | 27 => rest = rest.get(32..)?,
        _ => return None,
    }
    rest.first().copied()
}

fn skip_mpis(rest: &mut &[u8], count: usize) -> Option<()> {
    for _ in 0..count {
        let bits = usize::from(*rest.first()?) << 8 | usize::from(*rest.get(1)?);
        *rest = rest.get(2 + bits.div_ceil(8)..)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn crc24_of_the_rfc() {
        assert_eq!(super::crc24(b""), [0xb7, 0x04, 0xce]);
        assert_eq!(super::crc24(b"123456789"), [0x21, 0xcf, 0x02]);
    }
}
