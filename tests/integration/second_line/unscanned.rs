//! Commits that passed no hook: named in full once, then in a line, until they are fixed, allowed or pushed.

use super::{leak, plain, remote, short, started};
use crate::common::{GROQ, TestRepo};

const NAMED: &str = "akguard: committed without a check, and not pushed yet: ";
const REMINDED: &str = "that no hook has checked (";

#[test]
fn each_is_named_once_and_then_in_a_line() {
    let repo = started();
    leak(&repo, "one.py").says(&format!("{NAMED}1 finding in 1 file")).says(":one.py:1:8: error[groq-key]");
    let first = short(&repo, "HEAD");
    leak(&repo, "two.py").says(":two.py:1:8").is_silent_on("one.py");
    let second = short(&repo, "HEAD");
    for file in ["b.txt", "c.txt"] {
        plain(&repo, file)
            .says(&format!("2 unpushed commits {REMINDED}{first}, {second}) contain 2 findings: "))
            .is_silent_on(NAMED);
    }
    let shown = format!("{first}^!");
    repo.akguard(&["scan", "--range", &shown]).exits(1).says("one.py:1:8");
}

/// The hooks after a commit can be left out: then the next commit looks.
#[test]
fn without_the_later_hooks_the_next_commit_names_them() {
    let repo = TestRepo::without_hook();
    let without = ["--without", "post-commit", "--without", "post-merge", "--without", "post-rewrite"];
    repo.akguard(&[&["install"][..], &without].concat()).exits(0).is_silent_on("post-");
    plain(&repo, "a.txt");
    leak(&repo, "one.py").is_silent_on("akguard");
    leak(&repo, "two.py").is_silent_on("akguard");
    plain(&repo, "b.txt").says(&format!("{NAMED}2 findings in 2 files")).says("one.py").says("two.py");
    plain(&repo, "c.txt").says(REMINDED).is_silent_on(NAMED);
}

