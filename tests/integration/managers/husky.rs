//! husky 8 and 9.

use std::fs;

use super::{GUI_PATH, clone, git_in, install_for_gui, run_in, shows_lines, stops_in, stops_when_moved};
use crate::common::TestRepo;
use crate::install::{is_guarded, listing};

const CALL: &str = "sh .husky/akguard pre-commit \"$@\"";

/// A version of husky: how it is installed, and how its hooks begin.
struct Version {
    program: &'static str,
    path: &'static str,
    arguments: &'static [&'static str],
    begin: &'static str,
}

const VERSIONS: [Version; 2] = [
    Version { program: "node/node_modules/.bin/husky", path: ".husky/_", arguments: &[], begin: "" },
    Version {
        program: "husky8/node_modules/.bin/husky",
        path: ".husky",
        arguments: &["install"],
        begin: "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\n",
    },
];

/// A repository with husky and a job of its own.
fn with_husky(version: &Version) -> TestRepo {
    let repo = TestRepo::without_hook();
    with_jobs(&repo, version);
    repo
}

fn with_jobs(repo: &TestRepo, version: &Version) {
    repo.write("package.json", "{\"name\": \"x\"}\n");
    run_in(repo, &repo.top(), version.program, version.arguments);
    repo.write_executable(".husky/pre-commit", &format!("{}echo theirs >>ran", version.begin));
    repo.write(".gitignore", "ran\n");
    repo.git(&["add", "--all"]).exits(0);
    repo.commit_past();
}

#[track_caller]
fn installs(repo: &TestRepo) {
    repo.akguard(&["install", "--yes"]).exits(0).says("git -C ").says(".husky/akguard .husky/pre-commit");
    repo.git(&["add", ".husky"]).exits(0);
    repo.passes();
}

#[test]
fn a_line_in_the_tracked_hook_calls_a_tracked_helper() {
    for version in &VERSIONS {
        let repo = with_husky(version);
        let before = listing(&repo.path(".husky"));
        shows_lines(&repo, &[], &format!("+ {CALL}"));
        installs(&repo);
        assert_eq!(repo.read("ran"), "theirs\n", "{}", version.program);
        is_guarded(&repo);
        repo.akguard(&["status"]).exits(2).says("not proven without --run").says("echo theirs >>ran");
        repo.akguard(&["status", "--run"]).exits(0).is_silent_on("does not reach");
        repo.akguard(&["install"]).exits(0).says("already installed");
        for file in ["akguard", "pre-commit", "pre-merge-commit"] {
            let text = repo.read(&format!(".husky/{file}"));
            assert!(!text.contains(repo.root().to_str().unwrap()), "a personal path in a tracked file:\n{text}");
        }
        run_in(&repo, &repo.top(), version.program, version.arguments);
        is_guarded(&repo);
        stops_when_moved(&repo);
        repo.akguard(&["uninstall"]).exits(0).says("removed from");
        assert_eq!(listing(&repo.path(".husky")), before, "{}", version.program);
    }
}

#[test]
fn a_clone_is_guarded_and_one_without_akguard_is_told() {
    for version in &VERSIONS {
        let repo = with_husky(version);
        installs(&repo);
        let clone = clone(&repo);
        // Before husky is installed git runs no hook there.
        repo.run(repo.command("akguard").arg("status").current_dir(&clone)).exits(1).says("does not reach akguard");
        run_in(&repo, &clone, version.program, version.arguments);
        stops_in(&repo, &clone, None);
        let commit = ["commit", "-qm", "a", "--allow-empty"];
        git_in(&repo, &clone, Some(GUI_PATH), &commit).exits(1).says("akguard is not installed").says("install.sh");
        install_for_gui(&repo);
        stops_in(&repo, &clone, Some(GUI_PATH));
    }
}

