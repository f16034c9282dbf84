//! git runs pre-commit or prek, and that runs akguard: commits, merges, and the order of installing.

use super::setup::{BOTH, Managed};
use crate::common::{GROQ, TestRepo};

#[test]
fn under_pre_commit_and_prek_a_key_stops_and_a_clean_commit_passes() {
    for name in BOTH {
        let managed = Managed::new(name);
        let repo = &managed.repo;
        let key = repo.plant(GROQ);
        repo.stage("a.py", format!("KEY = \"{key}\"\n"));
        let stopped = repo.commit().exits(1);
        stopped.says("akguard: commit stopped: 1 finding in 1 file").says("a.py:1:8: error[groq-key]");
        repo.stage("a.py", "KEY = None\n");
        repo.commit().exits(0).says("Passed").says("akguard: 1 file, 1 line, clean");
    }
}

/// Such a commit has an index of its own, and what stays staged is no part of it.
#[test]
fn commits_of_all_changes_and_of_named_paths_are_read_through_their_own_index() {
    for name in BOTH {
        let managed = Managed::new(name);
        let repo = &managed.repo;
        repo.stage("a.py", "x = 1\n");
        repo.stage("b.py", "x = 1\n");
        repo.commit_past();
        let key = repo.plant(GROQ);
        repo.write("a.py", format!("KEY = \"{key}\"\n"));
        repo.git(&["commit", "-qam", "a"]).exits(1).says("a.py:1:8: error[groq-key]");
        repo.git(&["commit", "-qm", "a", "a.py"]).exits(1).says("a.py:1:8: error[groq-key]");
        repo.git(&["add", "a.py"]).exits(0);
        repo.write("b.py", "x = 2\n");
        repo.git(&["commit", "-qm", "b", "b.py"]).exits(0).says("akguard: 1 file, 1 line, clean");
    }
}

/// Both tools show nothing of a hook that passes, unless it is `verbose`.
#[test]
fn a_warning_is_seen_under_pre_commit_and_prek() {
    for name in BOTH {
        let managed = Managed::new(name);
        let repo = &managed.repo;
        let key = repo.plant("sk_test_{alnum:24}");
        repo.stage("pay.py", format!("KEY = \"{key}\"\n"));
        repo.commit().exits(0).says("warning[").says("akguard: 1 possible secret in this commit, not stopped");
    }
}

#[test]
fn no_setting_of_names_hides_what_is_staged_from_akguard() {
    for name in BOTH {
        let managed = Managed::new(name);
        let repo = &managed.repo;
        let hiding = format!("exclude: '^(a[.]py|link)$'\nfiles: '[.]never$'\n{}", managed.config());
        repo.stage(".pre-commit-config.yaml", hiding);
        repo.commit_past();
        let key = repo.plant(GROQ);
        repo.stage("a.py", format!("KEY = \"{key}\"\n"));
        repo.commit().exits(1).says("a.py:1:8: error[groq-key]");
        repo.git(&["reset", "--quiet", "--hard"]).exits(0);
        std::os::unix::fs::symlink(&key, repo.path("link")).unwrap();
        repo.git(&["add", "link"]).exits(0);
        repo.commit().exits(1).says("link:1:1: error[groq-key]");
    }
}

/// What is in the user's own command is the user's. (prek refuses to run no hook at all.)
#[test]
fn whoever_tells_pre_commit_to_skip_akguard_is_obeyed() {
    let managed = Managed::new("pre-commit");
    let repo = &managed.repo;
    let key = repo.plant(GROQ);
    repo.stage("a.py", format!("KEY = \"{key}\"\n"));
    let mut commit = repo.command("git");
    commit.args(["commit", "-qm", "a"]).env("SKIP", "akguard");
    repo.run(&mut commit).exits(0).says("Skipped");
}

