//! `pre-receive`: a server refuses a push, whoever sends it and however.

use std::path::{Path, PathBuf};

use super::{leak, remote, started};
use crate::common::{GROQ, Output, TestRepo};

/// A repository whose hooks are out of the way, and its server with akguard.
fn with_server() -> (TestRepo, PathBuf) {
    let repo = started();
    let server = remote(&repo);
    repo.akguard(&["uninstall"]).exits(0);
    on_server(&repo, &server, &["install"]).exits(0).says("installed in ").says("hooks/pre-receive");
    push(&repo, &["origin", "main"]).exits(0).says("remote: akguard: 1 file, 1 line, clean");
    (repo, server)
}

#[track_caller]
fn on_server(repo: &TestRepo, server: &Path, arguments: &[&str]) -> Output {
    repo.run(repo.command("akguard").args(arguments).current_dir(server))
}

#[track_caller]
fn push(repo: &TestRepo, arguments: &[&str]) -> Output {
    repo.git(&[&["push", "-q"], arguments].concat())
}

#[track_caller]
fn is_refused(repo: &TestRepo, arguments: &[&str]) -> Output {
    push(repo, arguments).exits(1).says("refused: ").says("pre-receive hook declined")
}

#[test]
fn a_push_with_a_key_is_refused_and_leaves_nothing() {
    let (repo, server) = with_server();
    leak(&repo, "one.py");
    repo.git(&["rm", "-q", "one.py"]).exits(0);
    repo.commit_past();
    is_refused(&repo, &["origin", "main"])
        .says("remote: akguard: push refused: 1 finding in 1 file")
        .says(":one.py:1:8: error[groq-key]")
        .says("git rebase -i ");
    is_refused(&repo, &["origin", "main:refs/heads/new"]);
    let blob = repo.git(&["rev-parse", "HEAD~1:one.py"]).stdout;
    let there = repo.run(repo.command("git").args(["cat-file", "-e", blob.trim()]).current_dir(&server));
    assert_ne!(there.status, 0, "the objects are dropped");
    repo.git(&["reset", "-q", "--hard", "HEAD~2"]).exits(0);
    repo.stage("b.txt", "b\n");
    repo.commit_past();
    push(&repo, &["origin", "main"]).exits(0).says("clean");
    push(&repo, &["origin", "main:refs/heads/other"]).exits(0);
    push(&repo, &["origin", ":other"]).exits(0);
}

#[test]
fn nothing_in_the_push_weakens_it_but_records_count() {
    let (repo, server) = with_server();
    repo.run(repo.command("git").args(["config", "receive.advertisePushOptions", "true"]).current_dir(&server))
        .exits(0);
    repo.stage(".akguard.toml", "[[exclude]]\npath = \"**\"\nreason = \"everything\"\n");
    let key = repo.plant(GROQ);
    repo.stage("one.py", format!("key = \"{key}\"\n"));
    repo.commit_past();
    let id = TestRepo::id(&is_refused(&repo, &["origin", "main"]));
    is_refused(&repo, &["-o", "akguard.skip", "-o", "breakglass", "origin", "main"]);
    // On a branch of its own the config arrives alone, and still rules nothing: it is not that of the server's HEAD.
    repo.git(&["checkout", "-q", "-b", "config", "HEAD~1"]).exits(0);
    repo.git(&["checkout", "-q", "main", "--", ".akguard.toml"]).exits(0);
    repo.commit_past();
    push(&repo, &["origin", "config"]).exits(0);
    repo.stage("one.py", format!("key = \"{key}\"\n"));
    repo.commit_past();
    is_refused(&repo, &["origin", "config"]).says("one.py:1:8");
    repo.git(&["checkout", "-q", "main"]).exits(0);
    let allow = ["--allow", &id, "--reason", "test", "--note", "a key that the tests have made", "--range", "HEAD^!"];
    repo.akguard(&allow).exits(0);
    repo.commit_past();
    push(&repo, &["origin", "main"]).exits(0).says("1 allowed");
}

