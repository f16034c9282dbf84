//! All objects of a repository, read by our own readers ([`Objects`]), or by libgit2 where only it supports the format.

use std::cell::OnceCell;

use akguard_common::watchdog;
use git2::{ErrorCode, ObjectType, Odb, Oid};

use super::change::{Content, MAX_BLOB};
use super::object::{NotFound, ObjectError};
use super::objects::Objects;
use super::read::ReadObject;
use crate::error::git_says;

/// All objects of a repository.
pub(super) struct ObjectStore<'r> {
    objects: &'r Objects,
    repository: &'r git2::Repository,
    /// Opened only when it is needed, because libgit2 then looks at packs and alternates.
    odb: OnceCell<Odb<'r>>,
}

impl<'r> ObjectStore<'r> {
    pub(super) fn new(objects: &'r Objects, repository: &'r git2::Repository) -> Self {
        Self { objects, repository, odb: OnceCell::new() }
    }

    /// A tree, a commit or a tag.
    ///
    /// # Errors
    /// There is no such object, or it cannot be read.
    pub(super) fn read(&self, id: Oid) -> Result<ReadObject<'_>, ObjectError> {
        watchdog::tick();
        match self.objects.keep(id) {
            Ok(object) => Ok(ReadObject::Own(object)),
            Err(error) => {
                self.may_ask(id, error)?;
                Ok(ReadObject::Lent(self.odb()?.read(id).map_err(|e| failed(id, &e))?))
            }
        }
    }

    /// Does the repository have a tree of this id?
    pub(super) fn has_tree(&self, id: Oid) -> bool {
        self.read(id).is_ok_and(|object| object.kind() == ObjectType::Tree)
    }

    /// A blob's content.
    ///
    /// # Errors
    /// There is no such object, it is no blob, too large, or cannot be read.
    pub(super) fn blob(&self, id: Oid) -> Result<Content<'r>, ObjectError> {
        watchdog::tick();
        match self.objects.read(id) {
            Ok(object) if object.kind == ObjectType::Blob => return Ok(Content::Owned(object.content)),
            Ok(_) => return Err(not_a_blob(id)),
            Err(error) => self.may_ask(id, error)?,
        }
        let (size, kind) = self.odb()?.read_header(id).map_err(|e| failed(id, &e))?;
        if kind != ObjectType::Blob {
            return Err(not_a_blob(id));
        }
        if size as u64 > MAX_BLOB {
            return Err(ObjectError::TooLarge(size as u64));
        }
        Ok(Content::Object(self.repository.find_blob(id).map_err(|e| failed(id, &e))?))
    }

    /// The size of an object's content in bytes, where it is cheap to find out.
    pub(super) fn size(&self, id: Oid) -> Option<u64> {
        match self.objects.loose_size(id) {
            Ok(size) => Some(size),
            Err(NotFound::Missing) => Some(self.odb().ok()?.read_header(id).ok()?.0 as u64),
            Err(_) => None,
        }
    }

    /// May libgit2 read what our own readers did not? Not a damaged file, which it may read for ever.
    fn may_ask(&self, id: Oid, error: NotFound) -> Result<(), ObjectError> {
        match error {
            NotFound::Missing | NotFound::Unknown => Ok(()),
            NotFound::Damaged(why) => Err(ObjectError::Damaged(id, why)),
            NotFound::TooLarge(size) => Err(ObjectError::TooLarge(size)),
        }
    }

    fn odb(&self) -> Result<&Odb<'r>, ObjectError> {
        if let Some(odb) = self.odb.get() {
            return Ok(odb);
        }
        if let Some(why) = self.objects.fatal_file() {
            return Err(ObjectError::Storage(why.to_owned()));
        }
        watchdog::start();
        let odb = self.repository.odb().map_err(|e| ObjectError::Storage(git_says(&e)))?;
        Ok(self.odb.get_or_init(|| odb))
    }
}

fn not_a_blob(id: Oid) -> ObjectError {
    ObjectError::Damaged(id, "it is not a blob".to_owned())
}

fn failed(id: Oid, error: &git2::Error) -> ObjectError {
    match error.code() {
        ErrorCode::NotFound => ObjectError::Missing(id),
        _ => ObjectError::Damaged(id, git_says(error)),
    }
}
