//! What a scan works with.

use akguard_detect::Detector;
use akguard_detect::env_file::Kind;
use akguard_detect::local_values::Known;

/// Which path patterns are left out and how file names are judged.
pub trait PathPolicy: Sync {
    /// Never read.
    fn is_excluded(&self, path: &[u8]) -> bool;
    /// What kind of file the name makes it, after the user's exceptions.
    fn kind(&self, path: &[u8]) -> Option<Kind>;
}

/// What all threads of a scan work with.
#[derive(Clone, Copy)]
pub struct Settings<'a, 'd> {
    /// The rules.
    pub detector: &'d Detector,
    /// Excludes, and what file names mean.
    pub paths: &'a dyn PathPolicy,
    /// Values to find literally. Only for what is staged on the machine that they are from: elsewhere a scan would answer
    /// guesses at them.
    pub known: Option<&'a Known>,
    /// Judge files by their names too (staged files and commits, not loose files).
    pub names: bool,
    /// Count the added lines of clean files: costs a diff for each.
    pub count_added: bool,
}
