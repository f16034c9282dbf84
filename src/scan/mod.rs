//! The scanner: changes in, findings out.
//!
//! The whole new text is scanned; only if it has a candidate are the added lines computed, and a candidate counts only
//! if it touches one. A clean file is never diffed. From a change to its findings:
//!
//! - `parallel` gives each thread a `scanner`, and merges what they have collected in the order of the changes;
//! - `changes` takes one change, or all of a commit, through the scan of each file;
//! - `file_scan` is the scan of one file: `source` reads it (a stored blob, a file on disk, a pipe, an archive);
//! - `view` scans one view of a content that was read whole, `window` what is too large for that;
//! - `candidate` turns candidates into findings, `collector` keeps them and drops what is found twice;
//! - `fingerprint_budget` computes slow fingerprints once all is merged, `earlier_ids` those under other rules.

mod browser;
mod candidate;
mod changes;
mod collector;
mod commits;
mod cores;
mod describe;
mod earlier_ids;
mod encoded;
mod error;
mod file_rule;
mod file_scan;
mod fingerprint_budget;
mod location;
mod parallel;
mod progress;
mod redact_report;
mod result;
mod scanner;
mod seen;
mod settings;
mod slow_fingerprint;
mod source;
#[cfg(test)]
mod tests;
mod view;
mod window;

pub use commits::{commits, history, pushed};
pub use earlier_ids::Recorded;
pub use error::ScanError;
pub use file_rule::{file_rule, file_rules, is_file_rule};
pub use fingerprint_budget::Budget;
pub use parallel::{change_sets, changes, files};
pub use progress::{Progress, Stage, StageProgress};
pub use redact_report::hidden_of;
pub use result::{Scan, Stats};
pub use settings::{PathPolicy, Settings};

use akguard_common::bytes;
use akguard_git::{Blob, Oid};

/// A file with more findings than this is a dump: the first ones are listed, and the file counts as unchecked.
const MAX_FINDINGS: usize = 10_000;

/// Number of lines of a text; a last line without a line end counts.
fn line_count(text: &[u8]) -> usize {
    bytes::count(b'\n', text) + usize::from(!matches!(text.last(), None | Some(b'\n')))
}

fn stored_id(blob: &Blob) -> Option<Oid> {
    match blob {
        Blob::Stored(id) => Some(*id),
        Blob::File(_) | Blob::Stdin | Blob::Elsewhere | Blob::Message(_) => None,
    }
}
