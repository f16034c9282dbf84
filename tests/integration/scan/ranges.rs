//! Which commits a range names, and when it names none: a pipeline's mistake must not look like a clean range. Each
//! through both readers.

use super::akguard_in;
use super::commits::{found, head, with_base};
use crate::common::{GROQ, Output, TestRepo};

/// A repository with a commit tagged `base` and one with a key, by libgit2 and by git's plumbing.
fn repos() -> [TestRepo; 2] {
    ["sha1", "sha256"].map(|form| {
        let repo = TestRepo::empty();
        repo.git(&["init", "-q", "--initial-branch=main", &format!("--object-format={form}"), "."]).exits(0);
        repo.stage("a.txt", "hello\n");
        repo.commit_past();
        repo.git(&["tag", "base"]).exits(0);
        repo.stage("a.txt", format!("hello\n{}\n", repo.plant(GROQ)));
        repo.commit_past();
        repo
    })
}

#[test]
fn grafts_hide_no_commit() {
    for repo in repos() {
        repo.stage("b.txt", "clean\n");
        repo.commit_past();
        repo.git(&["branch", "-q", "other", "base"]).exits(0);
        let (tip, base) = (head(&repo), repo.git(&["rev-parse", "base"]).exits(0).stdout);
        // The tip's only parent is the base: git's own log leaves out the commit between them.
        std::fs::create_dir_all(repo.path(".git/info")).unwrap();
        std::fs::write(repo.path(".git/info/grafts"), format!("{tip} {base}")).unwrap();
        let log = repo.git(&["log", "--format=%h", "base..HEAD"]).exits(0);
        assert_eq!(log.stdout.lines().count(), 1, "git believes the graft");
        for arguments in
            [&["--range", "base..HEAD"][..], &["--range", "HEAD~2..HEAD"], &["--history"], &["--range", "other..main"]]
        {
            let mut scan = vec!["scan"];
            scan.extend(arguments);
            repo.akguard(&scan).exits(1).says("a.txt:2:1: error[groq-key]");
        }
        new_branch(&repo, "main", "other").exits(1).says("a.txt:2:1: error[groq-key]");
        // The commit alone is held against its true parent.
        range(&repo, "HEAD^!").exits(0).says("1 file, 1 line, clean");
        // A graft that cuts the history off hides nothing either.
        std::fs::write(repo.path(".git/info/grafts"), format!("{tip}\n")).unwrap();
        range(&repo, "base..HEAD").exits(1).says("a.txt:2:1: error[groq-key]");
        repo.akguard(&["scan", "--history"]).exits(1).says("a.txt:2:1: error[groq-key]");
        range(&repo, "HEAD^!").exits(0).says("1 file, 1 line, clean");
    }
}

fn zeros(repo: &TestRepo) -> String {
    "0".repeat(head(repo).len())
}

#[track_caller]
fn range(repo: &TestRepo, range: &str) -> Output {
    repo.akguard(&["scan", "--range", range])
}

#[track_caller]
fn new_branch(repo: &TestRepo, tip: &str, base: &str) -> Output {
    repo.akguard(&["scan", "--range", &format!("{}..{tip}", zeros(repo)), "--base", base])
}

#[test]
fn an_empty_side_is_no_range() {
    for repo in repos() {
        for (typed, side, right_form) in [
            ("..HEAD", "left", "origin/main..HEAD"),
            ("..", "left", "origin/main..HEAD"),
            ("base..", "right", "base..HEAD"),
            ("nothing..", "right", "origin/main..HEAD"),
        ] {
            range(&repo, typed)
                .exits(2)
                .says(&format!("the {side} side of the range is empty: is a variable of the pipeline not set?"))
                .says(&format!("help: akguard scan --range {right_form}    # or every commit: akguard scan --history"));
            let allow = ["--allow", "01234567", "--reason", "test", "--note", "a key of ours", "--range", typed];
            repo.akguard(&allow).exits(2).says("side of the range is empty");
        }
    }
}

