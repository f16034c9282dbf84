//! Inflates objects in one piece, into a buffer that is reused.

use std::ops::Range;

use libdeflater::Decompressor;

/// Maximum number of packed bytes in the buffer.
pub(super) const MAX_PACKED: usize = 64 << 10;
/// Maximum number of inflated bytes in the buffer.
pub(super) const MAX_SIZE: usize = 1 << 20;

/// A buffer for packed bytes and, after them, for what they inflate to. Its pages cost nothing before they are used.
pub(super) struct Inflater {
    decompressor: Decompressor,
    room: Vec<u8>,
}

impl Inflater {
    pub(super) fn new() -> Self {
        Self { decompressor: Decompressor::new(), room: vec![0; MAX_PACKED + MAX_SIZE] }
    }

    /// The part of the buffer for packed bytes.
    pub(super) fn packed(&mut self) -> &mut [u8; MAX_PACKED] {
        self.room.first_chunk_mut().unwrap_or_else(|| unreachable!("the room is larger"))
    }

    /// Inflates the zlib stream at the beginning of this part of the packed bytes and verifies its checksum; `None` where
    /// that fails or gives more than `most` bytes.
    pub(super) fn inflate(&mut self, part: Range<usize>, most: usize) -> Option<&[u8]> {
        let (packed, room) = self.room.split_at_mut(MAX_PACKED);
        let length = self.decompressor.zlib_decompress(packed.get(part)?, room.get_mut(..most)?).ok()?;
        room.get(..length)
    }
}
