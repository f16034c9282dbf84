//! Is a literal under a secret-like name a secret, by its look alone?

use std::ops::Range;

use super::assignment::Value;
use super::form;
use super::grade::Shape;
use super::name::NameKind;
use super::noise;
use super::non_secret::{holds_stand_in, is_common, is_public, is_reference, is_structured, plain_text};
use super::uuid::is_uuid;
use crate::placeholder;
use crate::randomness::randomness;

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

/// Words that stand behind the name of a password and are none: of forms, settings and schemas.
const NO_PASSWORDS: &[&[u8]] = &[
    b"required",
    b"optional",
    b"disabled",
    b"enabled",
    b"undefined",
    b"username",
    b"password",
    b"unlimited",
    b"sensitive",
    b"encrypted",
    b"plaintext",
    b"generated",
    b"automatic",
    b"protected",
    b"superuser",
    b"incorrect",
    b"forgotten",
    b"forgotpassword",
    b"mismatch",
    b"expired",
    b"textfield",
    b"inputtext",
    b"credentials",
    b"keychain",
    b"anonymous",
    b"wordpress",
    b"postgres",
    b"rabbitmq",
    b"elasticsearch",
    b"kubernetes",
    b"mongodb",
    b"minioadmin",
    b"passwort",
    b"contrasena",
    b"motdepasse",
    b"wachtwoord",
    b"changeit",
    b"nopassword",
    b"interactive",
    b"environment",
];

/// Passwords that people choose have fewer.
const CHOSEN_BITS: f64 = 15.0;
/// Letters of one case alone are a name with fewer.
const SURE_BITS: f64 = 36.0;
/// Of a hexadecimal digit that has passed as one of a secret, at least.
const HEX_BITS: f64 = 0.75;

/// Shortest values, in bytes.
const MIN_PASSWORD: usize = 6;
/// Of those that people choose, and the longest, in bytes.
const MIN_CHOSEN: usize = 8;
const MAX_CHOSEN: usize = 40;
const MIN_SECRET: usize = 10;
const MIN_BARE: usize = 20;
/// Fewer hex digits are an id.
const MIN_HEX: usize = 20;

/// What a value looks like that may be a secret.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub(super) shape: Shape,
    /// See [`randomness`].
    pub(super) bits: f64,
    /// It is put together as credentials are, with words or an id before a random part; bits and shape are that part's.
    pub(super) joined: bool,
}

impl Look {
    fn new(value: &[u8], shape: Shape, joined: bool) -> Self {
        let bits = randomness(value) + sign_bits(value);
        // Of hexadecimal digits the model knows too little: that they are digits counts, too.
        #[allow(clippy::cast_precision_loss)] // lengths of tokens
        let least = if shape == Shape::Hex { HEX_BITS * value.len() as f64 } else { bits };
        Self { shape, bits: bits.max(least), joined }
    }
}

/// The look of a value that may be a secret of this kind. One that has a known form of the service (`formed`) need not
/// look random.
pub(super) fn judge(text: &[u8], value: &Value, kind: NameKind, formed: bool) -> Option<Look> {
    let bytes = &text[value.span.clone()];
    if is_cut(&text[value.span.end..]) {
        return None;
    }
    // What is only wrapped is judged by what is in it.
    match plain_text(bytes) {
        Some(plain) => {
            let kind = if kind == NameKind::Password { kind } else { NameKind::Secret };
            let plain = plain.trim_ascii();
            // A manual's sample or a default of the program, where it is of small letters alone.
            look(plain, true, kind, false).filter(|look| look.shape != Shape::Words || !is_letters(plain))
        }
        None => look(bytes, value.quoted, kind, formed),
    }
}