#[test]
fn picks_reverts_and_merged_branches_are_seen() {
    let repo = TestRepo::without_hook();
    repo.stage("a.txt", "a\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "-b", "side"]).exits(0);
    leak(&repo, "one.py");
    leak(&repo, "two.py");
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.akguard(&["install"]).exits(0);
    plain(&repo, "main.txt");
    repo.git(&["cherry-pick", "side~1"]).exits(0).says(NAMED).says("one.py:1:8");
    repo.git(&["reset", "-q", "--hard", "HEAD~2"]).exits(0);
    // A fast-forward, and a merge with a commit of its own: both bring the branch's commits.
    repo.git(&["merge", "-q", "side"]).exits(0).says(NAMED).says("one.py:1:8").says("two.py:1:8");
    repo.git(&["reset", "-q", "--hard", "HEAD~2"]).exits(0);
    plain(&repo, "b.txt").is_silent_on("one.py");
    repo.git(&["checkout", "-q", "-b", "third", "HEAD~1"]).exits(0);
    repo.git(&["commit", "-q", "--allow-empty", "--no-verify", "-m", "x"]).exits(0);
    leak(&repo, "three.py").says("three.py");
    repo.git(&["rm", "-q", "three.py"]).exits(0);
    repo.commit().exits(0).says(REMINDED);
    repo.git(&["revert", "--no-edit", "HEAD"]).exits(0).says(NAMED).says("three.py:1:8");
}

#[test]
fn a_rebase_is_looked_at_once_at_its_end() {
    let repo = TestRepo::without_hook();
    repo.stage("a.txt", "a\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "-b", "side"]).exits(0);
    leak(&repo, "one.py");
    leak(&repo, "two.py");
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.stage("b.txt", "b\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "side"]).exits(0);
    repo.akguard(&["install"]).exits(0);
    for (backend, date) in [("--merge", "2030-01-01T00:00:00Z"), ("--apply", "2030-01-02T00:00:00Z")] {
        let mut rebase = repo.command("git");
        // Of another date, the commits are other ones each time.
        rebase.args(["rebase", backend, "--force-rebase", "main"]).env("GIT_COMMITTER_DATE", date);
        let said = repo.run(&mut rebase).exits(0).says("two.py:1:8");
        assert_eq!(said.text().matches(NAMED).count(), 1, "{backend}:\n{}", said.text());
        assert_eq!(said.text().matches("one.py:1:8").count(), 1, "{backend}:\n{}", said.text());
        repo.git(&["commit", "-q", "--amend", "-m", backend]).exits(0);
    }
}

#[test]
fn am_is_seen_by_the_next_commit() {
    let repo = started();
    leak(&repo, "one.py");
    let patch = repo.root().join("patch");
    repo.git(&["format-patch", "-1", "-o", patch.to_str().unwrap()]).exits(0);
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]).exits(0);
    let file = std::fs::read_dir(patch).unwrap().next().unwrap().unwrap().path();
    let mut am = repo.command("git");
    // Another date, and so another commit than the one that was looked at.
    am.args(["am", "-q", file.to_str().unwrap()]).env("GIT_COMMITTER_DATE", "2030-01-01T00:00:00Z");
    repo.run(&mut am).exits(0);
    plain(&repo, "b.txt").says(NAMED).says("one.py:1:8");
}

#[test]
fn fixed_allowed_or_pushed_they_are_forgotten() {
    let repo = started();
    leak(&repo, "one.py").says(NAMED);
    repo.stage("one.py", "no key\n");
    repo.git(&["commit", "-q", "--amend", "--no-edit"]).exits(0);
    plain(&repo, "b.txt").is_silent_on(REMINDED).is_silent_on(NAMED);

    let id = TestRepo::id(&leak(&repo, "two.py"));
    plain(&repo, "c.txt").says(REMINDED);
    let note = ["--reason", "test", "--note", "a key that the tests have made"];
    repo.akguard(&[&["--allow", &id][..], &note].concat()).exits(0);
    repo.passes().is_silent_on(REMINDED);
    plain(&repo, "d.txt").is_silent_on(REMINDED);

    leak(&repo, "three.py");
    remote(&repo);
    repo.git(&["push", "-q", "--no-verify", "origin", "main"]).exits(0);
    plain(&repo, "e.txt").is_silent_on(REMINDED).is_silent_on(NAMED);
}

/// An amend that leaves the key in is a new commit with it.
#[test]
fn an_amend_that_keeps_the_key_is_named() {
    let repo = started();
    leak(&repo, "one.py");
    repo.stage("b.txt", "b\n");
    repo.git(&["commit", "-q", "--amend", "--no-edit"]).exits(0).says(NAMED).says("one.py:1:8");
}

#[test]
fn what_was_there_before_akguard_is_left_alone() {
    let repo = TestRepo::without_hook();
    leak(&repo, "old.py");
    leak(&repo, "older.py");
    repo.akguard(&["install"]).exits(0);
    plain(&repo, "a.txt").is_silent_on("old");
    leak(&repo, "new.py").says("new.py").is_silent_on("old");
    // Installing again begins nothing anew.
    repo.akguard(&["install"]).exits(0);
    plain(&repo, "b.txt").says(REMINDED);
    repo.akguard(&["uninstall"]).exits(0);
    assert!(!repo.path(".git/akguard").exists());
}

#[test]
fn messages_of_such_commits_are_seen_too() {
    let repo = started();
    let key = repo.plant(GROQ);
    repo.git(&["commit", "-q", "--allow-empty", "--no-verify", "-m", &format!("It is {key}")])
        .exits(0)
        .says(&format!("{NAMED}1 finding in 1 message"))
        .says(":commit message:1:7: error[groq-key]")
        .says("take it out of this commit's message before you push");
}

#[test]
fn they_are_logged() {
    let repo = started();
    leak(&repo, "one.py");
    let log = repo.read(".git/akguard/log.jsonl");
    let line = log.lines().last().unwrap();
    assert!(line.contains("\"event\":\"unscanned\"") && line.contains("\"rule\":\"groq-key\""), "{line}");
    let head = repo.git(&["rev-parse", "HEAD"]).stdout;
    assert!(line.contains(head.trim()), "{line}");
    repo.akguard(&["audit", "--check"]).exits(0);
}

/// Many commits at once: the newest are looked at, the rest is counted.
#[test]
fn of_too_many_the_rest_is_counted() {
    let repo = started();
    repo.git(&["checkout", "-q", "--orphan", "other"]).exits(0);
    leak(&repo, "old.py");
    let mut stream = String::from("feature done\n");
    for number in 0..120 {
        let from = if number == 0 { "from refs/heads/other^0\n" } else { "" };
        stream += &format!("commit refs/heads/many\ncommitter A <a@example.com> {number} +0000\ndata 1\nx\n{from}\n");
    }
    stream += "done\n";
    repo.run_with_input(repo.command("git").args(["fast-import", "--quiet"]), stream.as_bytes()).exits(0);
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.git(&["merge", "-q", "--allow-unrelated-histories", "-m", "merge", "many"])
        .exits(0)
        .says("older commits that no hook has checked: not looked at here");
    plain(&repo, "c.txt").is_silent_on("older commits");
}
