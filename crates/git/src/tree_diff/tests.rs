//! Small trees, made object by object.

use git2::ObjectType;

use super::super::objects::Objects;
use super::*;

/// A repository in which trees are made.
struct Stored {
    _dir: tempfile::TempDir,
    repository: git2::Repository,
}

impl Stored {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let repository = git2::Repository::init_bare(dir.path()).unwrap();
        Self { _dir: dir, repository }
    }

    fn blob(&self, content: &str) -> Oid {
        self.repository.odb().unwrap().write(ObjectType::Blob, content.as_bytes()).unwrap()
    }

    /// A tree with these entries: mode, name, object.
    fn tree(&self, entries: &[(&str, &str, Oid)]) -> Oid {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
            bytes.extend_from_slice(id.as_bytes());
        }
        self.repository.odb().unwrap().write(ObjectType::Tree, &bytes).unwrap()
    }

    fn with<T>(&self, ask: impl FnOnce(&ObjectStore<'_>) -> T) -> T {
        let own = Objects::new(self.repository.path());
        ask(&ObjectStore::new(&own, &self.repository))
    }

    /// What differs, each as its path with `-` where the old side has it and `+` where the new one does.
    fn differences(&self, old: Option<Oid>, new: Oid) -> Vec<String> {
        let found = self.with(|objects| diff(objects, old, new)).unwrap();
        let sign = |is_there: bool, sign: &'static str| if is_there { sign } else { "" };
        let line = |delta: &Delta| {
            let submodule = sign(delta.new_submodule, "@");
            let signs = [sign(delta.old.is_some(), "-"), sign(delta.new.is_some(), "+"), submodule].concat();
            format!("{signs}{}", String::from_utf8_lossy(&delta.path))
        };
        found.iter().map(line).collect()
    }
}

#[test]
fn files_that_came_went_or_changed_differ() {
    let stored = Stored::new();
    let one = stored.blob("1");
    let two = stored.blob("2");
    let same = stored.tree(&[("100644", "x", one)]);
    let deep = stored.tree(&[("100644", "y", two), ("40000", "z", same)]);
    let old = stored.tree(&[("100644", "a", one), ("100644", "b", one), ("100644", "c", one), ("40000", "same", same)]);
    let new = stored.tree(&[
        ("100644", "b", two),
        ("100755", "c", one),
        ("40000", "d", deep),
        ("160000", "e", one),
        ("40000", "same", same),
        ("120000", "z", two),
    ]);
    assert_eq!(stored.differences(Some(old), new), ["-a", "-+b", "-+c", "+d/y", "+d/z/x", "@e", "+z"]);
    assert_eq!(stored.differences(Some(new), new), [""; 0]);
    assert_eq!(stored.differences(None, same), ["+x"]);
    // A submodule that was there before is no new one, and one that has gone leaves nothing.
    let moved = stored.tree(&[("160000", "e", two)]);
    let before = stored.tree(&[("160000", "e", one)]);
    assert_eq!(stored.differences(Some(before), moved), [""; 0]);
    assert_eq!(stored.differences(Some(moved), same), ["+x"]);
}

#[test]
fn a_file_in_the_place_of_a_directory_differs_with_all_that_was_in_it() {
    let stored = Stored::new();
    let one = stored.blob("1");
    let inner = stored.tree(&[("100644", "x", one)]);
    let directory = stored.tree(&[("40000", "d", inner)]);
    let file = stored.tree(&[("100644", "d", one)]);
    let mut found = stored.differences(Some(directory), file);
    found.sort();
    assert_eq!(found, ["+d", "-d/x"]);
    let mut found = stored.differences(Some(file), directory);
    found.sort();
    assert_eq!(found, ["+d/x", "-d"]);
}

#[test]
fn a_path_leads_to_what_the_tree_has_there() {
    let stored = Stored::new();
    let one = stored.blob("1");
    let inner = stored.tree(&[("100644", "x", one), ("160000", "sub", one)]);
    let root = stored.tree(&[("100644", "a", one), ("40000", "d", inner)]);
    stored.with(|objects| {
        let found = |path: &str| at(objects, root, path).unwrap();
        assert!(matches!(found("a"), Some(TreeEntry::File(entry)) if entry.id == one.into()));
        assert!(matches!(found("d"), Some(TreeEntry::Folder(id)) if id == inner));
        assert!(matches!(found("d/x"), Some(TreeEntry::File(_))));
        for path in ["b", "d/y", "a/x", "d/sub", "d/sub/x"] {
            assert!(found(path).is_none(), "{path}");
        }
    });
}

#[test]
fn every_file_below_a_tree_is_listed() {
    let stored = Stored::new();
    let one = stored.blob("1");
    let inner = stored.tree(&[("100644", "x", one), ("120000", "y", one)]);
    let root = stored.tree(&[("40000", "d", inner), ("100644", "e", one), ("160000", "sub", one)]);
    let listed = stored.with(|objects| files(objects, root, b"top/".to_vec())).unwrap();
    let paths: Vec<String> = listed.iter().map(|file| String::from_utf8_lossy(&file.0).into_owned()).collect();
    assert_eq!(paths, ["top/d/x", "top/d/y", "top/e"]);
    assert_eq!(listed.iter().map(|file| file.1.symlink).collect::<Vec<_>>(), [false, true, false]);
}

/// A chain of directories, the innermost with a file.
fn chain(stored: &Stored, length: usize) -> Oid {
    let mut tree = stored.tree(&[("100644", "x", stored.blob("1"))]);
    for _ in 0..length {
        tree = stored.tree(&[("40000", "d", tree)]);
    }
    tree
}

#[test]
fn depth_has_a_limit() {
    let stored = Stored::new();
    let deep = chain(&stored, MAX_DEPTH);
    assert_eq!(stored.differences(None, deep).len(), 1);
    // Siblings are not deeper.
    let wide = stored.tree(&[("40000", "a", deep_less(&stored)), ("40000", "b", deep_less(&stored))]);
    assert_eq!(stored.differences(None, wide).len(), 2);
    let deeper = stored.tree(&[("40000", "d", deep)]);
    let error = stored.with(|objects| diff(objects, None, deeper)).unwrap_err();
    assert!(error.to_string().contains("nested more than 2048 deep"), "{error}");
}

fn deep_less(stored: &Stored) -> Oid {
    chain(stored, MAX_DEPTH - 1)
}

/// Each tree holds the one before it twice: 21 of them stand for two million.
#[test]
fn trees_that_multiply_come_to_an_end() {
    let stored = Stored::new();
    let mut tree = stored.tree(&[("100644", "x", stored.blob("1"))]);
    for _ in 0..21 {
        tree = stored.tree(&[("40000", "a", tree), ("40000", "b", tree)]);
    }
    let error = stored.with(|objects| diff(objects, None, tree)).unwrap_err();
    assert!(error.to_string().contains("more than 1 million directories"), "{error}");
}
