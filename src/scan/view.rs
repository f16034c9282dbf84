//! Scans one view of a content: finds the candidates first, and the added lines only if there are candidates.

use std::ops::Range;

use akguard_detect::Candidate;
use akguard_detect::encoding::Decoding;
use akguard_detect::env_file::{self, Kind};
use akguard_detect::lfs;
use akguard_detect::notebook::Notebook;
use akguard_detect::secret::Fingerprint;
use akguard_git::{Added, Deleted, NewFile};

use super::candidate::cell_of;
use super::error::ScanError;
use super::file_scan::{FileScan, ViewText};
use super::settings::Text;
use super::{file_rule, line_count, stored_id};
use crate::finding::{Finding, Lines};

/// A file that was at another path before.
pub(super) struct Moved {
    /// The lines that the file at the old path does not have.
    pub(super) added: Added,
    /// At the old path, too, the file was checked by its name and values.
    was_settings: bool,
}

/// What may become findings in a view.
struct Suspects<'d> {
    candidates: Vec<Candidate<'d>>,
    /// The kind of the file by its name, if it has one.
    kind: Option<Kind>,
    /// The values for which a file of this kind is a finding.
    values: Vec<Range<usize>>,
}

impl Suspects<'_> {
    fn is_empty(&self) -> bool {
        self.candidates.is_empty() && self.values.is_empty()
    }
}

/// Does a span of a text touch an added line?
fn touches(added: &Added, lines: &Lines<'_>, span: &Range<usize>) -> bool {
    added.touches(lines.line(span.start), lines.line(span.end.saturating_sub(1).max(span.start)))
}

impl<'d> FileScan<'_, '_, 'd> {
    /// Scans one view.
    pub(super) fn view(&mut self, view: &ViewText<'_>) -> Result<(), ScanError> {
        let mut suspects = self.suspects(view)?;
        let is_own_text = view.decoding == Decoding::Text && view.location.is_text_of_git();
        let is_counted = self.scanner.settings.count_added && is_own_text;
        if suspects.is_empty() && !is_counted {
            return Ok(());
        }
        let lines = Lines::of(view.text);
        self.scanner.out.stats.diffs += 1;
        // In an archive and behind a pointer findings are compared with those of the content before it, not lines.
        let added = if view.location.is_text_of_git() { self.added(view) } else { Added::all() };
        if is_counted {
            *self.scanner.out.stats.added_lines.get_or_insert(0) += added.count(line_count(view.text));
        }
        suspects.values.retain(|span| touches(&added, &lines, span));
        suspects.candidates.retain(|candidate| touches(&added, &lines, &candidate.span));
        if !suspects.is_empty() && view.location.is_text_of_git() {
            self.drop_moved(view, &lines, &mut suspects);
        }
        self.by_file_rule(view, &lines, &mut suspects);
        let mut cells = is_notebook(view).then(Notebook::default);
        for candidate in suspects.candidates {
            let cell = cells.as_mut().and_then(|cells| cell_of(cells, view.text, candidate.span.start));
            self.candidate(view.location, view.decoding, candidate, &lines, cell)?;
        }
        Ok(())
    }

