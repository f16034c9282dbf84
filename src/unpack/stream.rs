//! Readers between an archive and what is in it: counted, peeked into, decompressed.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::GzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::Kind;

/// Bytes that may still be unpacked, shared by all readers of one walk.
pub(super) type Budget = Rc<Cell<u64>>;

/// Memory that a decoder may take for its window: an archive names the size itself.
const MOST_WINDOW: u64 = 128 << 20;

/// Counts what is unpacked and fails when it is too much.
pub(super) struct Metered<R> {
    pub(super) inner: R,
    pub(super) left: Budget,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let left = self.left.get().saturating_sub(read as u64);
        self.left.set(left);
        if left == 0 && read > 0 { Err(io::Error::other("too much unpacked")) } else { Ok(read) }
    }
}

/// An archive of unknown size may unpack to more with every byte that comes.
pub(super) struct Feeding<R> {
    pub(super) inner: R,
    pub(super) left: Budget,
    pub(super) per_byte: u64,
}

impl<R: Read> Read for Feeding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left.set(self.left.get().saturating_add(read as u64 * self.per_byte));
        Ok(read)
    }
}

/// Gives back what was read too far.
pub(super) struct Peeked<R> {
    head: Vec<u8>,
    at: usize,
    inner: R,
}

impl<R: Read> Peeked<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { head: Vec::new(), at: 0, inner }
    }

    /// Up to `length` bytes, which stay to be read.
    pub(super) fn peek(&mut self, length: usize) -> io::Result<&[u8]> {
        let have = self.head.len() - self.at;
        if have < length {
            self.head.drain(..self.at);
            self.at = 0;
            (&mut self.inner).take((length - have) as u64).read_to_end(&mut self.head)?;
        }
        Ok(&self.head[self.at..])
    }
}

impl<R: Read> Read for Peeked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.head.len() {
            return self.inner.read(buffer);
        }
        let length = buffer.len().min(self.head.len() - self.at);
        buffer[..length].copy_from_slice(&self.head[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

/// The content of a compressed stream; the source itself where it is none.
pub(super) fn decompressed<'r, R: Read + 'r>(kind: Kind, source: R) -> Result<Box<dyn Read + 'r>, R> {
    Ok(match kind {
        Kind::Gzip => Box::new(Members { decoder: None, rest: Some(BufReader::new(source)), first: true }),
        Kind::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(source)),
        Kind::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(source, true, (MOST_WINDOW >> 10) as u32)),
        Kind::Zstd => Box::new(Frames { decoder: None, rest: Some(Peeked::new(source)) }),
        Kind::Zip | Kind::Tar => return Err(source),
    })
}

/// All members of a gzip file (RFC 1952, 2.2) and the zeros that tapes pad it with; the library stumbles over those.
struct Members<R: Read> {
    decoder: Option<GzDecoder<BufReader<R>>>,
    rest: Option<BufReader<R>>,
    first: bool,
}

impl<R: Read> Members<R> {
    /// Opens the next member. `false` at the end.
    fn next(&mut self, mut rest: BufReader<R>) -> io::Result<bool> {
        loop {
            let buffer = rest.fill_buf()?;
            match buffer {
                [] => return Ok(false),
                [0, ..] if !self.first => {
                    let zeros = buffer.iter().take_while(|b| **b == 0).count();
                    rest.consume(zeros);
                }
                _ => {
                    self.first = false;
                    self.decoder = Some(GzDecoder::new(rest));
                    return Ok(true);
                }
            }
        }
    }
}

impl<R: Read> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(decoder) = &mut self.decoder {
                let read = decoder.read(buffer)?;
                if read > 0 {
                    return Ok(read);
                }
                self.rest = self.decoder.take().map(GzDecoder::into_inner);
            }
            let Some(rest) = self.rest.take() else { return Ok(0) };
            if !self.next(rest)? {
                return Ok(0);
            }
        }
    }
}

/// All frames of a zstd stream (RFC 8878, 3); the library reads one.
struct Frames<R: Read> {
    decoder: Option<StreamingDecoder<Peeked<R>, FrameDecoder>>,
    rest: Option<Peeked<R>>,
}

impl<R: Read> Frames<R> {
    /// Opens the next frame that holds data. `false` at the end.
    fn next(&mut self, mut rest: Peeked<R>) -> io::Result<bool> {
        loop {
            let head = rest.peek(8)?;
            match head {
                [] => return Ok(false),
                // A frame for others: its length stands behind the mark.
                [0x50..=0x5f, 0x2a, 0x4d, 0x18, length @ ..] if length.len() == 4 => {
                    let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
                    io::copy(&mut (&mut rest).take(u64::from(length) + 8), &mut io::sink())?;
                }
                _ => {
                    let damaged = |_| io::Error::from(io::ErrorKind::InvalidData);
                    let decoder = StreamingDecoder::new_with_max_window_size(rest, MOST_WINDOW);
                    self.decoder = Some(decoder.map_err(damaged)?);
                    return Ok(true);
                }
            }
        }
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(decoder) = &mut self.decoder {
                let read = decoder.read(buffer).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
                if read > 0 {
                    return Ok(read);
                }
                self.rest = self.decoder.take().map(StreamingDecoder::into_inner);
            }
            let Some(rest) = self.rest.take() else { return Ok(0) };
            if !self.next(rest)? {
                return Ok(0);
            }
        }
    }
}
