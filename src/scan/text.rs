//! One view of a content: candidates first, and only for those the added lines.

use std::ops::Range;

use akguard_detect::encoding::{BlobType, Decoding};
use akguard_detect::env_file::{self, Kind};
use akguard_detect::inline_allow::{self, Mark};
use akguard_detect::notebook::{Notebook, Part};
use akguard_detect::place::Place;
use akguard_detect::secret::Fingerprint;
use akguard_detect::{Candidate, Confidence};
use akguard_git::{Added, Deleted, NewFile};

use super::describe::Description;
use super::fingerprint_budget::FindingId;
use super::{MAX_FINDINGS, Scanner, Site, browser, file_rule, line_count, stored_id};
use crate::finding::{Finding, Lines, Position};

/// A file that was at another path before.
pub(super) struct Moved {
    /// The lines that were not there.
    pub(super) added: Added,
    /// Its earlier name was judged by its values, too.
    was_settings: bool,
}

impl<'d> Scanner<'_, 'd> {
    pub(super) fn text(
        &mut self,
        site: Site<'_>,
        content: &[u8],
        (view, blob_type): (Decoding, BlobType),
        text: &[u8],
    ) -> Result<(), String> {
        let change = site.change;
        let mut files = Vec::new();
        let mut candidates = self.candidates_and_files(text, site.setting(), (Some(site), blob_type), &mut files)?;
        self.encoded_files(site, view, content, text, files);
        self.suspect |= !candidates.is_empty();
        let named = self.settings.names && !change.symlink && view == Decoding::Text && site.inner.is_none();
        let kind = if named { self.settings.paths.kind(&change.path) } else { None };
        let is_tracked = change.bases.iter().any(Option::is_some);
        let values_at = |kind| env_file::values_at(kind, &change.path, is_tracked, text);
        let mut values = kind.map(values_at).unwrap_or_default();
        let count = self.settings.count_added && view == Decoding::Text && site.inner.is_none();
        if candidates.is_empty() && values.is_empty() && !count {
            return Ok(());
        }
        let lines = Lines::of(text);
        let touches = |added: &Added, span: &Range<usize>| {
            added.touches(lines.line(span.start), lines.line(span.end.saturating_sub(1).max(span.start)))
        };
        self.result.stats.diffs += 1;
        // Inside of an archive lines are not compared: its findings are, with those of the archive before it.
        let added = if site.inner.is_some() { Added::all() } else { self.added(site, view, text) };
        if count {
            *self.result.stats.added_lines.get_or_insert(0) += added.count(line_count(text));
        }
        values.retain(|span| touches(&added, span));
        candidates.retain(|c| touches(&added, &c.span));
        if !(candidates.is_empty() && values.is_empty()) && site.inner.is_none() {
            let moved = self.added_since_moves(site, view, text, content);
            // A file that was no settings file before shows its values for the first time.
            values.retain(|span| moved.iter().all(|moved| !moved.was_settings || touches(&moved.added, span)));
            candidates.retain(|c| moved.iter().all(|moved| touches(&moved.added, &c.span)));
        }
        let place = |span: &Range<usize>| (lines.position(span.start), lines.position(span.end));
        if let Some((rule, title, span)) = kind.and_then(|kind| file_rule::judge(kind, &values, &candidates)) {
            let behind = kind == Some(Kind::Env) && env_file::is_lfs_pointer(text);
            let title = if behind { "environment file that Git LFS would upload".to_owned() } else { title };
            let content = stored_id(&change.new).map(|id| id.to_string()).unwrap_or_default();
            let id = Fingerprint::of_file(&rule.id, &change.path, &content);
            let finding = self.finding(site, rule, id.into(), place(&span));
            self.result.findings.push(Finding { title, file: kind, ..finding });
            // A guess at a value that stops with its file needs no line of its own.
            let within = |c: &Candidate<'_>| values.iter().any(|v| v.start <= c.span.start && c.span.end <= v.end);
            candidates.retain(|c| !file_rule::is_guess(c) || !within(c));
        }
        let mut cells = is_notebook(site, view).then(Notebook::default);
        for candidate in candidates {
            let cell = cells.as_mut().and_then(|cells| cell_of(cells, text, candidate.span.start));
            self.candidate(site, view, candidate, &lines, cell)?;
        }
        Ok(())
    }

    /// A candidate that counts becomes a finding.
    pub(super) fn candidate(
        &mut self,
        site: Site<'_>,
        view: Decoding,
        candidate: Candidate<'d>,
        lines: &Lines<'_>,
        cell: Option<String>,
    ) -> Result<(), String> {
        self.found += 1;
        if self.found > MAX_FINDINGS {
            return Err(format!("more than {MAX_FINDINGS} findings are in it"));
        }
        let id = FindingId::of_candidate(&candidate);
        let place = (lines.position(candidate.span.start), lines.position(candidate.span.end));
        let mark = self.mark(site, view, &candidate, (lines.text(), place));
        let in_tests = candidate.rule.lower_in_tests && site.place() == Place::Test;
        let confidence = if in_tests { candidate.confidence_in_tests() } else { candidate.confidence };
        let severity = candidate.severity();
        // Of a guess nobody knows whether it is secret there.
        let is_known = candidate.form.is_none() && confidence > Confidence::Possible;
        let shipped = if is_known { browser::prefix(lines.text(), &candidate.span) } else { None };
        let Description { title, note, env, revoke } = self.describe(&candidate, lines.text());
        let Candidate { rule, secret, form, .. } = candidate;
        let finding = Finding { severity, title, env, revoke, shipped, ..self.finding(site, rule, id, place) };
        let notes = note.into_iter().chain(form.map(str::to_owned)).chain(cell);
        let notes: Vec<String> = notes.chain(in_tests.then(|| "in tests".to_owned())).collect();
        let note = (!notes.is_empty()).then(|| notes.join(", "));
        let (hint, view) = (secret.hint(rule), view as u8);
        self.result.findings.push(Finding { confidence, hint, note, mark, secret: Some(secret), view, ..finding });
        Ok(())
    }

    /// The inline mark of a candidate's line. None is read inside of an archive or where the text is not shown as it is:
    /// no reviewer sees it there.
    fn mark(
        &self,
        site: Site<'_>,
        view: Decoding,
        candidate: &Candidate<'_>,
        (text, place): (&[u8], (Position, Position)),
    ) -> Option<Mark> {
        if site.inner.is_some() || view != Decoding::Text {
            return None;
        }
        let span = &candidate.span;
        let ended = text[span.clone()].ends_with(b"\n");
        let lines = (place.0.line, place.1.line - usize::from(ended));
        let told = |reason: &str| candidate.secret.is_told_by(reason) || self.settings.detector.suspects(reason);
        inline_allow::of(text, span, lines, &told)
    }

    /// The added lines. A base that cannot be read (a partial clone lacks it) makes every line new.
    pub(super) fn added(&self, site: Site<'_>, view: Decoding, text: &[u8]) -> Added {
        let contents = site.change.bases.iter().flatten().filter_map(|id| self.stored(id).ok());
        let bases: Vec<Vec<u8>> = contents.map(|content| view.of(&content).into_owned()).collect();
        akguard_git::added(text, &bases)
    }

    /// For each parent that lacks the file: the lines beyond the file of that parent that it was moved from, if there
    /// is one.
    pub(super) fn added_since_moves(&self, site: Site<'_>, view: Decoding, text: &[u8], content: &[u8]) -> Vec<Moved> {
        let Some(blobs) = self.blobs else { return Vec::new() };
        let change = site.change;
        let new = NewFile { path: &change.path, content, id: stored_id(&change.new) };
        // What was never read is not known to have passed.
        let is_read = |deleted: &Deleted| !self.settings.paths.is_excluded(&deleted.path);
        let parents = change.bases.iter().zip(site.deleted).filter(|(base, _)| base.is_none());
        parents
            .filter_map(|(_, deleted)| {
                let old = akguard_git::rename_source(new, deleted, blobs, &is_read)?;
                let added = akguard_git::added(text, &[view.of(&old.content).into_owned()]);
                Some(Moved { added, was_settings: self.settings.paths.kind(&old.file.path).is_some() })
            })
            .collect()
    }
}

fn is_notebook(site: Site<'_>, view: Decoding) -> bool {
    view == Decoding::Text && site.name().to_ascii_lowercase().ends_with(b".ipynb")
}

/// Which cell, and which part of it.
fn cell_of(notebook: &mut Notebook, text: &[u8], offset: usize) -> Option<String> {
    let (cell, part) = notebook.place(text, offset)?;
    Some(match part {
        Part::Source => format!("cell {cell}, source"),
        Part::Output => format!("cell {cell}, output"),
        Part::Other => format!("cell {cell}"),
    })
}
