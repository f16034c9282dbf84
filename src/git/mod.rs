//! Everything git: repository state in, plain [`Change`] values out. Nothing after this module knows libgit2.

mod added;
mod change;
mod commits;
mod files;
pub mod plumbing;
mod rename;
mod repository;
mod staged;

pub use added::{Added, added, added_within};
pub use change::{Blob, BlobId, Blobs, Change, ChangeSet, Content, Deleted, MAX_BLOB};
pub use commits::{Base, Commits};
pub use files::{FileSet, walk};
pub use rename::source as rename_source;
pub use repository::{Place, Repository, Trust};
pub use staged::{is_partial_commit, staged, tracked_changes};
