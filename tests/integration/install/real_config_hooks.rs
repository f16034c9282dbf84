//! git's own config hooks under a real git that has them (2.54 and newer), where one is on PATH.

use std::path::Path;
use std::process::Command;

use super::config_hooks::{real_git, times};
use crate::common::{GROQ, TestRepo};

/// A command that finds this git first.
fn with_git(repo: &TestRepo, git: &Path, program: &str) -> Command {
    let mut command = repo.command(program);
    let dirs = [git.parent().unwrap().to_owned(), repo.root().join("bin")];
    let rest = std::env::var_os("PATH").unwrap();
    let path = std::env::join_paths(dirs.into_iter().chain(std::env::split_paths(&rest))).unwrap();
    command.env("PATH", path);
    command
}

#[test]
fn a_real_new_git_runs_it_beside_every_hooks_path() {
    let Some(git) = real_git("a_real_new_git_runs_it_beside_every_hooks_path") else { return };
    let repo = TestRepo::without_hook();
    let command = |program: &str| with_git(&repo, &git, program);
    repo.run(command("akguard").args(["install", "--method", "config"])).exits(0);
    for hooks_path in [None, Some("/dev/null"), Some(".husky/_")] {
        if let Some(path) = hooks_path {
            repo.git(&["config", "core.hooksPath", path]).exits(0);
        }
        let key = repo.plant(GROQ);
        repo.stage("leak.py", format!("key = \"{key}\"\n"));
        let stopped = repo.run(command(git.to_str().unwrap()).args(["commit", "-qm", "a"])).exits(1);
        assert_eq!(times(&stopped, "leak.py:1:8: error[groq-key]"), 1);
    }
    repo.git(&["config", "--unset", "core.hooksPath"]).exits(0);
    repo.run(command("akguard").arg("install")).exits(0);
    let stopped = repo.run(command(git.to_str().unwrap()).args(["commit", "-qm", "a"])).exits(1);
    assert_eq!(times(&stopped, "leak.py:1:8: error[groq-key]"), 1);
    repo.run(command("akguard").arg("status")).exits(0);
    repo.run(command("akguard").arg("uninstall")).exits(0);
    assert!(!repo.read(".git/config").contains("akguard"));
}

/// A trial is on no branch and in another directory: what the user's own place chooses still counts.
#[test]
fn a_real_new_git_that_leaves_it_out_on_this_branch_is_not_guarded() {
    let Some(git) = real_git("a_real_new_git_that_leaves_it_out_on_this_branch_is_not_guarded") else { return };
    let repo = TestRepo::without_hook();
    repo.commit_past();
    repo.run(with_git(&repo, &git, "akguard").args(["install", "--method", "config"])).exits(0);
    repo.run(with_git(&repo, &git, "akguard").arg("status")).exits(0);
    repo.write(".git/off", "[hook \"akguard-pre-commit\"]\n\tenabled = false\n");
    let here = repo.path(".git").canonicalize().unwrap();
    for condition in ["onbranch:main".to_owned(), format!("gitdir:{}", here.display())] {
        let key = format!("includeIf.{condition}.path");
        repo.git(&["config", &key, &here.join("off").display().to_string()]).exits(0);
        repo.run(with_git(&repo, &git, "akguard").arg("status")).exits(1).says("does not reach akguard");
        repo.git(&["config", "--unset", &key]).exits(0);
    }
    repo.run(with_git(&repo, &git, "akguard").arg("status")).exits(0);
}
