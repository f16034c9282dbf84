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

/// Which path patterns are left out and how file names are judged.
pub trait PathPolicy: Sync {
    /// Never read.
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
    /// Values to find literally. Only for what is staged on the machine that they are from: elsewhere a scan would answer
    /// guesses at them.
    pub known: Option<&'a Known>,
    /// Judge files by their names too (staged files and commits, not loose files).
    pub names: bool,
    /// Count the added lines of clean files: costs a diff for each.
    pub count_added: bool,
}

/// A text to be searched.
pub(super) struct Text<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) setting: FileClass,
    /// None for what is no content of a file.
    pub(super) location: Option<Location<'t>>,
    pub(super) blob_type: BlobType,
}

impl<'d> Settings<'_, 'd> {
    /// All candidates of a text, in their order.
    pub(super) fn candidates(&self, text: &Text<'_>) -> Result<Vec<Candidate<'d>>, ScanError> {
        self.candidates_and_files(text, &mut Vec::new())
    }

    /// The same; `files` takes what is encoded in the text and is no text itself.
    pub(super) fn candidates_and_files(
        &self,
        text: &Text<'_>,
        files: &mut Vec<EncodedFile>,
    ) -> Result<Vec<Candidate<'d>>, ScanError> {
        let found = self.detector.scan_with_files(text.bytes, text.setting, text.blob_type, files);
        let mut found = found.map_err(ScanError::Detector)?;
        if !found.is_empty() {
            let place = match text.location {
                Some(location) => location.place(),
                None => Place::Plain,
            };
            found.retain_mut(|candidate| candidate.settle_in(place));
            // A warning of a user's rule covers no value that stops the commit by itself.
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

    /// A finding with what its rule says of it; the caller adds what it knows better.
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

    /// Text of the repository as it may be printed, but for what a terminal obeys.
    pub(super) fn shown(&self, path: &[u8]) -> String {
        let sink = Sink::new(self.detector);
        let sink = match self.known {
            Some(known) => sink.knowing(known),
            None => sink,
        };
        sink.show_bytes(path).into_string()
    }
}
