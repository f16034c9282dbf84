//! Checks of single vendors: trusted publishing of the crate registry, and Polar.

use super::{Proof, Verdict, crc};

/// Upper case, lower case, digits.
const LETTERS_FIRST: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The check character of a trusted-publishing token: all bytes of the body, exclusive or, modulo 62.
pub(crate) fn xor62_digit(body: &[u8]) -> char {
    let sum = body.iter().fold(0, |sum, byte| sum ^ byte);
    char::from(LETTERS_FIRST[usize::from(sum) % LETTERS_FIRST.len()])
}

/// Trusted publishing: 31 characters after the last underscore, then their check character.
pub(super) fn xor62(token: &[u8]) -> bool {
    let body = token.rsplit(|b| *b == b'_').next().unwrap_or(token);
    matches!(body, [covered @ .., last] if covered.len() == 31 && xor62_digit(covered) == char::from(*last))
}

/// Polar: tokens of organizations always had the checksum, the other kinds only since 2025.
pub(super) fn polar(token: &[u8]) -> Verdict {
    if crc::crc62_after_last(token) {
        Verdict::pass()
    } else if token.starts_with(b"polar_oat_") {
        Verdict::Fail
    } else {
        Verdict::Unproven(Proof::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    /// Vectors of the page of formats, in two pieces.
    fn joined(a: &str, b: &str) -> Vec<u8> {
        format!("{a}{b}").into_bytes()
    }

    #[test]
    fn trusted_publishing() {
        let token = joined("cio_tp", "_nN7yhNtAswL2UphV6KRqlYiWpj19IlQv");
        assert_eq!(token.len(), 39);
        assert!(xor62(&token));
        for end in [b'u', b'w', b'_'] {
            let mut changed = token.clone();
            changed[38] = end;
            assert!(!xor62(&changed));
        }
        assert!(!xor62(&token[..38]) && !xor62(b"cio_tp_"));
    }

    #[test]
    fn polar_fails_where_there_always_was_a_checksum() {
        for (a, b) in [
            ("polar_oa", "t_jkf37VyHGevHDGqrDOeSoel9zwpAVwOgNKqjR481JMv"),
            ("polar_oa", "t_JvEKqj4rd3L6pRrR3ZjYe6sfb5sqJWmTZUc390044CR"),
        ] {
            assert!(matches!(polar(&joined(a, b)), Verdict::Pass(_)));
        }
        let verdict = |template: &str| polar(expand(template, 1).as_bytes());
        assert!(matches!(verdict("polar_oat_{alnum:43}"), Verdict::Fail));
        assert!(matches!(verdict("polar_rt_u_{alnum:37}{crc62:37}"), Verdict::Pass(_)));
        assert!(matches!(verdict("polar_pat_{alnum:43}"), Verdict::Unproven(_)));
    }
}
