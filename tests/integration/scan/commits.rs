//! Scans of a range and of the whole history.

use super::{akguard_in, json};
use crate::common::{GITHUB, GROQ, TestRepo};

/// A repository with one commit, tagged `base`.
pub(super) fn with_base(files: &[(&str, &str)]) -> TestRepo {
    let repo = TestRepo::new();
    for (name, content) in files {
        repo.stage(name, content);
    }
    repo.commit_past();
    repo.git(&["tag", "base"]).exits(0);
    repo
}

pub(super) fn head(repo: &TestRepo) -> String {
    repo.git(&["rev-parse", "HEAD"]).exits(0).stdout.trim().to_owned()
}

/// Rule, path and commit of each finding.
pub(super) fn found(report: &serde_json::Value) -> Vec<(&str, &str, &str)> {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|f| ["rule", "path", "commit"].map(|name| f[name].as_str().unwrap()).into()).collect()
}

#[test]
fn a_key_that_a_later_commit_removes_is_found_with_its_commit() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    repo.stage("a.txt", format!("hello\n{}\n", repo.plant(GROQ)));
    repo.commit_past();
    let commit = head(&repo);
    repo.stage("a.txt", "hello\n");
    repo.commit_past();
    repo.akguard(&["scan", "--range", "base..HEAD"])
        .exits(1)
        .says(&format!("{}:a.txt:2:1: error[groq-key]", &commit[..8]))
        .says("fix: revoke it")
        .says("--range base..HEAD")
        .is_silent_on("Nothing has left this machine");
    assert_eq!(found(&json(&repo, 1, &["--range", "base..HEAD"])), [("groq-key", "a.txt", commit.as_str())]);
    // Commits outside of the range do not count.
    repo.akguard(&["scan", "--range", "HEAD~1..HEAD"]).exits(0).says("clean");
    repo.akguard(&["scan", "--range", "HEAD..HEAD"])
        .exits(0)
        .says("0 commits (HEAD is HEAD)\nakguard: 0 files, 0 lines, clean");
}

#[test]
fn a_file_that_is_only_moved_in_a_range_is_not_found_again() {
    let repo = TestRepo::new();
    repo.stage("a.txt", format!("one\ntwo\nthree\n{}\n", repo.plant(GROQ)));
    repo.commit_past();
    repo.git(&["mv", "a.txt", "b.txt"]).exits(0);
    repo.commit_past();
    repo.akguard(&["scan", "--range", "HEAD~1..HEAD"]).exits(0).says("1 file, 4 lines, clean");
}

#[test]
fn names_count_in_a_range() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    repo.stage("svc/.env", "A=1\n");
    repo.commit_past();
    repo.git(&["rm", "-q", "svc/.env"]).exits(0);
    repo.commit_past();
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says(":svc/.env:1: error[env-file]");
}

#[test]
fn a_merge_is_judged_by_what_it_adds_itself() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    repo.git(&["checkout", "-qb", "side"]).exits(0);
    repo.stage("side.txt", repo.plant(GROQ));
    repo.commit_past();
    let side = head(&repo);
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.stage("main.txt", repo.plant(GROQ));
    repo.commit_past();
    let main = head(&repo);
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "side"]).exits(0);
    repo.stage("a.txt", format!("hello\n{}\n", repo.plant(GITHUB)));
    repo.commit_past();
    let merge = head(&repo);

    let report = json(&repo, 1, &["--range", "base..HEAD"]);
    let mut all = found(&report);
    all.sort_unstable();
    let mut expected = [
        ("github-pat-classic", "a.txt", merge.as_str()),
        ("groq-key", "main.txt", main.as_str()),
        ("groq-key", "side.txt", side.as_str()),
    ];
    expected.sort_unstable();
    assert_eq!(all, expected);
    // From main's side, what the branch brought is new.
    assert_eq!(found(&json(&repo, 1, &["--range", "HEAD^1..HEAD"])).len(), 2);
}

#[test]
fn records_of_the_tip_count_for_the_whole_range() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    repo.stage("a.txt", repo.plant(GROQ));
    repo.commit_past();
    let id = TestRepo::id(&repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1));
    let allow = ["--allow", &id, "--reason", "test", "--note", "a key that was revoked", "--range", "base..HEAD"];
    repo.akguard(&allow).exits(0).says("recorded in");
    // Staged is not yet committed.
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1);
    repo.passes();
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0).says("clean, 1 allowed");
    repo.akguard(&["scan", "--range", "base..HEAD~1"]).exits(1);
    repo.akguard(&["scan", "--history"]).exits(0).says("clean, 1 allowed");
}

