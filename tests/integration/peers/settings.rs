//! T29 to T36: what users configure. Only object ids are compared, so none of it may matter; what switches hooks off is
//! named by `akguard status`.

use std::fs;
use std::process::Command;

use super::line;
use crate::common::{GROQ, TestRepo};

/// A key in each of two folders is found, and a commit without one passes, although these settings are made and git is
/// called from one of the folders. No program that a setting names has run: it would leave a file `ran`.
#[track_caller]
fn changes_nothing(settings: &[(&str, &str)]) {
    with_environment(settings, |_, _| {});
}

#[track_caller]
fn with_environment(settings: &[(&str, &str)], prepare: impl Fn(&TestRepo, &mut Command)) {
    for (name, value) in settings {
        let repo = TestRepo::new();
        repo.stage(".gitattributes", "*.py diff=own\n");
        repo.stage("dir/\u{e9} a.py", "one\ntwo\n");
        repo.commit_past();
        repo.write_executable("../bin/leave-mark", &format!("#!/bin/sh\necho >>'{}'\n", repo.path("ran").display()));
        repo.git(&["config", name, value]).exits(0);
        let commit = || {
            let mut command = repo.command("git");
            command.args(["commit", "-qm", "x"]).current_dir(repo.path("dir"));
            prepare(&repo, &mut command);
            repo.run(&mut command)
        };
        repo.stage("dir/\u{e9} a.py", format!("one\n{}two\n", line(&repo, GROQ)));
        repo.stage("other/b.py", line(&repo, GROQ));
        let stopped = commit().exits(1).says("2 findings in 2 files").says("other/b.py:1:8: error[groq-key]");
        stopped.says("dir/\u{e9} a.py:2:8: error[groq-key]");
        repo.stage("dir/\u{e9} a.py", "one\nthree\ntwo\n");
        repo.stage("other/b.py", "one\n");
        commit().exits(0).says("akguard: 2 files, 4 lines, clean");
        assert!(!repo.path("ran").exists(), "{name} = {value} has run");
    }
}

#[test]
fn t29_colour_changes_nothing() {
    changes_nothing(&[("color.ui", "always"), ("color.diff", "always"), ("color.diff.new", "bold red")]);
}

#[test]
fn t30_prefixes_change_nothing() {
    changes_nothing(&[
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.srcPrefix", "x/"),
        ("diff.dstPrefix", "dir/"),
    ]);
}

#[test]
fn t31_no_diff_program_is_run() {
    changes_nothing(&[
        ("diff.external", "leave-mark"),
        ("diff.own.textconv", "leave-mark"),
        ("diff.own.command", "leave-mark"),
        ("core.pager", "leave-mark"),
    ]);
    with_environment(&[("diff.own.binary", "true")], |_, command| {
        command.env("GIT_EXTERNAL_DIFF", "leave-mark").env("GIT_PAGER", "leave-mark");
    });
}

#[test]
fn t32_the_folder_in_which_git_is_called_changes_nothing() {
    changes_nothing(&[("diff.relative", "true"), ("diff.relative", "false")]);
}

#[test]
fn t33_the_way_paths_are_written_changes_nothing() {
    changes_nothing(&[
        ("core.quotePath", "true"),
        ("core.quotePath", "false"),
        ("core.precomposeUnicode", "true"),
        ("core.ignoreCase", "true"),
    ]);
}

#[test]
fn t34_no_other_setting_of_diff_changes_anything() {
    changes_nothing(&[
        ("diff.submodule", "log"),
        ("diff.submodule", "diff"),
        ("diff.ignoreSubmodules", "all"),
        ("diff.interHunkContext", "9"),
        ("diff.context", "0"),
        ("diff.orderFile", "/dev/null"),
        ("diff.algorithm", "histogram"),
        ("diff.algorithm", "patience"),
        ("diff.renames", "copies"),
        ("diff.renameLimit", "1"),
        ("diff.suppressBlankEmpty", "true"),
        ("core.bigFileThreshold", "1"),
        ("core.preloadIndex", "false"),
    ]);
    with_environment(&[("core.attributesFile", "~/attributes")], |repo, _| {
        fs::write(repo.root().join("home/attributes"), "* binary -diff\n").unwrap();
    });
}

// Another folder for hooks, set in each place that git reads.
#[test]
fn t35_whatever_leads_git_past_the_hook_is_noticed() {
    type Set = fn(&TestRepo, &mut Command);
    let ways: [(&str, Set); 6] = [
        ("local", |repo, _| drop(repo.git(&["config", "core.hooksPath", "../home"]).exits(0))),
        ("global", |repo, _| drop(repo.git(&["config", "--global", "core.hooksPath", "../home"]).exits(0))),
        ("worktree", |repo, _| {
            repo.git(&["config", "extensions.worktreeConfig", "true"]).exits(0);
            repo.git(&["config", "--worktree", "core.hooksPath", "../home"]).exits(0);
        }),
        ("system", |repo, command| {
            fs::write(repo.root().join("system"), "[core]\n\thooksPath = ../home\n").unwrap();
            command.env_remove("GIT_CONFIG_NOSYSTEM").env("GIT_CONFIG_SYSTEM", repo.root().join("system"));
        }),
        ("environment", |_, command| {
            command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "core.hooksPath");
            command.env("GIT_CONFIG_VALUE_0", "../home");
        }),
        ("-c", |_, command| _ = command.env("GIT_CONFIG_PARAMETERS", "'core.hooksPath'='../home'")),
    ];
    for (way, set) in ways {
        let repo = TestRepo::new();
        repo.akguard(&["status"]).exits(0);
        let mut status = repo.command("akguard");
        set(&repo, status.arg("status"));
        let told = repo.run(&mut status);
        assert!(matches!(told.status, 1 | 2), "{way}: {}", told.text());
        assert!(told.text().contains("help: "), "{way}: {}", told.text());
    }
}

#[test]
fn t36_a_foreign_repository_is_refused_and_the_printed_command_trusts_it() {
    let repo = TestRepo::new();
    if repo.run(repo.command("id").arg("-u")).stdout.trim() != "0" {
        return; // only root can give a repository away
    }
    repo.stage("a.py", line(&repo, GROQ));
    fs::write(repo.root().join("home/.gitconfig"), "").unwrap();
    repo.run(repo.command("chown").args(["-R", "65534:65534", "."])).exits(0);
    let refused = repo.akguard(&["scan"]).exits(2).says("akguard: the repository belongs to another user");
    let (_, trust) = refused.stderr.split_once("\n  help: ").expect("no way out is named");
    repo.run(repo.command("sh").args(["-c", trust])).exits(0);
    repo.akguard(&["scan"]).exits(1).says("a.py:1:8: error[groq-key]");
    // In the hook git has checked the owner, by ways that libgit2 does not know too.
    fs::write(repo.root().join("home/.gitconfig"), "[user]\n\tname = Ada\n\temail = ada@example.com\n").unwrap();
    repo.git(&["commit", "-qm", "x"]).exits(128).says("dubious ownership");
    repo.git(&["-c", "safe.directory=*", "commit", "-qm", "x"]).exits(1).says("a.py:1:8: error[groq-key]");
}
