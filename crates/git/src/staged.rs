//! The staged changes: the index against HEAD, and in a merge also against the other parents.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use akguard_common::error::{Failure, io_says};
use anyhow::Result;

use super::change::{Blob, Change, ChangeSet};
use super::delta::combine;
use super::git_command::Git;
use super::oid::Oid;
use super::paths::bytes_path;
use super::place::Place;
use super::repository::Repository;
use super::special_files;
use crate::regular_file;

/// Where the other parents of a merge are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeHeads {
    /// Only in the file `MERGE_HEAD`, which an interrupted merge writes.
    File,
    /// Also in the environment: `git merge` passes them to its `pre-merge-commit` hook (`GITHEAD_<id>`). In other hooks such
    /// a variable may be left over from another merge.
    Env,
}

/// The paths at which the index differs from HEAD: what the commit of a merge takes from its other parents, too.
///
/// # Errors
/// As [`staged`].
pub fn staged_paths(repository: &Repository) -> Result<Vec<Vec<u8>>> {
    let set = combine(vec![repository.reader.diff(repository.head()?, Place::Index)?]);
    Ok(set.changes.into_iter().map(|change| change.path).chain(set.unmerged).collect())
}

/// What the next commit would change.
///
/// # Errors
/// HEAD, the index or a tree cannot be read.
pub fn staged(repository: &Repository, merge: MergeHeads) -> Result<ChangeSet> {
    let mut parents = vec![repository.reader.diff(repository.head()?, Place::Index)?];
    for other in merge_heads(repository, merge)? {
        parents.push(repository.reader.diff(Some(other), Place::Index)?);
    }
    Ok(combine(parents))
}

impl Repository {
    /// The operation that the next commit finishes, if any. Until then git refuses to commit single paths.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub fn unfinished(&self, merge: MergeHeads) -> Result<Option<&'static str>> {
        if merge == MergeHeads::Env || self.git_dir().join("MERGE_HEAD").exists() {
            return Ok(Some("merge"));
        }
        Ok(self.reader.commit("CHERRY_PICK_HEAD")?.map(|_| "cherry-pick"))
    }
}

/// The other parents of a merge that is about to be committed.
fn merge_heads(repository: &Repository, merge: MergeHeads) -> Result<Vec<Oid>> {
    let unreadable = || Failure::new("cannot read MERGE_HEAD").help("git status    # nothing was checked");
    let file = repository.git_dir().join("MERGE_HEAD");
    let mut heads = match regular_file::read_text(&file) {
        Ok(text) => {
            let ids = text.lines().map(|line| Oid::parse(line.trim()).ok_or_else(unreadable));
            ids.collect::<Result<Vec<_>, _>>()?
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(e) => return Err(Failure::new(format!("cannot read MERGE_HEAD: {}", io_says(&e))).into()),
    };
    if merge == MergeHeads::Env && heads.is_empty() {
        let named = std::env::vars_os().filter_map(|(name, _)| Oid::parse(name.to_str()?.strip_prefix("GITHEAD_")?));
        for id in named {
            // An id that is no commit here is left over from elsewhere, such as another repository.
            heads.extend(repository.reader.commit(&id.to_string())?);
        }
    }
    Ok(heads)
}

/// Tracked files that differ between index and work tree, as blobs: what `commit -a` would stage. The blobs are
/// written to the object database, as `git add` does, but without filters: they are programs that the repository names,
/// and are not run.
///
/// # Errors
/// The index or a file cannot be read.
pub fn tracked_changes(repository: &Repository) -> Result<ChangeSet> {
    if let Some(why) = attributes_pipe(repository)? {
        return Err(Failure::new(why).help("remove or replace that file; nothing was checked").into());
    }
    let git = repository.git();
    // With another value of --ignore-submodules git would run in the submodules.
    let names = git.output_unfiltered(
        &[
            &["diff-files", "--name-only", "-z", "--no-relative", "--diff-filter=AMT"][..],
            &["--ignore-submodules=dirty", "--no-ext-diff", "--no-textconv"],
        ]
        .concat(),
    )?;
    let mut set = ChangeSet::default();
    for path in names.split(|b| *b == 0) {
        if !path.is_empty() {
            set.changes.extend(tracked_change(repository, &git, path)?);
        }
    }
    Ok(set)
}

/// Why git would wait for ever among the attributes of the tracked files.
fn attributes_pipe(repository: &Repository) -> Result<Option<String>> {
    let top = repository.top().unwrap_or(Path::new(""));
    let mut dirs = BTreeSet::from([top.to_path_buf()]);
    for (path, _) in repository.reader.files(Place::Index, "")? {
        let above = bytes_path(&path).ancestors().skip(1);
        dirs.extend(above.map(|dir| top.join(dir)));
    }
    Ok(special_files::in_attributes(repository.common_dir(), dirs.iter().map(PathBuf::as_path)))
}

/// The change of one tracked file; `None` where it is gone, is neither file nor link, or has the content of the index.
fn tracked_change(repository: &Repository, git: &Git, path: &[u8]) -> Result<Option<Change>> {
    let full = repository.top().unwrap_or(Path::new("")).join(bytes_path(path));
    let Ok(meta) = std::fs::symlink_metadata(&full) else { return Ok(None) };
    let symlink = meta.file_type().is_symlink();
    let id = if symlink {
        let target = std::fs::read_link(&full)
            .map_err(|e| Failure::new(format!("cannot read a changed link: {}", io_says(&e))))?;
        git.run(&["hash-object", "-w", "--stdin"], target.as_os_str().as_encoded_bytes())?
    } else if meta.is_file() {
        // Named from the top, as attributes name it.
        let named = bytes_path(path).as_os_str();
        git.run_unfiltered(&["hash-object".as_ref(), "-w".as_ref(), "--".as_ref(), named], b"")?
    } else {
        return Ok(None);
    };
    let old = staged_id(repository, path)?;
    let id = Oid::parse(&id);
    if old == id {
        return Ok(None);
    }
    let new = Blob::Stored(id.ok_or_else(|| Failure::new("git hash-object gave no object id"))?);
    Ok(Some(Change { path: path.to_vec(), bases: vec![old], new, symlink }))
}

/// The blob of a path in the index; `None` where there is none, or the path is not UTF-8.
fn staged_id(repository: &Repository, path: &[u8]) -> Result<Option<Oid>> {
    let Ok(name) = std::str::from_utf8(path) else { return Ok(None) };
    let files = repository.reader.files(Place::Index, name)?;
    Ok(files.into_iter().find(|(found, _)| found == path).map(|(_, entry)| entry.id))
}

/// Is the index of this commit the temporary one of `git commit PATH`?
pub fn is_partial_commit() -> bool {
    std::env::var_os("GIT_INDEX_FILE").is_some_and(|file| {
        Path::new(&file).file_name().is_some_and(|name| name.to_string_lossy().starts_with("next-index-"))
    })
}
