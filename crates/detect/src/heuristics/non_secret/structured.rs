//! Values composed of names by a program, and references: dates, versions, paths, lists, variables.

use akguard_common::bytes;

use super::release;
use crate::randomness::randomness;

/// A part with fewer bits of randomness is a name.
const NAME_BITS: f64 = 12.0;

/// No path has this many bits.
const SURE_BITS: f64 = 36.0;

/// Is the value read from elsewhere: a variable, a call, a path, an address?
pub(in crate::heuristics) fn is_reference(value: &[u8], quoted: bool) -> bool {
    let find = |what: &[u8]| bytes::find_text(what, value).is_some();
    // One in 64 values in base64 begins with a slash.
    if value[0] == b'/' && value.len() >= 20 && !value.contains(&b'.') && randomness(value) >= SURE_BITS {
        return false;
    }
    find(b"://")
        || value.starts_with(b"urn:")
        || find(b"\\u")
        || value.starts_with(b"**")
        || find(b"${")
        || find(b"#{")
        || find(b"{{")
        || find(b"$(")
        || find(b"%s")
        || find(b"%d")
        || find(b"%v")
        || find(b"()")
        || (value.contains(&b'{') && value.contains(&b'}'))
        || b"$/~.*<@&%#\\".contains(&value[0]) && (!quoted || b"/$<%".contains(&value[0]))
        || (!quoted && is_dotted(value))
        || value.starts_with(b"./")
        || value.starts_with(b"../")
}

/// `config.auth.token`: two names or more with dots between them.
fn is_dotted(value: &[u8]) -> bool {
    let is_name = |part: &[u8]| part.first().is_some_and(u8::is_ascii_alphabetic) && randomness(part) < NAME_BITS;
    value.contains(&b'.') && value.split(|b| *b == b'.').map(|part| usize::from(is_name(part))).sum::<usize>() >= 2
}

/// Is the value composed of short parts: a date, a version, an address, a list, the name of a file?
pub(in crate::heuristics) fn is_structured(value: &[u8]) -> bool {
    let numeric = value.iter().all(|b| b.is_ascii_digit() || b".,:-+/_xTZ%".contains(b));
    // `a-zA-Z0-9_`
    let class = || bytes::find_text(b"a-z", value).is_some() || bytes::find_text(b"A-Z", value).is_some();
    // `178:bad password`
    let numbered = || bytes::find(b':', value).is_some_and(|i| i > 0 && value[..i].iter().all(u8::is_ascii_digit));
    // `0x0009005a`
    let number = || value.starts_with(b"0x") && value.len() <= 18;
    numeric
        || numbered()
        || number()
        || class()
        || has_escapes(value)
        || is_mail(value)
        || is_constant(value)
        || is_of_short_parts(value)
        || is_path_or_list(value)
        || is_file_name(value)
        || release::is_name(value)
}

/// The parts of a value between its separators.
fn parts(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|b| b"-_.:/ ,@".contains(b)).filter(|part| !part.is_empty())
}

/// Two bytes or more escaped as in URLs: `%2F`.
fn has_escapes(value: &[u8]) -> bool {
    let is_escape = |window: &[u8]| window[0] == b'%' && window[1..].iter().all(u8::is_ascii_hexdigit);
    let mut escapes = value.windows(3).map(is_escape);
    escapes.any(|is_escape| is_escape) && escapes.any(|is_escape| is_escape)
}

fn is_mail(value: &[u8]) -> bool {
    let Some(at) = bytes::find(b'@', value) else { return false };
    let Some(dot) = bytes::find_last(b'.', value) else { return false };
    at > 0 && dot > at + 1 && value[dot + 1..].iter().all(u8::is_ascii_alphabetic)
}

/// `INFO_6`, `RSA-OAEP-10`, `TR31_M1_ISO_9797_1_MAC_KEY`
fn is_constant(value: &[u8]) -> bool {
    let is_upper = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"_-".contains(b);
    let has_underscore = value.contains(&b'_');
    if !(has_underscore || value.contains(&b'-')) || !value.iter().all(is_upper) {
        return false;
    }
    (has_underscore && parts(value).count() >= 4) || (value.len() < 36 && randomness(value) < 16.0)
}