#[test]
fn tags_and_messages_arrive_checked() {
    let (repo, _) = with_server();
    let key = repo.plant(GROQ);
    repo.git(&["tag", "-a", "v1", "-m", &format!("It is {key}")]).exits(0);
    is_refused(&repo, &["origin", "v1"]).says("tag message:1:7");
    repo.git(&["commit", "-q", "--allow-empty", "-m", &format!("It is {key}")]).exits(0);
    is_refused(&repo, &["origin", "main"]).says("commit message:1:7");
}

#[test]
fn the_first_push_of_all_is_checked_by_the_defaults() {
    let repo = started();
    let server = remote(&repo);
    on_server(&repo, &server, &["install"]).exits(0);
    repo.akguard(&["uninstall"]).exits(0);
    leak(&repo, "one.py");
    is_refused(&repo, &["origin", "main"]).says("one.py:1:8");
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]).exits(0);
    push(&repo, &["origin", "main"]).exits(0).says("clean");
}

/// As over ssh: git runs a program that starts the server's side, which has an environment of its own.
#[test]
fn over_a_connection_like_ssh() {
    let (repo, server) = with_server();
    repo.write_executable("../bin/ssh-like", "#!/bin/sh\nshift\nexec sh -c \"$*\"\n");
    let url = format!("host:{}", server.display());
    leak(&repo, "one.py");
    let mut command = repo.command("git");
    command
        .args(["push", "-q", &url, "main"])
        .env("GIT_SSH", repo.root().join("bin/ssh-like"))
        .env("GIT_SSH_VARIANT", "simple");
    repo.run(&mut command).exits(1).says("remote: akguard: push refused: 1 finding").says("one.py:1:8");
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]).exits(0);
    repo.stage("b.txt", "b\n");
    repo.commit_past();
    repo.run(&mut command).exits(0).says("clean");
}

#[test]
fn an_earlier_hook_gets_the_refs_and_both_must_agree() {
    let repo = started();
    let server = remote(&repo);
    repo.akguard(&["uninstall"]).exits(0);
    let hook = server.join("hooks/pre-receive");
    let earlier = "#!/bin/sh\nwhile read -r a b c; do case $c in */never) echo no >&2; exit 1 ;; esac; done\n";
    std::fs::write(&hook, earlier).unwrap();
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    on_server(&repo, &server, &["install"]).exits(0).says("the earlier hook runs first");
    push(&repo, &["origin", "main"]).exits(0).says("clean");
    push(&repo, &["origin", "main:refs/heads/never"]).exits(1).says("remote: no");
    leak(&repo, "one.py");
    is_refused(&repo, &["origin", "main"]);
    on_server(&repo, &server, &["uninstall"]).exits(0);
    assert_eq!(std::fs::read_to_string(&hook).unwrap(), earlier);
    plain_push(&repo);
}

#[track_caller]
fn plain_push(repo: &TestRepo) {
    push(repo, &["origin", "main"]).exits(0).is_silent_on("akguard");
}

#[test]
fn other_object_formats() {
    let repo = TestRepo::empty();
    repo.git(&["init", "-q", "--object-format=sha256", "."]).exits(0);
    let server = repo.root().join("origin.git");
    repo.git(&["init", "-q", "--bare", "--object-format=sha256", server.to_str().unwrap()]).exits(0);
    repo.git(&["remote", "add", "origin", server.to_str().unwrap()]).exits(0);
    on_server(&repo, &server, &["install"]).exits(0);
    repo.stage("a.txt", "a\n");
    repo.commit_past();
    push(&repo, &["origin", "main"]).exits(0).says("1 file, 1 line, clean");
    leak(&repo, "one.py");
    is_refused(&repo, &["origin", "main"]).says("one.py:1:8");
}

#[test]
fn status_tells_whether_the_server_is_guarded() {
    let (repo, server) = with_server();
    on_server(&repo, &server, &["status"]).exits(0).says("pre-receive: git ").says("reaches akguard");
    on_server(&repo, &server, &["uninstall"]).exits(0);
    on_server(&repo, &server, &["status"]).exits(1).says("pre-receive: git ").says("does not reach akguard");
}
