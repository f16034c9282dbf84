//! Debian's packages: an `ar` archive (deb(5), ar(5)) of a version and two tars, which are compressed.

use std::io::{self, Read};

use super::walker::Walker;
use super::{UnpackError, io_cause};

/// Lengths in bytes: of the archive's magic number, and of the header of a member (name, time, owner, mode, size, end
/// mark).
const MAGIC: usize = 8;
const HEADER: usize = 60;

impl Walker<'_> {
    /// A package, member by member.
    pub(super) fn deb(&mut self, mut source: impl Read, prefix: &str, level: usize) -> Result<(), UnpackError> {
        let damaged = |error: io::Error| UnpackError::new(format!("a damaged package: {}", io_cause(&error)));
        skip(&mut source, MAGIC as u64).map_err(damaged)?;
        while let Some(member) = Member::next(&mut source).map_err(damaged)? {
            let mut content = Content { source: &mut source, left: member.size };
            self.entry(&format!("{prefix}{}", member.name), None, &mut content, level)?;
            let rest = content.left;
            skip(&mut source, rest).map_err(damaged)?;
            // Members begin at even offsets; the last one may lack its padding byte.
            (&mut source).take(member.size % 2).read_to_end(&mut Vec::new()).map_err(damaged)?;
        }
        Ok(())
    }
}

struct Member {
    name: String,
    size: u64,
}

impl Member {
    /// The next header; `None` at the end.
    fn next(source: &mut impl Read) -> io::Result<Option<Self>> {
        let mut header = Vec::with_capacity(HEADER);
        source.take(HEADER as u64).read_to_end(&mut header)?;
        if header.is_empty() {
            return Ok(None);
        }
        if header.len() < HEADER {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if header[58..] != *b"`\n" {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let size = std::str::from_utf8(&header[48..58]).ok().and_then(|text| text.trim_end().parse().ok());
        let size = size.ok_or(io::ErrorKind::InvalidData)?;
        let name = String::from_utf8_lossy(&header[..16]);
        let name = name.trim_end().trim_end_matches('/').to_owned();
        Ok(Some(Self { name, size }))
    }
}

/// A member's bytes; an error if they end too early.
struct Content<'s, R> {
    source: &'s mut R,
    left: u64,
}

impl<R: Read> Read for Content<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = (&mut *self.source).take(self.left).read(buffer)?;
        self.left -= read as u64;
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(read)
    }
}

fn skip(source: &mut impl Read, length: u64) -> io::Result<()> {
    let skipped = io::copy(&mut source.take(length), &mut io::sink())?;
    if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}
