//! Every kind of hook and of hooks path that people have: akguard checks the commit, the other hook still runs, and both come
//! out as they were.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use super::{is_guarded, listing, write_hook};
use crate::common::{Output, TestRepo};

/// A hook of another kind, and what shows that it ran.
struct Kind {
    name: &'static str,
    text: &'static [u8],
}

const KINDS: [Kind; 5] = [
    Kind { name: "sh", text: b"#!/bin/sh\necho theirs >>ran\n" },
    Kind {
        name: "bash",
        text: b"#!/usr/bin/env bash\nset -euo pipefail\nwords=(theirs)\necho \"${words[0]}\" >>ran\n",
    },
    Kind { name: "Python", text: b"#!/usr/bin/env python3\nopen('ran', 'a').write('theirs\\n')\n" },
    Kind { name: "without a first line", text: b"echo theirs >>ran\n" },
    Kind {
        name: "that reads its name",
        text: b"#!/bin/sh\ncase $0 in */pre-commit) echo theirs >>ran ;; esac; : basename\n",
    },
];

#[track_caller]
fn harmless(repo: &TestRepo) -> Output {
    repo.stage("harmless.txt", "text\n");
    repo.passes()
}

/// Installs, commits, uninstalls: the key is stopped, `ran` says whether the other hook ran, and all is as before.
#[track_caller]
fn both_run_and_all_comes_back(repo: &TestRepo, name: &str) -> Output {
    let before = listing(&repo.path(".git/hooks"));
    repo.akguard(&["install"]).exits(0);
    is_guarded(repo);
    let passed = harmless(repo);
    repo.akguard(&["uninstall"]).exits(0);
    assert_eq!(listing(&repo.path(".git/hooks")), before, "{name}");
    passed
}

#[test]
fn scripts_of_every_kind_keep_running() {
    for kind in KINDS {
        let repo = TestRepo::without_hook();
        write_hook(&repo, kind.text, 0o755);
        both_run_and_all_comes_back(&repo, kind.name);
        assert_eq!(repo.read("ran"), "theirs\ntheirs\n", "{}", kind.name);
    }
}

#[test]
fn a_compiled_program_keeps_running() {
    let repo = TestRepo::without_hook();
    // It prints the environment, and git sets this variable for hooks.
    fs::copy("/usr/bin/env", repo.path(".git/hooks/pre-commit")).unwrap();
    assert_eq!(fs::read(repo.path(".git/hooks/pre-commit")).unwrap()[..4], *b"\x7fELF");
    both_run_and_all_comes_back(&repo, "ELF").says("GIT_INDEX_FILE=");
}

#[test]
fn a_link_keeps_running_and_stays_a_link() {
    for to in ["../../tools/hook.sh", "{top}/tools/hook.sh"] {
        let repo = TestRepo::without_hook();
        repo.write_executable("tools/hook.sh", "#!/bin/sh\necho theirs >>ran\n");
        symlink(to.replace("{top}", repo.top().to_str().unwrap()), repo.path(".git/hooks/pre-commit")).unwrap();
        both_run_and_all_comes_back(&repo, to);
        assert_eq!(repo.read("ran"), "theirs\ntheirs\n");
        assert!(repo.path(".git/hooks/pre-commit").is_symlink());
        assert_eq!(repo.read("tools/hook.sh"), "#!/bin/sh\necho theirs >>ran\n");
    }
}

#[test]
fn one_that_git_ignores_still_does_not_run() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\necho theirs >>ran\n", 0o644);
    both_run_and_all_comes_back(&repo, "not executable");
    assert!(!repo.path("ran").exists());
}

#[test]
fn a_local_hooks_path_is_used_tracked_or_not() {
    for is_tracked in [false, true] {
        let repo = TestRepo::without_hook();
        repo.write_executable("githooks/pre-commit", "#!/bin/sh\necho theirs >>ran\n");
        repo.write(".gitignore", "ran\n");
        repo.git(&["config", "core.hooksPath", "githooks"]).exits(0);
        if is_tracked {
            repo.git(&["add", "."]).exits(0);
            repo.commit_past();
        }
        let before = listing(&repo.path("githooks"));
        if is_tracked {
            let asked = repo.akguard(&["install"]).exits(1).says("everyone who pulls gets the hook; its lines (+):");
            asked.says("moved githooks/pre-commit to githooks/pre-commit.akguard-prev, and githooks/pre-commit (new)");
            assert_eq!(listing(&repo.path("githooks")), before);
        }
        repo.akguard(&["install", "--yes"]).exits(0);
        is_guarded(&repo);
        assert_eq!(repo.read("ran"), "theirs\n");
        repo.akguard(&["uninstall"]).exits(0);
        assert_eq!(listing(&repo.path("githooks")), before);
    }
}

