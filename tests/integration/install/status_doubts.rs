//! What one run of a hook does not show: hooks that stop at one exit status only, that ask for the branch, and hooks that go
//! on when `akguard status` has ended.

use std::fs;
use std::time::{Duration, Instant};

use super::{wait_for, write_hook};
use crate::common::TestRepo;

fn with_commit() -> TestRepo {
    let repo = TestRepo::new();
    repo.stage("a.txt", "text\n");
    repo.passes();
    repo
}

#[test]
fn a_hook_that_stops_at_one_exit_status_only_is_not_guarded() {
    for end in ["test $? -ne 2", "test $? -ne 1"] {
        let repo = with_commit();
        write_hook(&repo, format!("#!/bin/sh\nakguard hook pre-commit \"$@\"\n{end}\n"), 0o755);
        repo.akguard(&["status"])
            .exits(1)
            .says("but its refusal stops no commit")
            .says("succeeds though akguard refuses");
    }
    let repo = with_commit();
    write_hook(&repo, "#!/bin/sh\nakguard hook pre-commit \"$@\"\ntest $? -eq 0\n", 0o755);
    repo.akguard(&["status"]).exits(0);
}

/// A question is no way past the hook, whatever its end is.
#[test]
fn no_question_lets_a_commit_pass() {
    let repo = with_commit();
    repo.stage("b.txt", "text\n");
    for question in ["x", "x:finding", ":finding"] {
        let mut commit = repo.command("git");
        repo.run(commit.args(["commit", "-qm", "b"]).env("AKGUARD_SELFTEST", question)).exits(1).says("wiring test");
    }
}

#[test]
fn a_hook_that_asks_for_the_branch_first_is_not_proven() {
    let repo = with_commit();
    let ask = "branch=$(git symbolic-ref --short HEAD)\ntest \"$branch\" = main || exit 0\n";
    write_hook(&repo, format!("#!/bin/sh\n{ask}akguard hook pre-commit \"$@\"\n"), 0o755);
    repo.akguard(&["status"]).exits(2).says("not proven without --run");
    // Detached, it does not even get to akguard.
    repo.akguard(&["status", "--run"]).exits(1).says("does not reach akguard");
    let ask = "branch=$(git rev-parse --symbolic-full-name HEAD)\ntest \"$branch\" != refs/heads/other || exit 0\n";
    write_hook(&repo, format!("#!/bin/sh\n{ask}akguard hook pre-commit \"$@\"\n"), 0o755);
    repo.akguard(&["status", "--run"]).exits(2).says("asks for the branch, and the trial is on none");
    let ask = "branch=$(git branch --show-current)\ntest \"$branch\" != other || exit 0\n";
    write_hook(&repo, format!("#!/bin/sh\n{ask}akguard hook pre-commit \"$@\"\n"), 0o755);
    repo.akguard(&["status", "--run"])
        .exits(2)
        .says("asks for the branch, and the trial is on none")
        .says("help: have the hook call akguard before it asks for the branch")
        .is_silent_on("status --run");
    write_hook(&repo, format!("#!/bin/sh\nakguard hook pre-commit \"$@\" || exit\n{ask}"), 0o755);
    repo.akguard(&["status", "--run"]).exits(0);
}

/// By these variables a hook can tell who commits.
#[test]
fn the_trial_has_the_variables_of_a_commit() {
    let repo = with_commit();
    let seen = repo.root().join("seen");
    let print = "printf '%s\\n' \"$GIT_AUTHOR_NAME\" \"$GIT_AUTHOR_EMAIL\" \"${GIT_AUTHOR_DATE:+date}\" \"$GIT_EDITOR\" \
                 \"${GIT_INDEX_FILE:+index}\" \"${GIT_PREFIX+prefix}\"";
    write_hook(&repo, format!("#!/bin/sh\n{print} >{}\nakguard hook pre-commit \"$@\"\n", seen.display()), 0o755);
    repo.stage("b.txt", "text\n");
    repo.passes();
    let by_commit = fs::read_to_string(&seen).unwrap();
    assert_eq!(by_commit.lines().filter(|line| !line.is_empty()).count(), 6, "{by_commit}");
    fs::remove_file(&seen).unwrap();
    repo.akguard(&["status", "--run"]).exits(0);
    assert_eq!(fs::read_to_string(&seen).unwrap(), by_commit);
}

