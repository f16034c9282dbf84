//! The scanner: one change in, its findings out.
//!
//! The whole new text is scanned; only when it holds a candidate are the added lines computed, and a candidate counts
//! only if it touches one. A clean file is never diffed. What is larger than fits comes in stretches (`stream`), an
//! archive file by file (`archive`), a history commit by commit on all cores (`commits`).

mod archive;
mod browser;
mod commits;
mod cores;
mod describe;
mod disk;
mod encoded;
mod file_rule;
mod fingerprint_budget;

mod parallel;
mod progress;
mod redact_report;
mod result;
mod seen;
mod settings;
mod stream;
#[cfg(test)]
mod tests;
mod text;

pub use commits::{commits, history};
pub use file_rule::{file_rule, file_rules, is_file_rule};
pub use fingerprint_budget::Budget;
pub use parallel::{changes, files};
pub use progress::{Progress, Stage, StageProgress};
pub use redact_report::hidden_of;
pub use result::{Scan, Stats};
pub use settings::{PathPolicy, Settings};

use std::collections::HashMap;

use akguard_common::{bytes, watchdog};
use akguard_detect::decode::EncodedFile;
use akguard_detect::encoding::{self, BlobType, Decoding};
use akguard_detect::local_values;
use akguard_detect::place::Place;
use akguard_detect::secret::Identity;
use akguard_detect::{Candidate, Confidence, FileClass, Rule};
use akguard_git::{Blob, Blobs, Change, ChangeSet, Content, Deleted, Oid};

use self::fingerprint_budget::FindingId;
use self::seen::Seen;
use crate::finding::{Finding, Position, Unchecked};
use crate::sanitize::Sink;
use crate::unpack;

/// A file with more findings than this is a dump: the first ones are listed, and the file counts as unchecked.
const MAX_FINDINGS: usize = 10_000;

/// Runs changes through the detector.
pub struct Scanner<'a, 'd> {
    settings: Settings<'a, 'd>,
    blobs: Option<&'a dyn Blobs>,
    result: Scan<'d>,
    /// What all scanners of a history know of its blobs.
    seen: Option<&'a Seen>,
    /// How many findings in the file at hand.
    found: usize,
    /// Has the file at hand any candidate, added or not?
    suspect: bool,
    /// Where files are read to.
    buffer: Vec<u8>,
    /// What the containers may cost that are guessed to be in the file at hand, and in how many levels of base64 we are.
    work: unpack::Work,
    encoded_level: usize,
}

/// The text at hand: whose it is.
#[derive(Clone, Copy)]
struct Site<'s> {
    change: &'s Change,
    /// For each parent what it has and this commit has not.
    deleted: &'s [Vec<Deleted>],
    /// The file inside of the change, where that is an archive.
    inner: Option<&'s str>,
}

impl Site<'_> {
    /// The path, inside of an archive the one in it.
    fn name(&self) -> &[u8] {
        self.inner.map(str::as_bytes).unwrap_or(self.change.path.as_slice())
    }

    fn setting(&self) -> FileClass {
        FileClass::from_path(self.name())
    }

    /// What is in an archive among tests is a test, whatever its own name.
    fn place(&self) -> Place {
        match Place::from_path(&self.change.path) {
            Place::Test => Place::Test,
            _ => Place::from_path(self.name()),
        }
    }
}

impl<'a, 'd> Scanner<'a, 'd> {
    /// A scanner; `blobs` reads stored content and is not needed for loose files.
    pub fn new(settings: Settings<'a, 'd>, blobs: Option<&'a dyn Blobs>) -> Self {
        let mut result = Scan::default();
        result.stats.added_lines = settings.count_added.then_some(0);
        let work = unpack::Work::default();
        Self {
            settings,
            blobs,
            result,
            seen: None,
            found: 0,
            suspect: false,
            buffer: Vec::new(),
            work,
            encoded_level: 0,
        }
    }

