//! Content as text: UTF-16 is decoded, everything else is taken as the bytes it is.

use std::borrow::Cow;
use std::io::{self, Read};

use akguard_common::bytes;

/// Joins two bytes to a unit of UTF-16, in one of the two byte orders.
type Unit = fn([u8; 2]) -> u16;

/// A way to read a blob as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decoding {
    /// As an editor would: UTF-8 and other bytes as they are, UTF-16 decoded.
    Text,
    /// Without NUL bytes, to find what is hidden in a blob of mixed or unknown encoding (UTF-16 after UTF-8, UTF-32).
    WithoutNul,
}

/// Is the blob a text, or a binary format that contains texts? In the latter the bytes beside a value may be its
/// length, the end of another value or the beginning of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobType {
    /// A blob without NUL bytes, or decoded UTF-16. A message of a binary format may be among them; the bytes near a
    /// value show it.
    Text,
    /// Anything else: what git calls binary, but judged by all bytes and not only by the first 8,000.
    Binary,
    /// UTF-16 without its NUL bytes: what was beside a byte is not known.
    Stripped,
}

impl BlobType {
    /// The type of a view of a blob, or of a part of one.
    pub fn of(view: Decoding, holds_nul: bool, is_utf16: bool) -> Self {
        match view {
            _ if holds_nul && !is_utf16 => Self::Binary,
            Decoding::Text => Self::Text,
            Decoding::WithoutNul => Self::Stripped,
        }
    }
}

/// The views in which a blob has to be scanned; the second one only where there are NUL bytes or a UTF-16 mark.
pub fn views(blob: &[u8]) -> impl Iterator<Item = (Decoding, BlobType)> {
    let marked = blob.starts_with(&[0xff, 0xfe]) || blob.starts_with(&[0xfe, 0xff]);
    let holds_nul = bytes::find(0, blob).is_some();
    let is_utf16 = marked || (holds_nul && zero_side(blob).is_some());
    let second = (marked || holds_nul).then_some(Decoding::WithoutNul);
    std::iter::once(Decoding::Text).chain(second).map(move |view| (view, BlobType::of(view, holds_nul, is_utf16)))
}

impl Decoding {
    /// The text. Latin-1 and broken UTF-8 are no obstacle: rules match bytes.
    pub fn of(self, blob: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Text => decode(blob),
            Self::WithoutNul => Cow::Owned(without_nul(blob)),
        }
    }
}

/// Blobs are searched for NUL bytes in blocks of this size.
const BLOCK: usize = 64;

fn without_nul(blob: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // Disk images are mostly zeros, and other content has none in most blocks.
    for block in blob.chunks(BLOCK) {
        if is_zero(block) {
            continue;
        }
        match bytes::find(0, block) {
            Some(_) => extend_without_nul(&mut out, block),
            None => out.extend_from_slice(block),
        }
    }
    out
}

/// Without a branch for each byte: each is written, and the next one over it where it was NUL.
fn extend_without_nul(out: &mut Vec<u8>, block: &[u8]) {
    let mut kept = [0; BLOCK];
    let mut count = 0;
    for byte in block {
        kept[count % BLOCK] = *byte;
        count += usize::from(*byte != 0);
    }
    out.extend_from_slice(&kept[..count.min(BLOCK)]);
}

/// Is every byte zero? It has no branch for each byte, so that the compiler can use vector instructions.
pub(super) fn is_zero(block: &[u8]) -> bool {
    let (parts, rest) = block.as_chunks::<64>();
    let all = |part: &[u8]| part.iter().fold(0, |all, byte| all | byte);
    parts.iter().all(|part| all(part) == 0) && all(rest) == 0
}

fn decode(blob: &[u8]) -> Cow<'_, [u8]> {
    match blob {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        _ => match zero_side(blob) {
            Some(1) => Cow::Owned(utf16(blob, u16::from_le_bytes)),
            Some(_) => Cow::Owned(utf16(blob, u16::from_be_bytes)),
            None => Cow::Borrowed(blob),
        },
    }
}

