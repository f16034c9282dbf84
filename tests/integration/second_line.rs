//! What no hook before a commit sees: messages, commits that skipped the hooks, pushes.

use std::path::PathBuf;

use crate::common::{GROQ, Output, TestRepo};

mod message;
mod push;
mod receive;
mod unscanned;

/// A repository with the hooks and a first commit.
fn started() -> TestRepo {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    repo.passes();
    repo
}

/// Commits a file with a key without asking the hook.
#[track_caller]
fn leak(repo: &TestRepo, file: &str) -> Output {
    let key = repo.plant(GROQ);
    repo.stage(file, format!("key = \"{key}\"\n"));
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "leak"]).exits(0)
}

/// Commits a harmless file.
#[track_caller]
fn plain(repo: &TestRepo, file: &str) -> Output {
    repo.stage(file, format!("{file}\n"));
    repo.passes()
}

/// An id of a commit, as reports show it.
fn short(repo: &TestRepo, revision: &str) -> String {
    repo.git(&["rev-parse", "--short=8", revision]).stdout.trim().to_owned()
}

/// A bare repository beside this one, as its remote `origin`.
fn remote(repo: &TestRepo) -> PathBuf {
    let path = repo.root().join("origin.git");
    repo.git(&["init", "--quiet", "--bare", path.to_str().unwrap()]).exits(0);
    repo.git(&["remote", "add", "origin", path.to_str().unwrap()]).exits(0);
    path
}
