//! The scanner: one change in, its findings out.
//!
//! The whole new text is scanned; only when it holds a candidate are the added lines computed, and a candidate counts
//! only if it touches one. A clean file is never diffed.

mod file_rule;
mod result;

pub use file_rule::is_file_rule;
pub use result::{Options, Scan, Stats};

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Read;
use std::ops::Range;

use crate::detect::encoding::{self, View};
use crate::detect::envfile::{self, Kind};
use crate::detect::{Candidate, Detector, Rule};
use crate::error::io_says;
use crate::finding::{Finding, Lines, Position, Unchecked};
use crate::git::{self, Added, Blob, BlobId, Blobs, Change, ChangeSet, Content, Deleted, MAX_BLOB};
use crate::secret::{Fingerprint, Secret};

/// Which path patterns are left out and how file names are judged.
pub trait PathPolicy {
    /// Never read.
    fn is_excluded(&self, path: &[u8]) -> bool;
    /// What kind of file the name makes it, after the user's exceptions.
    fn kind(&self, path: &[u8]) -> Option<Kind>;
}

/// A slow fingerprint takes about 25 ms; a file with more different passwords than this is unchecked, not waited for.
const MOST_SLOW: usize = 200;

/// Runs changes through the detector.
pub struct Scanner<'a, 'd> {
    detector: &'d Detector,
    paths: &'a dyn PathPolicy,
    blobs: Option<&'a dyn Blobs>,
    options: Options,
    result: Scan<'d>,
    /// Slow fingerprints that this run has paid for.
    guessable: HashMap<(&'d str, Secret), Fingerprint>,
    /// How many of them in the file at hand.
    slow: usize,
}

impl<'a, 'd> Scanner<'a, 'd> {
    /// A scanner; `blobs` reads stored content and is not needed for loose files.
    pub fn new(
        detector: &'d Detector,
        paths: &'a dyn PathPolicy,
        blobs: Option<&'a dyn Blobs>,
        options: Options,
    ) -> Self {
        Self { detector, paths, blobs, options, result: Scan::default(), guessable: HashMap::new(), slow: 0 }
    }

    /// The result, in the order of paths and places.
    pub fn finish(mut self) -> Scan<'d> {
        self.hide_found_secrets();
        self.result.findings.sort_by(|a, b| (&a.commit, &a.path, a.start).cmp(&(&b.commit, &b.path, b.start)));
        self.result
    }

    /// Scans everything that one commit changes.
    pub fn set(&mut self, set: &ChangeSet, commit: Option<&str>) {
        let (findings, unchecked) = (self.result.findings.len(), self.result.unchecked.len());
        for change in &set.changes {
            self.change(change, &set.deleted);
        }
        for path in &set.unmerged {
            self.unchecked(path, None, "unmerged: resolve the conflict and git add it");
        }
        let commit = commit.map(str::to_owned);
        self.result.findings[findings..].iter_mut().for_each(|f| f.commit.clone_from(&commit));
        self.result.unchecked[unchecked..].iter_mut().for_each(|u| u.commit.clone_from(&commit));
    }

    /// Names something that could not be read.
    pub fn unchecked(&mut self, path: &[u8], content: Option<&Blob>, why: impl Into<String>) {
        let shown = self.shown(path);
        self.result.unchecked.push(Unchecked::new(path, shown, content, why));
    }

    /// Counts files that were left out before they came here.
    pub fn ignored(&mut self, count: usize) {
        self.result.stats.ignored += count;
    }

    /// Scans one change; `deleted` is what the same commit deletes.
    pub fn change(&mut self, change: &Change, deleted: &[Deleted]) {
        if self.paths.is_excluded(&change.path) {
            self.result.stats.excluded += 1;
            return;
        }
        if let Err(why) = self.read(&change.new).and_then(|content| self.content(change, deleted, &content)) {
            self.unchecked(&change.path, Some(&change.new), why);
        }
    }

