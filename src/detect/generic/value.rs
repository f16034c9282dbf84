//! Is a literal under a secret-like name a secret, by its look alone?

use super::assignment::Value;
use super::name::Kind;
use crate::detect::placeholder;
use crate::detect::wordness::randomness;

/// Bits of randomness that a machine-made value has at least (see [`randomness`]): by chance 1 in 100 of 16 letters and
/// digits has fewer, and 1 in 500 words and identifiers of that length has more.
const SECRET_BITS: f64 = 12.0;
/// A password is shorter.
const PASSWORD_BITS: f64 = 8.0;
/// What each sign that is no letter or digit adds to a password.
const SIGN_BITS: f64 = 1.5;
/// Without a secret-like name, only a service's.
const BARE_BITS: f64 = 24.0;

/// Shortest values, in bytes.
const SHORTEST_PASSWORD: usize = 6;
const SHORTEST_SECRET: usize = 10;
const SHORTEST_BARE: usize = 20;

/// Heads of values that are public by design, or hashes, or keys that are half of a pair.
const PUBLIC_HEADS: [&str; 35] = [
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
];

/// Words that people choose to stand for a password in tests and manuals, after figures for letters are put back.
const COMMON: [&str; 40] = [
    "password", "passwd", "passw", "secret", "admin", "test", "guest", "user", "root", "letmein", "welcome", "qwerty",
    "changeit", "hunter", "demo", "default", "abcd", "pass", "login", "example", "monkey", "dragon", "master", "mysql",
    "postgres", "redis", "mongo", "foobar", "hello", "world", "temp", "asdf", "correct", "wrong", "valid", "super",
    "mypass", "qaz", "token", "trustno",
];

/// Is the value a secret of this kind? One that has a known form of the service (`formed`) need not look random.
pub(super) fn judge(text: &[u8], value: &Value, kind: Kind, formed: bool) -> bool {
    let bytes = &text[value.span.clone()];
    if bytes.is_empty()
        || !bytes.iter().all(u8::is_ascii_graphic)
        || is_public(bytes)
        || is_reference(bytes, value.quoted)
    {
        return false;
    }
    let fits = match kind {
        _ if formed => distinct(bytes) >= 7 && !is_structured(bytes),
        Kind::Password => is_password(bytes),
        Kind::Secret => is_secret(bytes, SHORTEST_SECRET, SECRET_BITS),
        Kind::Weak => is_secret(bytes, SHORTEST_BARE, BARE_BITS),
        Kind::Harmless => false,
    };
    fits && placeholder::reason(bytes).is_none()
}

/// A token with the look of chance.
fn is_secret(value: &[u8], shortest: usize, bits: f64) -> bool {
    let token = value.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=_-.~".contains(b));
    let body = value.trim_ascii_end();
    let letters = body.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let digits = body.iter().filter(|b| b.is_ascii_digit()).count();
    token
        && body.len() >= shortest
        && letters >= 2
        && (digits > 0 || has_humps(body))
        && distinct(body) >= 7.min(body.len())
        && !is_structured(body)
        && (is_uuid(body) || randomness(body) >= bits)
}

/// A word that no dictionary holds, with figures or signs in it.
fn is_password(value: &[u8]) -> bool {
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let signs = value.iter().filter(|b| b.is_ascii_punctuation()).count();
    if value.len() < SHORTEST_PASSWORD || value.len() > 128 || letters < 2 || is_structured(value) {
        return false;
    }
    #[allow(clippy::cast_precision_loss)] // a few signs
    let bits = randomness(value) + SIGN_BITS * signs as f64;
    (digits > 0 || signs > 0 || has_humps(value) || value.len() >= 8) && bits >= PASSWORD_BITS && !is_common(value)
}

/// Capitals amid small letters more often than words have them.
fn has_humps(value: &[u8]) -> bool {
    value.windows(2).filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase()).count() >= 2
}

/// `P@ssw0rd1!` is `password` again.
fn is_common(value: &[u8]) -> bool {
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
    COMMON.iter().any(|word| memchr::memmem::find(&plain, word.as_bytes()).is_some())
}