fn is_of_short_parts(value: &[u8]) -> bool {
    // `1.2.3-rc1`
    let version = || value.contains(&b'.') && value.len() < 24 && parts(value).all(|part| part.len() <= 4);
    // `BOB_cf_c2pnb163`
    let label = || {
        value.len() >= 12
            && parts(value).count() >= 2
            && parts(value).all(|part| part.len() <= 9)
            && randomness(value) < 24.0
    };
    // `RSA-OAEP-10`
    let is_plain = |part: &[u8]| part.iter().all(u8::is_ascii_alphabetic) || part.iter().all(u8::is_ascii_digit);
    let name = || value.len() < 24 && parts(value).count() >= 3 && parts(value).all(is_plain);
    version() || name() || label()
}

/// Two words or more in a path, or words as at least half of three parts or more.
fn is_path_or_list(value: &[u8]) -> bool {
    let mut words = 0;
    let mut total = 0;
    for part in parts(value) {
        total += 1;
        let is_word = part.len() >= 3 && part.iter().all(u8::is_ascii_alphabetic) && randomness(part) < 6.0;
        words += usize::from(is_word);
    }
    (words >= 2 && bytes::count(b'/', value) >= 2) || (total >= 3 && words * 2 >= total)
}

/// `secret.key.pem`: the name of a file with its extension.
fn is_file_name(value: &[u8]) -> bool {
    if value.len() <= 4 {
        return false;
    }
    let Some(dot) = bytes::find_last(b'.', value) else { return false };
    let extension = &value[dot + 1..];
    (2..=4).contains(&extension.len())
        && extension.iter().all(u8::is_ascii_lowercase)
        && randomness(&value[..dot]) < 20.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_versions_and_names_of_files() {
        assert!(is_of_short_parts(b"1.2.3-rc1") && is_of_short_parts(b"RSA-OAEP-10"));
        assert!(is_of_short_parts(b"BOB_cf_c2pnb163") && !is_of_short_parts(b"Xk7pQ2vLm_Tz4Rw8Yb3_Cd5Fg6Hj"));
        assert!(!is_of_short_parts(b"1.2.3-rc123"));
        assert!(is_file_name(b"secret.key.pem") && is_file_name(b"a.yaml"));
        assert!(!is_file_name(b".pem") && !is_file_name(b"secret.p") && !is_file_name(b"Xk7pQ2vLm9Tz4Rw8.pem"));
    }

    #[test]
    fn references_by_their_marks() {
        for value in [
            "a://b", "urn:x", "a\\u0041", "**", "a${b", "a#{b", "a{{b", "a$(b", "a%sb", "a%db", "a%vb", "a()b", "a{b}",
            "./a", "../a",
        ] {
            assert!(is_reference(value.as_bytes(), true), "{value}");
        }
        assert!(is_reference(b"config.auth.token", false) && !is_reference(b"config.auth.token", true));
        assert!(!is_reference(b"Xk7pQ2vLm9Tz4Rw8", false));
        assert!(!is_reference(b"/Xk7pQ2vLm9Tz4Rw8Yb3nCd5", true));
    }

    #[test]
    fn structures_and_what_only_resembles_them() {
        for value in [
            "178:bad password",
            "0x0009005a",
            "a-zA-Z0-9_",
            "a%2Fb%3D",
            "someone@example.org",
            "INFO_6",
            "1.2.3-rc1",
            "RSA-OAEP-10",
            "secret.key.pem",
            "2026-12-01T10:00:00Z",
        ] {
            assert!(is_structured(value.as_bytes()), "{value}");
        }
        for value in [
            ":Xk7pQ2vLm9Tz4Rw8Yb3n",
            "0xXk7pQ2vLm9Tz4Rw8Yb3nCd5",
            "Xk7pQ2vLm9Tz4%2FRw8Yb3nCd5",
            "0f3a9c71be420f3a9c71be42",
            "Xk7pQ2@Lm9Tz4.Rw8Yb3n",
            "@Xk7pQ2vLm9Tz4.de",
            "Xk7pQ2vLm9Tz4Rw8.key2",
        ] {
            assert!(!is_structured(value.as_bytes()), "{value}");
        }
    }
}
