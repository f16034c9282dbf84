//! What is staged in a repository of 10,000 files: the hook asks it before anything else. After `git write-tree` (and
//! in `git commit`'s hooks) the index holds the tree that will be committed; after `git update-index` (or `git add`) it
//! does not, and its entries are compared one by one. An open repository remembers its index, so each time is one of
//! `open` and `staged` together, as in the hook; `open` stands beside it alone.
//!
//! The repository is made by real git in a folder and an environment of its own: this program starts itself again there.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use akguard_git::{MergeHeads, Repository, Trust, staged};
use divan::Bencher;

/// In a hundred to a folder.
const FILES: usize = 10_000;
/// Files that differ from HEAD.
const STAGED: usize = 4;
/// Set in the second process.
const INSIDE: &str = "AKGUARD_BENCH_INSIDE";
const STATES: [&str; 2] = ["tree_valid", "tree_not_valid"];

fn main() -> ExitCode {
    if std::env::var_os(INSIDE).is_some() {
        divan::main();
        return ExitCode::SUCCESS;
    }
    let root = tempfile::Builder::new().prefix("akguard-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    prepare(root.path());
    let this = std::env::current_exe().unwrap();
    let mut again = hermetic(root.path(), this.to_str().unwrap());
    let status = again.env(INSIDE, "1").args(std::env::args_os().skip(1)).status().unwrap();
    if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[divan::bench(args = STATES)]
fn open(bencher: Bencher, state: &str) {
    put_index(state);
    bencher.bench_local(|| Repository::open(Trust::Hook).unwrap());
}

#[divan::bench(args = STATES)]
fn open_and_staged(bencher: Bencher, state: &str) {
    put_index(state);
    let all = || {
        let repository = Repository::open(Trust::Hook).unwrap();
        staged(&repository, MergeHeads::File).unwrap().changes.len()
    };
    assert_eq!((Repository::open(Trust::Hook).unwrap().reader(), all()), ("libgit2", STAGED));
    bencher.bench_local(all);
}

/// Reference: git's own answer, with the start of a process.
#[divan::bench(args = STATES)]
fn git_diff_index(bencher: Bencher, state: &str) {
    put_index(state);
    let all = || Command::new("git").args(["diff-index", "--cached", "--raw", "HEAD"]).output().unwrap().stdout;
    assert_eq!(all().iter().filter(|b| **b == b'\n').count(), STAGED);
    bencher.bench_local(all);
}

/// The index in that state, for a process that stands in the repository.
fn put_index(state: &str) {
    fs::copy(Path::new("..").join(state), ".git/index").unwrap();
}

/// A repository with staged changes, and its index in both states.
fn prepare(root: &Path) {
    fs::create_dir(root.join("home")).unwrap();
    let top = root.join("repo");
    for folder in 0..FILES / 100 {
        fs::create_dir_all(top.join(format!("src/part_{folder}"))).unwrap();
        for file in 0..100 {
            let text = format!("let value = part_{folder}::read({file})?;\n").repeat(12);
            fs::write(top.join(name(folder, file)), text).unwrap();
        }
    }
    git(root, &["init", "--quiet", "--initial-branch=main", "."]);
    git(root, &["add", "--all"]);
    git(root, &["-c", "user.name=b", "-c", "user.email=b@example.invalid", "commit", "--quiet", "-m", "files"]);
    let changed: Vec<String> = (0..STAGED).map(|n| name(7 + 24 * n, 42)).collect();
    for file in &changed {
        fs::write(top.join(file), "let changed = 1;\n").unwrap();
    }
    let changed = changed.iter().map(String::as_str);
    git(root, &["update-index", "--"].into_iter().chain(changed).collect::<Vec<_>>());
    fs::copy(top.join(".git/index"), root.join("tree_not_valid")).unwrap();
    git(root, &["write-tree"]);
    fs::copy(top.join(".git/index"), root.join("tree_valid")).unwrap();
}

fn name(folder: usize, file: usize) -> String {
    format!("src/part_{folder}/file_{file}.rs")
}

fn git(root: &Path, arguments: &[&str]) {
    let output = hermetic(root, "git").args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A command in the repository that knows nothing of the developer's git.
fn hermetic(root: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).env("HOME", root.join("home")).env("LC_ALL", "C.UTF-8");
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", root);
    command.current_dir(root.join("repo"));
    command
}
