//! `akguard status` proves that git reaches akguard, or names what stands in the way.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::write_hook;
use crate::common::{GROQ, TestRepo};

#[track_caller]
fn not_reached(repo: &TestRepo, why: &str) {
    repo.akguard(&["status"]).exits(1).says("does not reach akguard: ").says(why).says("help: akguard install");
}

#[test]
fn it_says_when_git_reaches_akguard() {
    let repo = TestRepo::new();
    repo.write("sub/file", "");
    for folder in [repo.top(), repo.path("sub")] {
        repo.run(repo.command("akguard").arg("status").current_dir(folder))
            .exits(0)
            .says("pre-commit: git 2.")
            .says(&format!("reaches akguard through {}", repo.path(".git/hooks/pre-commit").display()));
    }
}

#[test]
fn it_names_what_is_missing() {
    let repo = TestRepo::without_hook();
    not_reached(&repo, "there is no hook");
    repo.akguard(&["install"]).exits(0);
    fs::set_permissions(repo.path(".git/hooks/pre-commit"), fs::Permissions::from_mode(0o644)).unwrap();
    not_reached(&repo, "is not executable, so git ignores it");
    repo.akguard(&["install"]).exits(0);
    repo.akguard(&["status"]).exits(0);
    write_hook(&repo, "#!/bin/sh\nexit 0\n", 0o755);
    not_reached(&repo, "is another hook");
}

#[test]
fn it_notices_a_hook_that_git_does_not_look_at() {
    let repo = TestRepo::new();
    fs::create_dir(repo.path("other")).unwrap();
    repo.git(&["config", "core.hooksPath", "other"]).exits(0);
    not_reached(&repo, "there is no hook");
    repo.git(&["config", "core.hooksPath", ""]).exits(0);
    repo.akguard(&["status"]).exits(2).says("core.hooksPath is set to nothing, so git runs no hooks at all");
}

#[test]
fn it_sees_a_hook_by_hand_that_calls_akguard() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\nakguard hook pre-commit\n", 0o755);
    repo.akguard(&["status"]).exits(0).says("reaches akguard");
}

#[test]
fn a_hook_that_prints_its_environment_proves_nothing() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\nenv >&2\nexit 1\n", 0o755);
    not_reached(&repo, "is another hook");
}

#[test]
fn a_hook_that_passes_whatever_akguard_says_is_named() {
    for end in ["\nexit 0", " || true", " & wait"] {
        let repo = TestRepo::without_hook();
        write_hook(&repo, format!("#!/bin/sh\nakguard hook pre-commit \"$@\"{end}\n"), 0o755);
        repo.akguard(&["status"])
            .exits(1)
            .says("reaches akguard, but its refusal stops no commit:")
            .says("succeeds though akguard refuses")
            .says(" install");
        repo.akguard(&["install"]).exits(0);
        repo.akguard(&["status"]).exits(0);
        let key = repo.plant(GROQ);
        repo.stage("a.py", format!("key = \"{key}\"\n"));
        repo.stops();
    }
}

#[test]
fn submodules_without_a_hook_are_named() {
    let repo = TestRepo::new();
    let library = repo.root().join("library");
    repo.git(&["init", "-q", library.to_str().unwrap()]).exits(0);
    let commit = ["-C", library.to_str().unwrap(), "commit", "-q", "--allow-empty", "-m", "a"];
    repo.git(&commit).exits(0);
    let add =
        ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.to_str().unwrap(), "vendor/lib"];
    repo.git(&add).exits(0);
    repo.akguard(&["status"])
        .exits(0)
        .says("submodule vendor/lib: git does not reach akguard there")
        .says("cd vendor/lib && ");
    repo.run(repo.command("akguard").arg("install").current_dir(repo.path("vendor/lib"))).exits(0);
    repo.akguard(&["status"]).exits(0).is_silent_on("submodule");
}

#[test]
fn a_hook_that_calls_status_does_not_go_on_for_ever() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\nakguard status && akguard hook pre-commit\n", 0o755);
    not_reached(&repo, "is another hook");
}

#[test]
fn it_does_not_run_the_earlier_hook() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\necho >ran\n", 0o755);
    repo.akguard(&["install"]).exits(0);
    repo.akguard(&["status"]).exits(0);
    assert!(!repo.path("ran").exists());
    repo.stage("a.txt", "a\n");
    repo.passes();
    assert!(repo.path("ran").exists());
}

#[test]
fn the_variable_of_the_test_lets_no_commit_pass() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    repo.run(repo.command("git").args(["commit", "-qm", "a"]).env("AKGUARD_SELFTEST", "x")).exits(1);
    repo.git(&["rev-parse", "--verify", "--quiet", "HEAD"]).exits(1);
}
