//! The directories of an open repository.

use std::path::PathBuf;

/// The directories of an open repository.
#[derive(Debug, Clone)]
pub(super) struct Directories {
    /// The top of the work tree; `None` in a bare repository.
    pub(super) work_tree: Option<PathBuf>,
    /// The git directory of this work tree.
    pub(super) git_dir: PathBuf,
    /// The git directory that all work trees share.
    pub(super) common_dir: PathBuf,
}