fn look(bytes: &[u8], quoted: bool, kind: NameKind, formed: bool) -> Option<Look> {
    if bytes.is_empty() || is_public(bytes) {
        return None;
    }
    if kind == NameKind::Password && form::is_app_password(bytes) {
        // Nothing else looks so: that counts as signs do.
        return Some(Look::new(bytes, Shape::Signs, true));
    }
    if quoted && matches!(kind, NameKind::Password | NameKind::Secret) && noise::is(bytes) {
        let is_none = matches!(placeholder::reason(bytes), None | Some(placeholder::Reason::Reference));
        return is_none.then(|| Look::new(bytes, Shape::Signs, false));
    }
    if !bytes.iter().all(u8::is_ascii_graphic) || is_reference(bytes, quoted) {
        return None;
    }
    let fits = match kind {
        _ if formed => distinct(bytes) >= 7 && !is_structured(bytes),
        NameKind::Password => is_password(bytes),
        NameKind::Secret => is_secret(bytes, MIN_SECRET, SECRET_BITS),
        NameKind::Weak => is_secret(bytes, MIN_BARE, BARE_BITS),
        NameKind::Harmless => false,
    };
    let part = random_part(bytes, kind);
    let is_chosen = || !formed && kind == NameKind::Password && is_chosen(bytes);
    if !(fits || part.is_some() || is_chosen()) || placeholder::reason(bytes).is_some() {
        return None;
    }
    if let Some(part) = part {
        return Some(Look::new(&bytes[part.clone()], shape(&bytes[part]), true));
    }
    let drawn = Look::new(bytes, shape(bytes), false);
    // What is made of short parts may be drawn all the same, but for words with joints.
    if fits || (drawn.bits >= CHOSEN_BITS && !is_joined_words(bytes)) {
        Some(drawn)
    } else {
        Some(Look { shape: Shape::Words, ..drawn })
    }
}

fn shape(value: &[u8]) -> Shape {
    let any = |is: fn(&u8) -> bool| value.iter().any(is);
    let all = |is: fn(&u8) -> bool| value.iter().all(is);
    let is_one_case = !(any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase));
    if is_uuid(value) {
        Shape::Uuid
    } else if all(u8::is_ascii_hexdigit) && is_one_case {
        Shape::Hex
    } else if all(u8::is_ascii_alphabetic) {
        Shape::Letters
    } else if all(u8::is_ascii_alphanumeric) {
        if is_one_case { Shape::OneCase } else { Shape::Mixed }
    } else if all(|b| b.is_ascii_alphanumeric() || b"+/=_-.~".contains(b)) {
        Shape::Joined
    } else {
        Shape::Signs
    }
}

/// What signs add to the bits of a password.
#[allow(clippy::cast_precision_loss)] // a few signs
fn sign_bits(value: &[u8]) -> f64 {
    SIGN_BITS * value.iter().filter(|b| b.is_ascii_punctuation() && !b"_-.".contains(b)).count() as f64
}

/// Words as people choose passwords: with figures or signs (`Sommer2023!`), or two small words joined. Not sure to be one.
fn is_chosen(value: &[u8]) -> bool {
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let has_digits = value.iter().any(u8::is_ascii_digit);
    let has_signs = value.iter().any(|b| b"!@#$%^&*+?".contains(b));
    let is_sized = (MIN_CHOSEN..=MAX_CHOSEN).contains(&value.len());
    // Names, dates and versions are parted by other signs.
    let is_in_one = value.iter().all(u8::is_ascii_alphanumeric) || is_joined_words(value);
    let is_joined = || is_letters(value) && !NO_PASSWORDS.contains(&value);
    is_sized
        && letters >= 3
        && (has_digits || has_signs || is_joined())
        && (has_signs || is_in_one || !is_structured(value))
        && !is_mail(value)
        && !holds_stand_in(value)
}

/// `name@host.tld`: an account, not its password.
fn is_mail(value: &[u8]) -> bool {
    let Some(at) = value.iter().position(|b| *b == b'@') else { return false };
    let host = &value[at + 1..];
    let is_host = host.iter().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(b));
    let top = host.rsplit(|b| *b == b'.').next().unwrap_or(host);
    at > 0
        && is_host
        && top.len() < host.len()
        && (2..=6).contains(&top.len())
        && top.iter().all(u8::is_ascii_alphabetic)
}

/// Is it of small letters alone, or of words joined, which code has for other things more often than settings?
pub(super) fn is_letters(value: &[u8]) -> bool {
    value.iter().all(|b| b.is_ascii_lowercase() || b"-_".contains(b))
}

