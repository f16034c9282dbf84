//! Turns a candidate that counts into a finding.

use std::ops::Range;

use akguard_detect::encoding::Decoding;
use akguard_detect::inline_allow::{self, Mark};
use akguard_detect::notebook::{Notebook, Part};
use akguard_detect::place::Place;
use akguard_detect::{Candidate, Confidence};

use super::browser;
use super::describe::Description;
use super::error::ScanError;
use super::file_scan::FileScan;
use super::fingerprint_budget::FindingId;
use super::location::Location;
use crate::finding::{Finding, Lines, Position};

impl<'d> FileScan<'_, '_, 'd> {
    /// Adds the finding for a candidate; `cell` says where in a notebook it is.
    pub(super) fn candidate(
        &mut self,
        location: Location<'_>,
        view: Decoding,
        candidate: Candidate<'d>,
        lines: &Lines<'_>,
        cell: Option<String>,
    ) -> Result<(), ScanError> {
        self.count_finding()?;
        let settings = self.scanner.settings;
        let id = FindingId::of_candidate(&candidate);
        let span = lines.position(candidate.span.start)..lines.position(candidate.span.end);
        // No mark is read in an archive, behind a pointer or where the text is not shown as it is: no reviewer sees it there.
        let is_shown = location.is_text_of_git() && view == Decoding::Text;
        let mark = if is_shown { self.mark(&candidate, lines.text(), &span) } else { None };
        let in_tests = candidate.rule.lower_in_tests && location.place() == Place::Test;
        let confidence = if in_tests { candidate.confidence_in_tests() } else { candidate.confidence };
        let severity = candidate.severity();
        // Whether a guess is a secret at all is not known.
        let is_known = candidate.form.is_none() && confidence > Confidence::Possible;
        let shipped = if is_known { browser::prefix(lines.text(), &candidate.span) } else { None };
        let Description { title, note, env, revoke } = settings.describe(&candidate, lines.text());
        let Candidate { rule, secret, form, .. } = candidate;
        let finding = Finding { severity, title, env, revoke, shipped, ..settings.finding(location, rule, id, span) };
        let mut notes: Vec<String> = note.into_iter().chain(form.map(str::to_owned)).chain(cell).collect();
        if in_tests {
            notes.push("in tests".to_owned());
        }
        let note = if notes.is_empty() { None } else { Some(notes.join(", ")) };
        let hint = secret.hint(rule);
        let secret = Some(secret);
        let view = view as u8;
        self.scanner.out.findings.push(Finding { confidence, hint, note, mark, secret, view, ..finding });
        Ok(())
    }

    /// The inline mark of a candidate's line.
    fn mark(&self, candidate: &Candidate<'_>, text: &[u8], place: &Range<Position>) -> Option<Mark> {
        let span = &candidate.span;
        let ends_line = text[span.clone()].ends_with(b"\n");
        let lines = (place.start.line, place.end.line - usize::from(ends_line));
        let detector = self.scanner.settings.detector;
        let is_credential = |reason: &str| candidate.secret.is_told_by(reason) || detector.suspects(reason);
        let mut mark = inline_allow::of(text, span, lines, &is_credential)?;
        // A reason may hold a key of a rule that is off.
        mark.reason = mark.reason.map(|reason| self.scanner.settings.shown(reason.as_bytes()));
        Some(mark)
    }
}

/// Which cell of a notebook, and which part of it.
pub(super) fn cell_of(notebook: &mut Notebook, text: &[u8], offset: usize) -> Option<String> {
    let (cell, part) = notebook.place(text, offset)?;
    Some(match part {
        Part::Source => format!("cell {cell}, source"),
        Part::Output => format!("cell {cell}, output"),
        Part::Other => format!("cell {cell}"),
    })
}
