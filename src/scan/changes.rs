//! One thread's work: a change, or all changes of a commit, through the scan of each file.

use akguard_git::{Blob, Change, ChangeSet, Deleted, Oid};

use super::file_scan::FileScan;
use super::location::Location;
use super::scanner::Scanner;

impl Scanner<'_, '_> {
    /// Scans everything that one commit changes.
    pub(super) fn commit(&mut self, set: &ChangeSet, message: &Change, commit: Oid) {
        let first_finding = self.out.findings.len();
        let first_unchecked = self.out.unchecked.len();
        for change in &set.changes {
            self.change(change, &set.deleted);
        }
        self.change(message, &[]);
        self.unmerged(set);
        for finding in &mut self.out.findings[first_finding..] {
            finding.commit = Some(commit);
        }
        for unchecked in &mut self.out.unchecked[first_unchecked..] {
            unchecked.commit = Some(commit);
        }
    }

    /// Scans one change; `deleted` has for each parent the files that the same commit deletes.
    pub(super) fn change(&mut self, change: &Change, deleted: &[Vec<Deleted>]) {
        let is_file = !matches!(change.new, Blob::Message(_));
        if is_file && self.settings.paths.is_excluded(&change.path) {
            self.out.stats.excluded += 1;
            return;
        }
        if let Err(error) = FileScan::new(self).run(Location::new(change, deleted)) {
            self.unchecked(&change.path, Some(&change.new), error.to_string());
        }
    }
}
