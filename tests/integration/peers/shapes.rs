//! T38 to T45: the shapes of repositories. Each is read, or refused with a reason; none passes unread.

use std::fs;
use std::path::Path;

use super::{Git, git_in, line, on_every_git};
use crate::common::{ANTHROPIC, GROQ, Output, TestRepo};

/// A key stops and clean content passes, before the first commit and after it, and the report names who has read.
#[track_caller]
fn is_read(repo: &TestRepo, reader: &str) {
    let read_by = |status| {
        let json = repo.akguard(&["scan", "--format", "json"]).exits(status).stdout;
        let report: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(report["stats"]["reader"], reader);
    };
    repo.stage("a.py", line(repo, GROQ));
    repo.stops().says("1 finding in 1 file").says("a.py:1:8: error[groq-key]");
    read_by(1);
    repo.stage("a.py", "one\n");
    repo.passes().says("1 file, 1 line, clean");
    let old = line(repo, ANTHROPIC);
    repo.stage("old.py", &old);
    repo.commit_past();
    repo.stage("old.py", format!("{old}{}", line(repo, GROQ)));
    repo.stops().says("old.py:2:8: error[groq-key]").is_silent_on("error[anthropic-api-key]");
    repo.stage("old.py", format!("{old}# more\n"));
    read_by(0);
    repo.passes().says("1 file, 2 lines, clean");
    repo.stage("settings.txt", "A=b\n");
    repo.commit_past();
    repo.git(&["mv", "settings.txt", ".env"]).exits(0);
    repo.stops().says(".env:1: error[env-file]");
    repo.git(&["rm", "-qf", ".env", "old.py"]).exits(0);
    repo.passes().says("0 files, 0 lines, clean");
}

/// A key in this work tree stops, and clean content passes. `git` makes a command that is called in it.
#[track_caller]
fn is_guarded(repo: &TestRepo, folder: &Path, git: impl Fn(&[&str]) -> Output) {
    fs::write(folder.join("a.py"), line(repo, GROQ)).unwrap();
    git(&["add", "a.py"]).exits(0);
    git(&["commit", "-qm", "x"]).exits(1).says("a.py:1:8: error[groq-key]");
    fs::write(folder.join("a.py"), "text\n").unwrap();
    git(&["commit", "-qam", "x"]).exits(0).says("akguard: 1 file, 1 line, clean");
}

#[track_caller]
fn akguard_in(repo: &TestRepo, folder: &Path, arguments: &[&str]) -> Output {
    repo.run(repo.command("akguard").args(arguments).current_dir(folder))
}

#[test]
fn t38_a_linked_work_tree_shares_the_hook_of_its_main_one() {
    on_every_git(|git| {
        let repo = git.without_hook();
        repo.commit_past();
        repo.git(&["worktree", "add", "-q", "../linked"]).exits(0);
        let linked = repo.root().join("linked");
        akguard_in(&repo, &linked, &["install"]).exits(0).says("repo/.git/hooks/pre-commit");
        is_guarded(&repo, &linked, |arguments| git_in(&repo, &linked, arguments));
        is_guarded(&repo, &repo.top(), |arguments| repo.git(arguments));
        akguard_in(&repo, &linked, &["status"]).exits(0);
    });
}

#[test]
fn t38_a_git_folder_may_be_elsewhere() {
    on_every_git(|git| {
        let repo = git.empty();
        repo.git(&["init", "-q", "--separate-git-dir", "../elsewhere"]).exits(0);
        repo.akguard(&["install"]).exits(0).says("elsewhere/hooks/pre-commit");
        is_guarded(&repo, &repo.top(), |arguments| repo.git(arguments));
    });
}

