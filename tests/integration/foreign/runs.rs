//! No trap is sprung: in every form of repository, under every command, with every git of this machine.

use std::fs;
use std::path::Path;

use super::traps::{Way, fill, set_traps};
use super::{akguard_in, git_in, sprung, trap, write_key};
use crate::common::{Output, TestRepo};
use crate::peers::on_every_git;

/// Runs a command, after which no trap may have been sprung but those that are the user's own.
#[track_caller]
fn is_safe(repo: &TestRepo, folder: &Path, arguments: &[&str], own: &[&str]) -> Output {
    let _ = sprung(repo);
    let output = akguard_in(repo, folder, arguments);
    let mut sprung = sprung(repo);
    sprung.retain(|name| !own.contains(&name.as_str()));
    assert!(sprung.is_empty(), "akguard {arguments:?} in {} ran {sprung:?}:\n{}", folder.display(), output.text());
    assert!(matches!(output.status, 0..=2), "{arguments:?}: {}", output.text());
    output
}

/// Without this the other assertions would mean little: the traps work.
#[track_caller]
fn traps_work(repo: &TestRepo, folder: &Path) {
    let _ = sprung(repo);
    git_in(repo, folder, &["status"]);
    git_in(repo, folder, &["add", "-A"]);
    let sprung = sprung(repo);
    for name in ["core.fsmonitor", "filter.trap.clean"] {
        assert!(sprung.iter().any(|s| s == name), "{name} is no trap in {}: {sprung:?}", folder.display());
    }
}

const NO_SUCH_ID: [&str; 6] = ["--allow", "00000000", "--reason", "test", "--note", "a key that was revoked"];

/// Every command that only reads.
fn reading(repo: &TestRepo, folder: &Path) {
    for arguments in [
        &["scan"][..],
        &["-v", "scan"],
        &["scan", "--format", "json"],
        &["scan", "."],
        &["scan", "--no-ignore", "."],
        &["scan", "--range", "HEAD~1..HEAD"],
        &["scan", "--history"],
        &["hook", "pre-commit"],
        &["hook", "pre-merge-commit"],
        &["rules"],
        &["audit"],
        &["audit", "--check"],
        &NO_SUCH_ID,
        &["commit", "--allow", "00000000", "--reason", "test", "--note", "a key that was revoked", "-m", "x"],
    ] {
        is_safe(repo, folder, arguments, &[]);
    }
    is_safe(repo, folder, &["status"], &["hook-pre-commit", "hook-pre-merge-commit"]);
}

