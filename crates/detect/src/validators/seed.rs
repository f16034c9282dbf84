//! Seeds that end in a CRC-16 (XMODEM: polynomial 1021, start 0, not reflected), little-endian, in base32: the nkeys of
//! NATS (its nkeys documents) and Stellar's strkeys (SEP-23).

use data_encoding::BASE32_NOPAD;

/// The kinds of an nkey: account, cluster, server, operator, user, curve.
const KINDS: [u8; 6] = [0, 2 << 3, 13 << 3, 14 << 3, 20 << 3, 23 << 3];
/// `S` in the five top bits of the first byte.
const SEED: u8 = 18 << 3;
/// A Stellar account's secret seed.
const STELLAR: u8 = 18 << 3;

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| if crc >> 15 == 1 { crc << 1 ^ 0x1021 } else { crc << 1 })
    })
}

/// The bytes before the checksum, if that is valid.
fn covered(value: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut bytes = BASE32_NOPAD.decode(value).ok()?;
    if bytes.len() != length + 2 || bytes[length..] != crc16(&bytes[..length]).to_le_bytes() {
        return None;
    }
    bytes.truncate(length);
    Some(bytes)
}

/// A NATS seed: two bytes with `S` and the kind, 32 of the seed, two of the checksum.
pub(super) fn nkey(value: &[u8]) -> bool {
    covered(value, 34).is_some_and(|b| b[0] & 0xf8 == SEED && KINDS.contains(&(b[0] << 5 | b[1] >> 3)))
}

/// A Stellar secret: a version byte, 32 of the seed, two of the checksum.
pub(super) fn stellar(value: &[u8]) -> bool {
    covered(value, 33).is_some_and(|b| b[0] == STELLAR)
}

/// `bytes` with their checksum in base32: for samples.
pub(crate) fn with_crc16(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(&[bytes, &crc16(bytes).to_le_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors() {
        assert_eq!(crc16(b"123456789"), 0x31c3);
        let user = ["SUACFSJX3E76RDFNFHJCJVC7ZKI24", "5WSTJDD2TUKMZCBWPZ2AZHFPLRM3M"].concat();
        assert!(nkey(user.as_bytes()));
        assert!(!nkey(user.replace("FSJX", "FSJY").as_bytes()));
        assert!(!stellar(user.as_bytes()));
        let secret = ["SAIHQHBZBLUEHUZDKMN7UFGFJ53S", "SENGQHUDPCFKT6YEDQZXWNR3K5MY"].concat();
        assert!(stellar(secret.as_bytes()));
        assert!(!stellar(secret.replace("EHUZ", "EHUY").as_bytes()));
    }
}
