//! Content of any size in bounded memory: read whole where it is small enough, else in stretches that overlap.

use std::cell::RefCell;
use std::io::Read;

use akguard_common::bytes;
use akguard_common::error::io_says;
use akguard_detect::encoding::{BlobType, Decoded, Decoding};

use super::{Scanner, Site};
use crate::finding::{Finding, Lines, Position};

/// Up to this size (bytes) content is read whole.
pub(super) const WHOLE: usize = 32 << 20;
/// Beyond it, this is the size of a stretch (bytes): each core holds a few of them.
const STRETCH: usize = 4 << 20;
/// What a stretch repeats of the end of the one before it: a credential is no longer than this.
const OVERLAP: usize = 256 << 10;
/// What it repeats beyond that: names and words that stand before a credential.
const CONTEXT: usize = 64 << 10;

impl Scanner<'_, '_> {
    /// Scans what `input` gives; all of its lines are new.
    ///
    /// # Errors
    /// It cannot be read, or not be checked: the cause.
    pub(super) fn stream(&mut self, site: Site<'_>, input: &mut dyn Read) -> Result<(), String> {
        let mut head = Vec::new();
        input.take(WHOLE as u64 + 1).read_to_end(&mut head).map_err(|e| io_says(&e))?;
        if head.len() <= WHOLE {
            return self.whole(site, &head);
        }
        self.stretches(site, &mut Head { bytes: head, at: 0 }.chain(input))
    }

    /// The same for what is known to be large.
    pub(super) fn stretches(&mut self, site: Site<'_>, input: &mut dyn Read) -> Result<(), String> {
        let raw = RefCell::new(Vec::new());
        let mut input = Decoded::new(Tee { inner: input, seen: &raw });
        let mut buffer = Vec::with_capacity(STRETCH);
        // Where the stretch begins in the file, and from which of its bytes on candidates are new.
        let (mut origin, mut from) = (Position { line: 1, column: 1 }, 0);
        let mut is_binary = false;
        loop {
            akguard_common::watchdog::tick();
            let more = (STRETCH - buffer.len()) as u64;
            let read = (&mut input).take(more).read_to_end(&mut buffer).map_err(|e| io_says(&e))?;
            let last = (read as u64) < more;
            let until = if last { buffer.len() } else { line_start(&buffer, buffer.len() - OVERLAP) };
            let raw = &mut *raw.borrow_mut();
            let holds_nul = bytes::find(0, raw).is_some();
            is_binary |= holds_nul;
            let blob_type = |view| BlobType::of(view, is_binary, input.is_utf16());
            self.stretch(site, (&buffer, blob_type(Decoding::Text)), origin, from..until)?;
            // What the first bytes call UTF-16 may be anything further on.
            if input.is_utf16() || holds_nul {
                self.bare(site, (raw, blob_type(Decoding::WithoutNul)), origin)?;
            }
            raw.drain(..raw.len().saturating_sub(2 * OVERLAP));
            self.result.stats.bytes += read as u64;
            if last {
                self.result.stats.lines += origin.line - 1 + super::line_count(&buffer);
                return Ok(());
            }
            let keep = line_start(&buffer, until - CONTEXT);
            origin = Lines::from(&buffer, origin).position(keep);
            from = until - keep;
            buffer.drain(..keep);
        }
    }

    /// The candidates that begin in `new`.
    fn stretch(
        &mut self,
        site: Site<'_>,
        (text, blob_type): (&[u8], BlobType),
        origin: Position,
        new: std::ops::Range<usize>,
    ) -> Result<(), String> {
        let lines = Lines::from(text, origin);
        for candidate in self.candidates(text, site.setting(), (Some(site), blob_type))? {
            if new.contains(&candidate.span.start) {
                self.suspect = true;
                self.candidate(site, Decoding::Text, candidate, &lines, None)?;
            }
        }
        Ok(())
    }

    /// What shows without the NUL bytes, and has not been found as surely before: stretches overlap, and the first view
    /// has found most of it.
    fn bare(&mut self, site: Site<'_>, (raw, blob_type): (&[u8], BlobType), origin: Position) -> Result<(), String> {
        let first = self.result.findings.len();
        let text = Decoding::WithoutNul.of(raw);
        let lines = Lines::from(&text, origin);
        for candidate in self.candidates(&text, site.setting(), (Some(site), blob_type))? {
            self.suspect = true;
            self.candidate(site, Decoding::WithoutNul, candidate, &lines, None)?;
        }
        let found = self.result.findings.split_off(first);
        for finding in found {
            let same =
                |k: &Finding<'_>| k.identity == finding.identity && k.path == finding.path && k.inner == finding.inner;
            if !self.result.findings.iter().any(|k| same(k) && k.confidence >= finding.confidence) {
                self.result.findings.push(finding);
            }
        }
        Ok(())
    }
}

/// What has been read before it was known to be large. Its memory is given back when it has been taken.
struct Head {
    bytes: Vec<u8>,
    at: usize,
}

impl Read for Head {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = (&self.bytes[self.at..]).read(buffer)?;
        self.at += read;
        if self.at == self.bytes.len() {
            *self = Self { bytes: Vec::new(), at: 0 };
        }
        Ok(read)
    }
}

/// Keeps a copy of what goes through.
struct Tee<'t, R> {
    inner: R,
    seen: &'t RefCell<Vec<u8>>,
}

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.seen.borrow_mut().extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

/// The start of the line that holds `at`, unless that is far away.
fn line_start(text: &[u8], at: usize) -> usize {
    let from = at.saturating_sub(CONTEXT / 2);
    bytes::find_last(b'\n', &text[from..at]).map(|i| from + i + 1).unwrap_or(at)
}
