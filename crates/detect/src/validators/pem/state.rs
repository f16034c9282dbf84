//! The state of a key.

use memchr::memmem;

/// What a key's body is, in rising order of certainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::validators) enum State {
    /// It does not have the structure that the label names.
    Damaged,
    /// It begins as a usable key does; the rest is unknown or wrong.
    Alike,
    /// Encrypted: useless without its passphrase.
    Protected,
    /// A usable key, read to its end.
    Proven,
}

pub(super) fn has(text: &[u8], word: &[u8]) -> bool {
    memmem::find(text, word).is_some()
}
