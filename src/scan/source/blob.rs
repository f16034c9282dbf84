//! Scans a stored blob.

use akguard_git::Oid;

use crate::scan::error::ScanError;
use crate::scan::file_scan::FileScan;
use crate::scan::location::Location;

impl FileScan<'_, '_, '_> {
    /// Scans a blob. In a history a blob without a candidate is read only once.
    pub(super) fn blob(&mut self, location: Location<'_>, id: Oid) -> Result<(), ScanError> {
        let settings = self.scanner.settings;
        let is_judged_by_name = settings.names && settings.paths.kind(&location.change.path).is_some();
        let seen = self.scanner.seen;
        if seen.is_some_and(|seen| !is_judged_by_name && seen.is_clean(&id, location.file_class())) {
            return Ok(());
        }
        let content = self.scanner.stored(&id)?;
        let before = self.scanner.out.stats;
        let unread = self.scanner.out.unchecked.len();
        let done = self.content(location, &content).and_then(|()| self.behind_pointer(location, &content));
        let Some(seen) = seen else { return done };
        let is_unread = done.is_err() || self.scanner.out.unchecked.len() > unread;
        let is_new = seen.add(id, location.file_class(), self.has_candidate || is_unread);
        if !is_new && !is_judged_by_name {
            // Two cores have read it at the same time: it counts once, as on one core.
            self.scanner.out.stats = before;
        }
        done
    }
}
