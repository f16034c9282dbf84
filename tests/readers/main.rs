//! Both readers give the same changes: random histories with merges, random index states, compared change by change.
//!
//! A binary of its own, because a repository is opened from the process's current folder. `AKGUARD_COMMITS=2000` makes
//! the history longer than the default, `AKGUARD_INDEX_STATES=5000` makes more states of the index.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::use_debug, clippy::print_stdout)]
#![allow(missing_docs, unreachable_pub)]

mod index;
mod random;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use akguard_git::{ChangeSet, MergeHeads, Oid, Repository, Trust, staged};
use random::{Random, history};

fn git(top: &Path, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let output = try_git(top, arguments, input);
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn try_git(top: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new("git")
        .args(arguments)
        .current_dir(top)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", top)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input).unwrap();
    child.wait_with_output().unwrap()
}

/// Nothing that only one of the two has.
#[track_caller]
fn assert_same(libgit2: &[String], plumbing: &[String], what: &str) {
    let only = |a: &[String], b: &[String]| a.iter().filter(|x| !b.contains(x)).cloned().collect::<Vec<_>>();
    let (first, second) = (only(libgit2, plumbing), only(plumbing, libgit2));
    assert!(libgit2 == plumbing, "{what}:\nonly libgit2: {first:#?}\nonly plumbing: {second:#?}");
}

/// A change set in a form that can be compared: changes, what each parent has more, conflicts.
fn plain(set: &ChangeSet) -> Vec<String> {
    let name = |path: &[u8]| String::from_utf8_lossy(path).into_owned();
    let changes = set.changes.iter().map(|c| format!("{} {:?} {:?} {}", name(&c.path), c.bases, c.new, c.symlink));
    let deleted = set.deleted.iter().enumerate();
    let deleted = deleted.flat_map(|(i, parent)| parent.iter().map(move |d| format!("-{i} {:?} {}", d.path, d.blob)));
    let unmerged = set.unmerged.iter().map(|path| format!("! {}", name(path)));
    changes.chain(deleted).chain(unmerged).collect()
}

fn readers() -> (Repository, Repository) {
    let (first, second) = (Repository::open(Trust::Checked).unwrap(), Repository::open_plumbing().unwrap().unwrap());
    assert_eq!((first.reader(), second.reader()), ("libgit2", "plumbing"));
    (first, second)
}

#[test]
fn both_readers_agree() {
    let commits: usize = std::env::var("AKGUARD_COMMITS").map(|n| n.parse().unwrap()).unwrap_or(150);
    let folder = tempfile::Builder::new().prefix("readers-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let top = folder.path().to_path_buf();
    git(&top, &["init", "--quiet", "--initial-branch=main", "."], b"");
    std::env::set_current_dir(&top).unwrap();
    let mut random = Random::new(0x5eed + commits as u64);
    git(&top, &["fast-import", "--quiet"], &history(&mut random, commits));
    let compared = agree_on_commits(&top);
    assert_eq!(compared.len(), commits);
    for round in 0..(commits / 5) {
        agree_on_index(&top, &mut random, &compared, round);
    }
    index::agree_on_states(&top);
    index::damage_is_said(&top);
}

fn agree_on_commits(top: &Path) -> Vec<String> {
    let (first, second) = readers();
    let (all, other) = (first.history().unwrap(), second.history().unwrap());
    let key = |commits: &[akguard_git::Commit]| {
        let mut keys: Vec<String> = commits.iter().map(|c| format!("{:?}", c)).collect();
        keys.sort();
        keys
    };
    assert_eq!(key(&all), key(&other));
    let mut with_changes = 0;
    for commit in &all {
        let (a, b) = (plain(&first.changes(commit).unwrap()), plain(&second.changes(commit).unwrap()));
        assert_same(&a, &b, &format!("commit {:?} of {}", commit.id, top.display()));
        with_changes += usize::from(!a.is_empty());
    }
    assert!(with_changes * 2 > all.len(), "only {with_changes} of {} commits change anything", all.len());
    assert_eq!(first.branches().unwrap(), second.branches().unwrap());
    all.iter().map(|commit| commit.id.to_string()).collect()
}

/// A random commit's tree in the index, changed at random, with HEAD and MERGE_HEAD at other random commits.
fn agree_on_index(top: &Path, random: &mut Random, commits: &[String], round: usize) {
    let mut pick = || commits[random.below(commits.len())].clone();
    let (index, head, others) = (pick(), pick(), [pick(), pick()]);
    git(top, &["update-ref", "refs/heads/main", &head], b"");
    git(top, &["read-tree", &index], b"");
    git(top, &["update-index", "--replace", "-z", "--index-info"], &random::index_lines(random, commits));
    let merge = top.join(".git/MERGE_HEAD");
    match round % 4 {
        0 => fs::write(&merge, format!("{}\n", others[0])).unwrap(),
        1 => fs::write(&merge, format!("{}\n{}\n", others[0], others[1])).unwrap(),
        _ => drop(fs::remove_file(&merge)),
    }
    if round.is_multiple_of(3) {
        let version = if round.is_multiple_of(2) { "4" } else { "3" };
        git(top, &["update-index", &format!("--index-version={version}")], b"");
        fs::write(top.join("announced"), "x\n").unwrap();
        git(top, &["add", "-N", "-f", "announced"], b"");
    }
    if round.is_multiple_of(5) {
        // What is staged counts whatever was promised of the work tree.
        let listed = git(top, &["ls-files", "--stage", "-z"], b"");
        let merged = listed.split(|b| *b == 0).filter_map(|line| {
            let tab = line.iter().position(|b| *b == b'\t')?;
            line[..tab].ends_with(b" 0").then(|| [&line[tab + 1..], b"\0"].concat())
        });
        let listed = merged.collect::<Vec<_>>().concat();
        git(top, &["update-index", "-z", "--assume-unchanged", "--stdin"], &listed);
    }
    if round.is_multiple_of(7) {
        git(top, &["update-ref", "-d", "refs/heads/main"], b"");
    }
    let (first, second) = readers();
    assert_eq!(first.head().unwrap(), second.head().unwrap());
    let (a, b) =
        (plain(&staged(&first, MergeHeads::File).unwrap()), plain(&staged(&second, MergeHeads::File).unwrap()));
    assert_same(&a, &b, &format!("round {round}: index {index}, HEAD {head}, others {others:?} in {}", top.display()));
    assert!(Oid::parse(&index).is_some() && !a.iter().any(|line| line.starts_with("announced ")));
}