/// A repository on `main` that a clean merge of `side` waits for. Before the merge is checked, a hook stages `generated.py`.
fn before_a_merge(name: &str) -> Managed {
    let repo = TestRepo::without_hook();
    repo.write_executable(".git/hooks/pre-merge-commit", "#!/bin/sh\ntest ! -e generated.py || git add generated.py\n");
    let managed = Managed::over(repo, name);
    managed.tool(&["install"]).exits(0);
    let repo = &managed.repo;
    repo.git(&["checkout", "--quiet", "-b", "side"]).exits(0);
    let key = repo.plant(GROQ);
    repo.stage("side.py", format!("KEY = \"{key}\"\n"));
    repo.commit_past();
    repo.git(&["checkout", "--quiet", "main"]).exits(0);
    repo.stage("main.py", "x = 1\n");
    repo.commit_past();
    managed
}

#[test]
fn a_merge_under_pre_commit_and_prek_is_held_against_its_parents() {
    for name in BOTH {
        let managed = before_a_merge(name);
        let repo = &managed.repo;
        let key = repo.plant(GROQ);
        repo.write("generated.py", format!("KEY = \"{key}\"\n"));
        let stopped = repo.git(&["merge", "--no-edit", "side"]);
        assert_ne!(stopped.status, 0, "{}", stopped.text());
        stopped.says("akguard: merge stopped: 1 finding in 1 file").says("generated.py:1:8: error[groq-key]");
        repo.git(&["merge", "--abort"]).exits(0);
        let merged = repo.git(&["merge", "--no-edit", "side"]).exits(0);
        merged.says("the merged commits were not scanned again").is_silent_on("side.py:1");
    }
}

/// Such a merge stages the files of the other branch, too, and the tools name them.
#[test]
fn a_merge_with_a_conflict_brings_keys_of_the_other_branch_and_no_new_ones() {
    for name in BOTH {
        let managed = before_a_merge(name);
        let repo = &managed.repo;
        repo.git(&["checkout", "--quiet", "side"]).exits(0);
        repo.stage("main.py", "x = 2\n");
        repo.commit_past();
        repo.git(&["checkout", "--quiet", "main"]).exits(0);
        repo.git(&["merge", "side"]).exits(1);
        let key = repo.plant(GROQ);
        repo.stage("main.py", format!("KEY = \"{key}\"\n"));
        let stopped = repo.commit().exits(1).says("akguard: commit stopped: 1 finding in 1 file");
        stopped.says("main.py:1:8: error[groq-key]");
        repo.stage("main.py", "x = 3\n");
        repo.commit().exits(0).says(", clean");
    }
}

/// A shell in which `git merge` once ran may still name the heads of that merge: a commit must not take them for its own.
#[test]
fn heads_of_another_merge_hide_nothing_from_a_commit() {
    for name in BOTH {
        let managed = before_a_merge(name);
        let repo = &managed.repo;
        let side = repo.git(&["rev-parse", "side"]).exits(0).stdout.trim().to_owned();
        repo.git(&["checkout", "--quiet", "side", "--", "side.py"]).exits(0);
        let mut commit = repo.command("git");
        commit.args(["commit", "-qm", "a"]).env(format!("GITHEAD_{side}"), "side");
        repo.run(&mut commit).exits(1).says("akguard: commit stopped").says("side.py:1:8");
    }
}

#[test]
fn whichever_is_installed_last_the_key_is_stopped() {
    for name in BOTH {
        let managed = Managed::over(TestRepo::new(), name);
        let repo = &managed.repo;
        let key = repo.plant(GROQ);
        repo.stage("a.py", format!("KEY = \"{key}\"\n"));
        let stops = |what: &str| {
            let stopped = repo.commit();
            assert_eq!(stopped.status, 1, "{name}, {what}:\n{}", stopped.text());
            stopped.says("a.py:1:8: error[groq-key]");
        };
        stops("akguard alone");
        managed.tool(&["install"]).exits(0);
        stops("after it");
        managed.tool(&["install", "-f"]).exits(0);
        stops("forced");
        repo.akguard(&["install"]);
        stops("akguard again");
        managed.tool(&["install", "-f"]).exits(0);
        managed.tool(&["uninstall"]).exits(0);
        repo.akguard(&["install"]).exits(0);
        stops("the tool removed, akguard again");
    }
}
