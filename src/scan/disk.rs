//! Files on disk and pipes: read whole into one buffer where they are small enough, else in stretches.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use akguard_common::error::io_says;
use akguard_common::watchdog;
use akguard_git::regular_file::is_special;

use super::{Scanner, Site, stream};
use crate::unpack::{self, DetectedArchive, Input};

impl Scanner<'_, '_> {
    /// A file on disk; what is no regular file is read as it comes, what is large in stretches.
    pub(super) fn file(&mut self, site: Site<'_>, path: &Path) -> Result<(), String> {
        // Who names a pipe waits for its writer.
        let _held = is_special(path).then(watchdog::pause);
        let mut file = File::open(path).map_err(|e| io_says(&e))?;
        let meta = file.metadata().map_err(|e| io_says(&e))?;
        if !meta.is_file() {
            return self.pipe(site, &mut file);
        }
        if meta.len() <= stream::WHOLE as u64 {
            // One buffer serves all files.
            let mut buffer = std::mem::take(&mut self.buffer);
            let read = read_whole(&mut file, meta.len() as usize, &mut buffer).map_err(|e| io_says(&e));
            let done = read.and_then(|read| read.map(|length| self.content(site, &buffer[..length])).transpose());
            self.buffer = buffer;
            if let Some(()) = done? {
                return Ok(());
            }
            file.rewind().map_err(|e| io_says(&e))?;
        }
        self.large_file(site, &mut file, meta.len())
    }

    fn large_file(&mut self, site: Site<'_>, file: &mut File, size: u64) -> Result<(), String> {
        self.result.stats.files += 1;
        let first = self.result.findings.len();
        let found = archive_kind(file, size, site.name()).map_err(|e| io_says(&e))?;
        let mut inside = HashMap::new();
        if let Some(found) = found {
            let mut buffered = BufReader::new(&mut *file);
            inside = self.archive(site, found, Input::Whole(&mut buffered, size));
            file.rewind().map_err(|e| io_says(&e))?;
        }
        let raw = self.result.findings.len();
        if size > stream::WHOLE as u64 {
            self.stretches(site, file)?;
        } else {
            self.stream(site, file)?;
        }
        self.drop_from(raw, &inside);
        self.drop_repeated(first);
        Ok(())
    }

    /// What comes through a pipe can be read once only: as an archive, or as text.
    pub(super) fn pipe(&mut self, site: Site<'_>, input: &mut dyn Read) -> Result<(), String> {
        // Whoever writes into it takes the time they want.
        let _held = watchdog::pause();
        let mut head = Vec::new();
        input.take(unpack::HEAD).read_to_end(&mut head).map_err(|e| io_says(&e))?;
        let kind = unpack::kind(&head);
        let mut whole = Cursor::new(head).chain(input);
        if let Some(kind) = kind {
            self.result.stats.files += 1;
            self.archive(site, DetectedArchive { kind, is_guess: false }, Input::Stream(&mut whole));
            return Ok(());
        }
        let mut head = Vec::new();
        (&mut whole).take(stream::WHOLE as u64 + 1).read_to_end(&mut head).map_err(|e| io_says(&e))?;
        if head.len() <= stream::WHOLE {
            return self.content(site, &head);
        }
        self.result.stats.files += 1;
        self.stream(site, &mut Cursor::new(head).chain(whole))
    }
}

/// Reads a file that was `length` bytes long to the start of the buffer, which is never made shorter: to clear it for
/// each file would cost. Returns how long the file is by now, or nothing where it has grown.
fn read_whole(file: &mut impl Read, length: usize, buffer: &mut Vec<u8>) -> std::io::Result<Option<usize>> {
    // One byte more shows the end.
    if buffer.len() <= length {
        buffer.resize(length + 1, 0);
    }
    let mut filled = 0;
    while filled <= length {
        match file.read(&mut buffer[filled..=length]) {
            Ok(0) => return Ok(Some(filled)),
            // All that it was said to hold: no second question for its end.
            Ok(read) if filled == 0 && length > 0 && read == length => return Ok(Some(length)),
            Ok(read) => filled += read,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(None)
}

/// What kind of archive a file is; it stands at its start again.
fn archive_kind(file: &mut File, size: u64, name: &[u8]) -> std::io::Result<Option<DetectedArchive>> {
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    file.take(unpack::HEAD).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(size.saturating_sub(unpack::TAIL)))?;
    file.take(unpack::TAIL).read_to_end(&mut tail)?;
    file.rewind()?;
    Ok(unpack::found(&head, &tail, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives so many bytes a read, one after the other.
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
        // It was said to hold eight bytes.
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
