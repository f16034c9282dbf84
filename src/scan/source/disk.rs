//! Scans files on disk: whole in one buffer if they are small enough, else in windows.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use akguard_common::watchdog;
use akguard_git::regular_file::is_special;

use crate::scan::collector::Confidences;
use crate::scan::error::ScanError;
use crate::scan::file_scan::FileScan;
use crate::scan::location::Location;
use crate::scan::window::MAX_WHOLE;
use crate::unpack::{self, DetectedArchive, Input};

impl FileScan<'_, '_, '_> {
    /// Scans a file on disk. One that is not a regular file is read as a stream.
    pub(super) fn disk(&mut self, location: Location<'_>, path: &Path) -> Result<(), ScanError> {
        // To open a pipe is to wait for its writer.
        let _held = is_special(path).then(watchdog::pause);
        let mut file = File::open(path)?;
        let meta = file.metadata()?;
        if !meta.is_file() {
            return self.pipe(location, &mut file);
        }
        self.regular_file(location, &mut file, meta.len())
    }

    /// Scans a regular file of this size in bytes.
    pub(super) fn regular_file(&mut self, location: Location<'_>, file: &mut File, size: u64) -> Result<(), ScanError> {
        if size <= MAX_WHOLE as u64 {
            if self.small_file(location, file, size as usize)? {
                return Ok(());
            }
            file.rewind()?;
        }
        self.large_file(location, file, size)
    }

    /// Scans a file that was `size` bytes long. Returns whether it was no longer.
    fn small_file(&mut self, location: Location<'_>, file: &mut File, size: usize) -> Result<bool, ScanError> {
        // One buffer serves all files.
        let mut buffer = std::mem::take(&mut self.scanner.buffer);
        let done = match read_whole(file, size, &mut buffer) {
            Ok(Some(length)) => self.content(location, &buffer[..length]).map(|()| true),
            Ok(None) => Ok(false),
            Err(error) => Err(error.into()),
        };
        self.scanner.buffer = buffer;
        done
    }

    fn large_file(&mut self, location: Location<'_>, file: &mut File, size: u64) -> Result<(), ScanError> {
        self.scanner.out.stats.files += 1;
        let first = self.scanner.out.findings.len();
        let mut inside = Confidences::new();
        if let Some(found) = archive_kind(file, size, location.name())? {
            let mut buffered = BufReader::new(&mut *file);
            inside = self.archive(location, found, Input::Whole(&mut buffered, size));
            file.rewind()?;
        }
        let raw = self.scanner.out.findings.len();
        if size > MAX_WHOLE as u64 {
            self.windows(location, file)?;
        } else {
            self.stream(location, file)?;
        }
        self.scanner.out.drop_known(raw, &inside);
        self.scanner.out.drop_repeated(first);
        Ok(())
    }
}

/// Reads a file that was `length` bytes long into the start of the buffer. The buffer is never made shorter, because it
/// would have to be cleared for each file. Returns the present length of the file, or `None` if it has grown.
fn read_whole(file: &mut impl Read, length: usize, buffer: &mut Vec<u8>) -> std::io::Result<Option<usize>> {
    // One more byte shows whether the file has grown.
    if buffer.len() <= length {
        buffer.resize(length + 1, 0);
    }
    let mut filled = 0;
    while filled <= length {
        match file.read(&mut buffer[filled..=length]) {
            Ok(0) => return Ok(Some(filled)),
            // All of the expected bytes in one read: no second read looks for the end.
            Ok(read) if filled == 0 && length > 0 && read == length => return Ok(Some(length)),
            Ok(read) => filled += read,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(None)
}

/// The kind of archive that a file is. Rewinds the file.
fn archive_kind(file: &mut File, size: u64, name: &[u8]) -> std::io::Result<Option<DetectedArchive>> {
    let mut head = Vec::new();
    let mut tail = Vec::new();
    file.take(unpack::HEAD).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(size.saturating_sub(unpack::TAIL)))?;
    file.take(unpack::TAIL).read_to_end(&mut tail)?;
    file.rewind()?;
    Ok(unpack::found(&head, &tail, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader whose reads return these numbers of bytes, one after the other.
    struct Gives(Vec<usize>);

    impl Read for Gives {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let given = if self.0.is_empty() { 0 } else { self.0.remove(0) };
            buffer[..given].fill(b'a');
            Ok(given)
        }
    }

    #[test]
    fn what_changes_while_it_is_read_is_not_cut() {
        // Eight bytes are expected.
        for (reads, whole) in [
            (vec![8], Some(8)),
            (vec![3, 5], Some(8)),
            (vec![3], Some(3)),
            (vec![9], None),
            (vec![8, 1], Some(8)),
            (vec![1, 8], None),
            (vec![3, 5, 1], None),
        ] {
            let read = read_whole(&mut Gives(reads.clone()), 8, &mut Vec::new()).unwrap();
            assert_eq!(read, whole, "{reads:?}");
        }
        assert_eq!(read_whole(&mut Gives(vec![1]), 0, &mut Vec::new()).unwrap(), None, "a file of /proc");
    }
}
