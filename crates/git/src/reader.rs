//! The interface of the two readers of repositories.

use anyhow::Result;

use super::blob_error::BlobError;
use super::change::Content;
use super::commit::Commit;
use super::delta::{Delta, FileEntry};
use super::named_object::NamedObject;
use super::oid::Oid;
use super::place::Place;

/// A way to read a repository. All readers return the same values; other crates do not see which one is used.
pub(super) trait Reader {
    /// The reader's name in reports.
    fn name(&self) -> &'static str;
    /// The commit that HEAD names; `None` before the first commit.
    fn head(&self) -> Result<Option<Oid>>;
    /// The commit that a revision names; `None` when there is none.
    fn commit(&self, revision: &str) -> Result<Option<Oid>>;
    /// What differs between a commit (`None`: nothing at all) and a place.
    fn diff(&self, from: Option<Oid>, to: Place) -> Result<Vec<Delta>>;
    /// The files of a place at or below `path` (from the top; empty: all), each with its whole path.
    fn files(&self, place: Place, path: &str) -> Result<Vec<(Vec<u8>, FileEntry)>>;
    /// The commits that `tips` reach (`None`: that any ref or work tree reaches) and `hidden` do not, parents first.
    fn commits(&self, tips: Option<&[Oid]>, hidden: &[Oid]) -> Result<Vec<Commit>>;
    /// What an id names, with the message of a commit or of an annotated tag.
    fn named(&self, id: Oid) -> Result<NamedObject>;
    /// The commits that the refs below a name reach directly: `refs/remotes/origin/`; `refs/` for all.
    fn tips(&self, below: &str) -> Result<Vec<Oid>>;
    /// One commit with its parents.
    fn commit_info(&self, id: Oid) -> Result<Commit>;
    /// Does a remote-tracking branch reach the commit?
    fn is_on_a_remote(&self, id: Oid) -> Result<bool>;
    /// The branches, local and remote-tracking, and HEAD: name and commit.
    fn branches(&self) -> Result<Vec<(String, Oid)>>;
    /// A blob's size in bytes, where it is cheap to find out.
    fn size(&self, id: &Oid) -> Option<u64>;
    /// A blob's content.
    fn blob(&self, id: &Oid) -> Result<Content<'_>, BlobError>;
}
