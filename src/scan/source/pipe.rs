//! Scans a pipe, which can be read only once: as an archive or as text.

use std::io::{Cursor, Read};

use akguard_common::watchdog;

use crate::scan::error::ScanError;
use crate::scan::file_scan::FileScan;
use crate::scan::location::Location;
use crate::scan::window::MAX_WHOLE;
use crate::unpack::{self, DetectedArchive, Input};

impl FileScan<'_, '_, '_> {
    /// Scans what comes through a pipe.
    pub(super) fn pipe(&mut self, location: Location<'_>, input: &mut dyn Read) -> Result<(), ScanError> {
        // The writer may take any time.
        let _held = watchdog::pause();
        let mut head = Vec::new();
        input.take(unpack::HEAD).read_to_end(&mut head)?;
        let kind = unpack::kind(&head);
        let mut whole = Cursor::new(head).chain(input);
        if let Some(kind) = kind {
            self.scanner.out.stats.files += 1;
            self.archive(location, DetectedArchive { kind, is_guess: false }, Input::Stream(&mut whole));
            return Ok(());
        }
        let mut head = Vec::new();
        (&mut whole).take(MAX_WHOLE as u64 + 1).read_to_end(&mut head)?;
        if head.len() <= MAX_WHOLE {
            return self.content(location, &head);
        }
        self.scanner.out.stats.files += 1;
        self.stream(location, &mut Cursor::new(head).chain(whole))
    }
}
