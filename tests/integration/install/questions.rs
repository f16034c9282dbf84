//! What `install` asks git, and what it says where git does not answer.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::listing;
use crate::common::TestRepo;

#[test]
fn git_is_asked_once_where_the_repository_is() {
    let repo = TestRepo::without_hook();
    let git = repo.run(repo.command("sh").args(["-c", "command -v git"])).exits(0).stdout;
    let (program, log) = (repo.root().join("bin/git"), repo.root().join("asked"));
    let script = format!("#!/bin/sh\nprintf '%s\\n' \"$*\" >>'{}'\nexec '{}' \"$@\"\n", log.display(), git.trim());
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    for command in ["install", "status", "uninstall"] {
        let _ = fs::remove_file(&log);
        repo.akguard(&[command]).exits(0);
        let asked = fs::read_to_string(&log).unwrap();
        let count = |question: &str| asked.lines().filter(|line| line.contains(question)).count();
        assert_eq!(count("--is-bare-repository"), 1, "{command}:\n{asked}");
        assert!(count("--show-toplevel") <= 1 && count("GIT_AUTHOR_IDENT") <= 1, "{command}:\n{asked}");
    }
}

#[test]
fn what_git_does_not_read_is_said_in_its_words() {
    let repo = TestRepo::without_hook();
    repo.git(&["config", "core.repositoryFormatVersion", "1"]).exits(0);
    repo.git(&["config", "extensions.nosuch", "1"]).exits(0);
    let before = listing(&repo.path(".git"));
    for command in ["install", "status", "uninstall"] {
        repo.akguard(&[command])
            .exits(2)
            .says("akguard: git rev-parse failed: fatal: unknown repository extension found: nosuch\n")
            .says("help: git status    # git has to read this repository first");
    }
    assert_eq!(listing(&repo.path(".git")), before);
}
