//! `akguard status` tries the hook in a temporary work tree: a question, then a harmless change. Nothing of the user's is
//! touched, and nothing is left behind.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use super::{listing, wait_for, write_hook};
use crate::common::{GROQ, Output, TestRepo};

/// A repository with the hook, a commit, and a directory of its own for what is temporary.
fn with_commit() -> TestRepo {
    let repo = TestRepo::new();
    fs::create_dir(repo.root().join("tmp")).unwrap();
    repo.write(".gitignore", ".env\n/ignored/\n");
    repo.write("a.txt", "text\n");
    repo.git(&["add", "."]).exits(0);
    repo.passes();
    repo
}

fn status_command(repo: &TestRepo, arguments: &[&str]) -> Command {
    let mut command = repo.command("akguard");
    command.arg("status").args(arguments).env("TMPDIR", repo.root().join("tmp"));
    command
}

/// Runs status; it must leave nothing behind.
#[track_caller]
fn status(repo: &TestRepo, arguments: &[&str]) -> Output {
    let output = repo.run(&mut status_command(repo, arguments));
    assert_eq!(left(repo), Vec::<PathBuf>::new());
    output
}

/// What is left of temporary work trees.
fn left(repo: &TestRepo) -> Vec<PathBuf> {
    let dirs = [repo.root().join("tmp"), repo.path(".git/worktrees")];
    dirs.iter().flat_map(|dir| listing(dir).into_keys()).collect()
}