    fn content(&mut self, change: &Change, deleted: &[Deleted], content: &[u8]) -> Result<(), String> {
        self.slow = 0;
        let stats = &mut self.result.stats;
        stats.files += 1;
        stats.bytes += content.len() as u64;
        if self.options.names && is_new_in_first_parent(change) {
            self.name(change)?;
        }
        let first = self.result.findings.len();
        for view in encoding::views(content) {
            let text = view.of(content);
            if view == View::Text {
                self.result.stats.lines += line_count(&text);
            }
            let known = self.result.findings.len();
            self.text(change, deleted, content, view, &text)?;
            // What an earlier view has found at its right place needs no second line.
            let (before, after) = self.result.findings.split_at(known);
            let fresh: Vec<bool> = after.iter().map(|f| before[first..].iter().all(|b| b.id != f.id)).collect();
            let mut keep = std::iter::repeat_n(true, known).chain(fresh);
            self.result.findings.retain(|_| keep.next().unwrap_or(true));
        }
        Ok(())
    }

    /// One view of the content: candidates first, and only for those the added lines.
    fn text(
        &mut self,
        change: &Change,
        deleted: &[Deleted],
        content: &[u8],
        view: View,
        text: &[u8],
    ) -> Result<(), String> {
        let mut candidates = self.detector.scan(text)?;
        let named = self.options.names && !change.symlink && view == View::Text;
        let kind = if named { self.paths.kind(&change.path) } else { None };
        let mut values = kind.map_or_else(Vec::new, |kind| envfile::values(kind, text));
        let count = self.options.count_added && view == View::Text;
        if candidates.is_empty() && values.is_empty() && !count {
            return Ok(());
        }
        let lines = Lines::of(text);
        let touches = |added: &Added, span: &Range<usize>| {
            added.touches(lines.line(span.start), lines.line(span.end.saturating_sub(1).max(span.start)))
        };
        let added = self.added(change, view, text);
        if count {
            self.result.stats.added_lines += added.count(line_count(text));
        }
        values.retain(|span| touches(&added, span));
        candidates.retain(|c| touches(&added, &c.span));
        if !candidates.is_empty() && is_new_in_first_parent(change) {
            let moved = self.added_since_move(change, view, text, content, deleted);
            candidates.retain(|c| moved.as_ref().is_none_or(|added| touches(added, &c.span)));
        }
        let place = |span: &Range<usize>| (lines.position(span.start), lines.position(span.end));
        if let Some((rule, title, span)) = kind.and_then(|kind| file_rule::judge(kind, &values, &candidates)) {
            let id = Fingerprint::of_file(
                &rule.id,
                &change.path,
                stored_id(&change.new).as_ref().map_or("", BlobId::as_str),
            );
            let finding = self.finding(change, rule, id, place(&span));
            self.result.findings.push(Finding { title, file: kind, ..finding });
        }
        for candidate in candidates {
            let id = self.fingerprint(&candidate)?;
            let Candidate { rule, span, secret, confidence, note } = candidate;
            let finding = self.finding(change, rule, id, place(&span));
            let hint = secret.hint(rule.hint);
            self.result.findings.push(Finding { confidence, hint, note, secret: Some(secret), ..finding });
        }
        Ok(())
    }