fn is_public(value: &[u8]) -> bool {
    PUBLIC_HEADS.iter().any(|head| value.starts_with(head.as_bytes()))
}

/// A variable, a call, a path, an address: read from elsewhere.
fn is_reference(value: &[u8], quoted: bool) -> bool {
    let find = |what: &[u8]| memchr::memmem::find(value, what).is_some();
    let name = |part: &[u8]| part.first().is_some_and(u8::is_ascii_alphabetic) && randomness(part) < SECRET_BITS;
    find(b"://")
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
fn is_structured(value: &[u8]) -> bool {
    let numeric = value.iter().all(|b| b.is_ascii_digit() || b".,:-+/_xTZ%".contains(b));
    let mail = memchr::memchr(b'@', value).is_some_and(|at| {
        at > 0
            && memchr::memrchr(b'.', value)
                .is_some_and(|dot| dot > at + 1 && value[dot + 1..].iter().all(u8::is_ascii_alphabetic))
    });
    let parts = || value.split(|b| b"-_.:/ ,@".contains(b)).filter(|part| !part.is_empty());
    let words = parts()
        .filter(|part| part.len() >= 3 && part.iter().all(u8::is_ascii_alphabetic) && randomness(part) < 6.0)
        .count();
    let path = value.iter().filter(|b| **b == b'/').count() >= 2 && words >= 2;
    let list = parts().count() >= 3 && words * 2 >= parts().count();
    // `a-zA-Z0-9_`
    let class = memchr::memmem::find(value, b"a-z").is_some() || memchr::memmem::find(value, b"A-Z").is_some();
    let extension = value.len() > 4
        && memchr::memrchr(b'.', value).is_some_and(|dot| {
            let end = &value[dot + 1..];
            (2..=4).contains(&end.len()) && end.iter().all(u8::is_ascii_lowercase) && randomness(&value[..dot]) < 20.0
        });
    // `1.2.3-rc1`
    let version = value.contains(&b'.') && value.len() < 24 && parts().all(|part| part.len() <= 4);
    numeric || version || mail || path || list || class || extension
}

pub(super) fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value
            .iter()
            .enumerate()
            .all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() })
}

fn distinct(value: &[u8]) -> usize {
    let mut seen = [false; 256];
    value.iter().for_each(|b| seen[usize::from(*b)] = true);
    seen.iter().filter(|s| **s).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::sample::expand;

    fn is(text: &str, kind: Kind) -> bool {
        judge(text.as_bytes(), &Value { span: 0..text.len(), quoted: true, scheme: None }, kind, false)
    }

    #[test]
    fn random_values_are_secrets() {
        for (kind, template, least) in [
            (Kind::Secret, "{alnum:20}", 97),
            (Kind::Secret, "{hex:32}", 95),
            (Kind::Secret, "{b64:40}", 97),
            (Kind::Secret, "{alnum:8}-{alnum:8}-{alnum:8}", 97),
            (Kind::Password, "{alnum:12}", 90),
            (Kind::Password, "{alnum:4}!{alnum:4}", 80),
        ] {
            let found = (0..100).filter(|seed| is(&expand(template, *seed), kind)).count();
            assert!(found >= least, "{template}: {found} of 100");
        }
    }

    #[test]
    fn words_and_references_are_none() {
        for text in [
            "getAccessTokenSilently",
            "config.auth.token",
            "user-access-token",
            "my-app-secret-name",
            "2024-01-31T10:00:00Z",
            "1.2.3-rc1",
            "application/json",
            "/var/run/secrets/token",
            "dev@acme.dev",
            "$2b$12$abcdefghijklmnopqrstuv",
            "https://acme.dev/a1b2c3",
            "{token}",
            "%s:%s",
            "a-zA-Z0-9_",
            "secret.key.pem",
            "abcdefghijkl",
        ] {
            assert!(!is(text, Kind::Secret), "{text}");
            assert!(!is(text, Kind::Password), "{text}");
        }
        for text in ["P@ssw0rd1!", "password123", "changeme", "Admin123!", "hunter2", "s3cr3t", "correct horse"] {
            assert!(!is(text, Kind::Password), "{text}");
        }
    }
}