#[test]
fn the_users_files_and_index_stay_as_they_are() {
    let repo = with_commit();
    let key = repo.plant(GROQ);
    repo.stage("staged.py", format!("key = \"{key}\"\n"));
    repo.write("a.txt", "changed\n");
    repo.write("new.txt", "new\n");
    let before = listing(&repo.top());
    // A key is staged, which the harmless change is not.
    status(&repo, &[]).exits(0).says("reaches akguard through");
    let index = repo.path(".git/index");
    repo.run(status_command(&repo, &["--run"]).env("GIT_INDEX_FILE", &index)).exits(0);
    let own = [repo.path(".git/akguard"), repo.path(".git/objects")];
    let kept = |path: &PathBuf| !own.iter().any(|dir| path.starts_with(dir));
    let after = listing(&repo.top());
    let unlike = |path: &&PathBuf| kept(path) && before.get(*path) != after.get(*path);
    assert_eq!(before.keys().chain(after.keys()).filter(unlike).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
}

#[test]
fn a_hook_that_also_refuses_a_harmless_change_is_no_proof() {
    let repo = with_commit();
    write_hook(&repo, "#!/bin/sh\nakguard hook pre-commit \"$@\" & wait\necho 'tests failed' >&2\nfalse\n", 0o755);
    status(&repo, &[])
        .exits(2)
        .says("a job fails, so nothing is proven")
        .says("refuses a harmless change: tests failed");
}

#[test]
fn a_config_that_stops_every_commit_is_named() {
    let repo = with_commit();
    repo.stage(".akguard.toml", "block_at = 3\n");
    repo.commit_past();
    status(&repo, &[]).exits(2).says("refuses a harmless change").says("the config cannot be read");
}

#[test]
fn jobs_of_others_run_only_when_asked_for() {
    let repo = with_commit();
    let ran = repo.root().join("ran");
    let job = format!("echo theirs >>{}", ran.display());
    write_hook(&repo, format!("#!/bin/sh\nakguard hook pre-commit \"$@\" || exit 1\n{job}\n"), 0o755);
    status(&repo, &[])
        .exits(2)
        .says("pre-commit: not proven without --run: ")
        .says(&job)
        .says("help: akguard status --run");
    assert!(!ran.exists());
    status(&repo, &["--run"]).exits(0).says("reaches akguard through");
    // The refusal comes before the job, the harmless change reaches it.
    assert_eq!(fs::read_to_string(&ran).unwrap(), "theirs\n");
}

#[test]
fn lines_appended_to_akguards_own_script_are_left_out() {
    let repo = with_commit();
    let ran = repo.root().join("ran");
    let text = repo.read(".git/hooks/pre-commit");
    write_hook(&repo, format!("{text}echo theirs >>{}\n", ran.display()), 0o755);
    status(&repo, &[]).exits(0).says("reaches akguard through");
    assert!(!ran.exists());
    status(&repo, &["--run"]).exits(0);
    assert!(ran.exists());
}

#[test]
fn a_job_finds_what_only_the_users_work_tree_has() {
    let repo = with_commit();
    repo.write_executable(
        "ignored/bin/job",
        "#!/bin/sh\ntest -f a.txt && test -f new.txt && test -f akguard-status.txt\n",
    );
    repo.write("new.txt", "new\n");
    write_hook(&repo, "#!/bin/sh\nset -e\nakguard hook pre-commit \"$@\"\nignored/bin/job\n", 0o755);
    status(&repo, &[]).exits(2).says("ignored/bin/job");
    status(&repo, &["--run"]).exits(0);
    fs::remove_file(repo.path("new.txt")).unwrap();
    status(&repo, &["--run"]).exits(2).says("a job fails");
}

#[test]
fn a_hook_that_calls_a_script_is_found_out_by_running_it() {
    let repo = with_commit();
    write_hook(&repo, "#!/bin/sh\nsh ./run\n", 0o755);
    repo.write("run", "akguard hook pre-commit\n");
    status(&repo, &[]).exits(1).says("does not reach akguard").says("help: akguard status --run");
    status(&repo, &["--run"]).exits(0).says("reaches akguard");
    repo.write("run", "true\n");
    status(&repo, &["--run"]).exits(1).says("does not reach akguard");
}

#[test]
fn a_hook_that_calls_status_is_proved_and_does_not_go_on_for_ever() {
    let repo = with_commit();
    write_hook(&repo, "#!/bin/sh\nakguard status\nakguard hook pre-commit \"$@\"\n", 0o755);
    status(&repo, &[]).exits(0).says("reaches akguard");
}

#[test]
fn a_hooks_directory_of_the_work_tree_is_tried_as_the_user_has_it() {
    let repo = with_commit();
    repo.write_executable("ignored/hooks/pre-commit", "#!/bin/sh\nakguard hook pre-commit \"$@\"\n");
    for path in ["ignored/hooks".to_owned(), repo.path("ignored/hooks").display().to_string()] {
        repo.git(&["config", "core.hooksPath", &path]).exits(0);
        status(&repo, &[]).exits(0).says("reaches akguard through").says("ignored/hooks/pre-commit");
    }
    // Tracked, and changed since.
    repo.git(&["config", "core.hooksPath", "hooks"]).exits(0);
    repo.write_executable("hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    repo.git(&["add", "hooks"]).exits(0);
    repo.commit_past();
    status(&repo, &[]).exits(1).says("is another hook");
    repo.write_executable("hooks/pre-commit", "#!/bin/sh\nakguard hook pre-commit\n");
    status(&repo, &[]).exits(0);
}

#[test]
fn nothing_is_left_when_it_is_interrupted() {
    let repo = with_commit();
    let ready = repo.root().join("ready");
    write_hook(&repo, format!("#!/bin/sh\necho >{}\nsleep 60\n", ready.display()), 0o755);
    let mut child = status_command(&repo, &["--run"]).process_group(0).spawn().unwrap();
    wait_for(|| ready.exists());
    assert!(!left(&repo).is_empty(), "the trial is where the test looks for it");
    let group = format!("-{}", child.id());
    // As Ctrl-C does, to all of the terminal's group; SIGINT itself is ignored where a shell started the test with `&`.
    repo.run(repo.command("kill").args(["-TERM", "--", &group])).exits(0);
    assert!(!child.wait().unwrap().success());
    wait_for(|| left(&repo).is_empty());
}

#[test]
fn linked_work_trees_with_hooks_of_their_own_are_named() {
    let repo = with_commit();
    let linked = repo.root().join("linked");
    repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]).exits(0);
    // The hooks of the repository are the linked one's, too.
    repo.akguard(&["status"]).exits(0).is_silent_on("worktree ");
    repo.git(&["config", "extensions.worktreeConfig", "true"]).exits(0);
    repo.git(&["-C", linked.to_str().unwrap(), "config", "--worktree", "core.hooksPath", "none"]).exits(0);
    repo.akguard(&["status"])
        .exits(0)
        .says(&format!("worktree {}: git does not reach akguard there", linked.display()))
        .says(&format!("help: (cd {} && akguard install)", linked.display()));
    repo.run(repo.command("akguard").arg("status").current_dir(&linked)).exits(1).says("there is no hook");
}

#[test]
fn every_form_of_repository_is_tried() {
    for form in [&["--object-format=sha256"][..], &["--separate-git-dir=../elsewhere"]] {
        let repo = TestRepo::empty();
        fs::create_dir(repo.root().join("tmp")).unwrap();
        repo.git(&[&["init", "-q"], form, &["."]].concat()).exits(0);
        repo.akguard(&["install"]).exits(0);
        repo.stage("a.txt", "text\n");
        status(&repo, &[]).exits(0).says("reaches akguard through");
        repo.passes();
        status(&repo, &["--run"]).exits(0).is_silent_on("not read");
    }
}

/// What nobody sees it name it must not name: the next commit does.
#[test]
fn the_trial_leaves_no_trace_in_what_is_remembered() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    repo.passes();
    let key = repo.plant(crate::common::GROQ);
    repo.stage("one.py", format!("key = \"{key}\"\n"));
    repo.git(&["-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "unseen"]).exits(0);
    let before = crate::install::listing(&repo.path(".git/akguard"));
    repo.akguard(&["status"]).exits(0);
    assert_eq!(crate::install::listing(&repo.path(".git/akguard")), before);
    repo.stage("b.txt", "b\n");
    repo.passes().says("akguard: committed without a check").says("one.py:1:8");
}
