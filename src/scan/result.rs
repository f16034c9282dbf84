//! What a scan is asked for and what it gives.

use crate::finding::{Finding, Unchecked};

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
