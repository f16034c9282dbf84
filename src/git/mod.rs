//! Everything git: repository state in, plain [`Change`] values out. Nothing after this module knows libgit2.

mod added;
mod batch;
mod change;
mod commits;
mod delta;
mod discover;
mod files;
mod hardened;
mod ignore_rules;
mod ignored;
mod index;
mod layout;
mod libgit2;
mod locate;
mod loose;
mod oid;
mod owner;
#[cfg(unix)]
mod pack;
mod plumbing;
pub mod program;
mod quick;
mod rename;
mod repository;
mod staged;
mod trees;

pub use added::{Added, added, added_within};
pub use change::{Blob, Blobs, Change, ChangeSet, Content, Deleted};
pub use commits::Ends;
pub use files::{FileSet, walk};
pub use oid::Oid;
pub use rename::source as rename_source;
pub use repository::{Commit, Place, Repository, Trust};
pub use staged::{Merge, is_partial_commit, staged, tracked_changes};
