//! Values that are no secrets, whatever their name, and places that make them none.
//!
//! By the value alone: [`is_public`] (publishable keys, hashes, ciphertext, public halves, ids), [`is_reference`],
//! [`is_structured`] (dates, versions, names of models and images), [`is_common`] and [`plain_text`] (words). By what is
//! around it: [`is_placed`].

mod ciphertext;
mod files;
mod hashes;
mod ids;
mod links;
mod place;
mod public_keys;
mod release;
mod spelled;
mod structured;

use crate::public;

/// Is a value harmless by itself, whatever its name: public, sealed, a reference, put together from names?
pub(crate) fn is_harmless_value(value: &[u8], quoted: bool) -> bool {
    value.is_empty() || is_public(value) || is_reference(value, quoted) || is_structured(value)
}

pub(crate) use self::ids::is_pool;
pub(crate) use self::links::is_public_link;
pub(super) use self::place::{is_known_answer, is_placed};
pub(crate) use self::release::is_name as is_released_name;
pub(super) use self::spelled::{holds_stand_in, is_common, plain_text};
pub(super) use self::structured::{is_reference, is_structured};

/// Where no assignment was read, the sign of one may stand before the value: `=Ov23...`.
fn without_sign(value: &[u8]) -> &[u8] {
    value.strip_prefix(b"=").unwrap_or(value)
}

/// Public by design, or of no use to who reads it: the other half of a pair, a hash, ciphertext, an id.
pub(super) fn is_public(value: &[u8]) -> bool {
    let value = without_sign(value);
    public::is_public(value)
        || hashes::is_one(value)
        || ciphertext::is_one(value)
        || public_keys::is_one(value)
        || ids::is_one(value)
        || files::is_one(value)
}
