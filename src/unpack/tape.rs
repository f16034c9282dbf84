//! A tar's entries as they follow each other, in blocks of 512 bytes (POSIX pax; GNU tar's manual, "Basic Tar Format").
//!
//! The crate `tar` reads the fields of a header. The walk is our own, because the crate would hold metadata of any size
//! in memory, refuses checksums over signed bytes, and in its raw entries ignores a `size` record and the map of a
//! sparse file.

use std::io::{self, Read};

use tar::Header;

const BLOCK: usize = 512;
/// The offset at which a GNU header, and a block of a sparse file's map, says that a block of the map follows.
const MAP_IN_HEADER: usize = 482;
const MAP_IN_MAP: usize = 504;

/// The archive. Reading it returns the content of the present entry (see [`Entries::next`]).
pub(super) struct Entries<R> {
    source: R,
    /// Bytes of this entry that were not read yet, without the padding of its last block.
    left: u64,
    padding: u64,
}

impl<R: Read> Entries<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, left: 0, padding: 0 }
    }

    /// Moves to the next entry; `None` at the end. Does not end at the zeros that end an archive: another one may
    /// follow, or damage.
    pub(super) fn next(&mut self) -> io::Result<Option<Header>> {
        let skipped = io::copy(&mut (&mut self.source).take(self.left), &mut io::sink())?;
        if skipped < self.left {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        io::copy(&mut (&mut self.source).take(self.padding), &mut io::sink())?;
        loop {
            let Some(block) = self.block()? else { return Ok(None) };
            if block.iter().all(|b| *b == 0) {
                continue;
            }
            let mut header = Header::new_old();
            header.as_mut_bytes().copy_from_slice(&block);
            if !sums(&block).contains(&header.cksum()?) {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let mut map_follows = header.entry_type().is_gnu_sparse() && block[MAP_IN_HEADER] != 0;
            while map_follows {
                let map = self.block()?.ok_or(io::ErrorKind::UnexpectedEof)?;
                map_follows = map[MAP_IN_MAP] != 0;
            }
            self.holds(header.entry_size()?);
            return Ok(Some(header));
        }
    }

    /// Sets the size of this entry, whatever its header says.
    pub(super) fn holds(&mut self, size: u64) {
        self.left = size;
        self.padding = size.wrapping_neg() % BLOCK as u64;
    }

    /// Is this entry read to its end?
    pub(super) fn is_empty(&self) -> bool {
        self.left == 0
    }

    fn block(&mut self) -> io::Result<Option<[u8; BLOCK]>> {
        let mut block = Vec::with_capacity(BLOCK);
        (&mut self.source).take(BLOCK as u64).read_to_end(&mut block)?;
        match block.try_into() {
            Ok(whole) => Ok(Some(whole)),
            Err(part) if part.is_empty() => Ok(None),
            Err(_) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl<R: Read> Read for Entries<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = (&mut self.source).take(self.left).read(buffer)?;
        self.left -= read as u64;
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(read)
    }
}

/// A header's checksum, with blanks in place of its own field: over unsigned bytes, and over signed ones, as some old
/// programs computed it.
fn sums(block: &[u8; BLOCK]) -> [u32; 2] {
    let bytes = || block[..148].iter().chain([b' '; 8].iter()).chain(&block[156..]);
    let high = bytes().filter(|b| **b > 127).count() as u32;
    let sum: u32 = bytes().map(|b| u32::from(*b)).sum();
    [sum, sum.wrapping_sub(high * 256)]
}