#[test]
fn a_range_is_judged_by_the_policy_of_its_base() {
    let exclude = "[[exclude]]\npath = \"*.txt\"\nreason = \"test data\"\n";
    let repo = with_base(&[("a.md", "hello\n")]);
    repo.stage(".akguard.toml", exclude);
    repo.stage("a.txt", repo.plant(GROQ));
    repo.commit_past();
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says("a.txt:1:1: error[groq-key]");
    // Where the base has it, it rules, also when the range takes it away.
    repo.git(&["tag", "second"]).exits(0);
    repo.git(&["rm", "-q", ".akguard.toml"]).exits(0);
    repo.stage("b.txt", repo.plant(GROQ));
    repo.commit_past();
    repo.akguard(&["scan", "--range", "second..HEAD"]).exits(0).says("clean, 1 excluded");
    // The history is judged by HEAD.
    repo.akguard(&["scan", "--history"]).exits(1).says("2 findings in 2 files");
}

#[test]
fn an_override_by_an_agent_passes_here_and_needs_approval_in_a_range() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    repo.stage("a.txt", repo.plant(GROQ));
    let id = TestRepo::id(&repo.stops());
    let allow = ["--allow", &id, "--reason", "test", "--note", "the agent says it is harmless"];
    repo.run(repo.command("akguard").env("CLAUDECODE", "1").args(allow)).exits(0);
    repo.passes().says("allowed[groq-key]").says("recorded by an agent").says("akguard audit approve");
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says("made by an agent and lacks a human's approval");

    repo.akguard(&["audit", "approve", &id]).exits(0);
    repo.git(&["add", ".akguard"]).exits(0);
    repo.passes();
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0).says("clean, 1 allowed");
}

#[test]
fn a_policy_may_trust_agents() {
    let repo = with_base(&[(".akguard.toml", "[policy]\nagents_need_approval = false\n")]);
    repo.stage("a.txt", repo.plant(GROQ));
    let id = TestRepo::id(&repo.stops());
    let allow = ["--allow", &id, "--reason", "test", "--note", "the agent says it is harmless"];
    repo.run(repo.command("akguard").env("CLAUDECODE", "1").args(allow)).exits(0);
    repo.passes().is_silent_on("agent");
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0).says("clean, 1 allowed");
}

#[test]
fn the_end_of_a_shallow_clone_is_refused_and_what_lies_before_it_is_not() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    repo.stage("a.txt", "hello again\n");
    repo.commit_past();
    repo.stage("a.txt", "hello at last\n");
    repo.commit_past();
    let url = format!("file://{}", repo.top().display());
    repo.git(&["clone", "-q", "--depth", "2", &url, "../shallow"]).exits(0);
    let other = repo.run(
        repo.command("sh")
            .current_dir(repo.root().join("shallow"))
            .args(["-c", "git tag empty $(git commit-tree -m empty $(git hash-object -t tree -w /dev/null))"]),
    );
    other.exits(0);
    akguard_in(&repo, "shallow", &["scan", "--range", "HEAD~1..HEAD"]).exits(0).says("1 file, 1 line, clean");
    for arguments in [&["scan", "--range", "empty..HEAD"][..], &["scan", "--history"]] {
        akguard_in(&repo, "shallow", arguments).exits(2).says("this clone is shallow").says("git fetch --unshallow");
    }
    akguard_in(&repo, "shallow", &["scan"]).exits(0).says("clean");
}

#[test]
fn the_history_is_all_that_any_ref_reaches() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    repo.akguard(&["scan", "--history"]).exits(0).says("1 file, 1 line, clean");
    repo.git(&["checkout", "-qb", "topic/deep"]).exits(0);
    repo.stage("branch.txt", repo.plant(GROQ));
    repo.commit_past();
    repo.git(&["checkout", "-q", "--detach", "main"]).exits(0);
    repo.stage("tag.txt", repo.plant(GROQ));
    repo.commit_past();
    repo.git(&["tag", "-a", "-m", "a tag", "v1"]).exits(0);
    repo.git(&["checkout", "-q", "--detach", "main"]).exits(0);
    repo.stage("detached.txt", repo.plant(GROQ));
    repo.commit_past();
    // A tag of something that is no commit is no obstacle.
    repo.git(&["tag", "blob", "HEAD:a.txt"]).exits(0);
    let report = json(&repo, 1, &["--history"]);
    let mut paths: Vec<_> = found(&report).into_iter().map(|(_, path, _)| path).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["branch.txt", "detached.txt", "tag.txt"]);
    repo.akguard(&["scan", "--history"]).exits(1).is_silent_on("--allow");
}

