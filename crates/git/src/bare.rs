//! Repositories without a work tree.

use akguard_common::error::Failure;

/// Has the repository no index? A bare one has one only where the environment names an index or a work tree.
pub(super) fn has_no_index(bare: bool) -> bool {
    bare && std::env::var_os("GIT_INDEX_FILE").is_none() && std::env::var_os("GIT_WORK_TREE").is_none()
}

pub(super) fn nothing_staged() -> Failure {
    Failure::new("a bare repository has nothing staged").help("scan commits instead: akguard scan --history")
}
