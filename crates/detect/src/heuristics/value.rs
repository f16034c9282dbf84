//! Is a literal under a secret-like name a secret? Decided by the look of the literal alone.

use std::ops::Range;

use super::assignment::Literal;
use super::chosen::{is_chosen, is_joined_words, is_letters};
use super::form;
use super::grade::Shape;
use super::name::NameKind;
use super::noise;
use super::non_secret::{is_common, is_public, is_reference, is_structured, plain_text};
use super::uuid::is_uuid;
use crate::placeholder::{self, count, distinct};
use crate::randomness::randomness;

/// Minimum bits of randomness of a machine-made value (see [`randomness`]): 1 in 100 random values of 16 letters and
/// digits has fewer, and 1 in 500 words and identifiers of that length has more.
const SECRET_BITS: f64 = 12.0;
/// The minimum for a password, which may be shorter.
const PASSWORD_BITS: f64 = 6.0;
/// The minimum for a password of letters only.
const LETTERS_BITS: f64 = 9.0;
/// Bits that each punctuation character adds to a password.
const SIGN_BITS: f64 = 1.5;
/// The minimum where the name is not secret-like, for example only the name of a service.
const BARE_BITS: f64 = 24.0;

/// Passwords that people choose have fewer bits.
const CHOSEN_BITS: f64 = 15.0;
/// Letters of one case with fewer bits are a name.
const SURE_BITS: f64 = 36.0;
/// Minimum bits counted for each digit of a hexadecimal value that has been accepted as a secret.
const HEX_BITS: f64 = 0.75;

/// Minimum length of a password, in bytes.
const MIN_PASSWORD: usize = 6;
/// Minimum length under a secret-like name, and under another one, in bytes.
const MIN_SECRET: usize = 10;
const MIN_BARE: usize = 20;
/// Fewer hexadecimal digits are an id.
const MIN_HEX: usize = 20;

/// What a possible secret looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub(super) shape: Shape,
    /// See [`randomness`].
    pub(super) bits: f64,
    /// Composed as credentials are, with words or an id before a random part. Bits and shape are those of that part.
    pub(super) joined: bool,
}

impl Look {
    fn new(value: &[u8], shape: Shape, joined: bool) -> Self {
        let bits = randomness(value) + sign_bits(value);
        // The model of words underestimates hexadecimal digits, so each of them counts for some bits.
        #[allow(clippy::cast_precision_loss)] // lengths of tokens
        let least = if shape == Shape::Hex { HEX_BITS * value.len() as f64 } else { bits };
        Self { shape, bits: bits.max(least), joined }
    }
}

/// The look of a value that may be a secret of this kind. A value in a known form of the service (`formed`) need not look
/// random.
pub(super) fn assess(text: &[u8], value: &Literal, kind: NameKind, formed: bool) -> Option<Look> {
    let bytes = &text[value.span.clone()];
    if is_cut(&text[value.span.end..]) {
        return None;
    }
    // Text in base64 is classified by the decoded text.
    let Some(plain) = plain_text(bytes) else {
        return look(bytes, value.quoted, kind, formed);
    };
    let kind = if kind == NameKind::Password { kind } else { NameKind::Secret };
    let plain = plain.trim_ascii();
    let look = look(plain, true, kind, false)?;
    // Lower-case letters alone are a manual's sample or a default of the program.
    if look.shape == Shape::Words && is_letters(plain) { None } else { Some(look) }
}

fn look(bytes: &[u8], quoted: bool, kind: NameKind, formed: bool) -> Option<Look> {
    if bytes.is_empty() || is_public(bytes) {
        return None;
    }
    if kind == NameKind::Password && form::is_app_password(bytes) {
        // Nothing else has this form, so it weighs as much as punctuation does.
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
    // A value of short parts may still be random, except words joined by `-` or `_`.
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

/// What punctuation adds to the bits of a password.
#[allow(clippy::cast_precision_loss)] // a few bytes
fn sign_bits(value: &[u8]) -> f64 {
    SIGN_BITS * count(value, |b| b.is_ascii_punctuation() && !b"_-.".contains(b)) as f64
}

/// The random part of a value with a prefix or an id before it, if that part alone is a secret.
fn random_part(value: &[u8], kind: NameKind) -> Option<Range<usize>> {
    if kind == NameKind::Harmless || noise::contains_field(value) {
        return None;
    }
    let span = form::random_part(value)?.span;
    let part = &value[span.clone()];
    let is_random = match kind {
        NameKind::Weak => is_secret(part, MIN_BARE, BARE_BITS),
        _ => is_secret(part, MIN_SECRET, SECRET_BITS),
    };
    let is_noise = || kind == NameKind::Password && noise::is(part) && !is_reference(part, true);
    (is_random || is_noise()).then_some(span)
}

/// `ab12...`: the rest was left out.
fn is_cut(after: &[u8]) -> bool {
    after.starts_with(b"...") || after.starts_with("…".as_bytes())
}

/// Does a token look random?
fn is_secret(value: &[u8], min_length: usize, min_bits: f64) -> bool {
    let is_token = value.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=_-.~".contains(b));
    let is_hex = value.iter().all(u8::is_ascii_hexdigit);
    let letters = count(value, u8::is_ascii_alphabetic);
    let digits = count(value, u8::is_ascii_digit);
    let has_bits = || randomness(value) >= min_bits && (randomness(value) >= BARE_BITS || !is_common(value));
    is_token
        && value.len() >= if is_hex { min_length.max(MIN_HEX) } else { min_length }
        && letters >= 2
        && (digits > 0 || has_case_changes(value) || randomness(value) >= SURE_BITS)
        && distinct(value) >= 7.min(value.len())
        && !is_structured(value)
        && (is_uuid(value) || has_bits())
}

/// Does it look like no word, or like a word with digits or punctuation in it?
fn is_password(value: &[u8]) -> bool {
    let letters = count(value, u8::is_ascii_alphabetic);
    let digits = count(value, u8::is_ascii_digit);
    let signs = sign_bits(value);
    if value.len() < MIN_PASSWORD || value.len() > 128 || letters < 2 || is_structured(value) {
        return false;
    }
    let bits = randomness(value) + signs;
    let least = if digits > 0 || signs > 0.0 || has_case_changes(value) { PASSWORD_BITS } else { LETTERS_BITS };
    bits >= least && (bits >= BARE_BITS || !is_common(value))
}

/// Does an upper-case letter follow a lower-case one at least twice?
fn has_case_changes(value: &[u8]) -> bool {
    let mut changes = value.windows(2).map(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    changes.any(|is_change| is_change) && changes.any(|is_change| is_change)
}

#[cfg(test)]
mod tests;