#[test]
fn the_history_of_an_empty_repository_is_clean() {
    let repo = TestRepo::new();
    repo.akguard(&["scan", "--history"]).exits(0).says("0 files, 0 lines, clean");
}

#[test]
fn a_stash_is_part_of_the_history() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    repo.write("a.txt", repo.plant(GROQ));
    repo.git(&["stash", "push", "-q"]).exits(0);
    repo.akguard(&["scan", "--history"]).exits(1).says("a.txt:1:1: error[groq-key]");
}

#[test]
fn a_bare_repository_has_a_history_and_nothing_staged() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    repo.stage("a.txt", repo.plant(GROQ));
    repo.commit_past();
    repo.git(&["clone", "-q", "--bare", ".", "../bare.git"]).exits(0);
    akguard_in(&repo, "bare.git", &["scan", "--history"]).exits(1).says("a.txt:1:1: error[groq-key]");
    akguard_in(&repo, "bare.git", &["scan", "--range", "base..main"]).exits(1);
    akguard_in(&repo, "bare.git", &["scan"]).exits(2).says("a bare repository has nothing staged");
}

#[test]
fn the_history_names_the_first_commit_and_the_branch_that_still_has_it() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    let (kept, gone) = (repo.plant(GROQ), repo.plant(GITHUB));
    repo.stage("kept.txt", &kept);
    repo.stage("gone.txt", &gone);
    repo.commit_past();
    let first = head(&repo);
    for text in ["", "hello\n"] {
        repo.stage("gone.txt", text);
        repo.stage("kept.txt", format!("{text}{kept}\n"));
        repo.commit_past();
    }
    let text = repo.akguard(&["scan", "--history"]).exits(1).says("2 findings in 2 files").text();
    assert!(text.contains(&format!("{}:kept.txt:1:1", &first[..8])), "{text}");
    assert!(text.contains("first added by this commit, and still in main"), "{text}");
    assert!(text.contains("first added by this commit; no branch has it now"), "{text}");
    let report = json(&repo, 1, &["--history"]);
    let tips: Vec<_> = report["findings"].as_array().unwrap().iter().map(|f| (&f["path"], &f["tip"])).collect();
    assert_eq!(tips, [(&"gone.txt".into(), &serde_json::Value::Null), (&"kept.txt".into(), &"main".into())]);
    assert!(report["stats"]["added_lines"].is_null());
    // A tag alone is no branch; another branch is one.
    repo.git(&["branch", "old", &first]).exits(0);
    repo.akguard(&["scan", "--history"]).exits(1).says("still in old").is_silent_on("no branch has it now");
}

#[test]
fn a_long_history_is_the_same_on_all_cores() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    let keys: Vec<String> = (0..3).map(|_| repo.plant(GROQ)).collect();
    let mut stream = String::from("reset refs/heads/long\nfrom refs/tags/base^0\n\n");
    for number in 0..200 {
        let content = match number {
            20 => &keys[0],
            90 | 150 => &keys[1],
            199 => &keys[2],
            _ => "text",
        };
        let content = format!("{number}\n{content}\n");
        stream.push_str(&format!(
            "commit refs/heads/long\ncommitter A <a@example.com> {number} +0000\ndata 1\nx\nM 100644 inline f{number}.txt\ndata {}\n{content}\n",
            content.len()
        ));
    }
    repo.run_with_input(repo.command("git").args(["fast-import", "--quiet"]), stream.as_bytes()).exits(0);
    for arguments in [&["--history"][..], &["--range", "base..long"]] {
        let report = json(&repo, 1, arguments);
        let paths: Vec<_> =
            report["findings"].as_array().unwrap().iter().map(|f| f["path"].as_str().unwrap()).collect();
        assert_eq!(paths, ["f20.txt", "f90.txt", "f150.txt", "f199.txt"]);
    }
}
