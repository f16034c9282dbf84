//! Scans content of any size in bounded memory: whole if it is small enough, else in windows that overlap.

use std::cell::RefCell;
use std::io::Read;
use std::ops::Range;

use akguard_common::{bytes, watchdog};
use akguard_detect::encoding::{BlobType, Decoded, Decoding};

use super::error::ScanError;
use super::file_scan::FileScan;
use super::line_count;
use super::location::Location;
use super::settings::Text;
use crate::finding::{Lines, Position};

/// Up to this size (bytes) content is read whole.
pub(super) const MAX_WHOLE: usize = 32 << 20;
/// The size of a window of larger content, in bytes: each core has a few of them in memory.
const WINDOW: usize = 4 << 20;
/// Number of bytes that a window repeats from the end of the one before: no credential is longer.
const OVERLAP: usize = 256 << 10;
/// Number of bytes before those that it repeats, too: names and words before a credential.
const CONTEXT: usize = 64 << 10;

/// A part of a file that is too large to be read whole.
struct Window<'w> {
    location: Location<'w>,
    text: &'w [u8],
    blob_type: BlobType,
    /// Where it begins in the file.
    origin: Position,
    /// The range in which candidates begin that no earlier window had.
    new: Range<usize>,
}

impl FileScan<'_, '_, '_> {
    /// Scans a stream; all of its lines are new.
    ///
    /// # Errors
    /// It cannot be read or checked.
    pub(super) fn stream(&mut self, location: Location<'_>, input: &mut dyn Read) -> Result<(), ScanError> {
        let mut head = Vec::new();
        input.take(MAX_WHOLE as u64 + 1).read_to_end(&mut head)?;
        if head.len() <= MAX_WHOLE {
            return self.views(location, &head);
        }
        self.windows(location, &mut Head { bytes: head, at: 0 }.chain(input))
    }

    /// The same for a stream that is known to be large.
    pub(super) fn windows(&mut self, location: Location<'_>, input: &mut dyn Read) -> Result<(), ScanError> {
        let raw = RefCell::new(Vec::new());
        let mut input = Decoded::new(Tee { inner: input, seen: &raw });
        let mut buffer = Vec::with_capacity(WINDOW);
        let mut origin = Position { line: 1, column: 1 };
        let mut from = 0;
        let mut is_binary = false;
        loop {
            watchdog::tick();
            let more = (WINDOW - buffer.len()) as u64;
            let read = (&mut input).take(more).read_to_end(&mut buffer)?;
            let is_last = (read as u64) < more;
            let until = if is_last { buffer.len() } else { line_start(&buffer, buffer.len() - OVERLAP) };
            let raw = &mut *raw.borrow_mut();
            let holds_nul = bytes::find(0, raw).is_some();
            is_binary |= holds_nul;
            let blob_type = |view| BlobType::of(view, is_binary, input.is_utf16());
            let text = blob_type(Decoding::Text);
            self.window(&Window { location, text: &buffer, blob_type: text, origin, new: from..until })?;
            // The first bytes may look like UTF-16 and the rest be something else.
            if input.is_utf16() || holds_nul {
                let bare = blob_type(Decoding::WithoutNul);
                self.without_nul(&Window { location, text: raw, blob_type: bare, origin, new: 0..raw.len() })?;
            }
            raw.drain(..raw.len().saturating_sub(2 * OVERLAP));
            self.scanner.out.stats.bytes += read as u64;
            if is_last {
                self.scanner.out.stats.lines += origin.line - 1 + line_count(&buffer);
                return Ok(());
            }
            let keep = line_start(&buffer, until - CONTEXT);
            origin = Lines::from(&buffer, origin).position(keep);
            from = until - keep;
            buffer.drain(..keep);
        }
    }

    /// Adds the candidates that begin in the new part.
    fn window(&mut self, window: &Window<'_>) -> Result<(), ScanError> {
        let lines = Lines::from(window.text, window.origin);
        for candidate in self.scanner.settings.candidates(&text_of(window, window.text))? {
            if window.new.contains(&candidate.span.start) {
                self.has_candidate = true;
                self.candidate(window.location, Decoding::Text, candidate, &lines, None)?;
            }
        }
        Ok(())
    }

    /// Adds the candidates that appear without the NUL bytes, unless they were found before with the same confidence:
    /// windows overlap, and the first view has found most of them.
    fn without_nul(&mut self, window: &Window<'_>) -> Result<(), ScanError> {
        let first = self.scanner.out.findings.len();
        let text = Decoding::WithoutNul.of(window.text);
        let lines = Lines::from(&text, window.origin);
        for candidate in self.scanner.settings.candidates(&text_of(window, &text))? {
            self.has_candidate = true;
            self.candidate(window.location, Decoding::WithoutNul, candidate, &lines, None)?;
        }
        self.scanner.out.drop_found_before(first);
        Ok(())
    }
}

fn text_of<'t>(window: &Window<'t>, bytes: &'t [u8]) -> Text<'t> {
    let Window { location, blob_type, .. } = *window;
    Text { bytes, file_class: location.file_class(), location: Some(location), blob_type }
}

/// The beginning of a stream, read before it was known to be large. Its memory is freed once it has been taken.
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

/// Keeps a copy of the bytes that are read through it.
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

/// The start of the line of `at`, or `at` itself if that is far away.
fn line_start(text: &[u8], at: usize) -> usize {
    let from = at.saturating_sub(CONTEXT / 2);
    match bytes::find_last(b'\n', &text[from..at]) {
        Some(end) => from + end + 1,
        None => at,
    }
}
