//! The state of one thread's scanner, and what it has found.

use akguard_git::{Blob, Blobs, ChangeSet, Content, Oid};

use super::collector::Collector;
use super::error::ScanError;
use super::redact_report::redact_report;
use super::seen::Seen;
use super::{Scan, Settings};
use crate::finding::Unchecked;

/// Runs changes through the detector.
pub(super) struct Scanner<'a, 'd> {
    pub(super) settings: Settings<'a, 'd>,
    /// Reads stored content; not needed for files on disk.
    pub(super) blobs: Option<&'a dyn Blobs>,
    /// What is known of the blobs of a history, shared by its scanners.
    pub(super) seen: Option<&'a Seen>,
    pub(super) out: Collector<'d>,
    /// A buffer for files on disk.
    pub(super) buffer: Vec<u8>,
}

impl<'a, 'd> Scanner<'a, 'd> {
    /// A scanner that has found nothing yet.
    pub(super) fn new(settings: Settings<'a, 'd>, blobs: Option<&'a dyn Blobs>) -> Self {
        let mut out = Collector::default();
        out.stats.added_lines = settings.count_added.then_some(0);
        Self { settings, blobs, seen: None, out, buffer: Vec::new() }
    }

    /// The result, in the order of paths and places.
    pub(super) fn finish(self) -> Scan<'d> {
        let mut scan = self.out.into_scan();
        redact_report(&mut scan, self.settings.known);
        scan.findings.sort_by(|a, b| (&a.path, &a.inner, a.start).cmp(&(&b.path, &b.inner, b.start)));
        scan
    }

    /// Reports the conflicts of a change set as unchecked.
    pub(super) fn unmerged(&mut self, set: &ChangeSet) {
        for path in &set.unmerged {
            let shown = self.settings.shown(path);
            let unchecked = Unchecked::new(path, shown, None, "unmerged: resolve the conflict, then git add the file");
            self.out.unchecked.push(unchecked.without_id());
        }
    }

    /// Reports content that could not be read.
    pub(super) fn unchecked(&mut self, path: &[u8], content: Option<&Blob>, why: String) {
        // An object that git can still fetch gets no id: nobody knows its content, so nobody can allow it.
        let is_missing = why.starts_with(akguard_git::MISSING);
        let unchecked = Unchecked::new(path, self.settings.shown(path), content, why);
        self.out.unchecked.push(if is_missing { unchecked.without_id() } else { unchecked });
    }

    /// The content of a stored object.
    pub(super) fn stored(&self, id: &Oid) -> Result<Content<'a>, ScanError> {
        let blobs = self.blobs.ok_or(ScanError::NoRepository)?;
        blobs.read(id).map_err(ScanError::Object)
    }
}
