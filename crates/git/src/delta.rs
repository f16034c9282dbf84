//! The differences that a reader finds, and the rule that combines them into a change set.

use std::collections::HashMap;

use super::change::{Blob, Change, ChangeSet, Deleted};
use super::oid::Oid;

/// The mode of a submodule's entry (a gitlink): its id is a commit of another repository.
const GITLINK: u32 = 0o160_000;

/// One side of a difference: a file or a symbolic link. Submodules and directories have no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileEntry {
    pub(super) id: Oid,
    pub(super) symlink: bool,
}

impl FileEntry {
    /// An entry by git's file mode; `None` for submodules and directories, which have no content of their own.
    pub(super) fn from_mode(id: Oid, mode: u32) -> Option<Self> {
        match mode & 0o170_000 {
            0o100_000 => Some(Self { id, symlink: false }),
            0o120_000 => Some(Self { id, symlink: true }),
            _ => None,
        }
    }
}

/// What differs at one path between a parent and what is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delta {
    pub(super) path: Vec<u8>,
    pub(super) old: Option<FileEntry>,
    pub(super) new: Option<FileEntry>,
    /// A merge conflict: there is no new content yet.
    pub(super) unmerged: bool,
    /// A submodule where there was nothing before: this repository has its path, but not its content.
    pub(super) new_submodule: bool,
}

/// Is it the mode of a submodule?
pub(super) fn is_gitlink(mode: u32) -> bool {
    mode & 0o170_000 == GITLINK
}

/// A commit adds what differs from every one of its parents. `parents` has one list of differences for each parent; at a
/// path that is missing in a list, the commit has the same as that parent.
pub(super) fn combine(mut parents: Vec<Vec<Delta>>) -> ChangeSet {
    for deltas in &mut parents {
        deltas.sort_by(|a, b| a.path.cmp(&b.path));
    }
    let mut set = ChangeSet::default();
    let Some((first, others)) = parents.split_first() else { return set };
    let others: Vec<DeltasByPath<'_>> = others.iter().map(|deltas| by_path(deltas)).collect();
    for delta in first {
        if delta.unmerged {
            set.unmerged.push(delta.path.clone());
        } else {
            set.changes.extend(change(delta, &others));
        }
    }
    set.deleted = parents.iter().map(|deltas| deltas.iter().filter_map(deleted).collect()).collect();
    set
}

type DeltasByPath<'d> = HashMap<&'d [u8], &'d Delta>;

fn by_path(deltas: &[Delta]) -> DeltasByPath<'_> {
    deltas.iter().map(|delta| (delta.path.as_slice(), delta)).collect()
}

/// The change at the path of a difference from the first parent; `None` where another parent has the same there.
fn change(delta: &Delta, others: &[DeltasByPath<'_>]) -> Option<Change> {
    let path = delta.path.as_slice();
    if delta.new_submodule {
        if !others.iter().all(|other| other.get(path).is_some_and(|d| d.new_submodule)) {
            return None;
        }
        let bases = vec![None; others.len() + 1];
        return Some(Change { path: path.to_vec(), bases, new: Blob::Elsewhere, symlink: false });
    }
    let new = delta.new?;
    let mut bases = vec![delta.old.map(|e| e.id)];
    for other in others {
        bases.push(other.get(path)?.old.map(|e| e.id));
    }
    // The same content as any parent has adds nothing; a change of the mode alone does not either.
    if bases.contains(&Some(new.id)) {
        return None;
    }
    Some(Change { path: path.to_vec(), bases, new: Blob::Stored(new.id), symlink: new.symlink })
}

fn deleted(delta: &Delta) -> Option<Deleted> {
    match (delta.old, delta.new) {
        (Some(old), None) if !delta.unmerged => Some(Deleted::new(delta.path.clone(), old.id)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: u8) -> Option<FileEntry> {
        Some(FileEntry { id: Oid::from_bytes(&[n; 20]).unwrap(), symlink: false })
    }

    fn delta(path: &str, old: Option<FileEntry>, new: Option<FileEntry>) -> Delta {
        Delta { path: path.into(), old, new, unmerged: false, new_submodule: false }
    }

    #[test]
    fn what_one_parent_has_is_not_added() {
        let ours =
            vec![delta("theirs", None, entry(1)), delta("both", entry(2), entry(3)), delta("mode", entry(4), entry(4))];
        let theirs = vec![delta("both", entry(5), entry(3)), delta("gone", entry(6), None)];
        let set = combine(vec![ours, theirs]);
        assert_eq!(set.changes.len(), 1);
        assert_eq!(set.changes[0].path, b"both");
        assert_eq!(set.changes[0].bases, [entry(2).map(|e| e.id), entry(5).map(|e| e.id)]);
        assert!(set.deleted[0].is_empty());
        assert_eq!(set.deleted[1][0].path, b"gone");
        assert!(combine(Vec::new()).changes.is_empty());
    }

    #[test]
    fn a_submodule_that_no_parent_has_is_a_path() {
        let new = |path: &str| Delta { new_submodule: true, ..delta(path, None, None) };
        let set = combine(vec![vec![new("a"), new("b")], vec![new("b")]]);
        assert_eq!(set.changes.len(), 1);
        assert_eq!((set.changes[0].path.as_slice(), &set.changes[0].new), (b"b".as_slice(), &Blob::Elsewhere));
        assert_eq!(set.changes[0].bases, [None, None]);
        assert!(set.deleted.iter().all(Vec::is_empty));
    }

    #[test]
    fn a_type_change_is_a_new_file() {
        // submodule or folder -> file: no old entry; file -> submodule: a deletion.
        let set = combine(vec![vec![delta("a", None, entry(1)), delta("b", entry(2), None)]]);
        assert_eq!((set.changes.len(), set.deleted[0].len()), (1, 1));
        assert_eq!(set.changes[0].bases, [None]);
    }
}
