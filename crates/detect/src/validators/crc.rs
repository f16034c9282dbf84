//! Tokens that carry a CRC-32 (the zlib one) of themselves. Formats: GitHub's 2021 note on token formats, npm's on the
//! same scheme, GitLab's routable tokens; the Anthropic tail was found by computing and is used only to raise confidence. The variants further
//! down were found by computing on published samples (the project's page of formats, A4 to A12).

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};

use super::{Input, Proof, Verdict};

pub(super) const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE62_LOWER: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
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
pub(crate) fn crc62(body: &[u8]) -> String {
    in_base(u64::from(crc32fast::hash(body)), BASE62, 6)
}

/// GitHub's `ghp_` and similar tokens, npm: the last six characters are the CRC of those between them and the prefix.
pub(super) fn crc62_after_prefix(token: &[u8]) -> bool {
    let Some(underscore) = token.iter().position(|b| *b == b'_') else {
        return false;
    };
    let body = &token[underscore + 1..];
    body.len() > 6 && crc62(&body[..body.len() - 6]).as_bytes() == &body[body.len() - 6..]
}

/// An instance may put a word of its own before all of its tokens: its longest length, in characters.
const MAX_INSTANCE_WORD: usize = 40;

/// GitLab routable tokens: `.01.` or `.`, two base-36 digits with the payload's length, seven with the CRC of all before:
/// of the word of the instance too, where there is one (`SIE-glpat-`), which then is a part of the token.
pub(super) fn gitlab_routable(input: &Input<'_>) -> Verdict {
    let text = input.text;
    let span = input.span.clone();
    if is_routable(&text[span.clone()]) {
        return Verdict::pass();
    }
    let before = &text[span.start.saturating_sub(MAX_INSTANCE_WORD)..span.start];
    let word = before.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || b"_.-".contains(b)).count();
    let start = (span.start - word..span.start).find(|start| is_routable(&text[*start..span.end]));
    let Some(start) = start else { return Verdict::Fail };
    let replaces = Some((start..span.end, text[start..span.end].to_vec()));
    Verdict::Pass(Proof { replaces, ..Proof::default() })
}

fn is_routable(token: &[u8]) -> bool {
    let Some(split) = token.len().checked_sub(7) else {
        return false;
    };
    let (covered, crc) = token.split_at(split);
    // Before it are a dot and two digits of length. This cheap test comes first: where the end is unknown each length is tried.
    if covered.iter().rev().nth(2) != Some(&b'.') {
        return false;
    }
    in_base(u64::from(crc32fast::hash(covered)), BASE36, 7).as_bytes() == crc
}

/// The tail of a routable token whose payload has `length` characters.
pub(crate) fn gitlab_tail(token: &[u8], length: usize) -> String {
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
    // The zero bytes first: they cost nothing, and where the end is not known each length is tried.
    tail.ends_with(b"AA") && anthropic_tail(covered).as_bytes() == tail
}

/// The nine characters that follow `covered`.
pub(crate) fn anthropic_tail(covered: &[u8]) -> String {
    let crc = crc32fast::hash(covered).to_le_bytes();
    format!("-{}", BASE64URL_NOPAD.encode(&[crc[0], crc[1], crc[2], crc[3], 0, 0]))
}

/// As [`crc62`], with lower case before upper case.
pub(crate) fn crc62_lower(body: &[u8]) -> String {
    in_base(u64::from(crc32fast::hash(body)), BASE62_LOWER, 6)
}

/// Eight hex digits, most significant first.
pub(crate) fn crc_hex(covered: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(covered))
}

/// Eight hex digits, least significant byte first.
pub(crate) fn crc_hex_little(covered: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(covered).swap_bytes())
}

/// Six base64 digits of the four bytes, least significant first.
pub(crate) fn crc_base64(covered: &[u8]) -> String {
    BASE64_NOPAD.encode(&crc32fast::hash(covered).to_le_bytes())
}

/// The token without its last `length` characters, and those.
fn split_tail(token: &[u8], length: usize) -> Option<(&[u8], &[u8])> {
    if token.len() <= length {
        return None;
    }
    token.split_at_checked(token.len() - length)
}

/// SaladCloud: only what follows the last underscore is covered.
pub(super) fn crc62_after_last(token: &[u8]) -> bool {
    let body = token.rsplit(|b| *b == b'_').next().unwrap_or(token);
    split_tail(body, 6).is_some_and(|(covered, tail)| crc62(covered).as_bytes() == tail)
}

