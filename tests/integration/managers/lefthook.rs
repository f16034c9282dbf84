//! lefthook.

use super::{GUI_PATH, clone, run_in, shows_lines, stops_in, stops_when_moved};
use crate::common::TestRepo;
use crate::install::{is_guarded, listing};

const LEFTHOOK: &str = "node/node_modules/.bin/lefthook";
const CONFIG: &str = "pre-commit:\n  commands:\n    theirs:\n      run: echo theirs >>ran\n";

fn with_lefthook() -> TestRepo {
    let repo = TestRepo::without_hook();
    with_jobs(&repo);
    repo
}

fn with_jobs(repo: &TestRepo) {
    repo.write("lefthook.yml", CONFIG);
    repo.write(".gitignore", "ran\n");
    repo.git(&["add", "--all"]).exits(0);
    repo.commit_past();
    run_in(repo, &repo.top(), LEFTHOOK, &["install"]);
}

#[test]
fn a_job_in_the_users_own_file_is_written_at_once() {
    let repo = with_lefthook();
    let before = listing(&repo.top());
    repo.akguard(&["install", "--print"]).exits(0).says("+     - name: akguard");
    assert_eq!(listing(&repo.top()), before);
    repo.akguard(&["install"]).exits(0).says("lefthook-local.yml");
    assert_eq!(repo.git(&["status", "--porcelain"]).stdout, "", "git ignores the file");
    is_guarded(&repo);
    assert_eq!(repo.read("ran"), "theirs\n");
    repo.akguard(&["status"]).exits(0).says("pre-commit: git 2.").says("help: lefthook install");
    run_in(&repo, &repo.top(), LEFTHOOK, &["install", "--force"]);
    repo.akguard(&["status"]).exits(0).is_silent_on("does not reach");
    is_guarded(&repo);
    repo.akguard(&["install"]).exits(0).says("already installed");
    stops_when_moved(&repo);
    stops_in(&repo, &repo.top(), Some(GUI_PATH));
    repo.akguard(&["uninstall"]).exits(0);
    assert!(!repo.path("lefthook-local.yml").exists());
    let exclude = repo.path(".git/info/exclude");
    assert_eq!(listing(&repo.top())[&exclude], before[&exclude]);
}

#[test]
fn a_job_in_the_teams_file_reaches_every_clone() {
    let repo = with_lefthook();
    shows_lines(&repo, &["--team"], "+     - name: akguard");
    repo.akguard(&["install", "--team", "--yes"]).exits(0).says("git add ").says("lefthook.yml");
    assert!(!repo.read("lefthook.yml").contains(repo.root().to_str().unwrap()));
    repo.git(&["add", "lefthook.yml"]).exits(0);
    repo.passes();
    is_guarded(&repo);
    let clone = clone(&repo);
    repo.run(repo.command("akguard").arg("status").current_dir(&clone)).exits(1).says("there is no hook");
    run_in(&repo, &clone, LEFTHOOK, &["install"]);
    stops_in(&repo, &clone, None);
    // Where akguard is not on PATH, nothing is committed unseen.
    repo.stage("a.txt", "text\n");
    super::git_in(&repo, &repo.top(), Some(GUI_PATH), &["commit", "-qm", "a"]).exits(1);
    repo.akguard(&["uninstall"]).exits(0);
    assert_eq!(repo.read("lefthook.yml"), CONFIG);
}

#[test]
fn lefthook_after_akguard_takes_over_and_status_says_so() {
    let repo = TestRepo::new();
    with_jobs(&repo);
    repo.akguard(&["status"]).exits(1).says("is lefthook's hook").says("help: akguard install");
    repo.akguard(&["install"]).exits(0);
    is_guarded(&repo);
    repo.akguard(&["status"]).exits(0);
    // With akguard goes the hook that lefthook renamed: it would put that back.
    repo.akguard(&["uninstall"]).exits(0);
    run_in(&repo, &repo.top(), LEFTHOOK, &["uninstall"]);
    assert!(!repo.path(".git/hooks/pre-commit").exists() && !repo.path(".git/hooks/pre-commit.old").exists());
}

#[test]
fn the_users_own_jobs_stay() {
    for text in [
        "pre-commit:\n  jobs:\n    - name: own\n      run: echo own >>ran\n",
        "# mine\npre-commit:\n    commands:\n        own:\n            run: echo own >>ran",
        "pre-push:\n  commands:\n    own:\n      run: echo own\n\n# the end\n",
    ] {
        let repo = with_lefthook();
        repo.write("lefthook-local.yml", text);
        shows_lines(&repo, &[], "- name: akguard");
        repo.akguard(&["install", "--yes"]).exits(0);
        is_guarded(&repo);
        assert!(repo.read("ran").contains("own") || !text.contains(">>ran"), "{text}");
        repo.akguard(&["uninstall"]).exits(0);
        assert_eq!(repo.read("lefthook-local.yml"), text);
    }
}

#[test]
fn what_cannot_be_edited_safely_is_left_alone_and_the_lines_are_printed() {
    for (text, why) in [
        ("pre-commit: {jobs: [{run: echo own}]}\n", "is not in the block style"),
        ("x: &x\n  a: 1\npre-push:\n  <<: *x\n", "has anchors or aliases"),
        ("pre-push:\n---\npre-push:\n", "has several documents"),
        ("pre-commit: [\n", "is not YAML that akguard can read"),
    ] {
        let repo = with_lefthook();
        repo.write("lefthook-local.yml", text);
        repo.akguard(&["install", "--yes"]).exits(1).says(why).says("- name: akguard");
        assert_eq!(repo.read("lefthook-local.yml"), text);
    }
}

/// The hook is shared, and the user's own file is in one work tree: another one needs its own.
#[test]
fn a_linked_worktree_is_named_and_then_guarded() {
    let repo = with_lefthook();
    repo.akguard(&["install"]).exits(0);
    let linked = repo.root().join("linked");
    repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]).exits(0);
    let akguard = |command: &str| repo.run(repo.command("akguard").arg(command).current_dir(&linked));
    akguard("status").exits(1).says("does not reach akguard");
    akguard("install").exits(0).says("lefthook-local.yml");
    stops_in(&repo, &linked, None);
    akguard("status").exits(0);
    is_guarded(&repo);
}

/// akguard's job is given a file, so filters that leave other jobs out of a commit let it run.
#[test]
fn filters_of_files_do_not_reach_akguards_job() {
    for filter in ["  exclude: ['*.txt', '*.py']\n", "  files: git ls-files nothing\n"] {
        let repo = TestRepo::without_hook();
        repo.write("lefthook.yml", format!("pre-commit:\n{filter}  jobs:\n    - name: other\n      run: 'true'\n"));
        repo.git(&["add", "--all"]).exits(0);
        repo.commit_past();
        run_in(&repo, &repo.top(), LEFTHOOK, &["install"]);
        repo.akguard(&["install", "--yes"]).exits(0);
        is_guarded(&repo);
        let status = repo.akguard(&["status"]);
        assert_ne!(status.status, 1, "{filter}: {}", status.text());
    }
}