    fn suspects(&mut self, view: &ViewText<'_>) -> Result<Suspects<'d>, ScanError> {
        let ViewText { location, blob_type, text, .. } = *view;
        let mut files = Vec::new();
        let searched = Text { bytes: text, file_class: location.file_class(), location: Some(location), blob_type };
        let candidates = self.scanner.settings.candidates_and_files(&searched, &mut files)?;
        self.encoded_files(view, files);
        self.has_candidate |= !candidates.is_empty();
        let change = location.change;
        let settings = &self.scanner.settings;
        let is_named =
            settings.names && !change.symlink && view.decoding == Decoding::Text && location.is_text_of_git();
        let kind = if is_named { settings.paths.kind(&change.path) } else { None };
        let is_tracked = change.bases.iter().any(Option::is_some);
        let values = match kind {
            Some(kind) => env_file::values_at(kind, &change.path, is_tracked, text),
            None => Vec::new(),
        };
        Ok(Suspects { candidates, kind, values })
    }

    /// Drops what the file contained already at the path that it was moved from.
    fn drop_moved(&self, view: &ViewText<'_>, lines: &Lines<'_>, suspects: &mut Suspects<'d>) {
        let moved = self.added_since_moves(view);
        // A file that was not checked by its name before shows its values for the first time.
        suspects
            .values
            .retain(|span| moved.iter().all(|moved| !moved.was_settings || touches(&moved.added, lines, span)));
        suspects.candidates.retain(|candidate| moved.iter().all(|moved| touches(&moved.added, lines, &candidate.span)));
    }

    /// Adds the finding for a file that is one by its name, such as `.env`.
    fn by_file_rule(&mut self, view: &ViewText<'_>, lines: &Lines<'_>, suspects: &mut Suspects<'d>) {
        let Some(kind) = suspects.kind else { return };
        let Some(judged) = file_rule::judge(kind, &suspects.values, &suspects.candidates) else { return };
        let change = view.location.change;
        let is_pointer = kind == Kind::Env && lfs::is_pointer(view.text);
        let title = if is_pointer { "environment file that Git LFS would upload".to_owned() } else { judged.title };
        let content = stored_id(&change.new).map(|id| id.to_string()).unwrap_or_default();
        let id = Fingerprint::of_file(&judged.rule.id, &change.path, &content);
        let span = lines.position(judged.span.start)..lines.position(judged.span.end);
        let finding = self.scanner.settings.finding(view.location, judged.rule, id.into(), span);
        self.scanner.out.findings.push(Finding { title, file: Some(kind), ..finding });
        // A heuristic's candidate in a value that stops with its file needs no finding of its own.
        let Suspects { candidates, values, .. } = suspects;
        let is_within = |c: &Candidate<'_>| values.iter().any(|v| v.start <= c.span.start && c.span.end <= v.end);
        candidates.retain(|candidate| !file_rule::is_guess(candidate) || !is_within(candidate));
    }

    /// The added lines. A base that cannot be read (a partial clone may lack it) is left out, so its lines count as
    /// added.
    pub(super) fn added(&self, view: &ViewText<'_>) -> Added {
        let mut bases: Vec<Vec<u8>> = Vec::new();
        for id in view.location.change.bases.iter().flatten() {
            if let Ok(content) = self.scanner.stored(id) {
                bases.push(view.decoding.of(&content).into_owned());
            }
        }
        akguard_git::added(view.text, &bases)
    }

    /// For each parent without a file at this path: if the file was moved from another path of that parent, the lines
    /// added since then.
    pub(super) fn added_since_moves(&self, view: &ViewText<'_>) -> Vec<Moved> {
        let Some(blobs) = self.scanner.blobs else { return Vec::new() };
        let paths = self.scanner.settings.paths;
        let change = view.location.change;
        let new = NewFile { path: &change.path, content: view.content, id: stored_id(&change.new) };
        // An excluded file was never scanned: nothing in it is known to have passed.
        let is_read = |deleted: &Deleted| !paths.is_excluded(&deleted.path);
        let mut moves = Vec::new();
        for (base, deleted) in change.bases.iter().zip(view.location.deleted) {
            if base.is_some() {
                continue;
            }
            let Some(old) = akguard_git::rename_source(new, deleted, blobs, &is_read) else { continue };
            let added = akguard_git::added(view.text, &[view.decoding.of(&old.content).into_owned()]);
            moves.push(Moved { added, was_settings: paths.kind(&old.file.path).is_some() });
        }
        moves
    }
}

fn is_notebook(view: &ViewText<'_>) -> bool {
    view.decoding == Decoding::Text && view.location.name().to_ascii_lowercase().ends_with(b".ipynb")
}
