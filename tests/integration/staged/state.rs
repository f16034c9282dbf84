//! States of a repository in which a commit has more than one side.

use std::fs;
use std::path::Path;

use crate::common::{GROQ, Output, TestRepo, walk};

/// Ten lines that git takes for the same file again.
const BODY: &str = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n";

/// A repository with one commit, so that there is a HEAD to compare with.
fn with_past(files: &[(&str, &str)]) -> TestRepo {
    let repo = TestRepo::new();
    for (name, content) in files {
        repo.stage(name, content);
    }
    repo.commit_past();
    repo
}

#[track_caller]
fn git_in(repo: &TestRepo, folder: &Path, arguments: &[&str]) -> Output {
    repo.run(repo.command("git").current_dir(folder).args(arguments))
}

#[test]
fn a_commit_that_includes_paths_is_judged_by_them_and_by_what_is_staged() {
    let repo = with_past(&[("a.txt", "hello\n"), ("b.txt", "hello\n")]);
    repo.stage("a.txt", repo.plant(GROQ));
    repo.write("b.txt", repo.plant(GROQ));
    repo.git(&["commit", "-qm", "b", "b.txt"]).exits(1).says("b.txt:1:1: ").is_silent_on("a.txt");
    repo.git(&["commit", "-qm", "both", "--include", "b.txt"]).exits(1).says("b.txt:1:1: ").says("a.txt:1:1: ");
}

#[test]
fn a_key_that_moves_within_its_file_is_on_an_added_line() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.txt", format!("{BODY}{key}\n"));
    repo.commit_past();
    repo.stage("a.txt", format!("{key}\n{BODY}"));
    repo.stops().says("a.txt:1:1: error[groq-key]");
    repo.stage("a.txt", BODY);
    repo.passes();
}

#[test]
fn what_lies_in_packs_is_read_and_damage_there_stops() {
    let body: String = (0..300).map(|line| format!("line {line} of a text\n")).collect();
    let repo = with_past(&[("a.txt", &body)]);
    repo.stage("a.txt", format!("{body}{}\n", repo.plant(GROQ)));
    repo.commit_past();
    repo.git(&["gc", "-q"]).exits(0);
    repo.git(&["reset", "-q", "--soft", "HEAD~1"]).exits(0);
    repo.stops().says("a.txt:301:1: error[groq-key]");
    let packs = walk(&repo.path(".git/objects/pack"));
    for pack in packs.iter().filter(|file| file.extension().is_some_and(|end| end == "pack")) {
        let damaged: Vec<u8> = fs::read(pack).unwrap().into_iter().map(|byte| byte ^ 0x5a).collect();
        fs::remove_file(pack).unwrap();
        fs::write(pack, damaged).unwrap();
    }
    repo.akguard(&["hook", "--script-version=2", "pre-commit"])
        .exits(2)
        .says("akguard: commit stopped: cannot read HEAD");
}

#[test]
fn an_announced_file_counts_when_its_content_is_committed() {
    let repo = with_past(&[("a.txt", "hello\n")]);
    repo.write("later.txt", repo.plant(GROQ));
    repo.git(&["add", "-N", "later.txt"]).exits(0);
    repo.git(&["commit", "-qam", "now"]).exits(1).says("later.txt:1:1: error[groq-key]");
}

#[test]
fn a_file_in_the_place_of_a_submodule_is_scanned() {
    let repo = with_past(&[("a.txt", "hello\n")]);
    for commit in ["1", "2"] {
        let entry = format!("160000,{},lib", commit.repeat(40));
        repo.git(&["update-index", "--add", "--cacheinfo", &entry]).exits(0);
        repo.passes().says("0 files");
    }
    repo.git(&["rm", "-q", "--cached", "lib"]).exits(0);
    repo.stage("lib", repo.plant(GROQ));
    repo.stops().says("lib:1:1: error[groq-key]");
}

/// A repository that libgit2 reads, and one that git reads for us.
fn both_readers() -> [TestRepo; 2] {
    ["sha1", "sha256"].map(|form| {
        let repo = TestRepo::empty();
        repo.git(&["init", "-q", "--initial-branch=main", &format!("--object-format={form}"), "."]).exits(0);
        repo.akguard(&["install"]).exits(0);
        repo.stage("a.txt", "hello\n");
        repo.commit_past();
        repo.git(&["tag", "base"]).exits(0);
        repo
    })
}

#[test]
fn a_key_in_the_path_of_a_submodule_is_found() {
    for repo in both_readers() {
        let digits = repo.git(&["rev-parse", "HEAD"]).exits(0).stdout.trim().len();
        let path = format!("vendor/{}", repo.plant(GROQ));
        let link = |commit: &str| {
            let entry = format!("160000,{},{path}", commit.repeat(digits));
            repo.git(&["update-index", "--add", "--cacheinfo", &entry]).exits(0);
        };
        link("1");
        let in_name = "error[groq-key]: Groq API key in the file's name";
        repo.stops().says(in_name).says("1 finding in 1 file");
        repo.commit_past();
        repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says(in_name);
        repo.akguard(&["scan", "--history"]).exits(1).says(in_name);
        // The path is not new when the submodule moves on.
        link("2");
        repo.passes();
        // Nor does a merge of the branch that has it bring it.
        repo.git(&["branch", "side"]).exits(0);
        repo.git(&["reset", "-q", "--hard", "base"]).exits(0);
        repo.stage("b.txt", "more\n");
        repo.commit_past();
        repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]).exits(0);
    }
}

#[test]
fn the_target_of_a_link_is_scanned_and_never_followed() {
    let repo = with_past(&[("a.txt", "hello\n")]);
    let key = repo.plant(GROQ);
    repo.write("../outside", &key);
    for (target, name) in [("../outside", "followed"), (key.as_str(), "named")] {
        std::os::unix::fs::symlink(target, repo.path(name)).unwrap();
        repo.git(&["add", name]).exits(0);
    }
    repo.stops().says("1 finding in 1 file").says("named:1:1: error[groq-key]");
}

#[test]
fn a_merge_in_a_linked_worktree_is_held_against_its_parents() {
    let repo = with_past(&[("a.txt", "hello\n")]);
    repo.git(&["branch", "linked"]).exits(0);
    repo.stage("main.txt", repo.plant(GROQ));
    repo.commit_past();
    let linked = repo.root().join("linked");
    repo.git(&["worktree", "add", "-q", "../linked", "linked"]).exits(0);
    git_in(&repo, &linked, &["merge", "-q", "--no-ff", "--no-commit", "main"]).exits(0);
    git_in(&repo, &linked, &["commit", "-qm", "merge"]).exits(0).says("clean");
}

#[test]
fn a_key_in_a_file_that_the_other_branch_has_renamed_does_not_stop_the_merge() {
    let repo = with_past(&[("a.txt", BODY), ("b.txt", "b\n")]);
    repo.git(&["checkout", "-qb", "other"]).exits(0);
    repo.git(&["mv", "a.txt", "renamed.txt"]).exits(0);
    repo.stage("b.txt", "theirs\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.stage("a.txt", format!("{BODY}{}\n", repo.plant(GROQ)));
    repo.stage("b.txt", "ours\n");
    repo.commit_past();
    repo.git(&["merge", "-q", "other"]).exits(1);
    repo.stage("b.txt", "both\n");
    repo.passes();
    assert_eq!(repo.read("renamed.txt").lines().count(), 11);
}
