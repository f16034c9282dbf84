//! The scan of one changed file: its name, then its content in each view that it needs.

use akguard_common::watchdog;
use akguard_detect::FileClass;
use akguard_detect::encoding::{self, BlobType, Decoding};
use akguard_git::{Blob, Change};

use super::error::ScanError;
use super::fingerprint_budget::FindingId;
use super::location::Location;
use super::scanner::Scanner;
use super::settings::Text;
use super::{MAX_FINDINGS, line_count};
use crate::finding::{Finding, Position};
use crate::unpack;

/// The state of one file's scan.
pub(super) struct FileScan<'f, 'a, 'd> {
    pub(super) scanner: &'f mut Scanner<'a, 'd>,
    /// Number of findings so far.
    pub(super) found: usize,
    /// Has it any candidate, in an added line or not?
    pub(super) has_candidate: bool,
    /// The budget for containers that are only guessed to be in it.
    pub(super) work: unpack::Work,
    /// The present level of files in base64.
    pub(super) encoded_level: usize,
}

impl<'f, 'a, 'd> FileScan<'f, 'a, 'd> {
    pub(super) fn new(scanner: &'f mut Scanner<'a, 'd>) -> Self {
        Self { scanner, found: 0, has_candidate: false, work: unpack::Work::default(), encoded_level: 0 }
    }

    /// Scans the file.
    ///
    /// # Errors
    /// It cannot be read, or not be checked to its end.
    pub(super) fn run(&mut self, location: Location<'_>) -> Result<(), ScanError> {
        watchdog::tick();
        // A key in the name of a new file is published with the file.
        if self.scanner.settings.names && is_new_in_first_parent(location.change) {
            self.name(location, &location.change.path)?;
        }
        self.source(location)
    }

    /// Scans a content that was read whole: as an archive, if it is one, and as bytes.
    pub(super) fn content(&mut self, location: Location<'_>, content: &[u8]) -> Result<(), ScanError> {
        self.scanner.out.stats.files += 1;
        let first = self.scanner.out.findings.len();
        let inside = self.containers(location, content);
        let raw = self.scanner.out.findings.len();
        let done = self.views(location, content);
        // A file that an archive stores without compression is in the archive's own bytes too, next to headers that
        // change.
        self.scanner.out.drop_known(raw, &inside);
        self.scanner.out.drop_repeated(first);
        done
    }

    /// Scans a content as bytes, in each view that it needs.
    pub(super) fn views(&mut self, location: Location<'_>, content: &[u8]) -> Result<(), ScanError> {
        self.scanner.out.stats.bytes += content.len() as u64;
        let first = self.scanner.out.findings.len();
        for (decoding, blob_type) in encoding::views(content) {
            watchdog::tick();
            let text = decoding.of(content);
            if decoding == Decoding::Text {
                self.scanner.out.stats.lines += line_count(&text);
            }
            self.view(&ViewText { location, decoding, blob_type, content, text: &text })?;
        }
        self.scanner.out.drop_repeated(first);
        Ok(())
    }

    /// Scans a file's name, or that of a file inside of an archive.
    pub(super) fn name(&mut self, location: Location<'_>, name: &[u8]) -> Result<(), ScanError> {
        let text = Text { bytes: name, file_class: FileClass::Data, location: None, blob_type: BlobType::Text };
        for candidate in self.scanner.settings.candidates(&text)? {
            let id = FindingId::of_candidate(&candidate);
            let start = Position { line: 1, column: 1 };
            let finding = self.scanner.settings.finding(location, candidate.rule, id, start..start);
            self.scanner.out.findings.push(Finding {
                title: format!("{} in the file's name", finding.title),
                severity: candidate.severity(),
                secret: Some(candidate.secret),
                in_name: true,
                confidence: candidate.confidence,
                note: candidate.note,
                ..finding
            });
        }
        Ok(())
    }

    /// Counts one more finding of the file.
    pub(super) fn count_finding(&mut self) -> Result<(), ScanError> {
        self.found += 1;
        if self.found > MAX_FINDINGS {
            return Err(ScanError::TooManyFindings);
        }
        Ok(())
    }
}

/// One view of a content.
pub(super) struct ViewText<'t> {
    pub(super) location: Location<'t>,
    pub(super) decoding: Decoding,
    pub(super) blob_type: BlobType,
    pub(super) content: &'t [u8],
    /// The content in this view.
    pub(super) text: &'t [u8],
}

/// Is the path new against the first parent? Another parent may have it already (a merge of a branch that renamed the
/// file).
fn is_new_in_first_parent(change: &Change) -> bool {
    let is_file = !matches!(change.new, Blob::Message(_));
    is_file && change.bases.first().is_some_and(Option::is_none)
}
