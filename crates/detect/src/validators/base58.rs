//! Base58 (Bitcoin's alphabet) and Base58Check: the last four bytes are the first four of SHA-256 applied twice
//! (Bitcoin wiki; BIP-32 for extended keys). Artifactory's old keys are plain Base58 of 54 bytes.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// No key of these kinds is longer, in characters: the arithmetic is quadratic.
const MAX_LENGTH: usize = 128;
/// Version bytes of extended private keys: xprv, tprv, yprv, zprv.
const EXTENDED: [[u8; 4]; 4] =
    [[0x04, 0x88, 0xad, 0xe4], [0x04, 0x35, 0x83, 0x94], [0x04, 0x9d, 0x78, 0x78], [0x04, 0xb2, 0x43, 0x0c]];

fn decode(value: &[u8]) -> Option<Vec<u8>> {
    if value.len() > MAX_LENGTH {
        return None;
    }
    let mut bytes: Vec<u8> = Vec::new(); // least significant first
    for digit in value {
        let mut carry = ALPHABET.iter().position(|a| a == digit)?;
        for byte in &mut bytes {
            carry += usize::from(*byte) * 58;
            #[allow(clippy::cast_possible_truncation)] // the low byte is meant
            {
                *byte = carry as u8;
            }
            carry >>= 8;
        }
        while carry > 0 {
            #[allow(clippy::cast_possible_truncation)]
            bytes.push(carry as u8);
            carry >>= 8;
        }
    }
    bytes.extend(value.iter().take_while(|b| **b == b'1').map(|_| 0));
    bytes.reverse();
    Some(bytes)
}

fn check_of(payload: &[u8]) -> [u8; 4] {
    let hash = Sha256::digest(Sha256::digest(payload));
    [hash[0], hash[1], hash[2], hash[3]]
}

fn payload(value: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = decode(value)?;
    let split = bytes.len().checked_sub(4)?;
    let holds = check_of(&bytes[..split]) == bytes[split..];
    bytes.truncate(split);
    holds.then_some(bytes)
}

/// A Bitcoin private key in WIF (version 80 for the main net, ef for test nets; 01 at the end for a compressed public
/// key), or an extended one.
pub(super) fn bitcoin(value: &[u8]) -> bool {
    payload(value).is_some_and(|bytes| match bytes.len() {
        33 => bytes[0] == 0x80 || bytes[0] == 0xef,
        34 => (bytes[0] == 0x80 || bytes[0] == 0xef) && bytes[33] == 1,
        78 => EXTENDED.iter().any(|version| bytes.starts_with(version)) && bytes[45] == 0,
        _ => false,
    })
}

/// An API key of Artifactory: 54 bytes.
pub(super) fn artifactory(value: &[u8]) -> bool {
    decode(value).is_some_and(|bytes| bytes.len() == 54)
}

/// `payload` in Base58, with or without its check: for samples.
pub(crate) fn base58(payload: &[u8], checked: bool) -> String {
    let check = check_of(payload);
    let bytes = if checked { [payload, &check].concat() } else { payload.to_vec() };
    let mut digits: Vec<usize> = Vec::new(); // least significant first
    for byte in &bytes {
        let mut carry = usize::from(*byte);
        for digit in &mut digits {
            carry += *digit << 8;
            *digit = carry % 58;
            carry /= 58;
        }
        while carry > 0 {
            digits.push(carry % 58);
            carry /= 58;
        }
    }
    digits.extend(bytes.iter().take_while(|b| **b == 0).map(|_| 0));
    digits.iter().rev().map(|d| char::from(ALPHABET[*d])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vector() {
        let key = ["L2vXkVVB3mtVHUm53FtZhnVCd1", "gML67dLA2i56XbFyVU5P7qRhz1"].concat();
        assert!(bitcoin(key.as_bytes()));
        assert!(!bitcoin(key.replace("VVB3", "VVB4").as_bytes()));
        assert!(!bitcoin(b"1BoatSLRHtKNngkdXEeobR76b53LETtpyT"), "an address");
        let extended = [[4, 0x88, 0xad, 0xe4].as_slice(), &[7; 41], &[0], &[9; 32]].concat();
        assert!(base58(&extended, true).starts_with("xprv") && bitcoin(base58(&extended, true).as_bytes()));
        assert!(artifactory(base58(&[9; 54], false).as_bytes()) && !artifactory(base58(&[9; 55], false).as_bytes()));
        assert_eq!(decode(base58(&[0, 0, 1, 255], false).as_bytes()), Some(vec![0, 0, 1, 255]));
    }

    #[test]
    fn length_has_a_limit() {
        assert!(decode(&[b'2'; MAX_LENGTH]).is_some() && decode(&[b'2'; MAX_LENGTH + 1]).is_none());
    }
}
