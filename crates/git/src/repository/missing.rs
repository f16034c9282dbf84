//! Says why an object is missing, and how to get it.

use std::path::Path;

use crate::change::{COMPLETE, MISSING};

/// The cause and the help; `common_dir` is the git directory that all work trees share.
pub(super) fn missing(common_dir: &Path) -> String {
    match is_partial(common_dir) {
        true => format!("{MISSING}, since this clone is partial; {COMPLETE}"),
        false => format!("{MISSING}; git fsck names what is broken"),
    }
}

/// Is this a partial clone, so that some objects are only on the remote? Reads only the repository's own config file.
fn is_partial(common_dir: &Path) -> bool {
    let config = git2::Config::open(&common_dir.join("config"));
    let is_set = |config: &git2::Config| -> Result<bool, git2::Error> {
        Ok(config.entries(Some(r"^remote\..*\.promisor$"))?.next().is_some())
    };
    config.is_ok_and(|config| is_set(&config).unwrap_or(false))
}
