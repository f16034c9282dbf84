//! Bech32 (BIP-173, checksum constant 1): age identities with the human part `age-secret-key-` (C2SP age specification),
//! `nsec` of Nostr (NIP-19), `suiprivkey` of Sui and whatever else a pattern has matched.

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const AGE: &[u8] = b"age-secret-key-";

/// Is it an identity of 32 bytes, in one case, with a valid checksum?
pub(super) fn age(value: &[u8]) -> bool {
    // 32 bytes are 52 digits of five bits; the checksum has six more.
    value.to_ascii_lowercase().starts_with(AGE) && value.len() == AGE.len() + 1 + 58 && holds(value)
}

/// Is it in one case, with a valid checksum? The last `1` ends the human part.
pub(super) fn holds(value: &[u8]) -> bool {
    let mixed = value.iter().any(u8::is_ascii_lowercase) && value.iter().any(u8::is_ascii_uppercase);
    let lower = value.to_ascii_lowercase();
    let Some(split) = lower.iter().rposition(|b| *b == b'1') else { return false };
    let digits: Option<Vec<u8>> = lower[split + 1..].iter().map(|b| digit(*b)).collect();
    !mixed && digits.is_some_and(|digits| digits.len() > 6 && polymod(&lower[..split], &digits) == 1)
}

fn digit(byte: u8) -> Option<u8> {
    ALPHABET.iter().position(|a| *a == byte).and_then(|i| u8::try_from(i).ok())
}

fn polymod(human: &[u8], digits: &[u8]) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let head = human.iter().map(|b| b >> 5).chain([0]).chain(human.iter().map(|b| b & 31));
    head.chain(digits.iter().copied()).fold(1u32, |sum, value| {
        let top = sum >> 25;
        let mut next = (sum & 0x01ff_ffff) << 5 ^ u32::from(value);
        for (i, generator) in GENERATOR.iter().enumerate() {
            if top >> i & 1 == 1 {
                next ^= generator;
            }
        }
        next
    })
}

/// The identity of 52 digits: for samples.
pub(crate) fn age_identity(digits: &[u8]) -> String {
    bech32("age-secret-key-", digits).to_ascii_uppercase()
}

/// These digits after a human part, with their checksum: for samples.
pub(crate) fn bech32(human: &str, digits: &[u8]) -> String {
    let digits: Vec<u8> = digits.iter().map(|d| d & 31).collect();
    let padded = [digits.as_slice(), &[0; 6]].concat();
    let sum = polymod(human.as_bytes(), &padded) ^ 1;
    #[allow(clippy::cast_possible_truncation)] // five bits
    let tail = (0..6).map(|i| (sum >> (5 * (5 - i)) & 31) as u8);
    let data: String = digits.iter().copied().chain(tail).map(|d| char::from(ALPHABET[usize::from(d)])).collect();
    format!("{human}1{data}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn vector() {
        let identity = ["AGE-SEC", "RET-KEY-1UUE3Y0DEFPTC2U40YF27JJ0F2CUTY039REZ69EAJFS4ZXVNPNX6S50RQPD"].concat();
        assert!(super::age(identity.as_bytes()));
        assert!(super::age(identity.to_ascii_lowercase().as_bytes()));
        assert!(!super::age(identity.replace("UUE3", "UUE4").as_bytes()));
        assert!(!super::age(identity.replace("SECRET", "secret").as_bytes()), "mixed case");
        assert!(super::age(super::age_identity(&[7; 52]).as_bytes()));
    }
}
