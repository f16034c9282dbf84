//! Walks over small made-up histories.

use git2::ObjectType;

use super::*;
use crate::commit_header::tests::text;

/// A repository with its commits, in the order in which they were made.
struct StoredHistory {
    dir: tempfile::TempDir,
    repository: git2::Repository,
    ids: Vec<Oid>,
}

/// A repository whose commits have the given parents (by number) and dates.
fn history_of(history: &[(&[usize], i64)]) -> StoredHistory {
    let dir = tempfile::tempdir().unwrap();
    let repository = git2::Repository::init_bare(dir.path()).unwrap();
    let odb = repository.odb().unwrap();
    odb.write(ObjectType::Tree, b"").unwrap();
    let mut ids: Vec<Oid> = Vec::new();
    for (number, (parents, date)) in history.iter().enumerate() {
        let parents: Vec<Oid> = parents.iter().map(|parent| ids[*parent]).collect();
        let text = format!("{}{number}\n", text(&parents, &format!("A <a@example.invalid> {date} +0000")));
        ids.push(odb.write(ObjectType::Commit, text.as_bytes()).unwrap());
    }
    drop(odb);
    StoredHistory { dir, repository, ids }
}

fn walked(history: &[(&[usize], i64)], tips: &[usize], hidden: &[usize]) -> Vec<usize> {
    let StoredHistory { dir: _dir, repository, ids } = history_of(history);
    let own = super::super::objects::Objects::new(repository.path());
    let objects = ObjectStore::new(&own, &repository);
    let named = |numbers: &[usize]| numbers.iter().map(|number| ids[*number]).collect::<Vec<_>>();
    let tips = named(tips);
    let hidden = named(hidden);
    let ends = Ends { tips: &tips, hidden: &hidden, ..Ends::default() };
    let found = commits(&objects, ends).unwrap();
    let number = |commit: &Commit| ids.iter().position(|id| commit.id == (*id).into()).unwrap();
    found.iter().map(number).collect()
}

#[test]
fn parents_come_first_and_hidden_ones_not_at_all() {
    let fork: &[(&[usize], i64)] = &[(&[], 1), (&[0], 2), (&[0], 3), (&[1, 2], 4), (&[3], 5)];
    assert_eq!(walked(fork, &[4], &[]).len(), 5);
    let position = |found: &[usize], commit| found.iter().position(|c| *c == commit).unwrap();
    let all = walked(fork, &[4], &[]);
    for (child, (parents, _)) in fork.iter().enumerate() {
        assert!(parents.iter().all(|parent| position(&all, *parent) < position(&all, child)), "{all:?}");
    }
    assert_eq!(walked(fork, &[4], &[1]), [2, 3, 4]);
    assert_eq!(walked(fork, &[4], &[3]), [4]);
    assert_eq!(walked(fork, &[1], &[4]), [0; 0]);
    assert_eq!(walked(fork, &[4, 2], &[4]), [0; 0]);
    assert_eq!(walked(fork, &[1, 2], &[0]).len(), 2);
}

#[test]
fn dates_that_run_backwards_hide_nothing_that_is_wanted() {
    // The hidden tip is dated before its parents.
    let skewed: &[(&[usize], i64)] = &[(&[], 100), (&[0], 90), (&[1], 1), (&[1], 95), (&[3], 2)];
    assert_eq!(walked(skewed, &[4], &[2]), [3, 4]);
    assert_eq!(walked(skewed, &[4], &[3]), [4]);
    let equal: &[(&[usize], i64)] = &[(&[], 7), (&[0], 7), (&[1], 7), (&[2], 7), (&[1], 7)];
    assert_eq!(walked(equal, &[3], &[4]), [2, 3]);
}

/// No id is of such a commit, but the file of any object may hold one.
#[test]
fn a_commit_that_is_its_own_ancestor_is_an_error() {
    let StoredHistory { dir, repository, ids } = history_of(&[(&[], 1), (&[0], 2)]);
    let text = text(&[ids[1]], "A <a@example.invalid> 1 +0000");
    let stored = crate::loose::tests::stored(format!("commit {}\0{text}", text.len()).as_bytes(), 6);
    let name = ids[0].to_string();
    std::fs::remove_file(dir.path().join("objects").join(&name[..2]).join(&name[2..])).unwrap();
    crate::loose::tests::write(dir.path(), ids[0], &stored.packed);
    let own = super::super::objects::Objects::new(dir.path());
    let objects = ObjectStore::new(&own, &repository);
    let ends = Ends { tips: &ids[1..], ..Ends::default() };
    assert!(matches!(commits(&objects, ends), Err(ObjectError::Storage(why)) if why.starts_with("2 commits")));
}
