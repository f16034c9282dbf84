//! What a way to read a repository gives.

use anyhow::Result;

use super::change::Content;
use super::commit::Commit;
use super::delta::{Delta, Entry};
use super::oid::Oid;
use super::place::Place;

/// A way to read a repository. All give the same values: nothing outside of this folder knows which one runs.
pub(super) trait Reader {
    /// What reports call it.
    fn name(&self) -> &'static str;
    /// The commit that HEAD names; `None` before the first commit.
    fn head(&self) -> Result<Option<Oid>>;
    /// The commit that a revision names; `None` when there is none.
    fn commit(&self, revision: &str) -> Result<Option<Oid>>;
    /// What differs between a commit (`None`: nothing at all) and a place.
    fn diff(&self, from: Option<Oid>, to: Place) -> Result<Vec<Delta>>;
    /// The files of a place at or below `path` (from the top; empty: all), each with its whole path.
    fn files(&self, place: Place, path: &str) -> Result<Vec<(Vec<u8>, Entry)>>;
    /// The commits that `tip` reaches (`None`: that any ref or work tree reaches) and `hidden` does not, parents first.
    fn commits(&self, tip: Option<Oid>, hidden: Option<Oid>) -> Result<Vec<Commit>>;
    /// One commit with its parents.
    fn one(&self, id: Oid) -> Result<Commit>;
    /// Does a remote-tracking branch reach the commit?
    fn is_on_a_remote(&self, id: Oid) -> Result<bool>;
    /// The branches, local and remote-tracking, and HEAD: name and commit.
    fn branches(&self) -> Result<Vec<(String, Oid)>>;
    /// A blob's size in bytes, where it costs nothing to know.
    fn size(&self, id: &Oid) -> Option<u64>;
    /// A blob's content.
    fn blob(&self, id: &Oid) -> Result<Content<'_>, String>;
}
