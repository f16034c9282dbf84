//! Values that are no secrets, whatever their name, and places that make them none.
//!
//! By the value alone: [`is_public`] (publishable keys, hashes, ciphertext, public halves, ids), [`is_reference`],
//! [`is_structured`] (dates, versions, names of models and images), [`is_common`] and [`plain_text`] (words). By what is
//! around it: [`is_placed`].

mod ciphertext;
mod hashes;
mod ids;
mod links;
mod place;
mod public_keys;
mod release;
mod spelled;
mod structured;

use crate::detect::public;

pub(in crate::detect) use self::links::is_public_link;
pub(super) use self::place::is_placed;
pub(super) use self::spelled::{is_common, plain_text};
pub(super) use self::structured::{is_reference, is_structured};

/// Public by design, or of no use to who reads it: the other half of a pair, a hash, ciphertext, an id.
pub(super) fn is_public(value: &[u8]) -> bool {
    public::is_public(value)
        || hashes::is_one(value)
        || ciphertext::is_one(value)
        || public_keys::is_one(value)
        || ids::is_one(value)
}
