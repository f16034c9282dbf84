//! Values that a program has put together from names, or that lead elsewhere: references, dates, versions, paths, lists.

use akguard_common::bytes;

use super::release;
use crate::randomness::randomness;

/// Like `SECRET_BITS` of a value: a part with fewer is a name.
const NAME_BITS: f64 = 12.0;

/// No path has so many.
const SURE_BITS: f64 = 36.0;

/// A variable, a call, a path, an address: read from elsewhere.
pub(in crate::heuristics) fn is_reference(value: &[u8], quoted: bool) -> bool {
    let find = |what: &[u8]| bytes::find_text(what, value).is_some();
    // One in 64 values in base64 begins with a slash.
    if value[0] == b'/' && value.len() >= 20 && !value.contains(&b'.') && randomness(value) >= SURE_BITS {
        return false;
    }
    let name = |part: &[u8]| part.first().is_some_and(u8::is_ascii_alphabetic) && randomness(part) < NAME_BITS;
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
        || (!quoted && value.contains(&b'.') && value.split(|b| *b == b'.').filter(|part| name(part)).count() >= 2)
        || value.starts_with(b"./")
        || value.starts_with(b"../")
}

/// A date, a version, an address, a list, a name of a file: made of short parts by a rule.
pub(in crate::heuristics) fn is_structured(value: &[u8]) -> bool {
    let numeric = value.iter().all(|b| b.is_ascii_digit() || b".,:-+/_xTZ%".contains(b));
    let mail = bytes::find(b'@', value).is_some_and(|at| {
        at > 0
            && bytes::find_last(b'.', value)
                .is_some_and(|dot| dot > at + 1 && value[dot + 1..].iter().all(u8::is_ascii_alphabetic))
    });
    let parts = || value.split(|b| b"-_.:/ ,@".contains(b)).filter(|part| !part.is_empty());
    let words = parts()
        .filter(|part| part.len() >= 3 && part.iter().all(u8::is_ascii_alphabetic) && randomness(part) < 6.0)
        .count();
    let path = value.iter().filter(|b| **b == b'/').count() >= 2 && words >= 2;
    let list = parts().count() >= 3 && words * 2 >= parts().count();
    // `a-zA-Z0-9_`
    let class = bytes::find_text(b"a-z", value).is_some() || bytes::find_text(b"A-Z", value).is_some();
    let extension = value.len() > 4
        && bytes::find_last(b'.', value).is_some_and(|dot| {
            let end = &value[dot + 1..];
            (2..=4).contains(&end.len()) && end.iter().all(u8::is_ascii_lowercase) && randomness(&value[..dot]) < 20.0
        });
    // `1.2.3-rc1`
    let version = value.contains(&b'.') && value.len() < 24 && parts().all(|part| part.len() <= 4);
    // `178:bad password`, `0x0009005a`
    let numbered = bytes::find(b':', value).is_some_and(|i| i > 0 && value[..i].iter().all(u8::is_ascii_digit));
    let number = value.starts_with(b"0x") && value.len() <= 18;
    let escapes = value.windows(3).filter(|w| w[0] == b'%' && w[1..].iter().all(u8::is_ascii_hexdigit)).count() >= 2;
    // `BOB_cf_c2pnb163v1`
    let label =
        parts().count() >= 2 && parts().all(|part| part.len() <= 9) && randomness(value) < 24.0 && value.len() >= 12;
    // `INFO_6`, `RSA-OAEP-10`
    let upper = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"_-".contains(b);
    let constant = (value.contains(&b'_') || value.contains(&b'-'))
        && value.len() < 36
        && value.iter().all(upper)
        && randomness(value) < 16.0;
    // `RSA-OAEP-10`
    let is_plain = |part: &[u8]| part.iter().all(u8::is_ascii_alphabetic) || part.iter().all(u8::is_ascii_digit);
    let name_of_parts = value.len() < 24 && parts().count() >= 3 && parts().all(is_plain);
    // `TR31_M1_ISO_9797_1_MAC_KEY`
    let long_constant = value.contains(&b'_') && value.iter().all(upper) && parts().count() >= 4;
    constant
        || long_constant
        || name_of_parts
        || release::is_name(value)
        || numeric
        || numbered
        || number
        || escapes
        || label
        || version
        || mail
        || path
        || list
        || class
        || extension
}