#[test]
fn a_hooks_path_of_the_system_is_left_alone_and_the_help_leads_past_it() {
    let repo = TestRepo::without_hook();
    let config = repo.root().join("system config");
    let shared = repo.root().join("shared");
    fs::create_dir(&shared).unwrap();
    fs::write(&config, format!("[core]\n\thooksPath = {}\n", shared.display())).unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let mut command = repo.command(program);
        repo.run(command.args(arguments).env_remove("GIT_CONFIG_NOSYSTEM").env("GIT_CONFIG_SYSTEM", &config))
    };
    let before = listing(&repo.top());
    let refused = run("akguard", &["install"]).exits(2).says("core.hooksPath comes from the system configuration");
    assert_eq!(listing(&repo.top()), before);
    run("akguard", &["status"]).exits(1);
    let (_, help) = refused.stderr.split_once("\n  help: ").unwrap();
    run("sh", &["-c", help]).exits(0);
    let key = repo.plant(crate::common::GROQ);
    repo.stage("leak.py", format!("key = \"{key}\"\n"));
    run("git", &["commit", "-qm", "a"]).exits(1).says("leak.py:1:8: error[groq-key]");
    run("akguard", &["status"]).exits(0);
    assert!(listing(&shared).is_empty());
}

#[test]
fn hooks_that_are_switched_off_are_named_and_the_help_is_true() {
    for (value, cause) in [
        ("", "core.hooksPath is set to nothing, so git runs no hooks at all"),
        ("/dev/null", "core.hooksPath is /dev/null, so git runs no hook files at all"),
    ] {
        let repo = TestRepo::without_hook();
        repo.git(&["config", "core.hooksPath", value]).exits(0);
        let before = listing(&repo.top());
        let refused = repo.akguard(&["install", "--yes"]).exits(2).says(cause);
        assert_eq!(listing(&repo.top()), before);
        let (_, help) = refused.stderr.split_once("\n  help: ").unwrap();
        repo.run(repo.command("sh").args(["-c", help])).exits(0);
        repo.akguard(&["install"]).exits(0);
        is_guarded(&repo);
    }
}

fn linked(repo: &TestRepo) -> PathBuf {
    let linked = repo.root().join("linked");
    repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]).exits(0);
    linked
}

#[test]
fn a_linked_worktree_shares_the_hook_in_both_directions() {
    for from_linked in [false, true] {
        let repo = TestRepo::without_hook();
        write_hook(&repo, "#!/bin/sh\necho theirs >>ran\n", 0o755);
        repo.commit_past();
        let before = listing(&repo.path(".git/hooks"));
        let linked = linked(&repo);
        let place = if from_linked { &linked } else { &repo.top() };
        repo.run(repo.command("akguard").arg("install").current_dir(place)).exits(0);
        is_guarded(&repo);
        let key = repo.plant(crate::common::GROQ);
        fs::write(linked.join("leak.py"), format!("key = \"{key}\"\n")).unwrap();
        let git = |arguments: &[&str]| repo.run(repo.command("git").args(arguments).current_dir(&linked));
        git(&["add", "leak.py"]).exits(0);
        git(&["commit", "-qm", "a"]).exits(1).says("leak.py:1:8: error[groq-key]");
        assert_eq!(fs::read_to_string(linked.join("ran")).unwrap(), "theirs\n");
        repo.run(repo.command("akguard").arg("status").current_dir(&linked)).exits(0);
        repo.run(repo.command("akguard").arg("uninstall").current_dir(place)).exits(0);
        assert_eq!(listing(&repo.path(".git/hooks")), before);
    }
}

#[test]
fn the_mode_of_a_kept_hook_comes_back() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\n", 0o700);
    both_run_and_all_comes_back(&repo, "0700");
    let mode = fs::metadata(repo.path(".git/hooks/pre-commit")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