#[test]
fn husky_after_akguard_takes_over_and_status_says_so() {
    for version in &VERSIONS {
        let repo = TestRepo::new();
        with_jobs(&repo, version);
        repo.akguard(&["status"]).exits(1).says("does not reach akguard").says("help: akguard install");
        installs(&repo);
        is_guarded(&repo);
        // The first hook, which git does not look at any more, goes too.
        repo.akguard(&["uninstall"]).exits(0);
        assert!(!repo.path(".git/hooks/pre-commit").exists() && !repo.path(".husky/akguard").exists());
    }
}

#[test]
fn what_others_write_stays_when_akguard_and_husky_go() {
    let repo = with_husky(&VERSIONS[0]);
    installs(&repo);
    let text = repo.read(".husky/pre-commit");
    repo.write(".husky/pre-commit", format!("{text}\necho more >>ran\n"));
    is_guarded(&repo);
    repo.git(&["config", "--unset", "core.hooksPath"]).exits(0);
    fs::remove_dir_all(repo.path(".husky/_")).unwrap();
    repo.akguard(&["uninstall"]).exits(0);
    assert_eq!(repo.read(".husky/pre-commit"), "echo theirs >>ran\necho more >>ran\n");
    assert!(!repo.path(".husky/akguard").exists());
}

#[test]
fn without_huskys_own_files_it_says_that_git_runs_no_hook() {
    let repo = with_husky(&VERSIONS[0]);
    fs::remove_dir_all(repo.path(".husky/_")).unwrap();
    repo.akguard(&["install", "--yes"]).exits(1).says("husky is not installed in this work tree").says("npx husky");
    repo.akguard(&["status"]).exits(1).says("there is no hook").says("help: npx husky");
}

#[test]
fn a_hook_that_leaves_or_ends_early_still_calls_it() {
    for (text, line) in [
        ("cd sub\necho theirs\n", "(cd \"$(git rev-parse --show-toplevel)\" && sh .husky/akguard pre-commit \"$@\")"),
        ("echo theirs\nexit 0\n", CALL),
        ("exec echo theirs\n", CALL),
    ] {
        let repo = with_husky(&VERSIONS[0]);
        repo.write("sub/file", "text\n");
        repo.write(".husky/pre-commit", text);
        repo.akguard(&["install", "--yes"]).exits(0);
        assert!(repo.read(".husky/pre-commit").lines().any(|found| found == line));
        is_guarded(&repo);
    }
}

#[test]
fn a_link_in_the_work_tree_is_not_followed() {
    let repo = with_husky(&VERSIONS[0]);
    let outside = repo.root().join("outside");
    fs::write(&outside, "theirs\n").unwrap();
    fs::remove_file(repo.path(".husky/pre-commit")).unwrap();
    std::os::unix::fs::symlink(&outside, repo.path(".husky/pre-commit")).unwrap();
    repo.akguard(&["install", "--yes"]).exits(2).says("symbolic link").says("help: rm ");
    assert_eq!(fs::read_to_string(outside).unwrap(), "theirs\n");
    assert!(!repo.path(".husky/akguard").exists());
}

/// An install for a team says that the hooks will not find akguard here.
#[test]
fn that_akguard_is_not_on_path_is_said_at_once() {
    let repo = with_husky(&VERSIONS[0]);
    let away = repo.root().join("away");
    fs::create_dir(&away).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_akguard"), away.join("akguard")).unwrap();
    let install = |yes: &str| {
        let mut command = repo.command(away.join("akguard").to_str().unwrap());
        repo.run(command.args(["install", yes]).env("PATH", GUI_PATH))
    };
    install("--yes").exits(0).says("akguard: akguard is not on PATH, where hooks that a team shares look for it");
    repo.akguard(&["uninstall"]).exits(0);
    install_for_gui(&repo);
    install("--yes").exits(0).is_silent_on("is not on PATH");
}

