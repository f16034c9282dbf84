//! What is staged: the index against HEAD, and against the other parents in a merge.

use std::path::Path;

use akguard_common::error::{Failure, io_says};
use anyhow::Result;

use super::change::{Blob, Change, ChangeSet};
use super::delta::{Entry, combine};
use super::oid::Oid;
use super::paths::bytes_path;
use super::place::Place;
use super::repository::Repository;
use crate::regular_file;

/// Where the other parents of a merge are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// In `MERGE_HEAD`, where a merge that was interrupted has written them.
    Written,
    /// Also in the environment, where `git merge` names them to its `pre-merge-commit` hook (`GITHEAD_<id>`). Elsewhere
    /// such a variable is left over from another merge.
    Named,
}

/// What the next commit would change.
///
/// # Errors
/// HEAD, the index or a tree cannot be read.
pub fn staged(repository: &Repository, merge: Merge) -> Result<ChangeSet> {
    let mut parents = vec![repository.reader.diff(repository.head()?, Place::Index)?];
    for other in merge_heads(repository, merge)? {
        parents.push(repository.reader.diff(Some(other), Place::Index)?);
    }
    Ok(combine(parents))
}

impl Repository {
    /// What the next commit brings to an end, if anything: git then commits no single path.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub fn unfinished(&self, merge: Merge) -> Result<Option<&'static str>> {
        if merge == Merge::Named || self.git_dir().join("MERGE_HEAD").exists() {
            return Ok(Some("merge"));
        }
        Ok(self.reader.commit("CHERRY_PICK_HEAD")?.map(|_| "cherry-pick"))
    }
}

/// The other parents of a merge that is about to be committed.
fn merge_heads(repository: &Repository, merge: Merge) -> Result<Vec<Oid>> {
    let unreadable = || Failure::new("cannot read MERGE_HEAD").help("git status    # nothing was checked");
    let file = repository.git_dir().join("MERGE_HEAD");
    let mut heads = match regular_file::read_text(&file) {
        Ok(text) => {
            text.lines().map(|line| Oid::parse(line.trim()).ok_or_else(unreadable)).collect::<Result<Vec<_>, _>>()?
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(e) => return Err(Failure::new(format!("cannot read MERGE_HEAD: {}", io_says(&e))).into()),
    };
    if merge == Merge::Named && heads.is_empty() {
        let named = std::env::vars_os().filter_map(|(name, _)| Oid::parse(name.to_str()?.strip_prefix("GITHEAD_")?));
        for id in named {
            // A name from elsewhere, another repository's say, is no parent of this commit.
            heads.extend(repository.reader.commit(&id.to_string())?);
        }
    }
    Ok(heads)
}

/// Tracked files that differ between index and work tree, as blobs: what `commit -a` would stage. The blobs are
/// written to the object database, as `git add` does, but what a filter would make of a file is not known: filters are
/// programs that the repository names, and are not run.
///
/// # Errors
/// The index or a file cannot be read.
pub fn tracked_changes(repository: &Repository) -> Result<ChangeSet> {
    let top = repository.top().unwrap_or(Path::new(""));
    let git = repository.git();
    // To tell whether a submodule is dirty, git would run in it.
    let names = git.output_unfiltered(
        &[
            &["diff-files", "--name-only", "-z", "--no-relative", "--diff-filter=AMT"][..],
            &["--ignore-submodules=dirty", "--no-ext-diff", "--no-textconv"],
        ]
        .concat(),
    )?;
    let mut set = ChangeSet::default();
    for path in names.split(|b| *b == 0).filter(|name| !name.is_empty()) {
        let full = top.join(bytes_path(path));
        let Ok(meta) = std::fs::symlink_metadata(&full) else { continue };
        let id = if meta.file_type().is_symlink() {
            let target = std::fs::read_link(&full)
                .map_err(|e| Failure::new(format!("cannot read a changed link: {}", io_says(&e))))?;
            git.run(&["hash-object", "-w", "--stdin"], target.as_os_str().as_encoded_bytes())?
        } else if meta.is_file() {
            // Named from the top, as attributes name it.
            let named = bytes_path(path).as_os_str();
            git.run_unfiltered(&["hash-object".as_ref(), "-w".as_ref(), "--".as_ref(), named], b"")?
        } else {
            continue;
        };
        let old = std::str::from_utf8(path).ok().map(|path| repository.reader.files(Place::Index, path)).transpose()?;
        let old = old.and_then(|files| files.into_iter().find(|(found, _)| found == path));
        let (old, id) = (old.map(|(_, Entry { id, .. })| id), Oid::parse(&id));
        if old != id {
            let new = Blob::Stored(id.ok_or_else(|| Failure::new("git hash-object gave no object id"))?);
            let symlink = meta.file_type().is_symlink();
            set.changes.push(Change { path: path.to_vec(), bases: vec![old], new, symlink });
        }
    }
    Ok(set)
}

/// Is the index at hand the temporary one of `git commit PATH`?
pub fn is_partial_commit() -> bool {
    std::env::var_os("GIT_INDEX_FILE").is_some_and(|file| {
        Path::new(&file).file_name().is_some_and(|name| name.to_string_lossy().starts_with("next-index-"))
    })
}
