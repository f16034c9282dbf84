//! What is staged: the index against HEAD, and against the other parents in a merge.

use std::path::Path;

use anyhow::Result;
use git2::{Delta, DiffDelta, DiffOptions};

use super::change::{Blob, BlobId, Change, ChangeSet, Deleted};
use super::repository::{Repository, unreadable};
use crate::error::{Failure, git_says};

/// What the next commit would change.
///
/// # Errors
/// HEAD, the index or a tree cannot be read.
pub fn staged(repository: &Repository) -> Result<ChangeSet> {
    let mut index = repository.index()?;
    forget_assumptions(&mut index)?;
    let head = repository.head()?.map(|id| repository.tree(id)).transpose()?;
    let diff = repository
        .inner
        .diff_tree_to_index(head.as_ref(), Some(&index), Some(&mut options()))
        .map_err(|e| unreadable("what is staged", &e))?;
    let others = merge_heads(repository)?;
    let mut set = ChangeSet::default();
    for delta in diff.deltas() {
        let entry = delta.new_file().path_bytes().and_then(|path| index.get_path(bytes_path(path), 0));
        // `git add -N` announces a file; it is not part of the commit.
        let announced = entry
            .is_some_and(|e| git2::IndexEntryExtendedFlag::from_bits_truncate(e.flags_extended).is_intent_to_add());
        if !announced {
            collect(&mut set, &delta, &others)?;
        }
    }
    Ok(set)
}

/// Index entries with the assume-unchanged bit (`git update-index --assume-unchanged`, `core.ignoreStat`) are passed
/// over by libgit2's diff although they are part of the commit: the bit is cleared in memory.
fn forget_assumptions(index: &mut git2::Index) -> Result<()> {
    const ASSUME_VALID: u16 = 0x8000;
    let marked: Vec<git2::IndexEntry> = index.iter().filter(|e| e.flags & ASSUME_VALID != 0).collect();
    for mut entry in marked {
        entry.flags &= !ASSUME_VALID;
        index.add(&entry).map_err(|e| unreadable("the index", &e))?;
    }
    Ok(())
}

/// Tracked files that differ between index and work tree, as blobs: what `commit -a` would stage. The blobs are
/// written to the object database, as `git add` does.
///
/// # Errors
/// The index or a file cannot be read.
pub fn tracked_changes(repository: &Repository) -> Result<ChangeSet> {
    let index = repository.index()?;
    let diff = repository
        .inner
        .diff_index_to_workdir(Some(&index), Some(&mut options()))
        .map_err(|e| unreadable("the work tree", &e))?;
    let mut set = ChangeSet::default();
    for delta in diff.deltas().filter(|d| matches!(d.status(), Delta::Modified | Delta::Added)) {
        let Some(path) = delta.new_file().path_bytes() else {
            continue;
        };
        let mode = u32::from(delta.new_file().mode());
        if mode & 0o170_000 == 0o160_000 {
            continue;
        }
        let full = repository.top().unwrap_or(Path::new("")).join(bytes_path(path));
        let blob = repository.inner.blob_path(&full).map_err(|e| unreadable("a changed file", &e))?;
        let old = delta.old_file().id();
        set.changes.push(Change {
            path: path.to_vec(),
            bases: vec![(!old.is_zero()).then(|| old.into())],
            new: Blob::Stored(blob.into()),
            symlink: mode == 0o120_000,
        });
    }
    Ok(set)
}

/// Is the index at hand the temporary one of `git commit PATH`?
pub fn is_partial_commit() -> bool {
    std::env::var_os("GIT_INDEX_FILE").is_some_and(|file| {
        Path::new(&file).file_name().is_some_and(|name| name.to_string_lossy().starts_with("next-index-"))
    })
}

/// Options under which user settings do not matter: only object ids are compared here.
pub(super) fn options() -> DiffOptions {
    let mut options = DiffOptions::new();
    options.include_typechange(false).ignore_submodules(true).skip_binary_check(true);
    options
}

/// Adds one delta to the set. `others` are the trees of the further parents of a merge.
pub(super) fn collect(set: &mut ChangeSet, delta: &DiffDelta<'_>, others: &[git2::Tree<'_>]) -> Result<()> {
    let (old, new) = (delta.old_file(), delta.new_file());
    let is_blob = |mode: git2::FileMode| matches!(u32::from(mode) & 0o170_000, 0o100_000 | 0o120_000);
    match delta.status() {
        Delta::Deleted => {
            if let Some(path) = old.path_bytes().filter(|_| is_blob(old.mode())) {
                set.deleted.push(Deleted { path: path.to_vec(), blob: old.id().into() });
            }
        }
        Delta::Conflicted => {
            if let Some(path) = new.path_bytes().or_else(|| old.path_bytes()) {
                set.unmerged.push(path.to_vec());
            }
        }
        Delta::Unmodified | Delta::Ignored | Delta::Untracked => {}
        _ => {
            let Some(path) = new.path_bytes().filter(|_| is_blob(new.mode())) else {
                return Ok(());
            };
            let mut bases: Vec<Option<BlobId>> =
                vec![(!old.id().is_zero() && is_blob(old.mode())).then(|| old.id().into())];
            for tree in others {
                bases.push(blob_at(tree, path)?);
            }
            let id = BlobId::from(new.id());
            // The same content as any parent has adds nothing (mode changes too).
            if !bases.contains(&Some(id.clone())) {
                let symlink = u32::from(new.mode()) == 0o120_000;
                set.changes.push(Change { path: path.to_vec(), bases, new: Blob::Stored(id), symlink });
            }
        }
    }
    Ok(())
}

fn blob_at(tree: &git2::Tree<'_>, path: &[u8]) -> Result<Option<BlobId>> {
    match tree.get_path(bytes_path(path)) {
        Ok(entry) => Ok((entry.kind() == Some(git2::ObjectType::Blob)).then(|| entry.id().into())),
        Err(e) if e.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(e) => Err(Failure::new(format!("cannot read a parent's tree: {}", git_says(&e))).into()),
    }
}

/// The other parents of a merge that is about to be committed.
fn merge_heads(repository: &Repository) -> Result<Vec<git2::Tree<'_>>> {
    let file = repository.git_dir().join("MERGE_HEAD");
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Failure::new(format!("cannot read MERGE_HEAD: {e}")).into()),
    };
    text.lines()
        .map(|line| {
            let id = git2::Oid::from_str(line.trim()).map_err(|e| unreadable("MERGE_HEAD", &e))?;
            repository.tree(id)
        })
        .collect()
}

#[cfg(unix)]
pub(super) fn bytes_path(path: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(std::ffi::OsStr::from_bytes(path))
}

#[cfg(not(unix))]
pub(super) fn bytes_path(path: &[u8]) -> &Path {
    Path::new(std::str::from_utf8(path).unwrap_or("\u{fffd}"))
}
