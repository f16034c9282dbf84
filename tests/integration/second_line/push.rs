//! `pre-push`: real pushes to a repository beside this one.

use std::fs;

use super::{leak, plain, remote, short, started};
use crate::common::{GROQ, Output, TestRepo};

/// A repository with a remote that has its first commit.
fn with_remote() -> TestRepo {
    let repo = started();
    remote(&repo);
    push(&repo, &["origin", "main"]).exits(0).says("akguard: 1 file, 1 line, clean");
    repo
}

#[track_caller]
fn push(repo: &TestRepo, arguments: &[&str]) -> Output {
    repo.git(&[&["push", "-q"], arguments].concat())
}

#[track_caller]
fn is_stopped(repo: &TestRepo, arguments: &[&str]) -> Output {
    push(repo, arguments).exits(1).says("stopped: ").says("failed to push some refs")
}

#[test]
fn each_commit_that_leaves_is_scanned() {
    let repo = with_remote();
    leak(&repo, "one.py");
    let commit = short(&repo, "HEAD");
    // The key is gone from the files and in the push all the same.
    repo.git(&["rm", "-q", "one.py"]).exits(0);
    repo.commit().exits(0);
    is_stopped(&repo, &["origin", "main"])
        .says("akguard: push stopped: 1 finding in 1 file")
        .says(&format!("{commit}:one.py:1:8: error[groq-key]"))
        .says("git rebase -i ");
    repo.git(&["reset", "-q", "--hard", "HEAD~2"]).exits(0);
    plain(&repo, "b.txt");
    push(&repo, &["origin", "main"]).exits(0).says("clean");
    let nothing = push(&repo, &["origin", "main"]).exits(0);
    assert_eq!(nothing.stderr, "", "nothing leaves");
}

#[test]
fn new_branches_forced_pushes_and_deletions() {
    let repo = with_remote();
    repo.git(&["checkout", "-q", "-b", "side"]).exits(0);
    plain(&repo, "b.txt");
    push(&repo, &["origin", "side"]).exits(0).says("1 file, 1 line, clean");
    leak(&repo, "one.py");
    is_stopped(&repo, &["origin", "side"]);
    is_stopped(&repo, &["origin", "side:refs/heads/new"]);
    repo.git(&["reset", "-q", "--hard", "main"]).exits(0);
    leak(&repo, "two.py");
    is_stopped(&repo, &["--force", "origin", "side"]).says("two.py").is_silent_on("one.py");
    let deleted = push(&repo, &["origin", "--delete", "side"]).exits(0);
    assert_eq!(deleted.stderr, "");
}

#[test]
fn every_ref_of_a_push_is_checked() {
    let repo = with_remote();
    repo.git(&["checkout", "-q", "-b", "first"]).exits(0);
    plain(&repo, "b.txt");
    repo.git(&["checkout", "-q", "-b", "second", "main"]).exits(0);
    leak(&repo, "one.py");
    is_stopped(&repo, &["origin", "first", "second"]).says("push of second stopped: ").says("one.py:1:8");
    is_stopped(&repo, &["--all", "origin"]).says("push of second stopped: ");
}

/// Refs with the same records and policy are checked together: a commit is scanned and named once, however many have it.
#[test]
fn many_refs_of_the_same_commits_are_checked_once() {
    let repo = with_remote();
    leak(&repo, "one.py");
    let commands: String = (0..500).map(|number| format!("create refs/tags/t{number:03} HEAD\n")).collect();
    repo.run_with_input(repo.command("git").args(["update-ref", "--stdin"]), commands.as_bytes()).exits(0);
    let said = is_stopped(&repo, &["origin", "--tags", "main"]).text();
    assert_eq!(said.matches("one.py:1:8").count(), 1, "{said}");
    assert!(said.contains(" and 498 more stopped: 1 finding"), "{said}");
    // A record on one of them counts for that one alone.
    let id = said.split("(id ").nth(1).unwrap()[..8].to_owned();
    let allow = ["--allow", &id, "--reason", "test", "--note", "a key that the tests have made"];
    repo.akguard(&allow).exits(0);
    repo.passes();
    let said = is_stopped(&repo, &["origin", "--tags", "main"]).says("1 allowed").text();
    assert_eq!(said.matches("error[groq-key]").count(), 1, "{said}");
    push(&repo, &["origin", "main"]).exits(0).says("1 allowed");
}