/// The byte order of UTF-16, if the bytes are that by their mark or by their zeros.
pub(super) fn utf16_unit(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    match bytes {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        _ => zero_side(bytes).map(|side| if side == 1 { u16::from_le_bytes as Unit } else { u16::from_be_bytes }),
    }
}

/// UTF-16 without a byte order mark: in mostly Latin text every other byte is zero. The first 512 bytes decide which
/// one.
fn zero_side(blob: &[u8]) -> Option<usize> {
    let head = &blob[..blob.len().min(512) & !1];
    // Most texts contain no zero at all.
    if head.len() < 8 || bytes::find(0, head).is_none() {
        return None;
    }
    let zeros = |side: usize| head.iter().skip(side).step_by(2).map(|b| usize::from(*b == 0)).sum::<usize>();
    let half = head.len() / 2;
    (0..2).find(|&side| zeros(side) * 10 >= half * 7 && zeros(1 - side) * 10 <= half)
}

/// A stream as text: UTF-16 is decoded on the way, everything else is passed on.
pub struct Decoded<R> {
    inner: R,
    /// The byte order; `None` before the first byte has been read, or if it is no UTF-16.
    unit: Option<Unit>,
    begun: bool,
    /// Bytes that were read and not yet decoded.
    raw: Vec<u8>,
    /// Bytes that were decoded and not yet returned.
    ready: Vec<u8>,
    taken: usize,
}

impl<R: Read> Decoded<R> {
    /// The first bytes decide for the whole stream.
    pub fn new(inner: R) -> Self {
        Self { inner, unit: None, begun: false, raw: Vec::new(), ready: Vec::new(), taken: 0 }
    }

    /// Is it taken for UTF-16? Known once something has been read.
    pub fn is_utf16(&self) -> bool {
        self.unit.is_some()
    }

    fn begin(&mut self) -> io::Result<()> {
        self.begun = true;
        (&mut self.inner).take(512).read_to_end(&mut self.raw)?;
        self.unit = match self.raw.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => None,
            [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
            [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
            raw => match zero_side(raw) {
                Some(1) => Some(u16::from_le_bytes),
                Some(_) => Some(u16::from_be_bytes),
                None => None,
            },
        };
        let mark = match self.raw.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => 3,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => 2,
            _ => 0,
        };
        self.raw.drain(..mark);
        Ok(())
    }

    fn refill(&mut self) -> io::Result<()> {
        let Some(unit) = self.unit else {
            (self.ready, self.taken) = (std::mem::take(&mut self.raw), 0);
            return Ok(());
        };
        let last = (&mut self.inner).take(64 << 10).read_to_end(&mut self.raw)? == 0;
        self.taken = 0;
        // An incomplete unit or pair of surrogates is kept for the next read.
        let mut whole = self.raw.len() & !1;
        let high = |at: usize| (0xd800..0xdc00).contains(&unit([self.raw[at], self.raw[at + 1]]));
        if !last && whole >= 2 && high(whole - 2) {
            whole -= 2;
        }
        self.ready = utf16(&self.raw[..whole], unit);
        self.raw.drain(..whole);
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.begun {
            self.begin()?;
        }
        if self.taken == self.ready.len() {
            // Once the first bytes show no UTF-16, bytes are passed on unchanged.
            if self.unit.is_none() && self.raw.is_empty() {
                return self.inner.read(buffer);
            }
            self.refill()?;
        }
        let length = buffer.len().min(self.ready.len() - self.taken);
        buffer[..length].copy_from_slice(&self.ready[self.taken..self.taken + length]);
        self.taken += length;
        Ok(length)
    }
}

fn utf16(bytes: &[u8], unit: Unit) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len() / 2);
    text.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    text.into_bytes()
}

#[cfg(test)]
mod tests;
