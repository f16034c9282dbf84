//! Inflates objects in one piece, in room that is kept.

use std::ops::Range;

use libdeflater::Decompressor;

/// What is larger needs room of its own, packed or not, in bytes.
pub(super) const MAX_PACKED: usize = 64 << 10;
pub(super) const MAX_SIZE: usize = 1 << 20;

/// Room for what is read, and behind it for what that inflates to. Its pages cost nothing before they are used.
pub(super) struct Inflater {
    decompressor: Decompressor,
    room: Vec<u8>,
}

impl Inflater {
    pub(super) fn new() -> Self {
        Self { decompressor: Decompressor::new(), room: vec![0; MAX_PACKED + MAX_SIZE] }
    }

    /// Where packed bytes are to be read to.
    pub(super) fn packed(&mut self) -> &mut [u8; MAX_PACKED] {
        self.room.first_chunk_mut().unwrap_or_else(|| unreachable!("the room is larger"))
    }

    /// What the zlib stream inflates to that begins at the start of this part of the packed bytes, if that is so much at
    /// most. Its checksum is right then.
    pub(super) fn inflate(&mut self, part: Range<usize>, most: usize) -> Option<&[u8]> {
        let (packed, room) = self.room.split_at_mut(MAX_PACKED);
        let length = self.decompressor.zlib_decompress(packed.get(part)?, room.get_mut(..most)?).ok()?;
        room.get(..length)
    }
}
