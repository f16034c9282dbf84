//! The files that pre-commit and prek name. What is staged is checked whatever they name; a further file of the index is
//! read whole, because `pre-commit run --all-files` asks for it.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Component, PathBuf};

use akguard_common::error::Failure;
use akguard_common::text::{plural, quote};
use akguard_git::{Blob, Change, ChangeSet, Repository, staged_paths};
use anyhow::Result;

use super::arguments::{Arguments, Caller};
use crate::check::Context;
use crate::sanitize::Untrusted;

/// What is checked.
pub(super) struct Named {
    /// The staged changes without those that are in `whole`.
    pub(super) staged: ChangeSet,
    /// Files of which all lines are read, as the index has them.
    pub(super) whole: ChangeSet,
    /// Names that are nowhere.
    pub(super) notes: Vec<Untrusted>,
}

impl Named {
    /// Divides what is checked into what is read by its added lines and what is read whole.
    ///
    /// A commit is judged by its added lines, as everywhere. A run by hand is asked about files: those that are named are
    /// read whole, staged or not.
    ///
    /// # Errors
    /// The index cannot be read, or a file is named that it does not have.
    pub(super) fn new(
        repository: &Repository,
        context: &Context,
        set: &ChangeSet,
        arguments: &Arguments,
    ) -> Result<Self> {
        let mut named = Self { staged: set.clone(), whole: ChangeSet::default(), notes: Vec::new() };
        let place = Place::of(repository)?;
        let mut names: Vec<Name<'_>> = arguments.rest.iter().map(|typed| place.name(typed)).collect();
        if arguments.caller == Caller::ManagerByHand {
            named.widen(&names);
        }
        let checked: HashSet<&[u8]> =
            set.changes.iter().map(|change| &change.path).chain(&set.unmerged).map(Vec::as_slice).collect();
        names.retain(|name| !name.is_in(&checked));
        if arguments.caller == Caller::Manager && set.deleted.len() > 1 {
            // A merge also stages what its other parents have, which is no part of the change.
            let merged = staged_paths(repository)?;
            let merged: HashSet<&[u8]> = merged.iter().map(Vec::as_slice).collect();
            names.retain(|name| !name.is_in(&merged));
        }
        named.add(repository, context, &names)?;
        named.whole.changes.sort_by(|a, b| a.path.cmp(&b.path));
        named.whole.changes.dedup_by(|a, b| a.path == b.path);
        Ok(named)
    }

    /// Moves the named ones of the staged files to those that are read whole.
    fn widen(&mut self, names: &[Name<'_>]) {
        let names: HashSet<&[u8]> = names.iter().filter_map(|name| name.path.as_deref()).collect();
        let whole = self.staged.changes.extract_if(.., |change| names.contains(change.path.as_slice()));
        self.whole.changes.extend(whole.map(|change| Change { bases: vec![None], ..change }));
    }

    /// Adds the files that are not staged.
    fn add(&mut self, repository: &Repository, context: &Context, names: &[Name<'_>]) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        let tracked = repository.tracked()?.into_iter();
        let files: HashMap<Vec<u8>, Change> = tracked
            .map(|(path, blob, symlink)| {
                (path.clone(), Change { path, bases: vec![None], new: Blob::Stored(blob), symlink })
            })
            .collect();
        let mut untracked: Vec<&OsStr> = Vec::new();
        for name in names {
            match name.path.as_ref().and_then(|path| files.get(path)) {
                Some(file) => self.whole.changes.push(file.clone()),
                None if std::fs::symlink_metadata(name.typed).is_ok() => untracked.push(name.typed),
                None => self.notes.push(gone(name.typed)),
            }
        }
        match untracked.first() {
            Some(first) => Err(not_in_the_index(context, first, untracked.len()).into()),
            None => Ok(()),
        }
    }
}

/// A named file.
struct Name<'t> {
    typed: &'t OsStr,
    /// Its path from the top; `None` outside of the repository.
    path: Option<Vec<u8>>,
}

impl Name<'_> {
    fn is_in(&self, paths: &HashSet<&[u8]>) -> bool {
        self.path.as_deref().is_some_and(|path| paths.contains(path))
    }
}

/// From where names are typed.
struct Place {
    top: PathBuf,
    /// The current directory. prek runs a hook in the directory of its project, which may be below the top.
    here: PathBuf,
}

impl Place {
    fn of(repository: &Repository) -> Result<Self> {
        let top = repository.top().and_then(|top| top.canonicalize().ok());
        let here = std::env::current_dir().and_then(std::fs::canonicalize).ok();
        match top.zip(here) {
            Some((top, here)) => Ok(Self { top, here }),
            None => Err(Failure::new("files are named, but this repository has no work tree that can be read")
                .help("git status    # nothing was checked")
                .into()),
        }
    }

    fn name<'t>(&self, typed: &'t OsString) -> Name<'t> {
        let mut full = PathBuf::new();
        for part in self.here.join(typed).components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => drop(full.pop()),
                part => full.push(part),
            }
        }
        // As git writes paths, on every system.
        let parts = full.strip_prefix(&self.top).ok().map(|path| path.iter().map(OsStr::as_encoded_bytes));
        Name { typed, path: parts.map(|parts| parts.collect::<Vec<_>>().join(&b'/')) }
    }
}

fn gone(name: &OsStr) -> Untrusted {
    Untrusted::new([name.as_encoded_bytes(), b" is neither in the index nor on disk, so it was not read"].concat())
}

/// No commit would take such a file, so it is not ours to read, and "Passed" would be untrue.
fn not_in_the_index(context: &Context, first: &OsStr, count: usize) -> Failure {
    let name = context.clean(&quote(first.as_encoded_bytes()));
    let verb = if count == 1 { "is" } else { "are" };
    let files = plural(count, "named file");
    Failure::new(format!("{files} {verb} not in the index, where akguard reads: {name}"))
        .help(format!("akguard scan {name}    # reads it on disk; or: git add it first"))
}
