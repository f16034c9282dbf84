//! An archive: its files one by one, and of their findings those that the archive before it did not have.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use akguard_detect::Confidence;
use akguard_detect::secret::Identity;
use akguard_git::{Blob, Change, Oid};

use super::{Scanner, Site};
use crate::unpack::{self, DetectedArchive, Input, UnpackError, Visitor, Work};

impl Scanner<'_, '_> {
    /// Scans what is in a content: all files of an archive, or what stands in containers in anything else. Returns as
    /// [`Scanner::archive`] does.
    pub(super) fn containers(&mut self, site: Site<'_>, content: &[u8]) -> HashMap<Identity, Confidence> {
        let size = content.len() as u64;
        if let Some(found) = unpack::found_in(content, site.name()) {
            return self.archive(site, found, Input::Whole(&mut Cursor::new(content), size));
        }
        self.work.reset(size);
        if !unpack::may_hold_containers(content) {
            return HashMap::new();
        }
        self.inside_of(site, true, |work, visitor| unpack::search(content, work, visitor))
    }

    /// Scans an archive's files. Returns what it holds, new or not, and how sure that is: the same in its bytes needs no
    /// second line.
    pub(super) fn archive(
        &mut self,
        site: Site<'_>,
        found: DetectedArchive,
        input: Input<'_>,
    ) -> HashMap<Identity, Confidence> {
        let DetectedArchive { kind, is_guess } = found;
        self.work.reset(if let Input::Whole(_, size) = &input { *size } else { 0 });
        let name = String::from_utf8_lossy(&site.change.path).into_owned();
        self.inside_of(site, is_guess, |work, visitor| unpack::walk(kind, input, &name, work, visitor))
    }

    fn inside_of(
        &mut self,
        site: Site<'_>,
        is_guess: bool,
        walk: impl FnOnce(&Work, &mut dyn Visitor),
    ) -> HashMap<Identity, Confidence> {
        let first = self.result.findings.len();
        let work = self.work.clone();
        walk(&work, &mut Inside { scanner: self, site, is_guess });
        let inside = surest(self.result.findings[first..].iter().map(|f| (f.identity, f.confidence)));
        self.suspect |= self.result.findings.len() > first;
        if self.result.findings.len() > first && !site.change.bases.is_empty() {
            let known = self.known_before(site);
            let found = self.result.findings.split_off(first);
            // What was a warning before and stops now is new.
            let new = found.into_iter().filter(|f| known.get(&f.identity).is_none_or(|known| *known < f.confidence));
            self.result.findings.extend(new);
        }
        inside
    }

    /// What the archive held in any parent: at the same path, or as the same file at a path that is gone.
    fn known_before(&self, site: Site<'_>) -> HashMap<Identity, Confidence> {
        let mut known = Vec::new();
        let own = super::stored_id(&site.change.new);
        for (i, base) in site.change.bases.iter().enumerate() {
            let deleted = site.deleted.get(i).into_iter().flatten();
            let moved = deleted
                .filter(|d| !self.settings.paths.is_excluded(&d.path))
                .map(|d| d.blob)
                .find(|id| Some(*id) == own);
            let Some(base) = base.or(moved) else { continue };
            known.extend(self.inside(site.change, base));
        }
        surest(known)
    }

    fn inside(&self, change: &Change, base: Oid) -> Vec<(Identity, Confidence)> {
        let mut scanner = Scanner::new(self.settings, self.blobs);
        let before = Change { bases: Vec::new(), new: Blob::Stored(base), ..change.clone() };
        if let Ok(content) = self.stored(&base) {
            scanner.containers(Site { change: &before, deleted: &[], inner: None }, &content);
        }
        scanner.result.findings.iter().map(|f| (f.identity, f.confidence)).collect()
    }
}

/// How sure each id is at its surest.
fn surest(found: impl IntoIterator<Item = (Identity, Confidence)>) -> HashMap<Identity, Confidence> {
    let mut surest = HashMap::new();
    for (id, confidence) in found {
        let known = surest.entry(id).or_insert(confidence);
        *known = confidence.max(*known);
    }
    surest
}

/// Scans what is found inside.
pub(super) struct Inside<'i, 'a, 'd> {
    pub(super) scanner: &'i mut Scanner<'a, 'd>,
    pub(super) site: Site<'i>,
    /// Nothing says that it is a container: what does not decode is no part of it.
    pub(super) is_guess: bool,
}

impl Visitor for Inside<'_, '_, '_> {
    fn file(&mut self, path: &str, content: &mut dyn Read) -> Result<(), UnpackError> {
        akguard_common::watchdog::tick();
        self.scanner.inner_name(Site { inner: Some(path), ..self.site }, path)?;
        Ok(self.scanner.stream(Site { inner: Some(path), ..self.site }, content)?)
    }

    fn unread(&mut self, path: &str, why: String) {
        if self.is_guess {
            return;
        }
        let change = self.site.change;
        // One name for the archive: an override covers all that cannot be read in it.
        let inside = if path.is_empty() { why } else { format!("{}: {why}", self.scanner.shown(path.as_bytes())) };
        let known = self.scanner.result.unchecked.last().is_some_and(|u| u.path == change.path && u.commit.is_none());
        if !known {
            self.scanner.unchecked(&change.path, Some(&change.new), inside);
        }
    }
}
