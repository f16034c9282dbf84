//! T1 to T16: which bytes are scanned (T17 and T18 are in `merges`). Exactly what the commit adds, however it is made.

use std::fs;
use std::os::unix::fs::symlink;

use super::{line, on_every_git};
use crate::common::{ANTHROPIC, GROQ, TestRepo};

/// One past commit with a key in `old.py`, between other lines.
fn with_old_key(repo: TestRepo) -> (TestRepo, String) {
    let key = line(&repo, ANTHROPIC);
    repo.stage("old.py", format!("# first\n# second\n{key}# fourth\n# fifth\n"));
    repo.commit_past();
    (repo, key)
}

#[test]
fn t01_a_staged_secret_that_left_the_work_tree_is_stopped() {
    let repo = TestRepo::new();
    repo.stage("a.py", line(&repo, GROQ));
    repo.write("a.py", "key = None\n");
    repo.stops().says("a.py:1:8: error[groq-key]");
    fs::remove_file(repo.path("a.py")).unwrap();
    repo.stops().says("a.py:1:8: error[groq-key]");
}

#[test]
fn t02_a_secret_that_is_not_staged_passes() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "hello\n");
    repo.commit_past();
    repo.stage("a.txt", "hello again\n");
    repo.write("a.txt", repo.plant(GROQ));
    repo.write("untracked.txt", repo.plant(GROQ));
    repo.passes().says("1 file, 1 line, clean");
}

#[test]
fn t03_commit_all_is_read_through_its_own_index() {
    on_every_git(|git| {
        let repo = git.repo();
        repo.stage("a.py", "one\n");
        repo.passes();
        repo.write("a.py", format!("one\n{}", line(&repo, GROQ)));
        repo.git(&["commit", "-qam", "all"]).exits(1).says("a.py:2:8: error[groq-key]");
        repo.git(&["diff", "--cached", "--quiet"]).exits(0);
    });
}

#[test]
fn t04_a_commit_of_named_paths_is_judged_by_these() {
    on_every_git(|git| {
        let repo = git.repo();
        repo.stage("a.py", "one\n");
        repo.stage("b.py", "one\n");
        repo.passes();
        repo.stage("a.py", line(&repo, GROQ));
        for (only, content) in [("b.py", "two\n"), ("--only", "three\n")] {
            repo.write("b.py", content);
            repo.git(&["commit", "-qm", "b", only, "b.py"]).exits(0).says("1 file, 1 line, clean");
        }
        repo.git(&["commit", "-qm", "a", "a.py"]).exits(1).says("a.py:1:8: error[groq-key]");
        repo.git(&["commit", "-qm", "a", "--only", "a.py"]).exits(1).says("a.py:1:8: error[groq-key]");
    });
}

#[test]
fn t05_only_the_taken_hunk_counts() {
    on_every_git(|git| {
        let repo = git.repo();
        let filler = "line\n".repeat(20);
        repo.stage("a.py", format!("top\n{filler}end\n"));
        repo.passes();
        let key = line(&repo, GROQ);
        // The terminal of `-p` shows the hunk, which holds the key; only its effect counts here.
        let answer = |answers: &str, command: &str| {
            repo.write("a.py", format!("top changed\n{filler}{key}end\n"));
            let script = format!("printf '{answers}' | git {command} -p a.py >/dev/null 2>said");
            repo.run(repo.command("sh").args(["-c", &script]))
        };
        answer("n\\ny\\n", "add").exits(0);
        repo.stops().says("a.py:22:8: error[groq-key]");
        repo.git(&["reset", "-q"]).exits(0);
        answer("n\\ny\\n", "commit -m key").exits(1);
        assert!(repo.read("said").contains("a.py:22:8: error[groq-key]"));
        answer("y\\nn\\n", "commit -m top").exits(0);
        assert!(repo.read("said").contains("1 file, 22 lines, clean"));
    });
}

#[test]
fn t06_amend_stops_newly_staged_keys_only() {
    on_every_git(|git| {
        let (repo, _) = with_old_key(git.repo());
        repo.git(&["commit", "-q", "--amend", "-m", "reworded"]).exits(0).says(", clean");
        repo.stage("new.py", line(&repo, GROQ));
        let stopped = repo.git(&["commit", "-q", "--amend", "-m", "more"]).exits(1);
        stopped.says("new.py:1:8: error[groq-key]").is_silent_on("error[anthropic-api-key]");
    });
}

#[test]
fn t06_a_key_that_passed_no_hook_is_named_by_the_next_one() {
    on_every_git(|git| {
        for amend in [&["--amend"][..], &[]] {
            let (repo, _) = with_old_key(git.repo());
            repo.stage("a.txt", "text\n");
            repo.git(&[&["commit", "-q", "-m", "more"], amend].concat())
                .exits(0)
                .says(", clean")
                .says("1 unpushed commit that no hook has checked (")
                .says("contains 1 finding: akguard scan --range ");
        }
    });
}

