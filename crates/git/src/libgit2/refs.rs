//! Reads HEAD and the refs of a repository, and follows tags to their commits.

use std::collections::HashSet;

use akguard_common::error::{Failure, io_says};
use akguard_common::watchdog;
use anyhow::Result;
use git2::ErrorCode;

use super::failure::{damaged, unreadable};
use crate::commit_header::peel;
use crate::object::ObjectError;
use crate::object_store::ObjectStore;
use crate::oid::Oid;
use crate::open_error::OpenError;
use crate::{regular_file, special_files};

/// The refs of a repository.
pub(super) struct Refs<'r> {
    pub(super) repository: &'r git2::Repository,
    pub(super) objects: ObjectStore<'r>,
}

/// A ref that names an object.
pub(super) struct Reference {
    pub(super) name: String,
    pub(super) id: git2::Oid,
}

impl Refs<'_> {
    /// Commits that may be reached by no ref: HEAD, and the detached HEADs of linked work trees.
    pub(super) fn heads(&self, head: Option<Oid>) -> Result<Vec<Oid>> {
        let mut heads: Vec<Oid> = head.into_iter().collect();
        let folder = self.repository.commondir().join("worktrees");
        let unreadable =
            |e: std::io::Error| Failure::new(format!("cannot read the linked work trees: {}", io_says(&e)));
        let entries = match std::fs::read_dir(&folder) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(heads),
            entries => entries.map_err(unreadable)?,
        };
        for entry in entries {
            let head = regular_file::read_text(&entry.map_err(unreadable)?.path().join("HEAD")).map_err(unreadable)?;
            // `ref: ...` is no id, and its commit is reached by that ref.
            heads.extend(Oid::parse(head.trim()));
        }
        Ok(heads)
    }

    /// The commits of all refs without HEAD; an annotated tag is followed to its commit.
    pub(super) fn commits(&self) -> Result<Vec<git2::Oid>> {
        let mut found = Vec::new();
        for reference in self.matching("*")? {
            found.extend(peel(&self.objects, reference.id).map_err(|e| e.into_failure("a ref"))?);
        }
        Ok(found)
    }

    /// The refs that match a pattern, without symbolic ones, which name other refs. A broken ref is an error.
    pub(super) fn matching(&self, pattern: &str) -> Result<Vec<Reference>> {
        watchdog::start();
        if let Some(why) = special_files::in_refs(self.repository.commondir()) {
            return Err(OpenError::Special(why).into_failure().into());
        }
        let fail = |e: git2::Error| unreadable("the refs", &e);
        let mut found = Vec::new();
        for reference in self.repository.references_glob(pattern).map_err(fail)? {
            let reference = reference.map_err(fail)?;
            if let Some(id) = reference.target() {
                let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
                found.push(Reference { name, id });
            }
        }
        Ok(found)
    }

    /// The commits whose parents a shallow clone lacks.
    pub(super) fn shallow(&self) -> Result<HashSet<git2::Oid>> {
        match regular_file::read_text(&self.repository.commondir().join("shallow")) {
            Ok(text) => Ok(text.lines().filter_map(|line| git2::Oid::from_str(line).ok()).collect()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(HashSet::new()),
            Err(e) => Err(Failure::new(format!("cannot read where this clone ends: {}", io_says(&e))).into()),
        }
    }

    /// The commit that an object is, or that its tag names; `None` where there is no such object or no commit.
    pub(super) fn peeled(&self, id: git2::Oid) -> Result<Option<Oid>> {
        match peel(&self.objects, id) {
            Ok(commit) => Ok(commit.map(Oid::from)),
            Err(ObjectError::Missing(_)) => Ok(None),
            Err(error) => Err(error.into_failure("a revision").into()),
        }
    }

    /// HEAD's commit; `None` before the first commit.
    pub(super) fn head(&self) -> Result<Option<Oid>> {
        let head = match self.repository.head() {
            Ok(head) => head,
            Err(e) if matches!(e.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => return Ok(None),
            Err(e) => return Err(unreadable("HEAD", &e).into()),
        };
        let Some(id) = head.target() else {
            return Err(Failure::new("cannot read HEAD: it names no commit").help("git status").into());
        };
        let commit = peel(&self.objects, id).map_err(|e| e.into_failure("HEAD"))?;
        Ok(Some(commit.ok_or_else(|| damaged(id, "HEAD"))?.into()))
    }

    /// The object of a ref, by any name that git accepts for it.
    pub(super) fn named(&self, name: &str) -> Option<git2::Oid> {
        self.repository.resolve_reference_from_short_name(name).ok()?.target()
    }
}
