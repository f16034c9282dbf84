//! What the targets share: files as git writes them, and a place in memory to write them to.

pub mod index_file;
pub mod pack_file;
pub mod repository;
pub mod sandbox;

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Bytes that are changed after a file has been made.
#[derive(arbitrary::Arbitrary, Debug, Clone)]
pub enum Damage {
    Flip { at: u16, with: u8 },
    Cut { at: u16 },
    Append { bytes: [u8; 3] },
    Insert { at: u16, byte: u8 },
    Remove { at: u16, count: u8 },
}

impl Damage {
    /// Changes the bytes; positions beyond their end are taken modulo their number.
    pub fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |at: u16, bytes: &Vec<u8>| usize::from(at) % (bytes.len() + 1);
        match self {
            Self::Flip { at, with } => {
                let at = place(*at, bytes);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= with;
                }
            }
            Self::Cut { at } => bytes.truncate(place(*at, bytes)),
            Self::Append { bytes: more } => bytes.extend(more),
            Self::Insert { at, byte } => bytes.insert(place(*at, bytes), *byte),
            Self::Remove { at, count } => {
                let at = place(*at, bytes);
                bytes.drain(at..(at + usize::from(*count)).min(bytes.len()));
            }
        }
    }
}

/// zlib, at a level of 0 to 9.
pub fn deflate(bytes: &[u8], level: u8) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(u32::from(level % 10)));
    encoder.write_all(bytes).expect("to memory");
    encoder.finish().expect("to memory")
}
