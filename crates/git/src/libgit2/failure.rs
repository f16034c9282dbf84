//! What errors of this reader say.

use akguard_common::error::Failure;

use crate::error::git_says;
use crate::object::ObjectError;

/// The failure of an object that is not as git writes it; `what` is what it was read for.
pub(super) fn damaged(id: git2::Oid, what: &str) -> Failure {
    ObjectError::Damaged(id, "it is not as git writes it".to_owned()).into_failure(what)
}

/// The failure of something that libgit2 cannot read.
pub(super) fn unreadable(what: &str, error: &git2::Error) -> Failure {
    Failure::new(format!("cannot read {what}: {}", git_says(error))).help("git fsck    # nothing was checked")
}
