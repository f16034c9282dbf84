//! AWS access keys. An id carries its account number in plain base32 bits (published by several researchers in 2020-2023).

use data_encoding::BASE32_NOPAD;

use super::{Proof, Verdict};

/// Checks an id: four letters and 16 base32 characters. An account of more than 12 digits means that it is no id.
pub(super) fn id(value: &[u8]) -> Verdict {
    let Some(decoded) = value.get(4..20).and_then(|body| BASE32_NOPAD.decode(body).ok()) else {
        return Verdict::Fail;
    };
    let number = decoded[..6].iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
    // Ids issued before about 2019 have the top bit clear and contain no account.
    if number >> 47 == 0 {
        return Verdict::pass();
    }
    let account = (number & 0x7fff_ffff_ff80) >> 7;
    if account > 999_999_999_999 {
        return Verdict::Fail;
    }
    Verdict::Pass(Proof { note: Some(format!("account {account:012}")), ..Proof::default() })
}

/// Checks for random characters of a large alphabet: letters of both cases and something else, and not the hex digits
/// of a commit.
pub(super) fn mixed(value: &[u8]) -> Verdict {
    // One random value in a thousand has no digit; one in 5,000 neither a digit nor punctuation.
    let has = |class: fn(&u8) -> bool| value.iter().any(class);
    Verdict::from_proof(
        has(u8::is_ascii_lowercase)
            && has(u8::is_ascii_uppercase)
            && has(|b| !b.is_ascii_alphabetic())
            && !value.iter().all(u8::is_ascii_hexdigit),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(value: &str) -> Option<String> {
        match id(value.as_bytes()) {
            Verdict::Pass(proof) => proof.note,
            _ => None,
        }
    }

    #[test]
    fn account_is_read_from_the_id() {
        assert_eq!(note(&["AKI", "ARZPUZDIKFJXZJB5O"].concat()).as_deref(), Some("account 123456789012"));
        assert_eq!(note(&["ASIAY34F", "ZKBOKMUTVV7A"].concat()).as_deref(), Some("account 609629065308"));
        assert!(matches!(id(["AKIA", "7777777777777777"].concat().as_bytes()), Verdict::Fail));
    }
}