    /// The result, in the order of paths and places.
    pub fn finish(mut self) -> Scan<'d> {
        redact_report::redact_report(&mut self.result, self.settings.known);
        self.result.findings.sort_by(|a, b| (&a.path, &a.inner, a.start).cmp(&(&b.path, &b.inner, b.start)));
        self.result
    }

    /// Scans everything that one commit changes.
    pub fn set(&mut self, set: &ChangeSet, commit: Option<Oid>) {
        let (findings, unchecked) = (self.result.findings.len(), self.result.unchecked.len());
        for change in &set.changes {
            self.change(change, &set.deleted);
        }
        self.unmerged(set);
        for finding in &mut self.result.findings[findings..] {
            finding.commit = commit;
        }
        for left in &mut self.result.unchecked[unchecked..] {
            left.commit = commit;
        }
    }

    /// Names the conflicts of a change set.
    fn unmerged(&mut self, set: &ChangeSet) {
        for path in &set.unmerged {
            let shown = self.shown(path);
            let unchecked = Unchecked::new(path, shown, None, "unmerged: resolve the conflict, then git add the file");
            self.result.unchecked.push(unchecked.without_id());
        }
    }

    /// Names something that could not be read.
    pub fn unchecked(&mut self, path: &[u8], content: Option<&Blob>, why: impl Into<String>) {
        let (shown, why) = (self.shown(path), why.into());
        // What nobody has can be had, and nobody knows what it is: there is nothing to allow.
        let is_missing = why.starts_with(akguard_git::MISSING);
        let unchecked = Unchecked::new(path, shown, content, why);
        self.result.unchecked.push(if is_missing { unchecked.without_id() } else { unchecked });
    }

    /// Counts files that were left out before they came here.
    pub fn ignored(&mut self, count: usize) {
        self.result.stats.ignored += count;
    }

    /// Scans one change; `deleted` is what the same commit takes away from each of its parents.
    pub fn change(&mut self, change: &Change, deleted: &[Vec<Deleted>]) {
        if self.settings.paths.is_excluded(&change.path) {
            self.result.stats.excluded += 1;
            return;
        }
        let site = Site { change, deleted, inner: None };
        if let Err(why) = self.one(site) {
            self.unchecked(&change.path, Some(&change.new), why);
        }
    }

    fn one(&mut self, site: Site<'_>) -> Result<(), String> {
        watchdog::tick();
        (self.found, self.suspect) = (0, false);
        let change = site.change;
        if self.settings.names && is_new_in_first_parent(change) {
            self.name(change)?;
        }
        match &change.new {
            Blob::Stored(id) => self.stored_content(site, *id),
            Blob::File(path) => self.file(site, path),
            Blob::Stdin => self.pipe(site, &mut std::io::stdin().lock()),
            Blob::Elsewhere => Ok(()),
        }
    }

    /// A blob. In a history each is read once, unless there is something in it.
    fn stored_content(&mut self, site: Site<'_>, id: Oid) -> Result<(), String> {
        let by_name = self.settings.names && self.settings.paths.kind(&site.change.path).is_some();
        if self.seen.is_some_and(|seen| !by_name && seen.is_clean(&id, site.setting())) {
            return Ok(());
        }
        let content = self.stored(&id)?;
        let unread = self.result.unchecked.len();
        let done = self.content(site, &content);
        if let Some(seen) = self.seen {
            seen.add(id, site.setting(), self.suspect || done.is_err() || self.result.unchecked.len() > unread);
        }
        done
    }

    /// Content at hand: as an archive where it is one, and as the bytes it is.
    fn content(&mut self, site: Site<'_>, content: &[u8]) -> Result<(), String> {
        self.result.stats.files += 1;
        let first = self.result.findings.len();
        let inside = self.containers(site, content);
        let raw = self.result.findings.len();
        let done = self.whole(site, content);
        self.drop_from(raw, &inside);
        self.drop_repeated(first);
        done
    }

    /// Content at hand, in each view that it needs.
    fn whole(&mut self, site: Site<'_>, content: &[u8]) -> Result<(), String> {
        self.result.stats.bytes += content.len() as u64;
        let first = self.result.findings.len();
        for (view, blob_type) in encoding::views(content) {
            watchdog::tick();
            let text = view.of(content);
            if view == Decoding::Text {
                self.result.stats.lines += line_count(&text);
            }
            self.text(site, content, (view, blob_type), &text)?;
        }
        self.drop_repeated(first);
        Ok(())
    }

    /// What an archive holds as a file may stand in its own bytes too, beside headers that change. What is surer there
    /// stays.
    fn drop_from(&mut self, first: usize, inside: &HashMap<Identity, Confidence>) {
        let found = self.result.findings.split_off(first);
        let new = found.into_iter().filter(|f| inside.get(&f.identity).is_none_or(|known| *known < f.confidence));
        self.result.findings.extend(new);
    }

    /// What has been found at its right place needs no second line: an earlier view, a file inside of the archive. What
    /// is surer at the second place does.
    fn drop_repeated(&mut self, first: usize) {
        let mut places: HashMap<Identity, (Option<String>, u8, Confidence)> = HashMap::new();
        let findings = self.result.findings.split_off(first);
        for finding in findings {
            let known = places
                .entry(finding.identity)
                .or_insert_with(|| (finding.inner.clone(), finding.view, finding.confidence));
            let same_file = known.0 == finding.inner;
            let same_place = same_file && known.1 == finding.view;
            if same_place || (finding.inner.is_some() && !same_file) || finding.confidence > known.2 {
                known.2 = known.2.max(finding.confidence);
                self.result.findings.push(finding);
            }
        }
    }

    fn stored(&self, id: &Oid) -> Result<Content<'a>, String> {
        self.blobs.ok_or_else(|| "there is no repository to read it from".to_owned())?.read(id)
    }

    /// All candidates of a text, in their order; `site` is none for what is no content of a file.
    fn candidates(
        &self,
        text: &[u8],
        setting: FileClass,
        (site, blob_type): (Option<Site<'_>>, BlobType),
    ) -> Result<Vec<Candidate<'d>>, String> {
        self.candidates_and_files(text, setting, (site, blob_type), &mut Vec::new())
    }

    /// The same; `files` takes what is encoded in the text and is no text itself.
    fn candidates_and_files(
        &self,
        text: &[u8],
        setting: FileClass,
        (site, blob_type): (Option<Site<'_>>, BlobType),
        files: &mut Vec<EncodedFile>,
    ) -> Result<Vec<Candidate<'d>>, String> {
        let mut found = self.settings.detector.scan_with_files(text, setting, blob_type, files)?;
        if !found.is_empty() {
            let place = site.map(|site| site.place()).unwrap_or(Place::Plain);
            found.retain_mut(|candidate| candidate.settle_in(place));
            // A warning of a user's rule covers no value that stops the commit by itself.
            let is_lowered = |c: &&mut Candidate<'_>| c.rule.is_own() && c.rule.lower_in_tests && place == Place::Test;
            for candidate in found.iter_mut().filter(is_lowered) {
                candidate.confidence = candidate.confidence_in_tests();
            }
        }
        match self.settings.known {
            Some(values) => {
                values.lower_defaults(&mut found);
                Ok(local_values::join(found, values.scan(text)?))
            }
            None => Ok(found),
        }
    }

    /// A finding with what its rule says of it; the caller adds what it knows better.
    fn finding(&self, site: Site<'_>, rule: &'d Rule, id: FindingId, place: (Position, Position)) -> Finding<'d> {
        let change = site.change;
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
            inner: site.inner.map(|inner| self.shown(inner.as_bytes())),
            start: place.0,
            end: place.1,
            secret: None,
            file: None,
            in_name: false,
            tracked: change.bases.iter().any(Option::is_some),
            hint: None,
            note: None,
            mark: None,
            identity: id.identity,
            id: id.fingerprint,
            blob: stored_id(&change.new),
            commit: None,
            tip: None,
            shipped: None,
            view: 0,
        }
    }

    /// A key in the name of a new file goes public with it.
    fn name(&mut self, change: &Change) -> Result<(), String> {
        self.scan_name(Site { change, deleted: &[], inner: None }, &change.path)
    }

    /// So does one in the name of a file inside of an archive.
    fn inner_name(&mut self, site: Site<'_>, path: &str) -> Result<(), String> {
        self.scan_name(site, path.as_bytes())
    }

    fn scan_name(&mut self, site: Site<'_>, name: &[u8]) -> Result<(), String> {
        for candidate in self.candidates(name, FileClass::Data, (None, BlobType::Text))? {
            let id = FindingId::of_candidate(&candidate);
            let start = Position { line: 1, column: 1 };
            let finding = self.finding(site, candidate.rule, id, (start, start));
            let title = format!("{} in the file's name", finding.title);
            let severity = candidate.severity();
            let Candidate { secret, confidence, note, .. } = candidate;
            let secret = Some(secret);
            self.result.findings.push(Finding { title, secret, in_name: true, severity, confidence, note, ..finding });
        }
        Ok(())
    }

    fn shown(&self, path: &[u8]) -> String {
        let sink = Sink::new(self.settings.detector);
        let sink = self.settings.known.map(|known| sink.knowing(known)).unwrap_or(sink);
        sink.show_bytes(path).into_string()
    }
}

/// What the change set deletes is what the first parent had; another parent may have the file already (a merge of a
/// branch that renamed it).
fn is_new_in_first_parent(change: &Change) -> bool {
    change.bases.first().is_some_and(Option::is_none)
}

/// Lines of a text; the last one counts without its end too.
fn line_count(text: &[u8]) -> usize {
    bytes::count(b'\n', text) + usize::from(!matches!(text.last(), None | Some(b'\n')))
}

fn stored_id(blob: &Blob) -> Option<Oid> {
    match blob {
        Blob::Stored(id) => Some(*id),
        Blob::File(_) | Blob::Stdin | Blob::Elsewhere => None,
    }
}