#[test]
fn t38_a_submodule_has_a_hook_of_its_own() {
    on_every_git(|git| {
        let repo = git.repo();
        repo.git(&["init", "-q", "../library"]).exits(0);
        repo.git(&["-C", "../library", "commit", "-q", "--allow-empty", "-m", "past"]).exits(0);
        repo.git(&["-c", "protocol.file.allow=always", "submodule", "-q", "add", "../library", "lib"]).exits(0);
        let lib = repo.path("lib");
        akguard_in(&repo, &lib, &["install"]).exits(0).says(".git/modules/lib/hooks/pre-commit");
        is_guarded(&repo, &lib, |arguments| git_in(&repo, &lib, arguments));
        repo.commit_past();
        is_guarded(&repo, &repo.top(), |arguments| repo.git(arguments));
    });
}

#[test]
fn t38_a_work_tree_may_be_elsewhere() {
    on_every_git(|git| {
        let repo = git.without_hook();
        repo.git(&["config", "core.worktree", repo.root().join("home").to_str().unwrap()]).exits(0);
        repo.akguard(&["install"]).exits(0);
        let home = repo.root().join("home");
        let at = |program: &str, arguments: &[&str]| -> Output {
            repo.run(repo.command(program).args(arguments).env("GIT_DIR", repo.path(".git")).current_dir(&home))
        };
        is_guarded(&repo, &home, |arguments| at("git", arguments));
        at("akguard", &["scan"]).exits(0).says("clean");
    });
}

#[test]
fn t39_a_partial_clone_is_read_without_a_fetch() {
    on_every_git(|git| {
        let repo = git.empty();
        let old = line(&repo, ANTHROPIC);
        repo.git(&["init", "-q", "../origin"]).exits(0);
        let origin = repo.root().join("origin");
        fs::write(origin.join("old.py"), &old).unwrap();
        fs::write(origin.join("plain.py"), "text\n").unwrap();
        git_in(&repo, &origin, &["config", "uploadpack.allowFilter", "true"]).exits(0);
        git_in(&repo, &origin, &["add", "."]).exits(0);
        git_in(&repo, &origin, &["commit", "-qm", "past"]).exits(0);
        let from = format!("file://{}", origin.display());
        repo.git(&["clone", "-q", "--filter=blob:none", "--no-checkout", &from, "."]).exits(0);
        repo.akguard(&["install"]).exits(0);
        repo.git(&["config", "maintenance.auto", "false"]).exits(0);
        // Older gits mark such a clone so.
        repo.git(&["config", "extensions.partialClone", "origin"]).exits(0);
        let fetch = format!("echo >>'{}'; git-upload-pack", repo.root().join("fetched").display());
        repo.git(&["config", "remote.origin.uploadpack", &fetch]).exits(0);
        repo.git(&["read-tree", "HEAD"]).exits(0);
        // Nothing that is missing stays in the index, or git itself would fetch it for the commit.
        repo.stage("plain.py", "text\nmore text\n");
        // What was there is not known, so every line counts as added.
        repo.stage("old.py", format!("{old}# more\n"));
        repo.stops().says("1 finding in 1 file").says("old.py:1:8: error[anthropic-api-key]");
        repo.akguard(&["scan"]).exits(1).says("old.py:1:8: error[anthropic-api-key]");
        repo.stage("old.py", "# nothing\n");
        repo.passes().says("2 files, 3 lines, clean");
        assert!(!repo.root().join("fetched").exists());
        repo.git(&["cat-file", "-e", "HEAD~1:old.py"]).exits(0);
        assert!(repo.root().join("fetched").exists(), "the blob was there all the time");
    });
}

#[test]
fn t40_reftable_is_read() {
    on_every_git(|git| {
        if let Some(repo) = git.repo_of("--ref-format=reftable") {
            is_read(&repo, "plumbing");
        }
    });
}

#[test]
fn t41_sha_256_is_read() {
    on_every_git(|git| is_read(&git.repo_of("--object-format=sha256").unwrap(), "plumbing"));
}

/// Does the index hold these bytes?
fn index_holds(repo: &TestRepo, word: &[u8]) -> bool {
    fs::read(repo.path(".git/index")).unwrap().windows(word.len()).any(|bytes| bytes == word)
}

