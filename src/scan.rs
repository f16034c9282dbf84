//! The scanner: one change in, its findings out.
//!
//! The whole new text is scanned; only when it holds a candidate are the added lines computed, and a candidate counts
//! only if it touches one. A clean file is never diffed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::ops::Range;

use crate::detect::envfile::{self, Kind};
use crate::detect::{Candidate, Confidence, Detector, Hint, Rule, Severity, encoding};
use crate::error::io_says;
use crate::finding::{Finding, Lines, Unchecked};
use crate::git::{self, Added, Blob, BlobId, Blobs, Change, ChangeSet, Content, Deleted, MAX_BLOB};
use crate::secret::{Fingerprint, Secret};

/// Which path patterns are left out and how file names are judged.
pub trait PathPolicy {
    /// Never read.
    fn is_excluded(&self, path: &[u8]) -> bool;
    /// What kind of file the name makes it, after the user's exceptions.
    fn kind(&self, path: &[u8]) -> Option<Kind>;
}

/// How a scan is done.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Judge files by their names too (staged files and commits, not loose files).
    pub names: bool,
    /// Count the added lines of clean files: costs a diff for each.
    pub count_added: bool,
}

/// What was read.
#[derive(Debug, Default, Clone, Copy)]
pub struct Stats {
    /// Changed files read.
    pub files: usize,
    /// Lines read.
    pub lines: usize,
    /// Lines added, when they were counted.
    pub added_lines: usize,
    /// Bytes read.
    pub bytes: u64,
    /// Files left out by `[[exclude]]`.
    pub excluded: usize,
    /// Files and folders left out because git ignores them.
    pub ignored: usize,
}

/// The result of a scan, not yet judged.
#[derive(Debug, Default)]
pub struct Scan<'d> {
    /// By path and place.
    pub findings: Vec<Finding<'d>>,
    /// What could not be read.
    pub unchecked: Vec<Unchecked>,
    /// What was read.
    pub stats: Stats,
}

/// Runs changes through the detector.
pub struct Scanner<'a, 'd> {
    detector: &'d Detector,
    paths: &'a dyn PathPolicy,
    blobs: Option<&'a dyn Blobs>,
    options: Options,
    result: Scan<'d>,
    /// Slow fingerprints that this run has paid for.
    guessable: HashMap<(&'d str, Secret), Fingerprint>,
}

impl<'a, 'd> Scanner<'a, 'd> {
    /// A scanner; `blobs` reads stored content and is not needed for loose files.
    pub fn new(
        detector: &'d Detector,
        paths: &'a dyn PathPolicy,
        blobs: Option<&'a dyn Blobs>,
        options: Options,
    ) -> Self {
        Self { detector, paths, blobs, options, result: Scan::default(), guessable: HashMap::new() }
    }

