//! Submodules: `--recurse` installs and uninstalls in each, and without it `install` names those that have no hook.

use std::fs;
use std::path::{Path, PathBuf};

use super::listing;
use crate::common::{GROQ, Output, TestRepo};

/// A repository with the submodules `libs/one` (in it `inner`) and `two words`, and `absent`, which is not checked out.
fn nested() -> TestRepo {
    let repo = TestRepo::without_hook();
    for name in ["inner", "one", "two", "absent"] {
        let dir = repo.root().join(name);
        repo.run(repo.command("git").args(["init", "-q"]).arg(&dir)).exits(0);
        if name == "one" {
            add(&repo, &dir, "inner", "inner");
        }
        git(&repo, &dir, &["commit", "-qm", "first", "--allow-empty"]).exits(0);
    }
    for (from, to) in [("one", "libs/one"), ("two", "two words"), ("absent", "absent")] {
        add(&repo, &repo.top(), from, to);
    }
    git(
        &repo,
        &repo.top(),
        &["-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive"],
    )
    .exits(0);
    git(&repo, &repo.top(), &["submodule", "--quiet", "deinit", "-f", "absent"]).exits(0);
    repo.commit_past();
    repo
}

fn add(repo: &TestRepo, dir: &Path, from: &str, to: &str) {
    let from = repo.root().join(from);
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", from.to_str().unwrap(), to];
    git(repo, dir, &add).exits(0);
}

fn git(repo: &TestRepo, dir: &Path, arguments: &[&str]) -> Output {
    repo.run(repo.command("git").args(arguments).current_dir(dir))
}

fn places(repo: &TestRepo) -> [PathBuf; 4] {
    ["", "libs/one", "libs/one/inner", "two words"].map(|name| repo.path(name))
}

#[track_caller]
fn stops_in(repo: &TestRepo, dir: &Path) {
    let key = repo.plant(GROQ);
    fs::write(dir.join("leak.py"), format!("key = \"{key}\"\n")).unwrap();
    git(repo, dir, &["add", "leak.py"]).exits(0);
    git(repo, dir, &["commit", "-qm", "a"]).exits(1).says("leak.py:1:8: error[groq-key]");
    git(repo, dir, &["rm", "-qf", "leak.py"]).exits(0);
}

#[test]
fn every_submodule_gets_its_own_hook_and_loses_it_again() {
    let repo = nested();
    let before = listing(&repo.path(".git"));
    let line =
        "akguard: 3 submodules have no hook: libs/one, libs/one/inner, two words\n  help: akguard install --recurse";
    repo.akguard(&["install"]).exits(0).says(line);
    repo.akguard(&["uninstall"]).exits(0);
    let done = repo.akguard(&["install", "--recurse"]).exits(0);
    done.says("akguard: submodule libs/one/inner:\nakguard: installed in ")
        .says("akguard: submodule absent is not checked out: nothing was done there");
    for place in places(&repo) {
        stops_in(&repo, &place);
    }
    repo.akguard(&["status"]).exits(0).is_silent_on("does not reach");
    repo.akguard(&["install"]).exits(0).is_silent_on("have no hook");
    repo.akguard(&["uninstall", "--recurse"]).exits(0).says("akguard: submodule two words:\nakguard: removed from ");
    let hooks = |files: std::collections::BTreeMap<PathBuf, _>| {
        files.into_iter().filter(|file| file.0.to_string_lossy().contains("/hooks")).collect::<Vec<_>>()
    };
    assert_eq!(hooks(listing(&repo.path(".git"))), hooks(before));
}

#[test]
fn each_goes_by_its_own_set_up() {
    let repo = nested();
    let inner = repo.path("two words");
    fs::create_dir(inner.join("githooks")).unwrap();
    fs::write(inner.join("githooks/commit-msg"), "#!/bin/sh\n").unwrap();
    git(&repo, &inner, &["add", "."]).exits(0);
    git(&repo, &inner, &["config", "core.hooksPath", "githooks"]).exits(0);
    let refused = repo.akguard(&["install", "--recurse"]).exits(1);
    refused.says("everyone who pulls gets the hook").says("help: akguard install --recurse --yes");
    stops_in(&repo, &repo.path("libs/one"));
    repo.akguard(&["install", "--recurse", "--yes"]).exits(0);
    assert!(inner.join("githooks/pre-commit").exists());
    stops_in(&repo, &inner);
}

#[test]
fn one_that_fails_is_named_and_the_others_go_on() {
    let repo = nested();
    git(&repo, &repo.path("two words"), &["config", "core.hooksPath", ""]).exits(0);
    fs::remove_dir_all(repo.path("libs/one/inner")).unwrap();
    std::os::unix::fs::symlink("../..", repo.path("libs/one/inner")).unwrap();
    let done = repo.akguard(&["install", "--recurse"]).exits(1);
    done.says("akguard: submodule two words:\nakguard: core.hooksPath is set to nothing")
        .says("akguard: submodule libs/one/inner:\nakguard: a symbolic link leads to ");
    stops_in(&repo, &repo.path("libs/one"));
    stops_in(&repo, &repo.top());
}

#[test]
fn one_that_git_does_not_trust_is_named() {
    let repo = nested();
    let config = repo.root().join("home/.gitconfig");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("directory = *", &format!("directory = {}", repo.top().display()))).unwrap();
    repo.run(repo.command("chown").args(["-R", "65534:65534"]).arg(repo.path("two words"))).exits(0);
    repo.akguard(&["install", "--recurse"]).exits(1).says("akguard: submodule two words:\nakguard: ");
    stops_in(&repo, &repo.top());
    assert!(!repo.path(".git/modules/two words/hooks/pre-commit").exists());
}
