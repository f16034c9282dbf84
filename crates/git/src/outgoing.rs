//! What a push sends: the commits and annotated tags that the other side does not have yet.

use akguard_common::error::Failure;
use anyhow::Result;

use super::change::{COMMIT_MESSAGE, Change, TAG_MESSAGE};
use super::commit::Commit;
use super::named_object::NamedObject;
use super::oid::Oid;
use super::range::Range;
use super::repository::Repository;

/// A tag of a tag is rare; a longer chain is not followed.
const MAX_TAGS: usize = 16;

/// What a ref names.
#[derive(Debug)]
pub struct Pushed {
    /// The messages of the annotated tags on the way.
    pub tag_messages: Vec<Change>,
    /// What they lead to.
    pub end: End,
}

/// What a ref leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A commit.
    Commit(Oid),
    /// A tree or a blob.
    Other,
}

impl Repository {
    /// What an id names, through annotated tags.
    ///
    /// # Errors
    /// An object cannot be read, or the chain of tags is too long.
    pub fn pushed(&self, id: Oid) -> Result<Pushed> {
        let mut tag_messages = Vec::new();
        let mut at = id;
        for _ in 0..MAX_TAGS {
            match self.reader.named(at)? {
                NamedObject::Commit { .. } => return Ok(Pushed { tag_messages, end: End::Commit(at) }),
                NamedObject::Other => return Ok(Pushed { tag_messages, end: End::Other }),
                NamedObject::Tag { object, message } => {
                    tag_messages.push(Change::message(TAG_MESSAGE, message));
                    at = object;
                }
            }
        }
        Err(Failure::new(format!("tag {id:.8} is a tag of a tag more than {MAX_TAGS} times")).into())
    }

    /// The message of a commit, as a change that adds it.
    ///
    /// # Errors
    /// The commit cannot be read.
    pub fn message(&self, commit: Oid) -> Result<Change> {
        match self.reader.named(commit)? {
            NamedObject::Commit { message } => Ok(Change::message(COMMIT_MESSAGE, message)),
            _ => Err(Failure::new(format!("{commit:.8} is not a commit")).into()),
        }
    }

    /// The commits that the refs below a name reach directly: `refs/remotes/origin/`; `refs/` for all.
    ///
    /// # Errors
    /// A ref cannot be read.
    pub fn tips(&self, below: &str) -> Result<Vec<Oid>> {
        self.reader.tips(below)
    }

    /// Is there a commit of this id, or a tag that leads to one? That commit.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn commit_of(&self, id: Oid) -> Result<Option<Oid>> {
        self.reader.commit(&id.to_string())
    }

    /// The commit that a revision names; `None` where it names none.
    ///
    /// # Errors
    /// A ref or a commit cannot be read.
    pub fn commit_named(&self, revision: &str) -> Result<Option<Oid>> {
        self.reader.commit(revision)
    }

    /// The commits that the tips reach and the known ones do not, parents before children.
    ///
    /// # Errors
    /// A commit cannot be read.
    pub fn new_commits(&self, tips: &[Oid], known: &[Oid]) -> Result<Vec<Commit>> {
        self.reader.commits(Some(tips), known)
    }

    /// The range that a ref brings: what its tip reaches and the known commits do not. Without a `base` the newest commit
    /// before it that is known is one.
    ///
    /// # Errors
    /// A commit cannot be read, or a shallow clone ends within the range.
    pub fn outgoing(&self, tip: Oid, known: &[Oid], base: Option<Oid>) -> Result<Range> {
        let commits = self.new_commits(&[tip], known)?;
        self.check_depth(&commits)?;
        let before = commits.first().and_then(|first| first.parents.first()).copied();
        Ok(Range { base: base.or(before), tip: Some(tip), commits, note: None })
    }
}
