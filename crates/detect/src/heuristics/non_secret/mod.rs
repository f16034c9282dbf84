//! Values that are not secrets, whatever their name, and contexts that make a value harmless.
//!
//! By the value alone: [`is_public`] (publishable keys, hashes, ciphertext, public keys, ids), [`is_reference`],
//! [`is_structured`] (dates, versions, names of models and images), [`is_common`] and [`plain_text`] (words). By its
//! context: [`is_harmless_in_context`].

mod ciphertext;
mod files;
mod hashes;
mod ids;
mod known_answer;
mod links;
mod place;
mod public_keys;
mod release;
mod spelled;
mod structured;

use crate::public;

/// Is a value harmless by itself, whatever its name: public, encrypted, a reference, composed of names?
pub(crate) fn is_harmless_value(value: &[u8], quoted: bool) -> bool {
    value.is_empty() || is_public(value) || is_reference(value, quoted) || is_structured(value)
}

pub(crate) use self::ids::is_pool;
pub(super) use self::known_answer::is_known_answer;
pub(crate) use self::links::is_public_link;
pub(super) use self::place::is_harmless_in_context;
pub(crate) use self::release::is_name as is_released_name;
pub(super) use self::spelled::{contains_stand_in, is_common, plain_text};
pub(super) use self::structured::{is_reference, is_structured};

/// The value without a `=` before it, which remains where no assignment was read: `=Ov23...`.
fn without_sign(value: &[u8]) -> &[u8] {
    value.strip_prefix(b"=").unwrap_or(value)
}

/// Is the value public by design, or useless to an attacker: a public key, a hash, ciphertext, an id?
pub(super) fn is_public(value: &[u8]) -> bool {
    let value = without_sign(value);
    public::is_public(value)
        || hashes::is_one(value)
        || ciphertext::is_one(value)
        || public_keys::is_one(value)
        || ids::is_one(value)
        || files::is_one(value)
}