#[test]
fn the_message_of_an_annotated_tag_is_scanned() {
    let repo = with_remote();
    let key = repo.plant(GROQ);
    repo.git(&["tag", "-a", "v1", "-m", &format!("It is {key}")]).exits(0);
    is_stopped(&repo, &["origin", "v1"]).says("tag message:1:7: error[groq-key]").says("git tag -f -a NAME COMMIT");
    repo.git(&["tag", "-f", "-a", "v1", "-m", "notes"]).exits(0);
    push(&repo, &["origin", "v1"]).exits(0);
    leak(&repo, "one.py");
    repo.git(&["tag", "light"]).exits(0);
    is_stopped(&repo, &["origin", "light"]).says("one.py:1:8");
    // What no commit leads to is not checked by any rule of commits.
    repo.git(&["tag", "tree", "HEAD^{tree}"]).exits(0);
    push(&repo, &["origin", "tree"]).exits(1).says("push stopped: tree names a file or a directory and no commit");
}

#[test]
fn a_push_by_url_counts_as_one_to_the_remote_of_that_url() {
    let repo = TestRepo::without_hook();
    leak(&repo, "old.py");
    let path = remote(&repo);
    repo.git(&["push", "-q", "origin", "main"]).exits(0);
    repo.akguard(&["install"]).exits(0);
    repo.git(&["checkout", "-q", "-b", "side"]).exits(0);
    plain(&repo, "b.txt");
    push(&repo, &[path.to_str().unwrap(), "side"]).exits(0).says("1 file, 1 line, clean");
    // To another place all of it leaves for the first time.
    let other = repo.root().join("other.git");
    repo.git(&["init", "-q", "--bare", other.to_str().unwrap()]).exits(0);
    is_stopped(&repo, &[other.to_str().unwrap(), "side"]).says("old.py:1:8");
}

#[test]
fn records_count_from_the_tip() {
    let repo = with_remote();
    leak(&repo, "one.py");
    let id = TestRepo::id(&is_stopped(&repo, &["origin", "main"]));
    let allow = ["--allow", &id, "--reason", "test", "--note", "a key that the tests have made"];
    repo.akguard(&allow).exits(0);
    is_stopped(&repo, &["origin", "main"]);
    repo.passes();
    push(&repo, &["origin", "main"]).exits(0).says("1 allowed");
}

#[test]
fn a_message_is_scanned_with_its_commit() {
    let repo = with_remote();
    let key = repo.plant(GROQ);
    repo.git(&["commit", "-q", "--allow-empty", "--no-verify", "-m", &format!("It is {key}")]).exits(0);
    is_stopped(&repo, &["origin", "main"]).says("push stopped: 1 finding in 1 message").says("git commit --amend");
    repo.git(&["commit", "-q", "--allow-empty", "--amend", "-m", "Subject"]).exits(0);
    push(&repo, &["origin", "main"]).exits(0);
}

/// git gives the refs once: the earlier hook and lines that another tool has appended get them too.
#[test]
fn the_refs_reach_earlier_hooks_and_appended_lines() {
    for appended in [false, true] {
        let repo = TestRepo::without_hook();
        let lines = "while read -r a b c d; do echo \"$a $c\" >>\"$(git rev-parse --show-toplevel)/seen\"; done\n";
        if appended {
            repo.akguard(&["install"]).exits(0);
            let hook = repo.read(".git/hooks/pre-push") + lines;
            repo.write(".git/hooks/pre-push", hook);
        } else {
            repo.write_executable(".git/hooks/pre-push", &format!("#!/bin/sh\n{lines}"));
            repo.akguard(&["install"]).exits(0);
        }
        plain(&repo, "a.txt");
        remote(&repo);
        for number in 0..30 {
            repo.git(&["branch", &format!("b{number}")]).exits(0);
        }
        push(&repo, &["origin", "main"]).exits(0).says("clean");
        assert_eq!(repo.read("seen"), "refs/heads/main refs/heads/main\n");
        fs::remove_file(repo.path("seen")).unwrap();
        push(&repo, &["--all", "origin"]).exits(0);
        assert_eq!(repo.read("seen").lines().count(), 30, "{}", repo.read("seen"));
        leak(&repo, "one.py");
        fs::remove_file(repo.path("seen")).unwrap();
        is_stopped(&repo, &["origin", "main"]);
        // It may send content by itself, as Git LFS does: it does not run.
        assert!(!repo.path("seen").exists());
    }
}

