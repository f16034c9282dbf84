//! Where others get the hook too, nothing is written without consent.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use super::{is_guarded, listing};
use crate::common::{Output, TestRepo};

/// A hooks directory outside of the repository, reached by the link `.git/hooks`.
fn linked() -> (TestRepo, PathBuf) {
    let repo = TestRepo::without_hook();
    let hooks = repo.root().join("my hooks");
    fs::create_dir(&hooks).unwrap();
    fs::remove_dir_all(repo.path(".git/hooks")).unwrap();
    symlink(&hooks, repo.path(".git/hooks")).unwrap();
    (repo, hooks)
}

/// `install` asks for consent in these words and writes nothing; the help line gives the consent.
#[track_caller]
fn asks(repo: &TestRepo, question: &str, after: &str) {
    let before = listing(repo.root());
    let refused = repo.akguard(&["install"]).exits(1);
    assert_eq!(refused.stdout, "");
    let (asked, rest) = refused.stderr.split_once("; its lines (+):\n").expect("no lines");
    assert_eq!(asked, format!("akguard: {question}"));
    let (lines, help) = rest.split_once("akguard: nothing was written\n").expect("not refused");
    assert!(lines.lines().any(|line| line.ends_with("/pre-commit (new)")), "{lines}");
    assert!(lines.contains("lines, a script of akguard's own: akguard install --print shows it"), "{lines}");
    let mut helps = help.lines();
    let help = helps.next().unwrap();
    assert_eq!(help, format!("  help: akguard install --yes    # {after}"));
    // A git with config hooks has a way that asks nobody.
    assert_eq!(helps.filter(|line| line.contains("install --method config")).count(), usize::from(has_config_hooks()));
    assert_eq!(listing(repo.root()), before);
    let help = help.trim_start().strip_prefix("help: ").unwrap();
    repo.run(repo.command("sh").args(["-c", help])).exits(0).says("akguard: installed in");
    is_guarded(repo);
    // Nothing changes, so nobody is asked.
    repo.akguard(&["install"]).exits(0).says("already installed");
}

fn has_config_hooks() -> bool {
    super::config_hooks::first_git_is_new("consent")
}

fn names() -> String {
    ["pre-commit", "pre-merge-commit", "commit-msg", "post-commit", "post-merge", "post-rewrite", "pre-push"].join(", ")
}

#[test]
fn a_linked_hooks_directory_takes_consent() {
    let (repo, hooks) = linked();
    let question = format!(
        "would write {} into {}, because {} is a link to it: other repositories may use it, too",
        names(),
        hooks.display(),
        repo.path(".git/hooks").display()
    );
    asks(&repo, &question, "writes there");
    assert_eq!(listing(&hooks).len(), 7);
}

#[test]
fn a_link_on_the_way_takes_consent_too() {
    let repo = TestRepo::without_hook();
    let real = repo.root().join("real/inner");
    fs::create_dir_all(&real).unwrap();
    symlink(repo.root().join("real"), repo.path(".git/by-link")).unwrap();
    repo.git(&["config", "core.hooksPath", repo.path(".git/by-link/inner").to_str().unwrap()]).exits(0);
    let question = format!(
        "would write {} into {}, because {} is a link to it: other repositories may use it, too",
        names(),
        real.display(),
        repo.path(".git/by-link/inner").display()
    );
    asks(&repo, &question, "writes there");
}

#[test]
fn a_hooks_directory_outside_takes_consent() {
    let repo = TestRepo::without_hook();
    // It need not be there yet.
    let hooks = repo.root().join("elsewhere/hooks");
    repo.git(&["config", "core.hooksPath", hooks.to_str().unwrap()]).exits(0);
    let question = format!(
        "would write {} into {}, which is outside of this repository: other repositories may \
         use it, too",
        names(),
        hooks.display()
    );
    asks(&repo, &question, "writes there");
}

#[test]
fn a_link_to_tracked_hooks_is_as_tracked() {
    let repo = TestRepo::without_hook();
    repo.stage("githooks/commit-msg", "#!/bin/sh\n");
    repo.commit_past();
    fs::remove_dir_all(repo.path(".git/hooks")).unwrap();
    symlink("../githooks", repo.path(".git/hooks")).unwrap();
    let question = format!(
        "would write {} into {}, which is tracked: everyone who pulls gets the hook",
        names(),
        repo.path("githooks").display()
    );
    asks(&repo, &question, "they need akguard on PATH");
    let hook = repo.read("githooks/pre-commit");
    assert!(!hook.contains(repo.root().to_str().unwrap()), "a personal path in a tracked file:\n{hook}");
}

#[test]
fn hooks_of_the_repository_itself_take_none() {
    let repo = TestRepo::without_hook();
    repo.akguard(&["install"]).exits(0).says("akguard: installed in");
    // A repository that is reached by a link, and a linked worktree.
    let repo = TestRepo::without_hook();
    repo.commit_past();
    symlink(repo.top(), repo.root().join("link")).unwrap();
    repo.run(repo.command("akguard").arg("install").current_dir(repo.root().join("link"))).exits(0);
    repo.akguard(&["uninstall"]).exits(0);
    repo.git(&["worktree", "add", "--quiet", "../linked"]).exits(0);
    repo.run(repo.command("akguard").arg("install").current_dir(repo.root().join("linked"))).exits(0);
    is_guarded(&repo);
}

/// `akguard install` on a terminal, with this answer.
fn on_terminal(repo: &TestRepo, answer: &str) -> Output {
    let mut command = repo.command("script");
    command.args(["-qec", "akguard install", "/dev/null"]).env("TERM", "xterm");
    repo.run_with_input(&mut command, answer.as_bytes())
}

#[test]
fn on_a_terminal_the_user_is_asked() {
    let (repo, hooks) = linked();
    for answer in ["n\n", "\n", "yesterday\n"] {
        on_terminal(&repo, answer).exits(1).says("Write there? [y/N] ").says("akguard: nothing was written");
        assert!(listing(&hooks).is_empty());
    }
    on_terminal(&repo, "y\n").exits(0).says("Write there? [y/N] ").says("akguard: installed in");
    is_guarded(&repo);
}