/// Deno: the prefix is covered too.
pub(super) fn crc62_whole(token: &[u8]) -> bool {
    split_tail(token, 6).is_some_and(|(covered, tail)| crc62(covered).as_bytes() == tail)
}

/// Apify: the prefix is covered, and lower case counts before upper case.
pub(super) fn crc62_lower_whole(token: &[u8]) -> bool {
    split_tail(token, 6).is_some_and(|(covered, tail)| crc62_lower(covered).as_bytes() == tail)
}

/// Atlassian and Bitbucket: all before the last eight, which are upper-case hex.
pub(super) fn crc_hex_upper(token: &[u8]) -> bool {
    split_tail(token, 8).is_some_and(|(covered, tail)| crc_hex(covered).to_ascii_uppercase().as_bytes() == tail)
}

/// Cloudflare and Zuplo: the body behind the prefix; Zuplo sets an underscore before the hex digits.
pub(super) fn crc_hex_body(token: &[u8]) -> bool {
    let body = token.splitn(2, |b| *b == b'_').last().unwrap_or(token);
    split_tail(body, 8).is_some_and(|(body, tail)| {
        let covered = body.strip_suffix(b"_").unwrap_or(body);
        crc_hex(covered).as_bytes() == tail
    })
}

/// Grafana service accounts: all before the last underscore, and the bytes are turned round.
pub(super) fn crc_hex_little_end(token: &[u8]) -> bool {
    split_tail(token, 8).is_some_and(|(covered, tail)| {
        covered.strip_suffix(b"_").is_some_and(|covered| crc_hex_little(covered).as_bytes() == tail)
    })
}

/// Confluent's page: the CRC of the 54 characters behind `cflt`, its bytes turned round, in base64.
pub(super) fn crc_base64_tail(token: &[u8]) -> bool {
    token
        .strip_prefix(b"cflt")
        .and_then(|body| split_tail(body, 6))
        .is_some_and(|(covered, tail)| covered.len() == 54 && crc_base64(covered).as_bytes() == tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = fn(&[u8]) -> bool;

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
        holds_and_breaks(&token, is_routable);
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

    #[test]
    fn the_other_variants() {
        let table: [(&str, &str, Check); 9] = [
            ("vc", "p_sCt92gATGHh8yUOnuV1jhxDtpCXqQva9OhTrg1qYklOGnlI1kA2Y5k8F", crc62_after_prefix),
            ("salad_cl", "oud_user_4KoN8PulKISDt2Jq7B6INzDEvalJvG1QNeeaJFBrr9u3sA7eu", crc62_after_last),
            ("AT", "BBxBoWYu1H9Ms5n9djsm7b5Crj30F69722", crc_hex_upper),
            ("cfu", "t_ZZYrN4BihsM9oPB7Bpu3AzTsVmgTUjFzTfZH1y26506992ff", crc_hex_body),
            ("gls", "a_ONswbzyLlWet4KzI3l37KDonfQpLcd2Z_2c2a2264", crc_hex_little_end),
            ("dd", "p_jUJtznwM6kMkcSfAtDwTOLVmUi9STa2ZpVL0", crc62_whole),
            ("apify_a", "pi_4GNhzTvKAVlW5iYfYaLQzps0dIdVZl4p7Dx8", crc62_lower_whole),
            ("zpk", "a_1wr6oyybbt9ozbb4swh7slncgatrqa5k_c46ac23e", crc_hex_body),
            ("cfl", "toTI+ROnTcy078rqsfMvpjVx8kRI5GjLbhMChPJxeaBNQXL/5KMQWS6XN7V9w", crc_base64_tail),
        ];
        for (a, b, check) in table {
            holds_and_breaks(&joined(a, b), check);
        }
        let atlassian = joined(
            "ATAT",
            "T3xFfGF0G6mIhmNZ140kNwosU3Z7BH6n0wVzi7MbjJpGkFR9gG97O7_KFVxI3VUH7mC3AOQQvVOea-a97_G4Jq1MoMJ7JB7Uun1E-a98LAQvImFZHaSfNy2zDWGpiH9OK2OEkPy3djwcZSTmE1nkXcFzeBSdH9VjOzUUoTQBt61xYiIrsds=ECB012C6",
        );
        assert_eq!(atlassian.len(), 192);
        holds_and_breaks(&atlassian, crc_hex_upper);
    }
}
