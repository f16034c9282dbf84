//! What git ignores is told without git, and what a repository tracks is never ignored.

use std::fs;

use super::{akguard_in, git_in, give_away, no_git, sprung, write_key};
use crate::common::{Output, TestRepo};

/// Scans the repository from outside, where starting git would be seen, and says how much was left out as ignored.
#[track_caller]
fn scan_without_git(repo: &TestRepo, ignored: usize) -> Output {
    no_git(repo);
    let json = akguard_in(repo, repo.root(), &["scan", "--format", "json", "repo"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["stats"]["ignored"].as_u64().unwrap_or(0), ignored as u64, "{json}");
    let output = akguard_in(repo, repo.root(), &["scan", "repo"]);
    fs::remove_file(repo.root().join("bin/git")).unwrap();
    assert!(sprung(repo).is_empty(), "git has been started");
    output
}

/// A repository in which all is ignored, with a tracked and an untracked key.
fn all_ignored(form: &[&str]) -> TestRepo {
    let repo = TestRepo::empty();
    repo.git(&[&["init", "-q"][..], form, &["."]].concat()).exits(0);
    repo.write(".gitignore", "*\n");
    for name in ["tracked.txt", "deep/down/tracked.txt", "untracked.txt", "deep/untracked.txt", "out/untracked.txt"] {
        write_key(&repo, &repo.top(), name);
    }
    repo.git(&["add", "-f", "tracked.txt", "deep/down/tracked.txt"]).exits(0);
    repo
}

#[test]
fn a_tracked_file_is_never_ignored_in_any_form_of_index() {
    let ways: [(&[&str], &[&str]); 4] = [
        (&[], &["update-index", "--index-version", "2"]),
        (&[], &["update-index", "--index-version", "4"]),
        (&["--object-format=sha256"], &["status"]),
        (&["--object-format=sha256"], &["update-index", "--index-version", "4"]),
    ];
    for (form, then) in ways {
        let repo = all_ignored(form);
        repo.git(then).exits(0);
        let scan = scan_without_git(&repo, 4).exits(1).says("2 findings in 2 files").is_silent_on("note:");
        scan.says("repo/tracked.txt:1:8").says("repo/deep/down/tracked.txt:1:8");
    }
}

#[test]
fn what_info_exclude_and_the_users_excludes_name_is_ignored_where_libgit2_reads_nothing() {
    let repo = all_ignored(&["--object-format=sha256"]);
    fs::remove_file(repo.path(".gitignore")).unwrap();
    repo.write(".git/info/exclude", "untracked.txt\n!/out/untracked.txt\n");
    scan_without_git(&repo, 2).exits(1).says("3 findings in 3 files");
    repo.write(".git/info/exclude", "");
    fs::write(repo.root().join("excludes"), "untracked.txt\n").unwrap();
    repo.git(&["config", "core.excludesFile", repo.root().join("excludes").to_str().unwrap()]).exits(0);
    scan_without_git(&repo, 3).exits(1).says("2 findings in 2 files");
}

/// What makes an index that our parser does not read, and what is said of it.
type Way = (fn(&TestRepo), &'static str);

#[test]
fn without_a_readable_index_nothing_counts_as_ignored_and_the_report_says_so() {
    let split = |repo: &TestRepo| {
        repo.git(&["update-index", "--split-index"]).exits(0);
    };
    let damaged = |repo: &TestRepo| repo.write(".git/index", "DIRC\0\0\0\x02\0\0\0\x05");
    let unreadable = |repo: &TestRepo| {
        fs::remove_file(repo.path(".git/index")).unwrap();
        fs::create_dir(repo.path(".git/index")).unwrap();
    };
    let ways: [Way; 3] = [(split, "split"), (damaged, "cut off"), (unreadable, "cannot be read")];
    for (way, why) in ways {
        let repo = all_ignored(&[]);
        way(&repo);
        let scan = scan_without_git(&repo, 0).exits(1).says("5 findings in 5 files");
        scan.says("akguard: note: repo: nothing counts as ignored here: ").says(why);
    }
}

#[test]
fn a_sparse_index_is_not_taken_for_all_that_is_tracked() {
    let repo = TestRepo::without_hook();
    write_key(&repo, &repo.top(), "in/a.txt");
    write_key(&repo, &repo.top(), "out/b.txt");
    repo.git(&["add", "."]).exits(0);
    repo.commit_past();
    repo.git(&["sparse-checkout", "init", "--cone", "--sparse-index"]).exits(0);
    repo.git(&["sparse-checkout", "set", "in"]).exits(0);
    repo.write(".gitignore", "*.txt\n");
    write_key(&repo, &repo.top(), "out/b.txt");
    let scan = scan_without_git(&repo, 0).exits(1).says("2 findings in 2 files");
    scan.says("nothing counts as ignored here: the index is sparse");
}

#[test]
fn another_users_repository_has_no_say_in_what_is_ignored() {
    let repo = all_ignored(&[]);
    if !give_away(&repo, &repo.top()) {
        return;
    }
    let scan = scan_without_git(&repo, 0).exits(1).says("5 findings in 5 files");
    scan.says("akguard: note: repo: nothing counts as ignored here: the repository belongs to another user");
    no_git(&repo);
    let inside = repo.akguard(&["scan", "."]).exits(1).says("5 findings in 5 files");
    inside.says("akguard: note: config and overrides are not read: the repository belongs to another user");
    assert!(sprung(&repo).is_empty(), "git has been started");
}

#[test]
fn the_nearest_repository_says_what_is_ignored() {
    let repo = TestRepo::without_hook();
    repo.write(".gitignore", "*.outer\nvendor/\n");
    let nested = repo.path("nested");
    let vendored = repo.path("vendor/deep/clone");
    for folder in [&nested, &vendored] {
        repo.git(&["init", "-q", folder.to_str().unwrap()]).exits(0);
        fs::write(folder.join(".gitignore"), "*.inner\n").unwrap();
        write_key(&repo, folder, "tracked.inner");
        write_key(&repo, folder, "untracked.inner");
        git_in(&repo, folder, &["add", "-f", "tracked.inner"]).exits(0);
    }
    write_key(&repo, &nested, "a.outer");
    write_key(&repo, &repo.top(), "b.outer");
    write_key(&repo, &repo.top(), "c.inner");
    write_key(&repo, &repo.top(), "vendor/d.txt");
    // b.outer, vendor, and in each of the two the untracked one.
    let scan = scan_without_git(&repo, 4).exits(1);
    for found in ["nested/tracked.inner", "vendor/deep/clone/tracked.inner", "nested/a.outer", "repo/c.inner"] {
        assert!(scan.text().contains(&format!("{found}:1:8")), "{}", scan.text());
    }
    scan.says("4 findings in 4 files");
}

#[test]
fn a_submodule_says_itself_what_it_tracks() {
    let repo = TestRepo::without_hook();
    repo.git(&["init", "-q", "../library"]).exits(0);
    repo.git(&["-C", "../library", "commit", "-q", "--allow-empty", "-m", "past"]).exits(0);
    repo.git(&["-c", "protocol.file.allow=always", "submodule", "-q", "add", "../library", "lib"]).exits(0);
    repo.write(".gitignore", "*\n");
    fs::write(repo.path("lib/.gitignore"), "*\n").unwrap();
    write_key(&repo, &repo.path("lib"), "tracked.txt");
    write_key(&repo, &repo.path("lib"), "untracked.txt");
    git_in(&repo, &repo.path("lib"), &["add", "-f", "tracked.txt"]).exits(0);
    scan_without_git(&repo, 3).exits(1).says("1 finding in 1 file").says("lib/tracked.txt:1:8");
}

/// A `.git` that leads nowhere is none; one that is a pipe or has no end does not stop the scan.
#[test]
fn what_is_no_repository_has_no_say() {
    let repo = TestRepo::empty();
    for (name, text) in [("a", "gitdir: ../nowhere\n"), ("b", "hello\n"), ("c", "")] {
        repo.write(&format!("{name}/.git"), text);
        repo.write(&format!("{name}/.gitignore"), "*\n");
        write_key(&repo, &repo.top(), &format!("{name}/key.txt"));
    }
    fs::create_dir_all(repo.path("d/.git")).unwrap();
    repo.run(repo.command("mkfifo").arg(repo.path("d/.git/HEAD"))).exits(0);
    fs::create_dir_all(repo.path("e")).unwrap();
    repo.run(repo.command("mkfifo").arg(repo.path("e/.git"))).exits(0);
    write_key(&repo, &repo.top(), "d/key.txt");
    write_key(&repo, &repo.top(), "e/key.txt");
    scan_without_git(&repo, 0).exits(1).says("5 findings in 5 files");
    akguard_in(&repo, &repo.path("a"), &["scan"]).exits(2).says("leads to no git directory");
}
