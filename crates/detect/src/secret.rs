//! The secret as a type that cannot be printed, and its fingerprint.

mod hint;

use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// A credential's bytes. There is no `Display`, and `Debug` shows nothing: only [`Secret::hint`] shows a part of the
/// value.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Of shorter values nothing is shown, in bytes.
pub const MIN_HINTED: usize = 24;

impl Secret {
    /// Takes the canonical bytes: decoded text, PEM with LF line ends.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes, for hashing and comparing. Never for output.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// How long it is, in characters.
    pub fn length(&self) -> usize {
        String::from_utf8_lossy(&self.0).chars().count()
    }

    /// Does the text contain eight characters in a row of the value, or all of a shorter one?
    pub fn is_told_by(&self, text: &str) -> bool {
        let length = self.0.len().clamp(1, 8);
        let parts: HashSet<&[u8]> = text.as_bytes().windows(length).collect();
        self.0.windows(length).any(|part| parts.contains(part))
    }
}

/// Equal for equal values of one rule, in this run. It is fast to compute, so it is never shown or stored: it would let
/// anyone try a word list against a password.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Identity([u8; 16]);

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(..)")
    }
}

impl Identity {
    /// The identity of a value that a rule has found.
    pub fn of_secret(rule: &str, secret: &Secret) -> Self {
        Self(Fingerprint::of_key(rule, secret).0)
    }

    /// The identity of something that has a fingerprint already.
    pub fn of_fingerprint(id: Fingerprint) -> Self {
        Self(id.0)
    }
}

/// Stable name of a finding: SHA-256 over a version tag, the rule's id and the secret, cut to 128 bits.
///
/// It depends on no line number and, for keys, on no path: the same dummy key in ten tests is one decision.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

/// Part of every fingerprint: a change would invalidate all allow records.
const TAG: &[u8] = b"akguard/1";

impl Fingerprint {
    /// For values that a provider made: they are too random to be guessed from the hash.
    pub fn of_key(rule: &str, secret: &Secret) -> Self {
        Self::digest(&[TAG, b"key", rule.as_bytes(), secret.expose()])
    }

    /// For values that a person may have chosen: argon2id (19 MiB, 2 passes; about 25 ms), so that a committed record
    /// does not let anyone try a word list against it. Fixed salt: equal values must give equal ids.
    pub fn of_guessable(rule: &str, secret: &Secret) -> Self {
        // 19 MiB that are new to the process would take as much time again as the hash. So the memory is kept: as many
        // pieces as cores have needed at one time.
        static MEMORY: Mutex<Vec<Vec<argon2::Block>>> = Mutex::new(Vec::new());
        let kept = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
        let mut slow = [0u8; 32];
        let argon = argon2::Argon2::default();
        let mut memory = kept().pop().unwrap_or_default();
        memory.resize(argon.params().block_count(), argon2::Block::default());
        let hashed =
            argon.hash_password_into_with_memory(secret.expose(), b"akguard/1/fixed-salt", &mut slow, &mut memory);
        kept().push(memory);
        match hashed {
            Ok(()) => Self::digest(&[TAG, b"guessable", rule.as_bytes(), &slow]),
            // Only a value over 4 GiB is refused; it is no password.
            Err(_) => Self::of_key(rule, secret),
        }
    }

    /// For a file that is a finding by its name: path and blob, so that changed content asks again.
    pub fn of_file(rule: &str, path: &[u8], blob: &str) -> Self {
        Self::digest(&[TAG, b"file", rule.as_bytes(), path, blob.as_bytes()])
    }

    fn digest(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // The length goes before each part, so that no two lists of parts have the same hash.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let mut id = [0u8; 16];
        id.copy_from_slice(&hash.finalize()[..16]);
        Self(id)
    }

    /// The first `digits` hex digits (at most 32).
    pub fn short(&self, digits: usize) -> String {
        let mut text = self.to_string();
        text.truncate(digits);
        text
    }

    /// Reads 32 hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_blind() {
        let secret = Secret::new("correct-horse-battery-staple");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(..) Some(Secret(..))");
    }

    #[test]
    fn fingerprints_are_frozen() {
        // A change here ends every allow record in every repository.
        let secret = Secret::new("value");
        assert_eq!(Fingerprint::of_key("rule", &secret).to_string(), "44b906314e6af4fb8296ea709c63e77f");
        assert_eq!(Fingerprint::of_guessable("rule", &secret).to_string(), "fcd53d66e9111463f64ffcc675354b98");
        assert_eq!(Fingerprint::of_file("env-file", b".env", "00").to_string(), "6ae03643ce69cfc386dadb1f2da17e1a");
    }

    #[test]
    fn parse_reads_what_display_writes() {
        let id = Fingerprint::of_key("rule", &Secret::new("value"));
        assert_eq!(Fingerprint::parse(&id.to_string()), Some(id));
        assert_eq!(Fingerprint::parse("7c1e90d2"), None);
    }
}