#[test]
fn t07_a_first_commit_is_judged_against_nothing() {
    on_every_git(|git| {
        let repo = git.repo();
        repo.stage("old.py", line(&repo, GROQ));
        repo.stops().says("old.py:1:8: error[groq-key]");
        repo.stage("old.py", "text\n");
        repo.passes().says("1 file, 1 line");
        let (repo, _) = with_old_key(repo);
        repo.git(&["checkout", "-q", "--orphan", "fresh"]).exits(0);
        repo.stops().says("old.py:3:8: error[anthropic-api-key]");
        repo.stage("old.py", "text\n");
        repo.passes().says("1 file, 1 line");
    });
}

#[test]
fn t08_nothing_added_is_nothing_scanned() {
    let (repo, _) = with_old_key(TestRepo::new());
    repo.git(&["commit", "-q", "--allow-empty", "-m", "empty"]).exits(0).says("0 files, 0 lines, clean");
    repo.git(&["rm", "-q", "old.py"]).exits(0);
    repo.passes().says("0 files, 0 lines, clean");
}

#[test]
fn t09_an_old_secret_on_an_untouched_line_passes() {
    let (repo, key) = with_old_key(TestRepo::new());
    repo.stage("old.py", format!("# first, changed\n# second\n{key}# fourth\n# fifth\n# sixth\n"));
    repo.passes();
    repo.stage("old.py", format!("# first, changed\n  {key}"));
    repo.stops().says("old.py:2:10: error[anthropic-api-key]");
}

#[test]
fn t10_a_line_that_a_rename_adds_is_scanned() {
    let (repo, key) = with_old_key(TestRepo::new());
    repo.git(&["mv", "old.py", "moved.py"]).exits(0);
    repo.stage("moved.py", format!("# first\n# second\n{key}# fourth\n# fifth\n{}", line(&repo, GROQ)));
    repo.stops().says("moved.py:6:8: error[groq-key]").is_silent_on("error[anthropic-api-key]");
    repo.stage("moved.py", format!("# first\n# second\n{key}# fourth\n# fifth\n# sixth\n"));
    repo.passes();
}

#[test]
fn t11_a_pure_rename_passes_by_content_and_stops_by_name() {
    let (repo, _) = with_old_key(TestRepo::new());
    repo.git(&["mv", "old.py", "moved.py"]).exits(0);
    repo.passes();
    repo.stage("settings.txt", "A=1\nB=2\n");
    repo.commit_past();
    repo.git(&["mv", "settings.txt", ".env"]).exits(0);
    repo.stops().says(".env:1: error[env-file]: environment file with 2 values");
}

#[test]
fn t12_a_copy_is_new_whatever_git_calls_it() {
    let (repo, _) = with_old_key(TestRepo::new());
    for renames in ["copies", "true", "false"] {
        repo.git(&["config", "diff.renames", renames]).exits(0);
        repo.stage("copy.py", repo.read("old.py"));
        repo.stops().says("copy.py:3:8: error[anthropic-api-key]");
    }
}

#[test]
fn t13_of_a_link_and_a_file_the_file_is_scanned() {
    let (repo, _) = with_old_key(TestRepo::new());
    symlink("old.py", repo.path("link")).unwrap();
    repo.git(&["add", "link"]).exits(0);
    repo.passes();
    fs::remove_file(repo.path("link")).unwrap();
    repo.stage("link", line(&repo, GROQ));
    repo.stops().says("link:1:8: error[groq-key]");
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    fs::remove_file(repo.path("old.py")).unwrap();
    symlink("link", repo.path("old.py")).unwrap();
    repo.git(&["add", "old.py"]).exits(0);
    repo.passes();
}

#[test]
fn t14_a_change_of_mode_adds_nothing() {
    let (repo, _) = with_old_key(TestRepo::new());
    for mode in ["+x", "-x"] {
        repo.git(&["update-index", &format!("--chmod={mode}"), "old.py"]).exits(0);
        repo.passes();
    }
}

#[test]
fn t15_an_announced_file_is_not_part_of_the_commit() {
    on_every_git(|git| {
        let repo = git.repo();
        repo.write("later.py", line(&repo, GROQ));
        repo.write(".env", "A=b\n");
        repo.git(&["add", "-N", "-f", "later.py", ".env"]).exits(0);
        repo.stage("now.py", "one\n");
        repo.passes().says("1 file, 1 line");
    });
}

#[test]
fn t16_the_pointer_of_a_submodule_is_no_content() {
    let repo = TestRepo::new();
    for commit in ["8b137891791fe96927ad78e64b0aad7bded08bdc", "1f7391f92b6a3792204e07e99f71f643cc35e7e1"] {
        repo.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{commit},sub")]).exits(0);
        repo.passes().says("0 files");
    }
}
