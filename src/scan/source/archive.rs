//! Scans an archive file by file, and drops the findings that its earlier version had too.

use std::io::{Cursor, Read};

use akguard_git::{Blob, Change, Oid};

use crate::finding::Finding;
use crate::scan::collector::{Confidences, surest};
use crate::scan::file_scan::FileScan;
use crate::scan::location::Location;
use crate::scan::scanner::Scanner;
use crate::scan::stored_id;
use crate::unpack::{self, DetectedArchive, Input, UnpackError, Visitor, Work};

impl<'d> FileScan<'_, '_, 'd> {
    /// Scans what is inside of a content: all files of an archive; in anything else the containers embedded in it.
    /// Returns the same as [`FileScan::archive`].
    pub(in crate::scan) fn containers(&mut self, location: Location<'_>, content: &[u8]) -> Confidences {
        let size = content.len() as u64;
        if let Some(found) = unpack::found_in(content, location.name()) {
            return self.archive(location, found, Input::Whole(&mut Cursor::new(content), size));
        }
        self.work.reset(size);
        if !unpack::may_hold_containers(content) {
            return Confidences::new();
        }
        self.inside_of(location, true, |work, visitor| unpack::search(content, work, visitor))
    }

    /// Scans an archive's files. Returns all values in it, new or not, with their confidence: the same values in the
    /// archive's own bytes are not reported again.
    pub(super) fn archive(&mut self, location: Location<'_>, found: DetectedArchive, input: Input<'_>) -> Confidences {
        let DetectedArchive { kind, is_guess } = found;
        self.work.reset(if let Input::Whole(_, size) = &input { *size } else { 0 });
        let name = String::from_utf8_lossy(&location.change.path).into_owned();
        self.inside_of(location, is_guess, |work, visitor| unpack::walk(kind, input, &name, work, visitor))
    }

    fn inside_of(
        &mut self,
        location: Location<'_>,
        is_guess: bool,
        walk: impl FnOnce(&Work, &mut dyn Visitor),
    ) -> Confidences {
        let first = self.scanner.out.findings.len();
        let work = self.work.clone();
        walk(&work, &mut Inside { file: self, location, is_guess });
        let inside = self.scanner.out.confidences(first);
        let has_findings = self.scanner.out.findings.len() > first;
        self.has_candidate |= has_findings;
        if has_findings && !location.change.bases.is_empty() {
            let known = self.known_before(location);
            self.scanner.out.drop_known(first, &known);
        }
        inside
    }

    /// What the archive held in any parent.
    fn known_before(&self, location: Location<'_>) -> Confidences {
        let mut known = Vec::new();
        for base in self.blobs_before(location) {
            known.extend(self.findings_in(location.change, base));
        }
        surest(&known)
    }

    /// The file in each parent: at the same path, or as the same file at a path that is gone.
    pub(super) fn blobs_before(&self, location: Location<'_>) -> Vec<Oid> {
        let own = stored_id(&location.change.new);
        let bases = location.change.bases.iter().enumerate();
        bases.filter_map(|(i, base)| base.or_else(|| self.moved_from(location, i, own))).collect()
    }

    /// The same blob at a path that this change set deletes.
    fn moved_from(&self, location: Location<'_>, parent: usize, own: Option<Oid>) -> Option<Oid> {
        let deleted = location.deleted.get(parent)?;
        let is_same = |id: Oid| Some(id) == own;
        let same = deleted.iter().find(|d| is_same(d.blob) && !self.scanner.settings.paths.is_excluded(&d.path))?;
        Some(same.blob)
    }

    fn findings_in(&self, change: &Change, base: Oid) -> Vec<Finding<'d>> {
        let before = Change { bases: Vec::new(), new: Blob::Stored(base), ..change.clone() };
        let mut scanner = Scanner::new(self.scanner.settings, self.scanner.blobs);
        if let Ok(content) = self.scanner.stored(&base) {
            FileScan::new(&mut scanner).containers(Location::new(&before, &[]), &content);
        }
        scanner.out.findings
    }
}

/// Scans what is found inside of a container.
pub(in crate::scan) struct Inside<'i, 'f, 'a, 'd> {
    pub(in crate::scan) file: &'i mut FileScan<'f, 'a, 'd>,
    pub(in crate::scan) location: Location<'i>,
    /// It is only guessed to be a container: what does not decode is not reported.
    pub(in crate::scan) is_guess: bool,
}

impl Visitor for Inside<'_, '_, '_, '_> {
    fn file(&mut self, path: &str, content: &mut dyn Read) -> Result<(), UnpackError> {
        akguard_common::watchdog::tick();
        let location = self.location.inside(path);
        self.file.name(location, path.as_bytes()).map_err(|error| UnpackError::new(error.to_string()))?;
        self.file.stream(location, content).map_err(|error| UnpackError::new(error.to_string()))
    }

    fn unread(&mut self, path: &str, why: String) {
        if self.is_guess {
            return;
        }
        let change = self.location.change;
        let scanner = &mut *self.file.scanner;
        // Reported once for the whole archive: one override covers all that cannot be read in it.
        let why = match path {
            "" => why,
            path => format!("{}: {why}", scanner.settings.shown(path.as_bytes())),
        };
        let is_named = scanner.out.unchecked.last().is_some_and(|u| u.path == change.path && u.commit.is_none());
        if !is_named {
            scanner.unchecked(&change.path, Some(&change.new), why);
        }
    }
}
