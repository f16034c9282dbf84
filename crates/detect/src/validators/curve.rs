//! Raw private keys of elliptic curves: WireGuard's are clamped (RFC 7748, section 5), those of secp256k1 lie between 1
//! and the curve's order (SEC 2, section 2.4.1).

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

use super::Verdict;

const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc,
    0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];
/// First four bytes of the ten keys that Anvil, Hardhat and Ganache print at every start.
const DEVELOPMENT: [u32; 10] = [
    0xac09_74be,
    0x59c6_995e,
    0x5de4_111a,
    0x7c85_2118,
    0x47e1_79ec,
    0x8b3a_350c,
    0x92db_14e4,
    0x4bbb_f85c,
    0xdbda_1821,
    0x2a87_1d07,
];

/// 32 bytes whose low three bits are clear and whose top bits are 01: one public key in 32 passes too.
pub(super) fn wireguard(value: &[u8]) -> bool {
    BASE64.decode(value).is_ok_and(|b| b.len() == 32 && b[0] & 7 == 0 && b[31] & 0xc0 == 0x40)
}

/// 64 hex digits, perhaps after `0x`; several with commas between them, as dotenvx writes after a rotation.
pub(super) fn secp256k1(value: &[u8]) -> Verdict {
    let verdicts = value.split(|b| *b == b',').map(scalar);
    verdicts
        .reduce(|first, other| if matches!(first, Verdict::Pass(_)) { other } else { first })
        .unwrap_or(Verdict::Fail)
}

fn scalar(value: &[u8]) -> Verdict {
    let digits = value.strip_prefix(b"0x").unwrap_or(value);
    let Ok(key) = HEXLOWER_PERMISSIVE.decode(digits) else { return Verdict::Fail };
    if key.len() != 32 {
        return Verdict::Fail;
    }
    let head = u32::from_be_bytes([key[0], key[1], key[2], key[3]]);
    // A small number is a test's; a random key begins with eight zero bytes once in 2^64.
    if DEVELOPMENT.contains(&head) || key[..8] == [0; 8] {
        return Verdict::NotSecret;
    }
    Verdict::from_proof(key[..] < ORDER[..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn clamped_or_not() {
        let encode = |first: u8, last: u8| BASE64.encode(&[&[first], [9; 30].as_slice(), &[last]].concat());
        assert!(wireguard(encode(0xf8, 0x41).as_bytes()));
        assert!(!wireguard(encode(0xf9, 0x41).as_bytes()));
        assert!(!wireguard(encode(0xf8, 0x81).as_bytes()));
        assert!(!wireguard(b"AAAA"));
    }

    #[test]
    fn between_one_and_the_order() {
        let verdict = |hex: &str| secp256k1(hex.as_bytes());
        assert!(matches!(verdict(&expand("0x7{hex:63}", 1)), Verdict::Pass(_)));
        assert!(matches!(verdict(&"f".repeat(64)), Verdict::Fail));
        assert!(matches!(verdict(&format!("0x{:064x}", 1)), Verdict::NotSecret));
        assert!(matches!(verdict(&expand("0xac0974be{hex:56}", 1)), Verdict::NotSecret));
        assert!(matches!(verdict("7f"), Verdict::Fail));
        assert!(matches!(verdict(&expand("7{hex:63},3{hex:63}", 1)), Verdict::Pass(_)));
        assert!(matches!(verdict(&expand("7{hex:63},7f", 1)), Verdict::Fail));
    }
}