/// A sparse index, in which the folder `out` is one entry.
fn sparse(git: &Git) -> TestRepo {
    let repo = git.repo();
    repo.stage("in/a.txt", "text\n");
    repo.stage("out/b.txt", "text\n");
    repo.commit_past();
    repo.git(&["sparse-checkout", "init", "--cone", "--sparse-index"]).exits(0);
    repo.git(&["sparse-checkout", "set", "in"]).exits(0);
    assert!(index_holds(&repo, b"sdir") && !index_holds(&repo, b"out/b.txt"));
    repo
}

#[test]
fn t42_a_sparse_index_is_read() {
    on_every_git(|git| is_read(&sparse(git), "plumbing"));
}

#[test]
fn t42_a_key_in_a_folder_that_the_index_folds_up_is_found() {
    on_every_git(|git| {
        let repo = sparse(git);
        repo.write("out/c.py", line(&repo, GROQ));
        repo.git(&["add", "--sparse", "out/c.py"]).exits(0);
        repo.git(&["update-index", "--skip-worktree", "out/c.py"]).exits(0);
        fs::remove_dir_all(repo.path("out")).unwrap();
        repo.git(&["sparse-checkout", "reapply"]).exits(0);
        assert!(index_holds(&repo, b"sdir") && !index_holds(&repo, b"out/c.py"));
        repo.stops().says("out/c.py:1:8: error[groq-key]");
    });
}

#[test]
fn t42_a_split_index_is_read() {
    on_every_git(|git| {
        let repo = git.repo();
        repo.git(&["config", "core.splitIndex", "true"]).exits(0);
        repo.git(&["update-index", "--split-index"]).exits(0);
        is_read(&repo, "plumbing");
        assert!(index_holds(&repo, b"link"));
    });
}

// As git 2.48 and newer write it; the gits of this machine refuse it, so the scan is by hand.
#[test]
fn t43_a_work_tree_with_relative_paths_is_read() {
    let repo = TestRepo::without_hook();
    repo.commit_past();
    repo.git(&["worktree", "add", "-q", "../linked"]).exits(0);
    let linked = repo.root().join("linked");
    fs::write(linked.join("a.py"), line(&repo, GROQ)).unwrap();
    git_in(&repo, &linked, &["add", "a.py"]).exits(0);
    fs::write(linked.join(".git"), "gitdir: ../repo/.git/worktrees/linked\n").unwrap();
    repo.write(".git/worktrees/linked/gitdir", "../../../../linked/.git\n");
    repo.git(&["config", "core.repositoryFormatVersion", "1"]).exits(0);
    repo.git(&["config", "extensions.relativeWorktrees", "true"]).exits(0);
    akguard_in(&repo, &linked, &["scan"]).exits(1).says("a.py:1:8: error[groq-key]");
}

#[test]
fn t43_what_git_keeps_in_its_index_and_config_is_no_obstacle() {
    let ways: [fn(&TestRepo); 6] = [
        |repo| drop(repo.git(&["config", "index.version", "4"]).exits(0)),
        |repo| drop(repo.git(&["config", "index.skipHash", "true"]).exits(0)),
        |repo| drop(repo.git(&["config", "feature.manyFiles", "true"]).exits(0)),
        |repo| drop(repo.git(&["update-index", "--force-untracked-cache"]).exits(0)),
        |repo| {
            repo.write_executable("../bin/watch", "#!/bin/sh\nprintf 'token\\0/\\0'\n");
            repo.git(&["config", "core.fsmonitor", "watch"]).exits(0);
            repo.git(&["update-index", "--fsmonitor"]).exits(0);
        },
        |repo| {
            repo.git(&["config", "extensions.worktreeConfig", "true"]).exits(0);
            repo.git(&["config", "--worktree", "core.bare", "false"]).exits(0);
        },
    ];
    on_every_git(|git| {
        for way in ways {
            let repo = git.repo();
            way(&repo);
            is_read(&repo, "libgit2");
        }
    });
}
