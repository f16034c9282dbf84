//! Is a literal under a secret-like name a secret, by its look alone?

use super::assignment::Value;
use super::form;
use super::harmless::{is_common, is_public, is_reference, is_structured, plain_text};
use super::name::Kind;
use super::noise;
use crate::detect::placeholder;
use crate::detect::wordness::randomness;

/// Bits of randomness that a machine-made value has at least (see [`randomness`]): by chance 1 in 100 of 16 letters and
/// digits has fewer, and 1 in 500 words and identifiers of that length has more.
const SECRET_BITS: f64 = 12.0;
/// A password is shorter.
const PASSWORD_BITS: f64 = 6.0;
/// One of letters only.
const LETTERS_BITS: f64 = 9.0;
/// What each sign that is no letter or digit adds to a password.
const SIGN_BITS: f64 = 1.5;
/// Without a secret-like name, only a service's.
const BARE_BITS: f64 = 24.0;

/// Shortest values, in bytes.
const SHORTEST_PASSWORD: usize = 6;
const SHORTEST_SECRET: usize = 10;
const SHORTEST_BARE: usize = 20;
/// Fewer hex digits are an id.
const SHORTEST_HEX: usize = 20;

/// Is the value a secret of this kind? One that has a known form of the service (`formed`) need not look random.
pub(super) fn judge(text: &[u8], value: &Value, kind: Kind, formed: bool) -> bool {
    let bytes = &text[value.span.clone()];
    if is_cut(&text[value.span.end..]) {
        return false;
    }
    // What is only wrapped is judged by what is in it.
    plain_text(bytes).map_or_else(
        || is(bytes, value.quoted, kind, formed),
        |plain| is(plain.trim_ascii(), true, if kind == Kind::Password { kind } else { Kind::Secret }, false),
    )
}

fn is(bytes: &[u8], quoted: bool, kind: Kind, formed: bool) -> bool {
    if bytes.is_empty() || is_public(bytes) {
        return false;
    }
    if kind == Kind::Password && form::is_app_password(bytes) {
        return true;
    }
    if quoted && matches!(kind, Kind::Password | Kind::Secret) && noise::is(bytes) {
        return matches!(placeholder::reason(bytes), None | Some(placeholder::Reason::Reference));
    }
    if !bytes.iter().all(u8::is_ascii_graphic) || is_reference(bytes, quoted) {
        return false;
    }
    let fits = match kind {
        _ if formed => distinct(bytes) >= 7 && !is_structured(bytes),
        Kind::Password => is_password(bytes),
        Kind::Secret => is_secret(bytes, SHORTEST_SECRET, SECRET_BITS),
        Kind::Weak => is_secret(bytes, SHORTEST_BARE, BARE_BITS),
        Kind::Harmless => false,
    };
    let fits = fits || (kind != Kind::Harmless && has_random_part(bytes, kind));
    fits && placeholder::reason(bytes).is_none()
}

/// A prefix and a random part, an id and a secret: the random part decides.
fn has_random_part(value: &[u8], kind: Kind) -> bool {
    let (shortest, bits) = if kind == Kind::Weak { (SHORTEST_BARE, BARE_BITS) } else { (SHORTEST_SECRET, SECRET_BITS) };
    form::body(value).is_some_and(|form| is_secret(&value[form.body], shortest, bits))
}

/// `ab12...`: the rest was left out.
fn is_cut(after: &[u8]) -> bool {
    after.starts_with(b"...") || after.starts_with("…".as_bytes())
}

/// A token with the look of chance.
fn is_secret(value: &[u8], shortest: usize, bits: f64) -> bool {
    let token = value.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=_-.~".contains(b));
    let body = value;
    let hex = body.iter().all(u8::is_ascii_hexdigit);
    let letters = body.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let digits = body.iter().filter(|b| b.is_ascii_digit()).count();
    token
        && body.len() >= if hex { shortest.max(SHORTEST_HEX) } else { shortest }
        && letters >= 2
        && (digits > 0 || has_humps(body))
        && distinct(body) >= 7.min(body.len())
        && !is_structured(body)
        && (is_uuid(body) || (randomness(body) >= bits && (randomness(body) >= BARE_BITS || !is_common(body))))
}

/// A word that no dictionary holds, with figures or signs in it.
fn is_password(value: &[u8]) -> bool {
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let signs = value.iter().filter(|b| b.is_ascii_punctuation() && !b"_-.".contains(b)).count();
    if value.len() < SHORTEST_PASSWORD || value.len() > 128 || letters < 2 || is_structured(value) {
        return false;
    }
    #[allow(clippy::cast_precision_loss)] // a few signs
    let bits = randomness(value) + SIGN_BITS * signs as f64;
    let least = if digits + signs > 0 || has_humps(value) { PASSWORD_BITS } else { LETTERS_BITS };
    bits >= least && (bits >= BARE_BITS || !is_common(value))
}

/// Capitals amid small letters more often than words have them.
fn has_humps(value: &[u8]) -> bool {
    value.windows(2).filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase()).count() >= 2
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