/// Every command that writes, in a work tree with a staged key.
fn writing(repo: &TestRepo, folder: &Path) {
    reading(repo, folder);
    let id = TestRepo::ids(&akguard_in(repo, folder, &["scan"])).remove(0);
    let allow = ["--allow", &id, "--reason", "test", "--note", "a key that was revoked"];
    is_safe(repo, folder, &allow, &[]).exits(0).says("recorded in");
    is_safe(repo, folder, &["audit", "revoke", &id], &[]).exits(0);
    is_safe(repo, folder, &["scan", "--write-baseline"], &[]).exits(0);
    let quiet =
        ["-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "update-index", "--force-remove", "key.txt"];
    git_in(repo, folder, &quiet);
    fs::remove_file(folder.join("key.txt")).unwrap();
    is_safe(repo, folder, &["audit", "prune"], &[]).exits(0).says("removed and staged");
    is_safe(repo, folder, &["install"], &[]).exits(0);
    is_safe(repo, folder, &["status"], &[]).exits(0);
    is_safe(repo, folder, &["hook", "pre-commit"], &[]);
    is_safe(repo, folder, &["uninstall"], &[]).exits(0);
}

#[test]
fn nothing_runs_in_a_plain_repository() {
    on_every_git(|git| {
        let repo = git.without_hook();
        fill(&repo, &repo.top());
        set_traps(&repo, &repo.top(), Way::Direct);
        writing(&repo, &repo.top());
        traps_work(&repo, &repo.top());
    });
}

#[test]
fn nothing_runs_in_a_sha_256_repository() {
    on_every_git(|git| {
        let repo = git.empty();
        repo.git(&["init", "-q", "--object-format=sha256", "."]).exits(0);
        fill(&repo, &repo.top());
        // A blob of the history is missing, so that git would like to fetch it.
        let id = repo.git(&["rev-parse", "HEAD~1:old.txt"]).exits(0).stdout;
        let (head, tail) = id.trim().split_at(2);
        fs::remove_file(repo.path(&format!(".git/objects/{head}/{tail}"))).unwrap();
        set_traps(&repo, &repo.top(), Way::Include);
        is_safe(&repo, &repo.top(), &["scan", "--history"], &[]).exits(2).says("its content is missing");
        writing(&repo, &repo.top());
        traps_work(&repo, &repo.top());
    });
}

#[test]
fn nothing_runs_with_a_split_index() {
    on_every_git(|git| {
        let repo = git.without_hook();
        repo.git(&["config", "core.splitIndex", "true"]).exits(0);
        fill(&repo, &repo.top());
        repo.git(&["update-index", "--split-index"]).exits(0);
        set_traps(&repo, &repo.top(), Way::Include);
        writing(&repo, &repo.top());
        traps_work(&repo, &repo.top());
    });
}

#[test]
fn nothing_runs_in_a_linked_work_tree() {
    on_every_git(|git| {
        let repo = git.without_hook();
        repo.commit_past();
        repo.git(&["worktree", "add", "-q", "../linked"]).exits(0);
        let linked = repo.root().join("linked");
        fill(&repo, &linked);
        set_traps(&repo, &linked, Way::WorkTree);
        writing(&repo, &linked);
        traps_work(&repo, &linked);
    });
}

#[test]
fn nothing_runs_in_a_submodule_or_around_it() {
    on_every_git(|git| {
        let repo = git.without_hook();
        repo.git(&["init", "-q", "../library"]).exits(0);
        repo.git(&["-C", "../library", "commit", "-q", "--allow-empty", "-m", "past"]).exits(0);
        repo.git(&["-c", "protocol.file.allow=always", "submodule", "-q", "add", "../library", "lib"]).exits(0);
        fill(&repo, &repo.top());
        fill(&repo, &repo.path("lib"));
        set_traps(&repo, &repo.path("lib"), Way::Direct);
        // git would look into the submodule whether it is dirty.
        reading(&repo, &repo.top());
        writing(&repo, &repo.path("lib"));
        traps_work(&repo, &repo.path("lib"));
    });
}

#[test]
fn nothing_runs_in_a_nested_or_bare_repository() {
    on_every_git(|git| {
        let repo = git.without_hook();
        fill(&repo, &repo.top());
        let nested = repo.path("nested");
        repo.git(&["init", "-q", "nested"]).exits(0);
        fill(&repo, &nested);
        repo.git(&["clone", "-q", "--bare", ".", "../bare.git"]).exits(0);
        let bare = repo.root().join("bare.git");
        set_traps(&repo, &nested, Way::Include);
        set_traps(&repo, &bare, Way::Direct);
        reading(&repo, &repo.top());
        writing(&repo, &nested);
        reading(&repo, &bare);
        is_safe(&repo, &bare, &["install"], &[]).exits(0);
        is_safe(&repo, &bare, &["uninstall"], &[]).exits(0);
        traps_work(&repo, &nested);
    });
}

/// A tracked directory that looks like a git directory, as a clone brings it.
#[test]
fn nothing_runs_in_a_tracked_directory_that_looks_like_a_git_directory() {
    on_every_git(|git| {
        let repo = git.without_hook();
        repo.git(&["init", "-q", "../source"]).exits(0);
        let source = repo.root().join("source");
        fill(&repo, &source);
        set_traps(&repo, &source, Way::Direct);
        let config = "config";
        fs::rename(source.join(".git"), repo.path("data")).unwrap();
        git_in(&repo, &repo.top(), &["config", "--file", &format!("data/{config}"), "core.worktree", "."]).exits(0);
        write_key(&repo, &repo.path("data"), "key.txt");
        let data = repo.path("data");
        reading(&repo, &repo.top());
        reading(&repo, &data);
        for arguments in [
            &["scan"][..],
            &["scan", "--history"],
            &["scan", "--range", "HEAD~1..HEAD"],
            &["commit", "-m", "x"],
            &["audit", "prune"],
            &["scan", "--write-baseline"],
            &["install"],
            &["status"],
            &["uninstall"],
            &NO_SUCH_ID,
        ] {
            let refused = is_safe(&repo, &data, arguments, &[]).exits(2);
            refused.says("looks like a git directory, but it is in the work tree of").says("help: ");
        }
        is_safe(&repo, &data, &["scan", "."], &[]).exits(1).says("key.txt:1:8: error[groq-key]");
        is_safe(&repo, &repo.top(), &["scan", "data"], &[]).exits(1).says("data/key.txt:1:8: error[groq-key]");
        git_in(&repo, &data, &["status"]);
        assert!(sprung(&repo).iter().any(|name| name == "core.fsmonitor"), "the trap does not work");
    });
}

#[test]
fn hooks_that_the_config_names_do_not_run_and_are_still_found() {
    on_every_git(|git| {
        let repo = git.without_hook();
        fill(&repo, &repo.top());
        set_traps(&repo, &repo.top(), Way::Direct);
        fs::rename(repo.path(".git/hooks"), repo.path("own-hooks")).unwrap();
        repo.git(&["config", "core.hooksPath", "own-hooks"]).exits(0);
        writing(&repo, &repo.top());
        is_safe(&repo, &repo.top(), &["install"], &[]).exits(0).says("own-hooks/pre-commit");
    });
}

/// Filters, hooks and the editor are part of a commit.
#[test]
fn akguard_commit_runs_the_users_own_git() {
    on_every_git(|git| {
        let repo = git.repo();
        repo.stage("a.txt", "one\n");
        repo.stage(".gitattributes", "*.txt filter=upper\n");
        repo.commit().exits(0);
        repo.git(&["config", "filter.upper.clean", "tr a-z A-Z"]).exits(0);
        repo.git(&["config", "core.editor", "echo 'by the editor' >"]).exits(0);
        repo.write_executable(".git/hooks/post-commit", "#!/bin/sh\ntouch post-commit-ran\n");
        repo.write("a.txt", "two\n");
        repo.akguard(&["commit", "-qa"]).exits(0);
        assert_eq!(repo.git(&["cat-file", "blob", "HEAD:a.txt"]).stdout, "TWO\n");
        assert_eq!(repo.git(&["log", "-1", "--format=%s"]).stdout, "by the editor\n");
        assert!(repo.path("post-commit-ran").exists());
    });
}

/// An override for what `commit -a` would take is recorded without the filter, which is the repository's program.
#[test]
fn an_override_of_a_tracked_change_runs_no_filter() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "one\n");
    repo.stage("crlf.txt", "one\n");
    repo.stage(".gitattributes", "a.txt filter=trap\ncrlf.txt text eol=crlf\n");
    repo.commit_past();
    repo.git(&["config", "filter.trap.clean", &trap(&repo, "clean")]).exits(0);
    repo.git(&["config", "filter.trap.required", "true"]).exits(0);
    write_key(&repo, &repo.top(), "a.txt");
    repo.write("crlf.txt", "one\r\n");
    let shown = repo.akguard(&["scan", "a.txt"]).exits(1);
    let id = TestRepo::id(&shown);
    let _ = sprung(&repo);
    repo.akguard(&["--allow", &id, "--reason", "test", "--note", "a key that was revoked"])
        .exits(0)
        .says("recorded in");
    assert!(sprung(&repo).is_empty());
}
