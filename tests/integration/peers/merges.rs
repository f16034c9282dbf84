//! T17 and T18: merges. What came in with another branch was judged there; what the merge itself adds is judged here.

use super::{line, on_every_git};
use crate::common::{ANTHROPIC, GROQ, TestRepo};

/// `main` and `side` with a past each; `side` has brought an old key in `side.py` and, as its second line, in
/// `shared.py`, which `main` holds as `ours`. `main` is checked out.
fn two_branches(repo: &TestRepo, ours: &str) -> String {
    repo.stage("shared.py", "a\n");
    repo.stage("plain.txt", "text\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "-b", "side"]).exits(0);
    let theirs = line(repo, ANTHROPIC);
    repo.stage("shared.py", format!("a\n{theirs}"));
    repo.stage("side.py", &theirs);
    repo.commit_past();
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.stage("shared.py", ours);
    repo.stage("main.txt", "text\n");
    repo.commit_past();
    theirs
}

/// Files with keys on branches of their own.
fn branches(repo: &TestRepo, names: &[&str]) {
    repo.stage("a.txt", "text\n");
    repo.commit_past();
    for name in names {
        repo.git(&["checkout", "-q", "-b", name, "main"]).exits(0);
        repo.stage(&format!("{name}.py"), line(repo, GROQ));
        repo.commit_past();
    }
    repo.git(&["checkout", "-q", "main"]).exits(0);
}

#[track_caller]
fn has_parents(repo: &TestRepo, number: usize) {
    assert_eq!(repo.git(&["rev-list", "--parents", "-1", "HEAD"]).stdout.split_whitespace().count(), number + 1);
}

#[test]
fn t17_a_key_typed_into_a_resolution_stops_and_one_from_the_branch_does_not() {
    on_every_git(|git| {
        let repo = git.repo();
        let theirs = two_branches(&repo, "b\n");
        repo.git(&["merge", "-q", "side"]).exits(1);
        repo.stage("shared.py", format!("a\nb\n{theirs}{}", line(&repo, GROQ)));
        let stopped = repo.stops().says("1 finding in 1 file").says("shared.py:4:8: error[groq-key]");
        stopped.is_silent_on("error[anthropic-api-key]");
        repo.stage("shared.py", format!("a\nb\n{theirs}"));
        repo.passes();
        has_parents(&repo, 2);
    });
}

#[test]
fn t17_a_key_typed_into_a_file_without_conflict_stops() {
    on_every_git(|git| {
        let repo = git.repo();
        two_branches(&repo, "a\n");
        repo.git(&["merge", "-q", "--no-ff", "--no-commit", "side"]).exits(0);
        repo.stage("plain.txt", format!("text\n{}", line(&repo, GROQ)));
        repo.stops().says("1 finding in 1 file").says("plain.txt:2:8: error[groq-key]");
        repo.stage("plain.txt", "text\n");
        repo.passes();
        has_parents(&repo, 2);
    });
}

#[test]
fn t17_a_merge_of_three_branches_is_held_against_all_of_them() {
    on_every_git(|git| {
        let repo = git.repo();
        branches(&repo, &["x", "y"]);
        repo.git(&["merge", "-q", "--no-ff", "--no-commit", "x", "y"]).exits(0);
        repo.stage("typed.py", line(&repo, GROQ));
        repo.stops().says("1 finding in 1 file").says("typed.py:1:8: error[groq-key]");
        repo.git(&["rm", "-qf", "typed.py"]).exits(0);
        repo.passes();
        has_parents(&repo, 3);
    });
}

// The table asks for a verdict; there is none without a resolution, and akguard fails closed.
#[test]
fn t17_what_is_unmerged_is_not_checked() {
    on_every_git(|git| {
        let repo = git.repo();
        two_branches(&repo, "b\n");
        repo.git(&["merge", "-q", "side"]).exits(1);
        for command in [&["scan"][..], &["hook", "pre-commit"]] {
            let unchecked = repo.akguard(command).exits(2).is_silent_on("internal error");
            unchecked.says("shared.py: error: not checked: unmerged: resolve the conflict, then git add the file");
        }
    });
}

#[test]
fn t18_a_clean_merge_of_old_keys_is_checked_and_passes() {
    on_every_git(|git| {
        let repo = git.repo();
        two_branches(&repo, "a\n");
        repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]).exits(0).says(", clean");
        has_parents(&repo, 2);
    });
}

#[test]
fn t18_a_clean_merge_of_three_branches_is_checked_and_passes() {
    on_every_git(|git| {
        let repo = git.repo();
        branches(&repo, &["x", "y"]);
        repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "x", "y"]).exits(0).says(", clean");
        has_parents(&repo, 3);
    });
}

#[test]
fn t18_a_key_that_a_clean_merge_adds_itself_is_stopped() {
    on_every_git(|git| {
        let repo = git.without_hook();
        repo.write_executable(".git/hooks/pre-merge-commit", "#!/bin/sh\ngit add generated.py\n");
        repo.akguard(&["install"]).exits(0);
        two_branches(&repo, "a\n");
        repo.write("generated.py", line(&repo, GROQ));
        let stopped = repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]).exits(1);
        stopped.says("akguard: merge stopped: 1 finding in 1 file").says("generated.py:1:8: error[groq-key]");
        has_parents(&repo, 1);
    });
}

// Beyond the table: the key came in by theirs, at the name that ours has changed.
#[test]
fn t17_a_key_that_follows_a_rename_of_the_other_side_passes() {
    on_every_git(|git| {
        let repo = git.repo();
        let text: String = (0..20).map(|n| format!("line {n}\n")).collect();
        repo.stage("a.txt", &text);
        repo.commit_past();
        repo.git(&["checkout", "-qb", "side"]).exits(0);
        repo.stage("a.txt", format!("{text}{}", line(&repo, GROQ)));
        repo.commit_past();
        repo.git(&["checkout", "-q", "main"]).exits(0);
        repo.git(&["mv", "a.txt", "b.txt"]).exits(0);
        repo.commit_past();
        repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]).exits(0).says(", clean");
        has_parents(&repo, 2);
    });
}