#[test]
fn what_is_no_range_is_refused_with_the_right_form() {
    for repo in repos() {
        for typed in ["", "HEAD", "^HEAD", "^!", "HEAD^@", "HEAD^-"] {
            range(&repo, typed).exits(2).says("a range is written A..B").says("akguard scan --range origin/main..HEAD");
        }
        for (typed, right_form) in
            [("base...HEAD", "base..HEAD"), ("...HEAD", "origin/main..HEAD"), ("x...HEAD", "origin/main..HEAD")]
        {
            range(&repo, typed)
                .exits(2)
                .says("`A...B` names commits of both sides; what B adds to A is A..B")
                .says(&format!("help: akguard scan --range {right_form}\n"));
        }
        range(&repo, "base..HEAD").exits(1);
        repo.akguard(&["scan", "--range", "base..HEAD", "a.txt"]).exits(2);
        repo.akguard(&["scan", "--range", "base..HEAD", "--history"]).exits(2);
        repo.akguard(&["scan", "--base", "base"]).exits(2);
    }
}

#[test]
fn an_end_that_is_not_here_is_named_by_its_side() {
    for repo in repos() {
        let other = "1".repeat(head(&repo).len());
        for (typed, side) in [
            ("nothing..HEAD", "left side"),
            ("HEAD:a.txt..HEAD", "left side"),
            ("0000000..HEAD", "left side"),
            (&format!("{other}..HEAD"), "left side"),
            ("base..nothing", "right side"),
            ("base..HEAD..HEAD", "right side"),
            ("nothing^!", "commit"),
        ] {
            let said = range(&repo, typed).exits(2);
            said.says(&format!("the {side} of the range is not a commit of this repository")).says("git log");
        }
    }
}

#[test]
fn a_base_that_a_shallow_clone_lacks_is_fetched() {
    let repo = with_base(&[("a.txt", "hello\n")]);
    let base = head(&repo);
    repo.stage("a.txt", "hello again\n");
    repo.commit_past();
    let url = format!("file://{}", repo.top().display());
    repo.git(&["clone", "-q", "--depth", "1", &url, "../shallow"]).exits(0);
    for typed in [format!("{base}..HEAD"), "HEAD~1..HEAD".to_owned()] {
        akguard_in(&repo, "shallow", &["scan", "--range", &typed])
            .exits(2)
            .says("the left side of the range is not a commit of this repository")
            .says("help: git fetch --unshallow");
    }
    for typed in ["HEAD^!", &format!("{}..HEAD", zeros(&repo))] {
        akguard_in(&repo, "shallow", &["scan", "--range", typed]).exits(2).says("this clone is shallow");
    }
}

#[test]
fn a_range_without_commits_says_so() {
    for repo in repos() {
        repo.git(&["tag", "-a", "-m", "a tag", "v1"]).exits(0);
        for (typed, said) in [
            ("HEAD..HEAD", "0 commits (HEAD is HEAD)"),
            ("v1..main", "0 commits (v1 is main)"),
            ("HEAD..base", "0 commits (HEAD contains base)"),
        ] {
            range(&repo, typed).exits(0).says(&format!("akguard: {said}\nakguard: 0 files, 0 lines, clean"));
        }
        assert_eq!(repo.akguard(&["scan", "-q", "--range", "HEAD..HEAD"]).exits(0).text(), "");
        let json = repo.akguard(&["scan", "--format", "json", "--range", "HEAD..HEAD"]).exits(0);
        assert_eq!(json.stderr, "akguard: 0 commits (HEAD is HEAD)\n");
        assert!(json.stdout.starts_with('{'), "{}", json.stdout);
        // An annotated tag is its commit.
        range(&repo, "base..v1").exits(1).says("error[groq-key]");
    }
}

#[test]
fn a_deleted_branch_has_nothing_to_check() {
    for repo in repos() {
        let zeros = zeros(&repo);
        range(&repo, &format!("HEAD..{zeros}")).exits(0).says("0 commits: the branch is deleted").says("clean");
        range(&repo, &format!("{zeros}..{zeros}")).exits(2).says("both sides of the range are all zeros");
    }
}

#[test]
fn a_new_branch_is_its_whole_history_without_a_base() {
    for repo in repos() {
        let typed = format!("{}..HEAD", zeros(&repo));
        range(&repo, &typed)
            .exits(1)
            .says(
                "akguard: a new branch: the whole history of HEAD, 2 commits (no --base is given); there is no earlier commit",
            )
            .says("error[groq-key]");
        repo.stage("c.txt", repo.plant(GROQ));
        repo.commit_past();
        let output = repo.akguard(&["scan", "--format", "json", "--range", &typed]).exits(1);
        let report: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        assert_eq!(found(&report).len(), 2);
        let id = report["findings"][0]["id"].as_str().unwrap();
        let allow = ["--allow", id, "--reason", "test", "--note", "a key that was revoked", "--range", &typed];
        repo.akguard(&allow).exits(0).says("recorded in");
    }
}

