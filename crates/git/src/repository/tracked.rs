//! What the index or a commit has at one path.

use akguard_common::error::Failure;

/// What a place has at a path.
#[derive(Debug)]
pub enum Tracked {
    /// Nothing.
    Nothing,
    /// A file that can be read.
    Content(Vec<u8>),
    /// A link, a directory, or a file whose blob cannot be read.
    Unreadable(Failure),
}

impl Tracked {
    /// The entry at `path` cannot be read; `why` is the cause.
    pub(super) fn unreadable(path: &str, why: String) -> Self {
        Self::Unreadable(Failure::new(why).help(restage(path)))
    }
}

/// The help for a file that must be fixed. The command stages the file or its deletion, from any directory, also in a merge.
fn restage(path: &str) -> String {
    format!("fix or delete {path}, then: git add -A :/{path}    # until then every commit is stopped")
}
