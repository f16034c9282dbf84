//! `core.hooksPath`: akguard goes where git looks, and touches no folder that serves others.

use std::fs;

use super::{is_guarded, listing};
use crate::common::TestRepo;

/// Nothing below the repository changes, and the refusal has a cause and a help line.
#[track_caller]
fn refused(repo: &TestRepo, cause: &str) -> String {
    let before = listing(&repo.top());
    let refused = repo.akguard(&["install"]).exits(2).says(cause);
    assert_eq!(listing(&repo.top()), before);
    let (_, help) = refused.stderr.split_once("\n  help: ").expect("no help line");
    help.trim().to_owned()
}

#[test]
fn the_whole_path_may_have_spaces_and_quotes() {
    let repo = TestRepo::empty();
    let folder = repo.path("it's \"my\" $HOME folder");
    repo.git(&["init", "--quiet", folder.to_str().unwrap()]).exits(0);
    repo.run(repo.command("akguard").arg("install").current_dir(&folder)).exits(0);
    let key = repo.plant(crate::common::GROQ);
    fs::write(folder.join("a.py"), format!("key = \"{key}\"\n")).unwrap();
    let git = |arguments: &[&str]| repo.run(repo.command("git").args(arguments).current_dir(&folder));
    git(&["add", "a.py"]).exits(0);
    git(&["commit", "-qm", "a"]).exits(1).says("a.py:1:8: error[groq-key]");
    repo.run(repo.command("akguard").arg("status").current_dir(&folder)).exits(0);
}

#[test]
fn the_programs_path_may_have_spaces_and_quotes() {
    let repo = TestRepo::without_hook();
    let program = repo.program_in("it's \"my\" $HOME folder");
    fs::remove_file(repo.root().join("bin/akguard")).unwrap();
    repo.run(repo.command(program.to_str().unwrap()).arg("install")).exits(0);
    is_guarded(&repo);
    repo.run(repo.command(program.to_str().unwrap()).arg("install")).exits(0).says("already installed");
}

#[test]
fn a_local_relative_folder_is_used_from_anywhere() {
    let repo = TestRepo::without_hook();
    repo.write("deep/down/file", "");
    repo.git(&["config", "core.hooksPath", ".hooks"]).exits(0);
    repo.run(repo.command("akguard").arg("install").current_dir(repo.path("deep/down"))).exits(0).says("repo/.hooks/");
    assert!(!repo.path(".git/hooks/pre-commit").exists());
    is_guarded(&repo);
    repo.akguard(&["uninstall"]).exits(0);
    assert!(listing(&repo.path(".hooks")).is_empty());
}

#[test]
fn a_local_absolute_folder_outside_is_used() {
    let repo = TestRepo::without_hook();
    let folder = repo.root().join("elsewhere");
    repo.git(&["config", "core.hooksPath", folder.to_str().unwrap()]).exits(0);
    repo.akguard(&["install", "--yes"]).exits(0).says("elsewhere/pre-commit");
    is_guarded(&repo);
}

#[test]
fn an_empty_value_is_named_and_the_help_unsets_it() {
    let repo = TestRepo::without_hook();
    repo.git(&["config", "core.hooksPath", ""]).exits(0);
    let help = refused(&repo, "core.hooksPath is set to nothing, so git runs no hooks at all");
    repo.run(repo.command("sh").args(["-c", &help])).exits(0);
    repo.akguard(&["install"]).exits(0);
    is_guarded(&repo);
}

#[test]
fn a_global_folder_is_not_touched_and_the_help_leads_past_it() {
    let repo = TestRepo::without_hook();
    repo.commit_past();
    let shared = repo.root().join("shared");
    fs::create_dir(&shared).unwrap();
    repo.git(&["config", "--global", "core.hooksPath", shared.to_str().unwrap()]).exits(0);
    repo.git(&["worktree", "add", "--quiet", "../linked"]).exits(0);
    let help = refused(&repo, "core.hooksPath comes from the global configuration");
    assert!(listing(&shared).is_empty());
    // As it is, from a linked work tree, where `.git` is no directory.
    repo.run(repo.command("sh").args(["-c", &help]).current_dir(repo.root().join("linked"))).exits(0);
    is_guarded(&repo);
    repo.run(repo.command("akguard").arg("status").current_dir(repo.root().join("linked"))).exits(0);
}