#[test]
fn a_new_branch_is_what_its_base_has_not() {
    for repo in repos() {
        repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]).exits(0);
        repo.git(&["checkout", "-qb", "topic"]).exits(0);
        repo.stage("b.txt", "text\n");
        repo.commit_past();
        new_branch(&repo, "topic", "origin/main")
            .exits(0)
            .says("akguard: a new branch: 1 commit of topic that origin/main does not have\n")
            .says("1 file, 1 line, clean");
        new_branch(&repo, "topic", "base").exits(1).says("2 commits of topic that base does not have");
        // A base that is not needed is not asked for.
        repo.akguard(&["scan", "--range", "main..topic", "--base", ""]).exits(0).is_silent_on("a new branch");
    }
}

#[test]
fn a_ref_that_has_the_tip_excludes_nothing() {
    for repo in repos() {
        for name in ["refs/remotes/origin/main", "refs/remotes/origin/topic", "refs/heads/other"] {
            repo.git(&["update-ref", name, "HEAD"]).exits(0);
            for tip in ["HEAD", "main"] {
                new_branch(&repo, tip, name)
                    .exits(1)
                    .says(&format!("the whole history of {tip}, 2 commits ({name} contains {tip})"))
                    .says("error[groq-key]");
            }
            new_branch(&repo, "base", name).exits(0).says("the whole history of base, 1 commit (");
        }
    }
}

#[test]
fn a_base_that_is_no_commit_is_refused() {
    for repo in repos() {
        new_branch(&repo, "HEAD", "nothing").exits(2).says("the --base of the range is not a commit");
        new_branch(&repo, "HEAD", "").exits(2).says("--base is empty: is a variable of the pipeline not set?");
        new_branch(&repo, "HEAD", &zeros(&repo)).exits(2).says("the --base of the range is not a commit");
    }
}

#[test]
fn a_new_branch_does_not_bring_its_own_policy() {
    for repo in repos() {
        let exclude = "[[exclude]]\npath = \"*.txt\"\nreason = \"test data\"\n";
        repo.stage(".akguard.toml", exclude);
        repo.commit_past();
        repo.git(&["tag", "policy"]).exits(0);
        repo.stage("b.txt", repo.plant(GROQ));
        repo.commit_past();
        range(&repo, &format!("{}..HEAD", zeros(&repo))).exits(1).says("2 findings in 2 files");
        repo.git(&["update-ref", "refs/remotes/origin/topic", "HEAD"]).exits(0);
        new_branch(&repo, "HEAD", "origin/topic").exits(1).says("2 findings in 2 files");
        // What the base has was reviewed there.
        new_branch(&repo, "HEAD", "policy").exits(0).says("1 excluded");
        new_branch(&repo, "HEAD", "base").exits(1).says("2 findings in 2 files");
    }
}

#[test]
fn one_commit_is_checked_alone() {
    for repo in repos() {
        repo.stage("b.txt", "text\n");
        repo.commit_past();
        range(&repo, "HEAD^!").exits(0).says("1 file, 1 line, clean");
        range(&repo, "HEAD~1^!").exits(1).says("a.txt:2:1: error[groq-key]");
        range(&repo, "base^!")
            .exits(0)
            .says("base has no parent: there is no earlier commit")
            .says("1 file, 1 line, clean");
        // Of a merge, what it adds itself.
        repo.git(&["checkout", "-qb", "side", "base"]).exits(0);
        repo.stage("side.txt", repo.plant(GROQ));
        repo.commit_past();
        repo.git(&["checkout", "-q", "main"]).exits(0);
        repo.git(&["merge", "-q", "--no-ff", "--no-edit", "side"]).exits(0);
        range(&repo, "HEAD^!").exits(0).says("0 files, 0 lines, clean");
        range(&repo, "HEAD~1..HEAD").exits(1);
    }
}