/// `netbox-admin`, `Sql-Server-2017`: two words or three, the last may be a number.
fn is_joined_words(value: &[u8]) -> bool {
    let parts: Vec<&[u8]> = value.split(|b| b"-_".contains(b)).collect();
    let is_word = |part: &&[u8]| part.len() >= 3 && part.iter().all(u8::is_ascii_alphabetic);
    let is_number = |part: &[u8]| (1..=4).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    let is_worded = |part: &[u8]| part.len() >= 3 && part.iter().all(u8::is_ascii_alphanumeric);
    let last = parts.last().copied().unwrap_or_default();
    // Identifiers are joined by `_` too, and have capitals: `pdb_tdbsam`, `KrbTgt-Link`.
    let is_sure = match value.contains(&b'_') {
        true => last.len() >= 3 && is_number(last),
        false => value.iter().any(u8::is_ascii_digit) || value.iter().all(|b| b.is_ascii_lowercase() || *b == b'-'),
    };
    is_sure
        && (2..=4).contains(&parts.len())
        && parts.iter().any(is_word)
        && parts.iter().enumerate().all(|(i, part)| is_worded(part) || (i > 0 && is_number(part)))
}

/// A prefix and a random part, an id and a secret: the random part decides.
fn random_part(value: &[u8], kind: NameKind) -> Option<Range<usize>> {
    let (shortest, bits) = match kind {
        NameKind::Harmless => return None,
        NameKind::Weak => (MIN_BARE, BARE_BITS),
        NameKind::Password | NameKind::Secret => (MIN_SECRET, SECRET_BITS),
    };
    if noise::holds_field(value) {
        return None;
    }
    let is_one = |body: &[u8]| {
        is_secret(body, shortest, bits) || (kind == NameKind::Password && noise::is(body) && !is_reference(body, true))
    };
    form::body(value).map(|form| form.body).filter(|body| is_one(&value[body.clone()]))
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
        && body.len() >= if hex { shortest.max(MIN_HEX) } else { shortest }
        && letters >= 2
        && (digits > 0 || has_humps(body) || randomness(body) >= SURE_BITS)
        && distinct(body) >= 7.min(body.len())
        && !is_structured(body)
        && (is_uuid(body) || (randomness(body) >= bits && (randomness(body) >= BARE_BITS || !is_common(body))))
}

/// A word that no dictionary holds, with figures or signs in it.
fn is_password(value: &[u8]) -> bool {
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let signs = sign_bits(value);
    if value.len() < MIN_PASSWORD || value.len() > 128 || letters < 2 || is_structured(value) {
        return false;
    }
    let bits = randomness(value) + signs;
    let least = if digits > 0 || signs > 0.0 || has_humps(value) { PASSWORD_BITS } else { LETTERS_BITS };
    bits >= least && (bits >= BARE_BITS || !is_common(value))
}

/// Capitals amid small letters more often than words have them.
fn has_humps(value: &[u8]) -> bool {
    value.windows(2).filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase()).count() >= 2
}

fn distinct(value: &[u8]) -> usize {
    let mut seen = [false; 256];
    value.iter().for_each(|b| seen[usize::from(*b)] = true);
    seen.iter().filter(|s| **s).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    /// Is it a secret by its look, and not a word?
    fn is(text: &str, kind: NameKind) -> bool {
        looks(text, kind).is_some_and(|look| look.shape != Shape::Words)
    }

    fn looks(text: &str, kind: NameKind) -> Option<Look> {
        judge(text.as_bytes(), &Value { span: 0..text.len(), quoted: true, scheme: None }, kind, false)
    }

    #[test]
    fn passwords_that_people_choose_are_words() {
        for text in ["Sommer2023!", "bluehorse77", "Winter_2024!"] {
            assert_eq!(looks(text, NameKind::Password).map(|look| look.shape), Some(Shape::Words), "{text}");
        }
        for text in ["P@ssw0rd1!", "password123", "changeme1", "test1234", "user-password"] {
            assert_eq!(looks(text, NameKind::Password), None, "{text}");
        }
    }

    #[test]
    fn random_values_are_secrets() {
        for (kind, template, least) in [
            (NameKind::Secret, "{alnum:20}", 97),
            (NameKind::Secret, "{hex:32}", 95),
            (NameKind::Secret, "{b64:40}", 97),
            (NameKind::Secret, "{alnum:8}-{alnum:8}-{alnum:8}", 97),
            (NameKind::Password, "{alnum:12}", 90),
            (NameKind::Password, "{alnum:4}!{alnum:4}", 80),
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
            assert!(!is(text, NameKind::Secret), "{text}");
            assert!(!is(text, NameKind::Password), "{text}");
        }
        for text in ["P@ssw0rd1!", "password123", "changeme", "Admin123!", "hunter2", "s3cr3t", "correct horse"] {
            assert!(!is(text, NameKind::Password), "{text}");
        }
    }
}
