//! The header of an index file, and the numbers in the file.

use super::{Parsed, SHORT};

/// Bytes of an object id, and of the checksum at the end. In SHA-256 repositories only paths are read here
/// ([`super::listed`]); the rest is the plumbing reader's.
pub(super) const ID: usize = 20;
/// Bytes of the header: `DIRC`, version, number of entries.
pub(super) const HEADER: usize = 12;

/// The header of an index.
pub(super) struct IndexHeader {
    pub(super) version: u32,
    /// Number of entries.
    pub(super) entries: u32,
}

impl IndexHeader {
    pub(super) fn parse(bytes: &[u8]) -> Parsed<Self> {
        if bytes.get(..4) != Some(b"DIRC") {
            return Err("it is no index");
        }
        let version = number(bytes, 4)?;
        if !(2..=4).contains(&version) {
            return Err("the index has a version that akguard does not know");
        }
        Ok(Self { version, entries: number(bytes, 8)? })
    }
}

/// A big-endian number.
pub(super) fn number(bytes: &[u8], at: usize) -> Parsed<u32> {
    let raw = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(SHORT)?;
    Ok(u32::from_be_bytes(*raw))
}

/// A big-endian number of two bytes.
pub(super) fn short(bytes: &[u8], at: usize) -> Parsed<u16> {
    let raw = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(SHORT)?;
    Ok(u16::from_be_bytes(*raw))
}
