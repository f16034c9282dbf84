//! The submodules of a repository.

use std::path::PathBuf;

use akguard_common::error::Failure;
use anyhow::Result;

use super::{Git, path_of};

impl Git {
    /// The paths of the submodules in the index, from the top of the work tree.
    ///
    /// # Errors
    /// git cannot be started or read the index.
    pub fn submodules(&self) -> Result<Vec<PathBuf>> {
        let listed = self
            .ask(&["ls-files", "--stage", "--full-name", "-z", "--", ":/"])?
            .ok_or_else(|| Failure::new("git cannot list the submodules of the index").help("git status"))?;
        let entries = listed.split(|b| *b == 0).filter(|entry| entry.starts_with(b"160000 "));
        let paths = entries.filter_map(|entry| entry.splitn(2, |b| *b == b'\t').nth(1));
        Ok(paths.map(path_of).collect())
    }
}
