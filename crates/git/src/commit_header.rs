//! Reads what the headers of commits and annotated tags name: the parents, the date, the tagged object.

use akguard_common::bytes;
use git2::{ObjectType, Oid};

use super::object::ObjectError;
use super::object_store::ObjectStore;

/// The parts of a commit's header that a walk needs.
pub(super) struct CommitHeader {
    pub(super) parents: Vec<Oid>,
    /// The committer's date, in seconds since 1970.
    pub(super) date: i64,
}

impl CommitHeader {
    /// Reads a commit's header.
    ///
    /// # Errors
    /// It cannot be read, or is no commit.
    pub(super) fn read(objects: &ObjectStore<'_>, id: Oid) -> Result<Self, ObjectError> {
        let object = objects.read(id)?;
        if object.kind() != ObjectType::Commit {
            return Err(ObjectError::Damaged(id, "it is not a commit".to_owned()));
        }
        Self::parse(object.content())
            .ok_or_else(|| ObjectError::Damaged(id, "it is not as git writes commits".to_owned()))
    }

    /// `tree ID`, `parent ID` for each, `author`, `committer NAME <MAIL> SECONDS ZONE`, an empty line, the message (git's
    /// documentation, git-commit-tree and git-cat-file).
    fn parse(content: &[u8]) -> Option<Self> {
        let mut rest = IdLine::parse(content.strip_prefix(b"tree ")?)?.rest;
        let mut parents = Vec::new();
        while let Some(line) = rest.strip_prefix(b"parent ") {
            let parent = IdLine::parse(line)?;
            parents.push(parent.id);
            rest = parent.rest;
        }
        let lines = || rest.split(|b| *b == b'\n').take_while(|line| !line.is_empty());
        let committer = lines().find_map(|line| line.strip_prefix(b"committer "));
        Some(Self { parents, date: committer.and_then(seconds).unwrap_or(0) })
    }
}

/// The date of a committer's line. Some tools wrote invalid dates: they count as the oldest.
fn seconds(committer: &[u8]) -> Option<i64> {
    let after_mail = &committer[bytes::find_last(b'>', committer)? + 1..];
    std::str::from_utf8(after_mail).ok()?.split_whitespace().next()?.parse().ok()
}

/// The commit that an object is, or that its annotated tag names; `None` where it is or names something else.
///
/// # Errors
/// An object cannot be read.
pub(super) fn peel(objects: &ObjectStore<'_>, mut id: Oid) -> Result<Option<Oid>, ObjectError> {
    // A tag of a tag is rare; a longer chain is not followed.
    for _ in 0..16 {
        let object = objects.read(id)?;
        match object.kind() {
            ObjectType::Commit => return Ok(Some(id)),
            ObjectType::Tag => match tagged(object.content()) {
                Some(named) => id = named,
                None => return Err(ObjectError::Damaged(id, "it names nothing".to_owned())),
            },
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// The object that a tag names.
fn tagged(content: &[u8]) -> Option<Oid> {
    Some(IdLine::parse(content.strip_prefix(b"object ")?)?.id)
}

/// A line that begins with an id.
struct IdLine<'c> {
    id: Oid,
    /// What follows the line.
    rest: &'c [u8],
}

impl<'c> IdLine<'c> {
    fn parse(line: &'c [u8]) -> Option<Self> {
        let (hex, rest) = line.split_at_checked(40)?;
        let id = Oid::from_str(std::str::from_utf8(hex).ok()?).ok()?;
        Some(Self { id, rest: rest.strip_prefix(b"\n")? })
    }
}

#[cfg(test)]
pub(super) mod tests;
