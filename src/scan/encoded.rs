//! Scans files in base64 in a text (a compressed Secret of Kubernetes, a picture in a data URL), as those of an
//! archive.

use akguard_detect::decode::EncodedFile;
use akguard_detect::encoding::Decoding;
use akguard_git::Added;

use super::file_scan::{FileScan, ViewText};
use super::source::Inside;
use crate::finding::Lines;
use crate::unpack;

/// Maximum number of levels: a file in base64, in a file in base64.
const MAX_LEVELS: usize = 2;

impl FileScan<'_, '_, '_> {
    /// Scans the files that are encoded in a view. A finding counts if the lines of the encoded file are added ones.
    pub(super) fn encoded_files(&mut self, view: &ViewText<'_>, mut files: Vec<EncodedFile>) {
        // The other view shows the same files again.
        if files.is_empty() || view.decoding != Decoding::Text || self.encoded_level == MAX_LEVELS {
            return;
        }
        self.encoded_level += 1;
        // Sorted by position, so that counting lines reads the text once. A file that two decoders find counts once.
        files.sort_by(|a, b| (a.span.start, &a.content).cmp(&(b.span.start, &b.content)));
        files.dedup_by(|a, b| a.span.start == b.span.start && a.content == b.content);
        let starts = Lines::of(view.text);
        let ends = Lines::of(view.text);
        let location = view.location;
        let mut added = None;
        for file in files {
            let from = starts.line(file.span.start);
            let outer = location.inner.map(|inner| format!("{inner}!/")).unwrap_or_default();
            let path = format!("{outer}(base64 at line {})", from + 1);
            let first = self.scanner.out.findings.len();
            let work = self.work.clone();
            unpack::visit(&file.content, &path, &work, &mut Inside { file: self, location, is_guess: true });
            if self.scanner.out.findings.len() == first || !location.is_text_of_git() {
                continue;
            }
            let to = ends.line(file.span.end.saturating_sub(1));
            let added = added.get_or_insert_with(|| self.all_added(view));
            if !added.iter().all(|added| added.touches(from, to)) {
                self.scanner.out.findings.truncate(first);
            }
        }
        self.encoded_level -= 1;
    }

    /// The added lines, against each content that the file had before.
    fn all_added(&self, view: &ViewText<'_>) -> Vec<Added> {
        let mut added: Vec<Added> = self.added_since_moves(view).into_iter().map(|moved| moved.added).collect();
        added.push(self.added(view));
        added
    }
}
