//! The result of a scan.

use crate::finding::{Finding, Unchecked};
use crate::sanitize::Hidden;

/// What was read, in numbers.
#[derive(Debug, Default, Clone, Copy)]
pub struct Stats {
    /// Changed files read.
    pub files: usize,
    /// Lines read.
    pub lines: usize,
    /// Lines added, if they were to be counted.
    pub added_lines: Option<usize>,
    /// Bytes read.
    pub bytes: u64,
    /// Files left out by `[[exclude]]`.
    pub excluded: usize,
    /// Files and directories left out because git ignores them.
    pub ignored: usize,
    /// Views of files whose added lines were computed: those with a candidate, or all if added lines are counted.
    pub diffs: usize,
    /// What read the repository; `None` for files on disk.
    pub reader: Option<&'static str>,
}

impl Stats {
    /// Adds what another scanner of the same run has read.
    pub(super) fn add(&mut self, other: &Self) {
        self.files += other.files;
        self.lines += other.lines;
        self.bytes += other.bytes;
        self.excluded += other.excluded;
        self.ignored += other.ignored;
        self.diffs += other.diffs;
        if let Some(lines) = other.added_lines {
            *self.added_lines.get_or_insert(0) += lines;
        }
        self.reader = self.reader.or(other.reader);
    }
}

/// The result of a scan, before any verdict.
#[derive(Debug, Default)]
pub struct Scan<'d> {
    /// By path and place.
    pub findings: Vec<Finding<'d>>,
    /// What could not be read.
    pub unchecked: Vec<Unchecked>,
    /// What was read.
    pub stats: Stats,
    /// The values that no output may show.
    pub hidden: Hidden,
}
