//! The progress of a long scan.

/// A part of a scan with a progress of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Commits are scanned.
    Commits,
    /// Files are scanned.
    Files,
    /// Slow fingerprints are computed.
    Fingerprints,
}

/// Receives the progress of a scan.
pub trait Progress: Sync {
    /// A stage of `total` items begins; it ends when the result is dropped.
    fn begin(&self, stage: Stage, total: usize) -> Box<dyn StageProgress>;
}

/// Receives the progress of one stage.
pub trait StageProgress: Sync {
    /// This many more items are done.
    fn add(&self, done: usize);
}

/// Ignores the progress.
impl Progress for () {
    fn begin(&self, _: Stage, _: usize) -> Box<dyn StageProgress> {
        Box::new(())
    }
}

impl StageProgress for () {
    fn add(&self, _: usize) {}
}
