//! What a scan works with.

use std::ops::Range;

use akguard_detect::decode::EncodedFile;
use akguard_detect::encoding::BlobType;
use akguard_detect::env_file::Kind;
use akguard_detect::local_values::{self, Known};
use akguard_detect::place::Place;
use akguard_detect::{Candidate, Detector, FileClass, Rule};

use super::error::ScanError;
use super::fingerprint_budget::FindingId;
use super::location::Location;
use super::stored_id;
use crate::finding::{Finding, Position};
use crate::sanitize::Sink;

/// Which paths are excluded, and what the names of files mean.
pub trait PathPolicy: Sync {
    /// Is the path excluded from the scan?
    fn is_excluded(&self, path: &[u8]) -> bool;
    /// What kind of file the name makes it, after the user's exceptions.
    fn kind(&self, path: &[u8]) -> Option<Kind>;
}

/// What all threads of a scan work with.
#[derive(Clone, Copy)]
pub struct Settings<'a, 'd> {
    /// The rules.
    pub detector: &'d Detector,
    /// Excludes, and what file names mean.
    pub paths: &'a dyn PathPolicy,
    /// Known values, which are searched for literally. Only for staged changes on the machine that has the values:
    /// elsewhere a scan could confirm a guess at one.
    pub known: Option<&'a Known>,
    /// Also check files by their names (staged files and commits, not files on disk).
    pub names: bool,
    /// Count the added lines of clean files: costs a diff for each.
    pub count_added: bool,
}

/// A text to be searched.
pub(super) struct Text<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) file_class: FileClass,
    /// `None` for a text that is not the content of a file.
    pub(super) location: Option<Location<'t>>,
    pub(super) blob_type: BlobType,
}

impl<'d> Settings<'_, 'd> {
    /// All candidates of a text, in their order.
    pub(super) fn candidates(&self, text: &Text<'_>) -> Result<Vec<Candidate<'d>>, ScanError> {
        self.candidates_and_files(text, &mut Vec::new())
    }

    /// The same. Content that is encoded in the text and is no text itself is added to `files`.
    pub(super) fn candidates_and_files(
        &self,
        text: &Text<'_>,
        files: &mut Vec<EncodedFile>,
    ) -> Result<Vec<Candidate<'d>>, ScanError> {
        let found = self.detector.scan_with_files(text.bytes, text.file_class, text.blob_type, files);
        let mut found = found.map_err(ScanError::Detector)?;
        if !found.is_empty() {
            let place = match text.location {
                Some(location) => location.place(),
                None => Place::Plain,
            };
            found.retain_mut(|candidate| candidate.settle_in(place));
            // Before known values are joined: a user's rule that only warns here must not cover one, which would stop
            // the commit.
            for candidate in &mut found {
                if candidate.rule.is_own() && candidate.rule.lower_in_tests && place == Place::Test {
                    candidate.confidence = candidate.confidence_in_tests();
                }
            }
        }
        let Some(values) = self.known else { return Ok(found) };
        values.lower_defaults(&mut found);
        Ok(local_values::join(found, values.scan(text.bytes).map_err(ScanError::Detector)?))
    }

    /// A finding as its rule describes it; the caller adds what it knows better.
    pub(super) fn finding(
        &self,
        location: Location<'_>,
        rule: &'d Rule,
        id: FindingId,
        span: Range<Position>,
    ) -> Finding<'d> {
        let change = location.change;
        let words = self.of_rule(rule);
        Finding {
            rule,
            title: words.title,
            env: words.env,
            revoke: words.revoke,
            severity: rule.severity,
            confidence: rule.confidence,
            path: change.path.clone(),
            shown_path: self.shown(&change.path),
            inner: location.inner.map(|inner| self.shown(inner.as_bytes())),
            start: span.start,
            end: span.end,
            secret: None,
            file: None,
            in_name: false,
            tracked: change.bases.iter().any(Option::is_some),
            hint: None,
            note: None,
            mark: None,
            identity: id.identity,
            id: id.fingerprint,
            earlier: Vec::new(),
            blob: stored_id(&change.new),
            commit: None,
            tip: None,
            shipped: None,
            view: 0,
        }
    }

    /// Text of the repository without secrets. Control characters are escaped only when it is printed.
    pub(super) fn shown(&self, path: &[u8]) -> String {
        let sink = Sink::new(self.detector);
        let sink = match self.known {
            Some(known) => sink.knowing(known),
            None => sink,
        };
        sink.show_bytes(path).into_string()
    }
}