    fn read(&self, blob: &Blob) -> Result<Content<'a>, String> {
        match blob {
            Blob::Stored(id) => self.stored(id),
            Blob::File(path) => {
                let file = std::fs::File::open(path).map_err(|e| io_says(&e))?;
                read_bounded(file).map(Content::Owned)
            }
            Blob::Stdin => read_bounded(std::io::stdin().lock()).map(Content::Owned),
        }
    }

    fn stored(&self, id: &BlobId) -> Result<Content<'a>, String> {
        self.blobs.ok_or_else(|| "there is no repository to read it from".to_owned())?.read(id)
    }

    /// The added lines. A base that cannot be read (a partial clone lacks it) makes every line new.
    fn added(&self, change: &Change, view: View, text: &[u8]) -> Added {
        let contents = change.bases.iter().flatten().filter_map(|id| self.stored(id).ok());
        let bases: Vec<Vec<u8>> = contents.map(|content| view.of(&content).into_owned()).collect();
        git::added(text, &bases)
    }

    /// The lines that an added file has beyond the deleted file it was moved from, if there is one.
    fn added_since_move(
        &self,
        change: &Change,
        view: View,
        text: &[u8],
        content: &[u8],
        deleted: &[Deleted],
    ) -> Option<Added> {
        let (_, old) =
            git::rename_source(&change.path, content, stored_id(&change.new).as_ref(), deleted, self.blobs?)?;
        Some(git::added(text, &[view.of(&old).into_owned()]))
    }

    fn fingerprint(&mut self, candidate: &Candidate<'d>) -> Result<Fingerprint, String> {
        let rule = candidate.rule;
        if !rule.guessable {
            return Ok(Fingerprint::of_key(&rule.id, &candidate.secret));
        }
        match self.guessable.entry((&rule.id, candidate.secret.clone())) {
            Entry::Occupied(known) => Ok(*known.get()),
            Entry::Vacant(_) if self.slow == MOST_SLOW => {
                Err(format!("it has more than {MOST_SLOW} different passwords"))
            }
            Entry::Vacant(slot) => {
                self.slow += 1;
                Ok(*slot.insert(Fingerprint::of_guessable(&rule.id, &candidate.secret)))
            }
        }
    }

    /// A finding with what its rule says of it; the caller adds what it knows better.
    fn finding(&self, change: &Change, rule: &'d Rule, id: Fingerprint, place: (Position, Position)) -> Finding<'d> {
        Finding {
            rule,
            title: rule.title.to_string(),
            severity: rule.severity,
            confidence: rule.confidence,
            path: change.path.clone(),
            shown_path: self.shown(&change.path),
            start: place.0,
            end: place.1,
            secret: None,
            file: None,
            in_name: false,
            tracked: change.bases.iter().any(Option::is_some),
            hint: None,
            note: None,
            id,
            blob: stored_id(&change.new),
            commit: None,
        }
    }

    /// A value that was found may be a part of a path too, where no rule would know it.
    fn hide_found_secrets(&mut self) {
        let secrets: Vec<Secret> = self.result.findings.iter().filter_map(|f| f.secret.clone()).collect();
        let shown = self.result.findings.iter_mut().map(|f| &mut f.shown_path);
        for path in shown.chain(self.result.unchecked.iter_mut().map(|u| &mut u.shown_path)) {
            for text in secrets.iter().filter_map(|s| std::str::from_utf8(s.expose()).ok()).filter(|t| t.len() >= 8) {
                if path.contains(text) {
                    *path = path.replace(text, "[redacted]");
                }
            }
        }
    }

    /// A key in the name of a new file goes public with it.
    fn name(&mut self, change: &Change) -> Result<(), String> {
        for candidate in self.detector.scan(&change.path)? {
            let id = self.fingerprint(&candidate)?;
            let start = Position { line: 1, column: 1 };
            let finding = self.finding(change, candidate.rule, id, (start, start));
            let title = format!("{} in the file's name", finding.title);
            let secret = Some(candidate.secret);
            self.result.findings.push(Finding {
                title,
                secret,
                in_name: true,
                confidence: candidate.confidence,
                ..finding
            });
        }
        Ok(())
    }

    fn shown(&self, path: &[u8]) -> String {
        crate::report::escape_bytes(&self.detector.redact(path))
    }
}

/// What the change set deletes is what the first parent had; another parent may have the file already (a merge of a
/// branch that renamed it).
fn is_new_in_first_parent(change: &Change) -> bool {
    change.bases.first().is_some_and(Option::is_none)
}

/// Lines of a text; the last one counts without its end too.
fn line_count(text: &[u8]) -> usize {
    text.iter().filter(|b| **b == b'\n').count() + usize::from(!matches!(text.last(), None | Some(b'\n')))
}

fn stored_id(blob: &Blob) -> Option<BlobId> {
    match blob {
        Blob::Stored(id) => Some(id.clone()),
        Blob::File(_) | Blob::Stdin => None,
    }
}

fn read_bounded(source: impl Read) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    source.take(MAX_BLOB + 1).read_to_end(&mut content).map_err(|e| io_says(&e))?;
    if content.len() as u64 > MAX_BLOB {
        return Err(format!("more than {} MB, which is all that akguard reads", MAX_BLOB >> 20));
    }
    Ok(content)
}

/// `1 value`, `2 values`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
