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
    let repo = started();
    // Another clone without akguard, of which this one knows nothing as a remote.
    let other = repo.root().join("other");
    repo.git(&["clone", "-q", ".", other.to_str().unwrap()]).exits(0);
    for file in ["one.py", "two.py"] {
        std::fs::write(other.join(file), format!("key = \"{}\"\n", repo.plant(GROQ))).unwrap();
        repo.run(repo.command("git").args(["add", file]).current_dir(&other)).exits(0);
        repo.run(repo.command("git").args(["commit", "-q", "-m", file]).current_dir(&other)).exits(0);
    }
    plain(&repo, "main.txt");
    repo.git(&["fetch", "-q", other.to_str().unwrap()]).exits(0);
    repo.git(&["cherry-pick", "FETCH_HEAD~1"]).exits(0).says(NAMED).says("one.py:1:8").is_silent_on("two.py");
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]).exits(0);
    repo.git(&["merge", "-q", "--no-edit", "FETCH_HEAD"]).exits(0).says("one.py:1:8").says("two.py:1:8");
    repo.git(&["reset", "-q", "--hard", "HEAD~2"]).exits(0);
    // The same by a fast-forward: they were named.
    repo.git(&["merge", "-q", "--ff-only", "FETCH_HEAD"]).exits(0).is_silent_on(NAMED);
    repo.git(&["rm", "-q", "two.py"]).exits(0);
    repo.commit().exits(0).says(REMINDED);
    repo.git(&["revert", "--no-edit", "HEAD"]).exits(0).says(NAMED).says("two.py:1:8");
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
    // A record that never gets into a commit allows nothing.
    repo.git(&["rm", "-r", "-q", "--cached", ".akguard"]).exits(0);
    plain(&repo, "no-record.txt").says(REMINDED);
    repo.git(&["add", ".akguard"]).exits(0);
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
        .says("further commits that no hook has checked: not looked at here");
    plain(&repo, "c.txt").is_silent_on("further commits");
}

/// The same content can be another change: on another base, or with another message.
#[test]
fn what_a_hook_has_passed_is_told_by_its_base_and_its_message() {
    let repo = started();
    let key = repo.plant(GROQ);
    plain(&repo, "b.txt");
    repo.git(&["commit", "-q", "--amend", "-n", "-m", &format!("It is {key}")]).exits(0).says("commit message:1:7");
    repo.git(&["commit", "-q", "--amend", "-m", "no key"]).exits(0);
    // The first commit has the key, the second passed its other line; together they are a commit that no hook has seen.
    leak(&repo, "one.py").says(NAMED);
    let text = repo.read("one.py");
    repo.stage("one.py", format!("{text}more\n"));
    repo.passes();
    repo.git(&["reset", "-q", "--soft", "HEAD~2"]).exits(0);
    repo.git(&["commit", "-q", "-n", "-m", "both"]).exits(0).says(NAMED).says("one.py:1:8");
}

#[test]
fn they_are_judged_by_the_config_before_them() {
    let repo = started();
    repo.stage(".akguard.toml", "[[exclude]]\npath = \"src/**\"\nreason = \"made by a machine\"\n");
    leak(&repo, "src/one.py").says(NAMED).says("src/one.py:1:8");
    plain(&repo, "b.txt").says(REMINDED);
}

/// A large file uses up what may be read; the newest commit is looked at all the same.
#[test]
fn a_large_file_hides_nothing_beside_it() {
    let repo = started();
    repo.stage("big", "0123456789abcde\n".repeat(3 << 20));
    leak(&repo, "one.py").says(NAMED).says("one.py:1:8");
}

#[test]
fn branches_that_were_there_before_akguard_are_left_alone() {
    let repo = TestRepo::without_hook();
    repo.stage("a.txt", "a\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "-b", "old"]).exits(0);
    leak(&repo, "old.py");
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.akguard(&["install"]).exits(0);
    repo.git(&["checkout", "-q", "old"]).exits(0);
    plain(&repo, "b.txt").is_silent_on("old.py");
    // The commits since then are forgotten by git, and what was there before is still known.
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.git(&["branch", "-q", "-D", "old"]).exits(0);
    repo.git(&["reflog", "expire", "--expire=now", "--all"]).exits(0);
    repo.git(&["gc", "-q", "--prune=now"]).exits(0);
    plain(&repo, "c.txt").is_silent_on(NAMED);
}

#[test]
fn an_amend_in_the_middle_of_a_rebase_is_not_its_end() {
    let repo = started();
    plain(&repo, "b.txt");
    plain(&repo, "c.txt");
    let mut rebase = repo.command("git");
    rebase.args(["rebase", "-q", "-i", "HEAD~2"]).env("GIT_SEQUENCE_EDITOR", "sed -i 1s/pick/edit/");
    repo.run(&mut rebase).exits(0);
    let key = repo.plant(GROQ);
    repo.stage("one.py", format!("key = \"{key}\"\n"));
    repo.git(&["commit", "-q", "--amend", "-n", "-m", "edited"]).exits(0).is_silent_on("akguard");
    repo.git(&["rebase", "--continue"]).exits(0).says(NAMED).says("one.py:1:8");
}
