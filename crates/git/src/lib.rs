//! Everything git: repository state in, plain [`Change`] values out. Nothing after this module knows libgit2.

mod added;
mod alternates;
mod batch;
mod change;
mod commits;
mod delta;
mod discover;
mod error;
mod files;
pub mod find_program;
pub mod folder;
#[cfg(fuzzing)]
pub mod fuzzing;
mod hardened;
mod ignore_rules;
mod ignored;
mod index;
mod layout;
mod libgit2;
mod locate;
mod loose;
mod object;
mod objects;
mod oid;
mod owner;
#[cfg(unix)]
mod pack;
mod pack_bounds;
mod plumbing;
pub mod program;
mod quick;
mod range;
pub mod regular_file;
mod rename;
mod repository;
mod special_files;
mod staged;
mod trees;
mod walk;

pub use added::{Added, added, added_within};
pub use change::MISSING;
pub use change::{Blob, Blobs, Change, ChangeSet, Content, Deleted};
pub use files::{FileSet, walk};
pub use oid::Oid;
pub use range::Range;
pub use rename::{NewFile, Source, source as rename_source};
pub use repository::{Commit, Place, Repository, Tracked, Trust};
pub use staged::{Merge, is_partial_commit, staged, tracked_changes};
