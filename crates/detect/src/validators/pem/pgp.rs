//! OpenPGP secret keys (RFC 4880, RFC 9580): is the first secret-key packet protected by a passphrase? An unprotected
//! one has a checksum.

use super::State;

/// Reads the armour's body; `crc` is its checksum line, if there is one.
pub(super) fn state(bytes: &[u8], crc: Option<[u8; 3]>) -> State {
    if crc.is_some_and(|crc| crc24(bytes) != crc) {
        return State::Damaged;
    }
    let Some(secret) = secret_packet(bytes).and_then(secret_part) else { return State::Damaged };
    match secret.content.split_first() {
        Some((0, content)) if secret.holds_sum(content) => State::Proven,
        Some((0, _)) => State::Alike,
        Some(_) => State::Protected,
        None => State::Damaged,
    }
}

/// What follows the public part: an octet that says how it is protected (0: not at all), then the key.
struct Secret<'b> {
    algorithm: u8,
    content: &'b [u8],
}

impl Secret<'_> {
    /// Does the sum after the numbers of an unprotected key fit (RFC 9580, section 5.5.3)?
    fn holds_sum(&self, content: &[u8]) -> bool {
        let mut rest = content;
        let numbers = match self.algorithm {
            1..=3 => skip_mpis(&mut rest, 4),
            16..=19 | 22 => skip_mpis(&mut rest, 1),
            25 | 27 => rest.get(32..).map(|after| rest = after),
            _ => None,
        };
        let key = &content[..content.len() - rest.len()];
        let added = key.iter().fold(0u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        numbers.is_some() && rest == added.to_be_bytes()
    }
}

/// CRC-24 of RFC 4880 6.1: start B704CE, polynomial 1864CFB.
pub(crate) fn crc24(bytes: &[u8]) -> [u8; 3] {
    let crc = bytes.iter().fold(0x00b7_04ce_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte) << 16, |crc, _| {
            let shifted = crc << 1;
            if shifted & 0x0100_0000 == 0 { shifted } else { shifted ^ 0x0186_4cfb }
        })
    });
    let [_, a, b, c] = crc.to_be_bytes();
    [a, b, c]
}

/// The body of the first packet, if that has tag 5 (secret key), in the old or the new format.
fn secret_packet(bytes: &[u8]) -> Option<&[u8]> {
    let tag = *bytes.first()?;
    let rest = &bytes[1..];
    if tag & 0x40 != 0 {
        (tag & 0x3f == 5).then_some(())?;
        let first = *rest.first()?;
        let rest = &rest[1..];
        match first {
            0..192 => rest.get(..usize::from(first)),
            192..224 => {
                let second = *rest.first()?;
                rest[1..].get(..((usize::from(first) - 192) << 8) + usize::from(second) + 192)
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

/// What follows the public part of a packet of version 4.
fn secret_part(packet: &[u8]) -> Option<Secret<'_>> {
    (*packet.first()? == 4).then_some(())?;
    let algorithm = *packet.get(5)?;
    let mut rest = packet.get(6..)?;
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
    Some(Secret { algorithm, content: rest })
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
    use super::{Secret, secret_part};

    #[test]
    fn crc24_of_the_rfc() {
        assert_eq!(super::crc24(b""), [0xb7, 0x04, 0xce]);
        assert_eq!(super::crc24(b"123456789"), [0x21, 0xcf, 0x02]);
    }

    /// A number of one byte, with its length in bits.
    const MPI: [u8; 3] = [0, 8, 0xff];

    #[test]
    fn the_secret_part_begins_after_the_public_numbers() {
        for (algorithm, public) in [(1, 2), (16, 3), (17, 4)] {
            let packet = [&[4, 0, 0, 0, 0, algorithm], MPI.repeat(public).as_slice(), b"secret"].concat();
            assert_eq!(secret_part(&packet).unwrap().content, b"secret", "{algorithm}");
        }
        let packet = [&[4, 0, 0, 0, 0, 27], [7; 32].as_slice(), b"secret"].concat();
        assert_eq!(secret_part(&packet).unwrap().content, b"secret");
        assert!(secret_part(&[3, 0, 0, 0, 0, 1]).is_none() && secret_part(&[4, 0, 0, 0, 0, 99]).is_none());
    }

    #[test]
    fn the_sum_of_the_secret_numbers() {
        for (algorithm, key) in [(1, MPI.repeat(4)), (22, MPI.to_vec()), (25, vec![7; 32])] {
            let sum = key.iter().fold(0u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
            let secret = Secret { algorithm, content: &[] };
            assert!(secret.holds_sum(&[key.clone(), sum.to_be_bytes().to_vec()].concat()), "{algorithm}");
            assert!(!secret.holds_sum(&[key, (sum + 1).to_be_bytes().to_vec()].concat()), "{algorithm}");
        }
    }
}
