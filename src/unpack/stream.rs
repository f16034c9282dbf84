//! Readers between an archive and its content: they count, look ahead, and decompress.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::GzDecoder;
use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::ArchiveKind;

/// Bytes that may still be unpacked, shared by all readers of one walk.
pub(super) type BytesLeft = Rc<Cell<u64>>;

/// Maximum memory of a decoder's window, in bytes: the archive itself states the size.
const MAX_WINDOW: u64 = 128 << 20;

/// Counts what is unpacked, and fails when it is too much.
pub(super) struct Metered<R> {
    pub(super) inner: R,
    pub(super) left: BytesLeft,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let left = self.left.get().saturating_sub(read as u64);
        self.left.set(left);
        if left == 0 && read > 0 { Err(io::Error::other("too much unpacked")) } else { Ok(read) }
    }
}

/// Raises the limit with every byte that is read, for an archive of unknown size.
pub(super) struct Feeding<R> {
    pub(super) inner: R,
    pub(super) left: BytesLeft,
    pub(super) per_byte: u64,
}

impl<R: Read> Read for Feeding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left.set(self.left.get().saturating_add(read as u64 * self.per_byte));
        Ok(read)
    }
}

/// A reader that can look ahead: peeked bytes are read again.
pub(super) struct Peeked<R> {
    head: Vec<u8>,
    at: usize,
    inner: R,
}

impl<R: Read> Peeked<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { head: Vec::new(), at: 0, inner }
    }

    /// Up to `length` bytes, which are still to be read.
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

/// The content of a compressed stream; `Err` returns the source if it is not compressed.
pub(super) fn decompressed<'r, R: Read + 'r>(kind: ArchiveKind, source: R) -> Result<Box<dyn Read + 'r>, R> {
    Ok(match kind {
        ArchiveKind::Gzip => Box::new(Joined::<GzDecoder<_>>::new(BufReader::new(source))),
        ArchiveKind::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(source)),
        ArchiveKind::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(source, true, (MAX_WINDOW >> 10) as u32)),
        ArchiveKind::Zstd => Box::new(Joined::<StreamingDecoder<_, FrameDecoder>>::new(Peeked::new(source))),
        // A decoder that cannot be created (the dictionary is too large) fails with the first read.
        ArchiveKind::Lzma => match lzma_rust2::LzmaReader::new_mem_limit(source, (MAX_WINDOW >> 10) as u32, None) {
            Ok(reader) => Box::new(reader),
            Err(e) => Box::new(Failed(Some(e))),
        },
        ArchiveKind::Zip | ArchiveKind::Tar | ArchiveKind::Deb => return Err(source),
    })
}

/// A stream that could not be opened.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.take().unwrap_or_else(|| io::ErrorKind::InvalidData.into()))
    }
}

/// A part of a stream that has several, each compressed by itself; the libraries read only one.
trait CompressedPart: Sized {
    /// What the parts are read from.
    type Source;

    /// Opens the next part with data; `None` at the end.
    fn open(rest: Self::Source, first: bool) -> io::Result<Option<Self>>;

    /// Some of the part's data, nothing at its end.
    fn data(&mut self, buffer: &mut [u8]) -> io::Result<usize>;

    /// What follows the part.
    fn into_rest(self) -> Self::Source;
}

/// All parts of a stream, one after the other.
struct Joined<P: CompressedPart> {
    part: Option<P>,
    rest: Option<P::Source>,
    first: bool,
}

impl<P: CompressedPart> Joined<P> {
    fn new(source: P::Source) -> Self {
        Self { part: None, rest: Some(source), first: true }
    }
}

impl<P: CompressedPart> Read for Joined<P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(part) = &mut self.part {
                let read = part.data(buffer)?;
                if read > 0 {
                    return Ok(read);
                }
                self.rest = self.part.take().map(P::into_rest);
            }
            let Some(rest) = self.rest.take() else { return Ok(0) };
            self.part = P::open(rest, std::mem::take(&mut self.first))?;
        }
    }
}

/// A member of a gzip file (RFC 1952, 2.2). On tapes the last one is padded with zeros, which the library reports as
/// damage.
impl<R: Read> CompressedPart for GzDecoder<BufReader<R>> {
    type Source = BufReader<R>;

    fn open(mut rest: BufReader<R>, first: bool) -> io::Result<Option<Self>> {
        loop {
            let buffer = rest.fill_buf()?;
            match buffer {
                [] => return Ok(None),
                [0, ..] if !first => {
                    let zeros = buffer.iter().take_while(|b| **b == 0).count();
                    rest.consume(zeros);
                }
                _ => return Ok(Some(Self::new(rest))),
            }
        }
    }

    fn data(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read(buffer)
    }

    fn into_rest(self) -> BufReader<R> {
        self.into_inner()
    }
}

/// A frame of a zstd stream (RFC 8878, 3).
impl<R: Read> CompressedPart for StreamingDecoder<Peeked<R>, FrameDecoder> {
    type Source = Peeked<R>;

    fn open(mut rest: Peeked<R>, _: bool) -> io::Result<Option<Self>> {
        loop {
            let head = rest.peek(8)?;
            match head {
                [] => return Ok(None),
                // A skippable frame (RFC 8878, 3.1.2): its length follows the magic number.
                [0x50..=0x5f, 0x2a, 0x4d, 0x18, length @ ..] if length.len() == 4 => {
                    let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
                    io::copy(&mut (&mut rest).take(u64::from(length) + 8), &mut io::sink())?;
                }
                _ => {
                    let decoder = Self::new_with_max_window_size(rest, MAX_WINDOW);
                    return decoder.map(Some).map_err(|e| match e {
                        FrameDecoderError::WindowSizeTooBig { .. } => io::ErrorKind::OutOfMemory.into(),
                        _ => io::ErrorKind::InvalidData.into(),
                    });
                }
            }
        }
    }

    fn data(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read(buffer).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))
    }

    fn into_rest(self) -> Peeked<R> {
        self.into_inner()
    }
}
