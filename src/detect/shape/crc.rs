//! Tokens that carry a CRC-32 (the zlib one) of themselves. Formats: GitHub's 2021 note on token formats, npm's on the
//! same scheme, GitLab's routable tokens; the Anthropic tail was found by computing and is used only to raise confidence.

use data_encoding::BASE64URL_NOPAD;

pub(super) const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE36: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

pub(super) fn in_base(mut number: u64, digits: &[u8], width: usize) -> String {
    let base = digits.len() as u64;
    let mut out = vec![digits[0]; width];
    for slot in out.iter_mut().rev() {
        #[allow(clippy::cast_possible_truncation)] // below the base
        let digit = (number % base) as usize;
        *slot = digits[digit];
        number /= base;
    }
    out.into_iter().map(char::from).collect()
}

/// CRC-32 of `body` as six base-62 digits (digits, upper case, lower case), padded with `0`.
pub(in crate::detect) fn crc62(body: &[u8]) -> String {
    in_base(u64::from(crc32fast::hash(body)), BASE62, 6)
}

/// GitHub `ghp_` and kin, npm: the last six characters are the CRC of what stands between them and the prefix.
pub(super) fn crc62_after_prefix(token: &[u8]) -> bool {
    let Some(underscore) = token.iter().position(|b| *b == b'_') else {
        return false;
    };
    let body = &token[underscore + 1..];
    body.len() > 6 && crc62(&body[..body.len() - 6]).as_bytes() == &body[body.len() - 6..]
}

/// GitLab routable tokens: `.01.` or `.`, two base-36 digits with the payload's length, seven with the CRC of all before.
pub(super) fn gitlab_routable(token: &[u8]) -> bool {
    let Some(split) = token.len().checked_sub(7) else {
        return false;
    };
    let (covered, crc) = token.split_at(split);
    in_base(u64::from(crc32fast::hash(covered)), BASE36, 7).as_bytes() == crc
}

/// The tail of a routable token whose payload has `length` characters.
pub(in crate::detect) fn gitlab_tail(token: &[u8], length: usize) -> String {
    let head = format!(".01.{}", in_base(length as u64, BASE36, 2));
    let covered = [token, head.as_bytes()].concat();
    format!("{head}{}", in_base(u64::from(crc32fast::hash(&covered)), BASE36, 7))
}

/// Anthropic: `-` and six bytes in base64url: the CRC of all before the `-`, little-endian, and two zero bytes.
pub(super) fn anthropic(token: &[u8]) -> bool {
    let Some(split) = token.len().checked_sub(9) else {
        return false;
    };
    let (covered, tail) = token.split_at(split);
    anthropic_tail(covered).as_bytes() == tail
}

/// The nine characters that follow `covered`.
pub(in crate::detect) fn anthropic_tail(covered: &[u8]) -> String {
    let crc = crc32fast::hash(covered).to_le_bytes();
    format!("-{}", BASE64URL_NOPAD.encode(&[crc[0], crc[1], crc[2], crc[3], 0, 0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Synthetic tokens from the project's page of formats, in two pieces.
    fn joined(a: &str, b: &str) -> Vec<u8> {
        format!("{a}{b}").into_bytes()
    }

    fn holds_and_breaks(token: &[u8], check: fn(&[u8]) -> bool) {
        assert!(check(token));
        for i in [token.len() / 2, token.len() - 1] {
            let mut changed = token.to_vec();
            changed[i] = if changed[i] == b'a' { b'b' } else { b'a' };
            assert!(!check(&changed), "a changed character {i} must fail");
        }
    }

    #[test]
    fn github_and_npm_vectors() {
        for (a, b) in [
            ("gh", "p_cFy68vmCGg1lyW2loehXIMe2K7EMYE0BrChq"),
            ("gh", "o_Q7uBFRphw0LCgkDc5xm7T47JnHJI2e00RTvN"),
            ("gh", "r_AezBQRYCocDRg0jgbf8JRpYrTXBJPYFdwmTFVRq0LqfdMCwv9wrGnXevHuIJGkPSbzp7wL1DH3ae"),
            ("np", "m_RgxHsJ3qEgfetPo9mtTIzYACZJIAfs1mcUb8"),
        ] {
            holds_and_breaks(&joined(a, b), crc62_after_prefix);
        }
    }

    #[test]
    fn gitlab_vector() {
        let token = joined("glp", "at-bzoxCnU6MgpT5GMWapHLusf13b5o5XM7.01.0w0z4zmgj");
        holds_and_breaks(&token, gitlab_routable);
        assert_eq!(gitlab_tail(&token[..token.len() - 13], 32), ".01.0w0z4zmgj");
    }

    #[test]
    fn anthropic_vectors() {
        let token = joined(
            "sk-an",
            "t-api03-IENA2FBJm9GwVIrsCNrqZceOIrlRImS8RHvqBFjHu5g4pYXqCWr7pCQpDDBpvfNVl4hQMcb36IuWm413X04gAQ-YxJ2YQAA",
        );
        assert_eq!(token.len(), 108);
        holds_and_breaks(&token, anthropic);
        let session = joined(
            "sk-an",
            "t-sid02-_OhR6A_CvOAE1ZlKbkFx6Q-lNFidNbN3HW6yvyRcwZNqgF_Rpi0SCNSugAtdvceYr8aO8hHwmeZm_kYEC9JuU46L1vUY8GitiyP47ygWvD9Kg-njMzSwAA",
        );
        holds_and_breaks(&session, anthropic);
    }
}
