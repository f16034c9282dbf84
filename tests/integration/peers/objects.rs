//! T44 and T45: many objects, and objects that are elsewhere.

use std::fs;
use std::path::Path;

use super::{git_in, line, on_every_git};
use crate::common::{ANTHROPIC, GROQ, Output, TestRepo};

// How long it takes, and how much memory, is measured by scripts; a timed test would fail on a busy machine.
#[test]
fn t44_one_key_among_three_thousand_files_is_found() {
    let repo = TestRepo::new();
    for number in 0..3_000 {
        repo.write(&format!("many/{}/{number}.txt", number / 100), format!("file {number}\nof many\n"));
    }
    repo.write("many/17/1717.py", line(&repo, GROQ));
    repo.git(&["add", "--all"]).exits(0);
    repo.stops().says("1 finding in 1 file").says("many/17/1717.py:1:8: error[groq-key]");
    repo.stage("many/17/1717.py", "none\n");
    repo.passes().says("3001 files, 6001 lines, clean");
    repo.stage("many/29/2999.txt", line(&repo, GROQ));
    repo.stops().says("1 finding in 1 file").says("many/29/2999.txt:1:8: error[groq-key]");
}

/// In a repository with `old.py`: its old key passes, a new one stops, through `git` in this folder.
#[track_caller]
fn only_what_is_added_stops(repo: &TestRepo, folder: &Path, git: impl Fn(&[&str]) -> Output) {
    let old = fs::read_to_string(folder.join("old.py")).unwrap();
    fs::write(folder.join("old.py"), format!("{old}{}", line(repo, GROQ))).unwrap();
    git(&["add", "old.py"]).exits(0);
    let stopped = git(&["commit", "-qm", "x"]).exits(1).says("old.py:2:8: error[groq-key]");
    stopped.is_silent_on("error[anthropic-api-key]");
    fs::write(folder.join("old.py"), format!("{old}# more\n")).unwrap();
    git(&["add", "old.py"]).exits(0);
    git(&["commit", "-qm", "x"]).exits(0).says("akguard: 1 file, 2 lines, clean");
}

fn with_old_key(repo: &TestRepo) {
    repo.stage("old.py", line(repo, ANTHROPIC));
    repo.commit_past();
}

#[test]
fn t45_a_work_tree_of_a_bare_repository_is_guarded() {
    on_every_git(|git| {
        let repo = git.without_hook();
        with_old_key(&repo);
        repo.git(&["clone", "-q", "--bare", ".", "../store.git"]).exits(0);
        repo.git(&["-C", "../store.git", "worktree", "add", "-q", "../tree", "main"]).exits(0);
        let tree = repo.root().join("tree");
        let install = repo.run(repo.command("akguard").arg("install").current_dir(&tree)).exits(0);
        install.says("store.git/hooks/pre-commit");
        only_what_is_added_stops(&repo, &tree, |arguments| git_in(&repo, &tree, arguments));
    });
}

/// As people keep the settings of their home folder.
#[test]
fn t45_a_bare_repository_with_a_work_tree_of_its_own_is_guarded() {
    on_every_git(|git| {
        let repo = git.without_hook();
        with_old_key(&repo);
        repo.git(&["clone", "-q", "--bare", ".", "../store.git"]).exits(0);
        fs::remove_dir_all(repo.path(".git")).unwrap();
        let store = repo.root().join("store.git");
        let at = |program: &str, arguments: &[&str]| {
            repo.run(repo.command(program).args(arguments).env("GIT_DIR", &store).env("GIT_WORK_TREE", repo.top()))
        };
        at("akguard", &["install"]).exits(0).says("store.git/hooks/pre-commit");
        at("git", &["read-tree", "HEAD"]).exits(0);
        only_what_is_added_stops(&repo, &repo.top(), |arguments| at("git", arguments));
    });
}

#[test]
fn t45_a_scan_by_hand_knows_the_work_tree_of_the_environment() {
    let repo = TestRepo::without_hook();
    with_old_key(&repo);
    repo.git(&["config", "core.bare", "true"]).exits(0);
    let mut scan = repo.command("akguard");
    scan.arg("scan").env("GIT_DIR", repo.path(".git")).env("GIT_WORK_TREE", repo.top());
    repo.run(&mut scan).exits(0).says("0 files, 0 lines, clean");
}

#[test]
fn t45_objects_of_another_repository_are_read() {
    on_every_git(|git| {
        let repo = git.without_hook();
        with_old_key(&repo);
        repo.git(&["clone", "-q", "--shared", ".", "../clone"]).exits(0);
        let clone = repo.root().join("clone");
        assert!(clone.join(".git/objects/info/alternates").exists());
        repo.run(repo.command("akguard").arg("install").current_dir(&clone)).exits(0);
        only_what_is_added_stops(&repo, &clone, |arguments| git_in(&repo, &clone, arguments));
    });
}

#[test]
fn t45_objects_in_quarantine_are_read() {
    on_every_git(|git| {
        let repo = git.repo();
        with_old_key(&repo);
        let (objects, quarantine) = (repo.path(".git/objects"), repo.root().join("quarantine"));
        fs::create_dir(&quarantine).unwrap();
        only_what_is_added_stops(&repo, &repo.top(), |arguments| {
            let mut command = repo.command("git");
            command.env("GIT_OBJECT_DIRECTORY", &quarantine).env("GIT_ALTERNATE_OBJECT_DIRECTORIES", &objects);
            repo.run(command.args(arguments))
        });
    });
}
