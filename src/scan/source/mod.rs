//! The sources of a file's content: a blob, a file on disk, a pipe, an archive.

mod archive;
mod blob;
mod disk;
mod lfs;
mod pipe;

use akguard_git::Blob;

use super::error::ScanError;
use super::file_scan::FileScan;
use super::location::Location;

pub(super) use archive::Inside;

impl FileScan<'_, '_, '_> {
    /// Scans a message, which counts as no file and has no lines of files.
    fn message(&mut self, location: Location<'_>, text: &[u8]) -> Result<(), ScanError> {
        let stats = self.scanner.out.stats;
        let done = self.views(location, text);
        self.scanner.out.stats = stats;
        done
    }

    /// Reads and scans the file's content.
    pub(super) fn source(&mut self, location: Location<'_>) -> Result<(), ScanError> {
        match &location.change.new {
            Blob::Stored(id) => self.blob(location, *id),
            Blob::File(path) => self.disk(location, path),
            Blob::Stdin => self.pipe(location, &mut std::io::stdin().lock()),
            Blob::Elsewhere => Ok(()),
            Blob::Message(text) => self.message(location, text),
        }
    }
}
