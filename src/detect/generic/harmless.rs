//! Values that are no secrets, whatever their name: public halves, hashes, references, structured text, common passwords.

use data_encoding::{BASE64, BASE64_NOPAD};

use crate::bytes;
use crate::detect::wordness::randomness;

/// Heads of values that are public by design, or hashes, or keys that are half of a pair.
const PUBLIC_HEADS: &[&str] = &[
    "pk_",
    "pk-",
    "pk.",
    "tk.",
    "phc_",
    "sb_publishable_",
    "pub-c-",
    "sub-c-",
    "pub",
    "mob-",
    "sq0idp-",
    "FLWPUBK",
    "xnd_public_",
    "rzp_",
    "Iv1.",
    "Iv23",
    "mdb_sa_id_",
    "pubkey-",
    "ssh-",
    "ecdsa-",
    "AAAAB3",
    "AAAAC3",
    "age1",
    "$2a$",
    "$2b$",
    "$2y$",
    "$argon2",
    "$6$",
    "$5$",
    "$1$",
    "{SSHA}",
    "sha256",
    "sha384",
    "sha512",
    "pbkdf2",
    "SCRAM-SHA-",
    "MFkwEwYHKoZI",
    "MHYwEAYHKoZI",
    "MIGbMBAGByqG",
    "MIIBIjANBgkq",
    "MIICIjANBgkq",
    "MIGfMA0GCSqG",
    "MCowBQYDK2V",
    "hexsecret:",
    "hexkey:",
    "hex:",
];

/// Up to this length a password is judged by its word too, in bytes.
const SHORT: usize = 8;
/// A value with the figures put back to letters that has fewer bits of randomness is a word.
const WORD_BITS: f64 = 3.0;
/// Shorter text in base64 decodes to text by chance, in bytes.
const SHORTEST_BASE64: usize = 16;
/// Like `SECRET_BITS` of a value: a part with fewer is a name.
const NAME_BITS: f64 = 12.0;

/// Words that people choose to stand for a password in tests and manuals, after figures for letters are put back.
const COMMON: &[&str] = &[
    "password",
    "passwd",
    "passw",
    "secret",
    "admin",
    "test",
    "guest",
    "user",
    "root",
    "letmein",
    "welcome",
    "qwerty",
    "changeit",
    "hunter",
    "demo",
    "default",
    "abcd",
    "pass",
    "login",
    "example",
    "monkey",
    "dragon",
    "master",
    "mysql",
    "postgres",
    "redis",
    "mongo",
    "foobar",
    "hello",
    "world",
    "temp",
    "asdf",
    "correct",
    "wrong",
    "valid",
    "super",
    "mypass",
    "qaz",
    "token",
    "trustno",
    "qwe",
    "1qaz",
    "qiwe",
    "asd",
    "zxc",
    "iqaz",
    "aibic",
    "sekr",
    "g0ph",
    "goph",
    "foo",
    "bar",
    "wachtwo",
    "wachtwoord",
    "passwort",
    "kennwo",
    "contras",
    "senha",
    "parola",
    "haslo",
    "heslo",
    "motdepasse",
    "sifre",
    "psk",
];

/// `P@ssw0rd1!` is `password` again.
pub(super) fn is_common(value: &[u8]) -> bool {
    let plain: Vec<u8> = value
        .iter()
        .map(|b| match b.to_ascii_lowercase() {
            b'0' => b'o',
            b'1' | b'!' => b'i',
            b'3' => b'e',
            b'4' | b'@' => b'a',
            b'5' | b'$' => b's',
            b'7' => b't',
            other => other,
        })
        .collect();
    let short = value.len() <= SHORT && randomness(&plain) < WORD_BITS;
    short || COMMON.iter().any(|word| bytes::find_text(word.as_bytes(), &plain).is_some())
}

/// The text in base64 of text: `cGFzc3dvcmQ=`. Twelve random bytes are printable once in 140,000.
pub(super) fn plain_text(value: &[u8]) -> Option<Vec<u8>> {
    if value.len() < SHORTEST_BASE64 || value.len() % 4 == 1 {
        return None;
    }
    let padded = value.ends_with(b"=");
    let plain = if padded { BASE64.decode(value) } else { BASE64_NOPAD.decode(value) }.ok()?;
    plain.iter().all(|b| b.is_ascii_graphic() || b" \n\r\t".contains(b)).then_some(plain)
}

pub(super) fn is_public(value: &[u8]) -> bool {
    PUBLIC_HEADS.iter().any(|head| value.starts_with(head.as_bytes()))
}

/// A variable, a call, a path, an address: read from elsewhere.
pub(super) fn is_reference(value: &[u8], quoted: bool) -> bool {
    let find = |what: &[u8]| bytes::find_text(what, value).is_some();
    let name = |part: &[u8]| part.first().is_some_and(u8::is_ascii_alphabetic) && randomness(part) < NAME_BITS;
    find(b"://")
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
pub(super) fn is_structured(value: &[u8]) -> bool {
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
    // `INFO_6`
    let upper = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
    let constant = value.contains(&b'_') && value.iter().all(upper) && randomness(value) < 16.0;
    constant
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
