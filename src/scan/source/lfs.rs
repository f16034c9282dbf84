//! What Git LFS keeps on this machine for a pointer: git stores the pointer, and a push uploads the content.

use std::fs::File;

use akguard_detect::lfs::Pointer;
use akguard_git::{Blob, Change, Oid};

use crate::safe_file;
use crate::scan::collector::surest;
use crate::scan::error::ScanError;
use crate::scan::file_scan::FileScan;
use crate::scan::location::Location;
use crate::scan::scanner::Scanner;

/// Larger content is not read, in bytes: as with what git stores itself.
const MAX_CONTENT: u64 = 512 << 20;

impl FileScan<'_, '_, '_> {
    /// Scans the content behind a pointer, where it is on this machine. What the content behind the pointers before it
    /// held is not new.
    pub(super) fn behind_pointer(&mut self, location: Location<'_>, text: &[u8]) -> Result<(), ScanError> {
        let Some(Kept { mut file, size }) = self.kept(location, text)? else { return Ok(()) };
        let first = self.scanner.out.findings.len();
        self.regular_file(location.behind_pointer(), &mut file, size)?;
        if self.scanner.out.findings.len() == first {
            return Ok(());
        }
        let mut known = Vec::new();
        for base in self.blobs_before(location) {
            let before = Change { bases: Vec::new(), new: Blob::Stored(base), ..location.change.clone() };
            let mut scanner = Scanner::new(self.scanner.settings, self.scanner.blobs);
            // What cannot be read has not been seen before.
            let _ = FileScan::new(&mut scanner).before(Location::new(&before, &[]), base);
            known.extend(scanner.out.findings);
        }
        self.scanner.out.drop_known(first, &surest(&known));
        Ok(())
    }

    /// Scans what the file was before: its text, and what a pointer led to.
    fn before(&mut self, location: Location<'_>, base: Oid) -> Result<(), ScanError> {
        let text = self.scanner.stored(&base)?;
        match self.kept(location, &text)? {
            Some(Kept { mut file, size }) => self.regular_file(location.behind_pointer(), &mut file, size),
            None => self.content(location, &text),
        }
    }

    /// The content that a pointer leads to; `None` where the text is no pointer, or LFS has not fetched its content.
    ///
    /// # Errors
    /// It is there and cannot be read, or is too large.
    fn kept(&self, location: Location<'_>, text: &[u8]) -> Result<Option<Kept>, ScanError> {
        if location.change.symlink {
            return Ok(None);
        }
        let Some(pointer) = Pointer::parse(text) else { return Ok(None) };
        let Some(store) = self.scanner.blobs.and_then(|blobs| blobs.lfs_store()) else { return Ok(None) };
        let file = match safe_file::open(store, &pointer.path()) {
            Ok(file) => file,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(ScanError::Lfs(error.says())),
        };
        let meta = file.metadata()?;
        if !meta.is_file() {
            return Err(ScanError::Lfs("it is no regular file".to_owned()));
        }
        if meta.len() > MAX_CONTENT {
            let megabytes = meta.len() >> 20;
            return Err(ScanError::Lfs(format!(
                "{megabytes} MB is more than akguard reads ({} MB)",
                MAX_CONTENT >> 20
            )));
        }
        Ok(Some(Kept { file, size: meta.len() }))
    }
}

/// A file in LFS's store.
struct Kept {
    file: File,
    size: u64,
}