#[test]
fn a_helper_changed_by_hand_takes_force() {
    let repo = with_husky(&VERSIONS[0]);
    installs(&repo);
    let helper = repo.read(".husky/akguard");
    repo.write(".husky/akguard", helper.replace("exit 1\n", "exit 0\n"));
    let edited = listing(&repo.path(".husky"));
    let left = repo.akguard(&["uninstall"]).exits(2).says(".husky/akguard is akguard's and has been changed by hand");
    left.says("help: akguard install --force --yes && akguard uninstall");
    assert_eq!(listing(&repo.path(".husky")), edited);
    // Where git does not look at husky, installing would write elsewhere.
    repo.git(&["config", "core.hooksPath", ".git/hooks"]).exits(0);
    repo.akguard(&["uninstall"]).exits(2).says("help: rm ").says(".husky/akguard && akguard uninstall");
    repo.git(&["config", "core.hooksPath", VERSIONS[0].path]).exits(0);
    let refused = repo.akguard(&["install", "--yes"]).exits(1).says("has been changed by hand").says("-   exit 0");
    assert_eq!(listing(&repo.path(".husky")), edited);
    assert!(refused.stderr.ends_with("  help: akguard install --force    # writes them\n"), "{}", refused.stderr);
    // The helper is the team's, so it is still a question.
    repo.akguard(&["install", "--force"]).exits(1).says("help: akguard install --force --yes");
    repo.akguard(&["install", "--force", "--yes"]).exits(0);
    assert_eq!(repo.read(".husky/akguard"), helper);
    is_guarded(&repo);
}

#[test]
fn a_linked_worktree_without_huskys_files_is_named_and_then_guarded() {
    let repo = with_husky(&VERSIONS[0]);
    installs(&repo);
    let linked = repo.root().join("linked");
    repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]).exits(0);
    // git runs no hook there: husky's own files are not tracked.
    repo.run(repo.command("akguard").arg("status").current_dir(&linked)).exits(1).says("there is no hook");
    run_in(&repo, &linked, VERSIONS[0].program, VERSIONS[0].arguments);
    stops_in(&repo, &linked, None);
    repo.run(repo.command("akguard").args(["status", "--run"]).current_dir(&linked)).exits(0);
}

/// To a shell a carriage return is a part of the last word, and a line in the middle of a command breaks it.
#[test]
fn scripts_of_others_go_on_working() {
    for (text, at_end) in
        [("#!/bin/sh\nprintf 'a\r\n' >>ran\ntrue\n", true), ("true || \\\nexit 1\n", true), ("true\nexit 0\n", false)]
    {
        let repo = with_husky(&VERSIONS[0]);
        repo.write(".husky/pre-commit", text);
        repo.write(".husky/commit-msg", text);
        let before = listing(&repo.path(".husky"));
        repo.akguard(&["install", "--yes"]).exits(0);
        let hook = repo.read(".husky/pre-commit");
        assert_eq!(hook.ends_with(&format!("{CALL}\n")), at_end, "{hook:?}");
        is_guarded(&repo);
        repo.stage("a.txt", "text\n");
        repo.passes();
        // A merge of two branches may bring a line twice.
        repo.write(".husky/pre-commit", format!("{hook}{CALL}\n"));
        repo.akguard(&["uninstall"]).exits(0);
        assert_eq!(listing(&repo.path(".husky")), before, "{text:?}");
    }
}

/// husky reads a script of the user's before each hook: that is somebody's job, too.
#[test]
fn a_script_of_the_users_that_husky_reads_is_not_run_unasked() {
    let repo = with_husky(&VERSIONS[0]);
    installs(&repo);
    repo.write(".husky/pre-commit", format!("{CALL}\n"));
    repo.akguard(&["status"]).exits(0);
    let ran = repo.root().join("init-ran");
    repo.write("../home/.config/husky/init.sh", format!("export A=1\ntouch {}\n", ran.display()));
    repo.akguard(&["status"]).exits(2).says("not proven without --run").says("husky/init.sh");
    assert!(!ran.exists());
    repo.akguard(&["status", "--run"]).exits(0);
}
