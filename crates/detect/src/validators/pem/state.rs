//! How far a key is read.

use memchr::memmem;

/// What a key's body turned out to be, in rising order of certainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::validators) enum State {
    /// Not the structure that the label promises.
    Damaged,
    /// It begins as a usable key does; the rest is unknown, or not as it should be.
    Alike,
    /// Encrypted: of no use without its passphrase.
    Protected,
    /// A usable key, read to its end.
    Proven,
}

pub(super) fn has(text: &[u8], word: &[u8]) -> bool {
    memmem::find(text, word).is_some()
}