#[test]
fn a_hook_ends_with_status() {
    for signal in ["-TERM", "-HUP", "-KILL"] {
        let repo = with_commit();
        let ready = repo.root().join("ready");
        write_hook(&repo, format!("#!/bin/sh\nsleep 300 &\necho $! $$ >{}\nwait\n", ready.display()), 0o755);
        let mut child = repo.command("akguard").args(["status", "--run"]).spawn().unwrap();
        wait_for(|| fs::read_to_string(&ready).is_ok_and(|text| text.ends_with('\n')));
        repo.run(repo.command("kill").args([signal, &child.id().to_string()])).exits(0);
        assert!(!child.wait().unwrap().success());
        for process in fs::read_to_string(&ready).unwrap().split_whitespace() {
            wait_for(|| !is_running(process));
        }
    }
}

fn is_running(process: &str) -> bool {
    let state = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    !state.is_empty() && !state.contains(") Z ")
}

/// A question that nobody sees must not keep the trial waiting, and what it makes of the terminal would be the user's.
#[test]
fn a_hook_gets_no_terminal() {
    let repo = with_commit();
    let ask = "stty -echo </dev/tty\nprintf PASSWORD: >/dev/tty\nread -r answer </dev/tty\n";
    write_hook(&repo, format!("#!/bin/sh\n{ask}akguard hook pre-commit \"$@\"\n"), 0o755);
    let mut command = repo.command("timeout");
    command.args(["60", "script", "-qec", "akguard status --run; stty -a", "/dev/null"]).env("TERM", "xterm");
    let said = repo.run(&mut command).exits(0).says("reaches akguard through").is_silent_on("PASSWORD:");
    assert!(said.text().split_whitespace().any(|word| word == "echo"), "{}", said.text());
}

/// As with a commit: nobody waits for what a hook leaves in the background. Of a trial nothing stays.
#[test]
fn what_a_hook_leaves_in_the_background_ends_with_it() {
    let repo = with_commit();
    let ready = repo.root().join("ready");
    let job = format!("sleep 300 &\necho $! >>{}\n", ready.display());
    write_hook(&repo, format!("#!/bin/sh\n{job}akguard hook pre-commit \"$@\"\n"), 0o755);
    let begun = Instant::now();
    repo.akguard(&["status", "--run"]).exits(0);
    assert!(begun.elapsed() < Duration::from_secs(200));
    let processes = fs::read_to_string(&ready).unwrap();
    assert_eq!(processes.lines().count(), 3);
    assert!(processes.lines().all(|process| !is_running(process)), "{processes}");
}

/// Files that are not there any more for a commit are not there for the trial.
#[test]
fn what_is_gone_from_the_work_tree_is_gone_from_the_trial() {
    for is_staged in [true, false] {
        let repo = with_commit();
        repo.write_executable("guard", "#!/bin/sh\nexec akguard hook pre-commit\n");
        repo.git(&["add", "guard"]).exits(0);
        repo.commit_past();
        write_hook(&repo, "#!/bin/sh\nif [ -x ./guard ]; then ./guard; fi\n", 0o755);
        repo.akguard(&["status", "--run"]).exits(0);
        if is_staged {
            repo.git(&["rm", "-q", "guard"]).exits(0);
        } else {
            fs::remove_file(repo.path("guard")).unwrap();
        }
        repo.akguard(&["status", "--run"]).exits(1).says("does not reach akguard");
    }
}

/// Without `--run` the trial has no files, so a hook that looks for one may do something else in it.
#[test]
fn a_hook_that_looks_for_a_file_is_not_proven_without_run() {
    for (line, status) in [("[ -f .noguard ] && exit 0", 1), ("[ -f a.txt ] || exit 0", 0)] {
        let repo = with_commit();
        repo.stage(".noguard", "1\n");
        repo.commit_past();
        write_hook(&repo, format!("#!/bin/sh\n{line}\nakguard hook pre-commit\n"), 0o755);
        repo.akguard(&["status"]).exits(2).says("not proven without --run").says(line);
        repo.akguard(&["status", "--run"]).exits(status);
    }
}
