//! Raw differences, as a reader gives them, and the one rule that joins them into a change set.

use std::collections::HashMap;

use super::change::{Blob, Change, ChangeSet, Deleted};
use super::oid::Oid;

/// The mode of a submodule's entry (a gitlink): its id is a commit of another repository.
const GITLINK: u32 = 0o160_000;

/// One side of a difference: a file or a symbolic link. Submodules and folders are no entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: Oid,
    pub(super) symlink: bool,
}

impl Entry {
    /// An entry by git's file mode; `None` for what has no content of its own (submodules, folders).
    pub(super) fn of(id: Oid, mode: u32) -> Option<Self> {
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
    pub(super) old: Option<Entry>,
    pub(super) new: Option<Entry>,
    /// A merge conflict: there is no new content yet.
    pub(super) unmerged: bool,
    /// A submodule where nothing was before: it has a path and no content here.
    pub(super) new_submodule: bool,
}

/// Is it the mode of a submodule?
pub(super) fn is_gitlink(mode: u32) -> bool {
    mode & 0o170_000 == GITLINK
}

/// The combined rule: a commit adds what differs from every one of its parents. One list of differences for each
/// parent; a path that is missing in a list is the same as in that parent.
pub(super) fn combine(mut parents: Vec<Vec<Delta>>) -> ChangeSet {
    let mut set = ChangeSet::default();
    parents.iter_mut().for_each(|deltas| deltas.sort_by(|a, b| a.path.cmp(&b.path)));
    let (first, others) = parents.split_first().map_or((&[][..], &[][..]), |(f, o)| (f.as_slice(), o));
    let others: Vec<HashMap<&[u8], &Delta>> =
        others.iter().map(|deltas| deltas.iter().map(|d| (d.path.as_slice(), d)).collect()).collect();
    for delta in first {
        if delta.unmerged {
            set.unmerged.push(delta.path.clone());
            continue;
        }
        if delta.new_submodule {
            let is_new =
                |other: &HashMap<&[u8], &Delta>| other.get(delta.path.as_slice()).is_some_and(|d| d.new_submodule);
            if others.iter().all(is_new) {
                let bases = vec![None; others.len() + 1];
                set.changes.push(Change { path: delta.path.clone(), bases, new: Blob::Elsewhere, symlink: false });
            }
            continue;
        }
        let Some(new) = delta.new else { continue };
        let further = others.iter().map(|other| Some(other.get(delta.path.as_slice())?.old.map(|e| e.id)));
        let bases: Option<Vec<Option<Oid>>> = std::iter::once(Some(delta.old.map(|e| e.id))).chain(further).collect();
        // The same content as any parent has adds nothing; a change of the mode alone does not either.
        if let Some(bases) = bases.filter(|bases| !bases.contains(&Some(new.id))) {
            let (path, symlink) = (delta.path.clone(), new.symlink);
            set.changes.push(Change { path, bases, new: Blob::Stored(new.id), symlink });
        }
    }
    set.deleted = parents.iter().map(|deltas| deltas.iter().filter_map(deleted).collect()).collect();
    set
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

    fn entry(n: u8) -> Option<Entry> {
        Some(Entry { id: Oid::of_bytes(&[n; 20]).unwrap(), symlink: false })
    }

    fn delta(path: &str, old: Option<Entry>, new: Option<Entry>) -> Delta {
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