/// A repository of SHA-256 is read through git.
#[test]
fn other_object_formats() {
    let repo = TestRepo::empty();
    repo.git(&["init", "-q", "--object-format=sha256", "."]).exits(0);
    repo.akguard(&["install"]).exits(0);
    plain(&repo, "a.txt");
    let path = repo.root().join("origin.git");
    repo.git(&["init", "-q", "--bare", "--object-format=sha256", path.to_str().unwrap()]).exits(0);
    repo.git(&["remote", "add", "origin", path.to_str().unwrap()]).exits(0);
    push(&repo, &["origin", "main"]).exits(0).says("1 file, 1 line, clean");
    leak(&repo, "one.py").says("one.py:1:8");
    let key = repo.plant(GROQ);
    repo.git(&["tag", "-a", "v1", "-m", &format!("It is {key}"), "HEAD~1"]).exits(0);
    is_stopped(&repo, &["origin", "main"]).says("one.py:1:8");
    is_stopped(&repo, &["origin", "v1"]).says("tag message:1:7");
}

#[test]
fn what_cannot_be_read_stops() {
    let repo = with_remote();
    let mut hook = repo.command("akguard");
    hook.args(["hook", "pre-push", "origin", "url"]);
    repo.run_with_input(&mut hook, b"refs/heads/main abc refs/heads/main def\n")
        .exits(2)
        .says("akguard: push stopped: cannot read what is pushed");
    let missing = "1".repeat(40);
    let zero = "0".repeat(40);
    let mut hook = repo.command("akguard");
    hook.args(["hook", "pre-push", "origin", "url"]);
    repo.run_with_input(&mut hook, format!("refs/heads/main {missing} refs/heads/main {zero}\n").as_bytes())
        .exits(2)
        .says("akguard: push stopped: ");
}

/// What one server has says nothing about another one.
#[test]
fn refs_of_another_server_count_for_nothing() {
    let repo = started();
    leak(&repo, "one.py");
    let private = remote(&repo);
    push(&repo, &["--no-verify", "origin", "main"]).exits(0);
    let public = repo.root().join("public.git");
    repo.git(&["init", "-q", "--bare", public.to_str().unwrap()]).exits(0);
    repo.git(&["remote", "set-url", "--push", "origin", public.to_str().unwrap()]).exits(0);
    is_stopped(&repo, &["origin", "main"]).says("one.py:1:8");
    // To two places at once.
    repo.git(&["remote", "set-url", "--push", "--add", "origin", private.to_str().unwrap()]).exits(0);
    repo.git(&["fetch", "-q", "origin"]).exits(0);
    is_stopped(&repo, &["origin", "main"]).says("one.py:1:8");
    // A remote whose refs look like those of another one.
    repo.git(&["remote", "add", "up", public.to_str().unwrap()]).exits(0);
    // Newer gits refuse to add one, and take one that is there.
    repo.git(&["config", "remote.up/private.url", private.to_str().unwrap()]).exits(0);
    repo.git(&["config", "remote.up/private.fetch", "+refs/heads/*:refs/remotes/up/private/*"]).exits(0);
    repo.git(&["fetch", "-q", "up/private"]).exits(0);
    is_stopped(&repo, &["up", "main"]).says("one.py:1:8");
}

/// Scripts that pass the list on often leave out the last line's end.
#[test]
fn a_list_without_a_last_line_end_is_read_whole() {
    let repo = with_remote();
    leak(&repo, "one.py");
    fs::rename(repo.path(".git/hooks/pre-push"), repo.path(".git/hooks/ours")).unwrap();
    let script = "#!/bin/sh\nin=$(cat)\nprintf %s \"$in\" | \"${0%/*}/ours\" \"$@\"\n";
    repo.write_executable(".git/hooks/pre-push", script);
    is_stopped(&repo, &["origin", "main"]).says("one.py:1:8");
}

#[test]
fn the_advice_is_for_the_branch_that_has_the_commit() {
    let repo = with_remote();
    repo.git(&["checkout", "-q", "-b", "side"]).exits(0);
    leak(&repo, "one.py");
    is_stopped(&repo, &["origin", "side"]).says("git commit --amend --no-edit");
    repo.git(&["tag", "mark"]).exits(0);
    repo.git(&["checkout", "-q", "main"]).exits(0);
    for arguments in [&["origin", "side"][..], &["origin", "mark"], &["origin", "mark~0:refs/heads/x"]] {
        is_stopped(&repo, arguments).is_silent_on("git commit --amend --no-edit").says("git rebase -i ");
    }
    let said = is_stopped(&repo, &["origin", "side"]).says("git switch side    # it has these commits").text();
    let id = said.split("(id ").nth(1).unwrap()[..8].to_owned();
    repo.git(&["switch", "-q", "side"]).exits(0);
    let range = said.split("--range ").nth(1).unwrap().split_whitespace().next().unwrap().trim_matches('\'').to_owned();
    let allow = ["--allow", &id, "--reason", "test", "--note", "a key that the tests have made", "--range", &range];
    repo.akguard(&allow).exits(0);
    repo.passes();
    push(&repo, &["origin", "side"]).exits(0).says("1 allowed");
}
