//! The program is gone: the commit stops, and the message says how to go on without losing anything.

use std::fs;

use super::{listing, write_hook};
use crate::common::{Output, TestRepo};

/// A folder name that a shell would take apart.
const ODD: &str = "it's \"my\" $HOME \\new folder";

/// A repository in a folder with an odd name, after `prepare` has left an earlier hook or none.
pub fn installed(prepare: impl Fn(&TestRepo)) -> TestRepo {
    let repo = TestRepo::without_hook();
    prepare(&repo);
    repo.akguard(&["install"]).exits(0);
    repo.stage("a.txt", "a\n");
    repo
}

/// Commits where no akguard is to be found.
pub fn commit_without_program(repo: &TestRepo) -> Output {
    let _ = fs::remove_file(repo.root().join("bin/akguard"));
    let developers = std::env::var_os("PATH").unwrap();
    let clean = std::env::split_paths(&developers).filter(|folder| !folder.join("akguard").exists());
    repo.run(repo.command("git").args(["commit", "-qm", "a"]).env("PATH", std::env::join_paths(clean).unwrap()))
}

/// Pastes the command of the message into a shell in another folder.
#[track_caller]
pub fn paste(repo: &TestRepo, stopped: &Output) -> String {
    let (_, command) = stopped.stderr.split_once("take the hooks out: ").expect("no way out is named");
    repo.run(repo.command("sh").args(["-c", command]).current_dir("/")).exits(0);
    command.trim().to_owned()
}

#[track_caller]
pub fn two_lines_stop(repo: &TestRepo) -> Output {
    let stopped = commit_without_program(repo).exits(1).says("commit stopped: the akguard program is gone");
    assert_eq!(stopped.stderr.lines().count(), 2, "{}", stopped.stderr);
    stopped
}

#[test]
fn an_earlier_hook_is_put_back_by_the_printed_command() {
    for earlier in ["#!/bin/sh\n: earlier\n", "#!/bin/sh\n: $(basename $0)\n"] {
        let repo = installed(|repo| write_hook(repo, earlier, 0o755));
        let stopped = two_lines_stop(&repo);
        assert!(
            paste(&repo, &stopped).contains(" && mv pre-commit.akguard-prev pre-commit && rm ")
                || earlier.contains("basename")
        );
        assert_eq!(repo.read(".git/hooks/pre-commit"), earlier);
        commit_without_program(&repo).exits(0);
    }
}

#[test]
fn lines_of_another_tool_are_not_thrown_away() {
    for earlier in [None, Some("#!/bin/sh\necho earlier >>said\n")] {
        let repo = installed(|repo| {
            if let Some(text) = earlier {
                write_hook(repo, text, 0o755);
            }
        });
        write_hook(&repo, repo.read(".git/hooks/pre-commit") + "echo theirs >>said\n", 0o755);
        let stopped = two_lines_stop(&repo);
        paste(&repo, &stopped);
        let _ = fs::remove_file(repo.path("said"));
        commit_without_program(&repo).exits(0);
        let said = if earlier.is_some() { "earlier\ntheirs\n" } else { "theirs\n" };
        assert_eq!(repo.read("said"), said);
    }
}

#[test]
fn a_path_that_a_shell_would_take_apart_is_quoted() {
    for earlier in [None, Some("#!/bin/sh\n: earlier\n")] {
        let repo = TestRepo::without_hook();
        let hooks = repo.root().join(ODD).join("hooks");
        fs::create_dir_all(&hooks).unwrap();
        repo.git(&["config", "core.hooksPath", hooks.to_str().unwrap()]).exits(0);
        if let Some(text) = earlier {
            fs::write(hooks.join("pre-commit"), text).unwrap();
            fs::set_permissions(hooks.join("pre-commit"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }
        let before = listing(&hooks);
        repo.akguard(&["install", "--yes"]).exits(0);
        super::is_guarded(&repo);
        repo.stage("a.txt", "a\n");
        let stopped = two_lines_stop(&repo);
        paste(&repo, &stopped);
        assert_eq!(listing(&hooks), before);
        commit_without_program(&repo).exits(0);
    }
}