    /// The result, in the order of paths and places.
    pub fn finish(mut self) -> Scan<'d> {
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
            self.unchecked(path, &Blob::Stdin, "unmerged: resolve the conflict and git add it");
        }
        let commit = commit.map(str::to_owned);
        self.result.findings[findings..].iter_mut().for_each(|f| f.commit.clone_from(&commit));
        self.result.unchecked[unchecked..].iter_mut().for_each(|u| u.commit.clone_from(&commit));
    }

    /// Names something that could not be read.
    pub fn unchecked(&mut self, path: &[u8], content: &Blob, why: impl Into<String>) {
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
            self.unchecked(&change.path, &change.new, why);
        }
    }

    fn content(&mut self, change: &Change, deleted: &[Deleted], content: &[u8]) -> Result<(), String> {
        let text = encoding::decode(content);
        let stats = &mut self.result.stats;
        stats.files += 1;
        stats.bytes += content.len() as u64;
        let total =
            text.iter().filter(|b| **b == b'\n').count() + usize::from(!matches!(text.last(), None | Some(b'\n')));
        stats.lines += total;
        let candidates = self.detector.scan(&text)?;
        let kind = if self.options.names && !change.symlink { self.paths.kind(&change.path) } else { None };
        let values = kind.map_or_else(Vec::new, |kind| envfile::values(kind, &text));
        if candidates.is_empty() && values.is_empty() && !self.options.count_added {
            return Ok(());
        }
        let lines = Lines::of(&text);
        let added = self.added(change, &text);
        self.result.stats.added_lines += added.count(total);
        let touched = |span: &Range<usize>, added: &Added| {
            added.touches(lines.line(span.start), lines.line(span.end.saturating_sub(1).max(span.start)))
        };
        let mut candidates: Vec<_> = candidates.into_iter().filter(|c| touched(&c.span, &added)).collect();
        if !candidates.is_empty() && is_new_in_first_parent(change) {
            let moved = self.added_since_move(change, &text, content, deleted);
            candidates.retain(|c| moved.as_ref().is_none_or(|added| touched(&c.span, added)));
        }
        if let Some(kind) = kind {
            let fresh = values.iter().filter(|span| touched(span, &added)).cloned().collect::<Vec<_>>();
            self.file(change, kind, &text, &lines, &fresh, &candidates);
        }
        for candidate in candidates {
            let finding = self.finding(change, &text, &lines, candidate);
            self.result.findings.push(finding);
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
    fn added(&self, change: &Change, text: &[u8]) -> Added {
        let mut bases = Vec::new();
        for base in &change.bases {
            if let Some(Ok(content)) = base.as_ref().map(|id| self.stored(id)) {
                bases.push(encoding::decode(&content).into_owned());
            }
        }
        git::added(text, &bases)
    }

    /// The lines that an added file has beyond the deleted file it was moved from, if there is one.
    fn added_since_move(&self, change: &Change, text: &[u8], content: &[u8], deleted: &[Deleted]) -> Option<Added> {
        let id = match &change.new {
            Blob::Stored(id) => Some(id),
            Blob::File(_) | Blob::Stdin => None,
        };
        let (_, old) = git::rename_source(content, id, deleted, self.blobs?)?;
        Some(git::added(text, &[encoding::decode(&old).into_owned()]))
    }

    fn finding(&mut self, change: &Change, text: &[u8], lines: &Lines, candidate: Candidate<'d>) -> Finding<'d> {
        let rule = candidate.rule;
        let id = if rule.guessable {
            let known = self.guessable.entry((&rule.id, candidate.secret.clone()));
            *known.or_insert_with(|| Fingerprint::of_guessable(&rule.id, &candidate.secret))
        } else {
            Fingerprint::of_key(&rule.id, &candidate.secret)
        };
        Finding {
            rule,
            title: rule.title.to_string(),
            severity: rule.severity,
            confidence: candidate.confidence,
            path: change.path.clone(),
            shown_path: self.shown(&change.path),
            start: lines.position(text, candidate.span.start),
            end: lines.position(text, candidate.span.end),
            hint: candidate.secret.hint(rule.hint),
            secret: Some(candidate.secret),
            note: candidate.note,
            id,
            blob: stored_id(&change.new),
            commit: None,
        }
    }

    /// The finding for a file that is one by its name.
    fn file(
        &mut self,
        change: &Change,
        kind: Kind,
        text: &[u8],
        lines: &Lines,
        values: &[Range<usize>],
        keys: &[Candidate<'_>],
    ) {
        let known = |span: &Range<usize>| keys.iter().any(|k| k.span.start < span.end && span.start < k.span.end);
        // A settings file whose values are all found as keys needs no second finding.
        let Some(first) = values.iter().find(|span| kind == Kind::Env || !known(span)) else {
            return;
        };
        let (rule, title) = match kind {
            Kind::Env => (&ENV_FILE, format!("environment file with {}", plural(values.len(), "value"))),
            Kind::Template => {
                (&ENV_FILE, format!("environment template with {} that looks real", plural(values.len(), "value")))
            }
            Kind::Settings => (&CREDENTIAL_FILE, format!("settings file with {}", plural(values.len(), "credential"))),
            Kind::KeyStore => (&KEY_STORE, "key store".to_owned()),
        };
        let blob = stored_id(&change.new);
        let id = Fingerprint::of_file(&rule.id, &change.path, blob.as_ref().map_or("", BlobId::as_str));
        self.result.findings.push(Finding {
            rule,
            title,
            severity: rule.severity,
            confidence: rule.confidence,
            path: change.path.clone(),
            shown_path: self.shown(&change.path),
            start: lines.position(text, first.start),
            end: lines.position(text, first.end),
            secret: None,
            hint: None,
            note: None,
            id,
            blob,
            commit: None,
        });
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

/// A rule for files: no pattern, only a name in reports and records.
const fn file_rule(id: &'static str, title: &'static str, severity: Severity, confidence: Confidence) -> Rule {
    Rule {
        id: Cow::Borrowed(id),
        provider: Cow::Borrowed(""),
        title: Cow::Borrowed(title),
        severity,
        confidence,
        keywords: Cow::Borrowed(&[]),
        pattern: Cow::Borrowed(""),
        reach: None,
        left: [0; 4],
        right: [0; 4],
        check: None,
        context: Cow::Borrowed(&[]),
        context_window: 0,
        min_entropy: 0.0,
        spare: Cow::Borrowed(&[]),
        hint: Hint { prefix: 0, head: 0, tail: 0 },
        guessable: false,
        aliases: Cow::Borrowed(&[]),
        beats: Cow::Borrowed(&[]),
        revoke: Cow::Borrowed(""),
        env: Cow::Borrowed(&[]),
        positive: Cow::Borrowed(&[]),
        negative: Cow::Borrowed(&[]),
    }
}

/// `.env` files and templates with real values.
pub static ENV_FILE: Rule = file_rule("env-file", "environment file", Severity::High, Confidence::Likely);
/// `.npmrc`, `.netrc` and other settings files with credentials.
pub static CREDENTIAL_FILE: Rule =
    file_rule("credential-file", "settings file with credentials", Severity::High, Confidence::Likely);
/// PKCS#12 and Java key stores: protected by a password, so a warning.
pub static KEY_STORE: Rule = file_rule("key-store", "key store", Severity::Medium, Confidence::Possible);
