//! Uninstall leaves nothing of ours in `.git`, and says what it removed and what stays.

use std::fs;

use super::{is_guarded, listing, write_hook};
use crate::common::{GROQ, TestRepo};

/// What akguard could have left in the git directory.
fn ours(repo: &TestRepo) -> Vec<String> {
    let files = listing(&repo.path(".git")).into_keys().map(|path| path.display().to_string());
    files
        .filter(|path| path.contains("repo/.git/") && path.rsplit("repo/.git/").next().unwrap().contains("akguard"))
        .collect()
}

/// Stops a commit and lets it pass, so that there are a log, a cache and a record.
fn used(repo: &TestRepo) {
    let key = repo.plant(GROQ);
    repo.stage("a.py", format!("key = \"{key}\"\n"));
    let id = TestRepo::id(&repo.stops());
    repo.akguard(&["allow", &id, "--reason", "test", "--note", "an account that is closed"]).exits(0);
    repo.passes();
}

#[test]
fn nothing_of_ours_stays_in_the_git_directory() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\nexit 0\n", 0o755);
    let before = listing(&repo.path(".git/hooks"));
    repo.akguard(&["install"]).exits(0);
    used(&repo);
    assert!(ours(&repo).len() >= 3, "{:?}", ours(&repo));
    let git = repo.path(".git");
    let git = git.display();
    assert_eq!(
        repo.akguard(&["uninstall"]).exits(0).text(),
        format!(
            "akguard: removed from {git}/hooks/pre-commit; the earlier hook is restored\n\
             akguard: removed from {git}/hooks/pre-merge-commit (and beside it commit-msg, post-commit, post-merge, \
             post-rewrite, pre-push)\n\
             akguard: the hooks served all worktrees of this repository: none is guarded now\n\
             akguard: deleted {git}/akguard (log and cache of this machine); .akguard.toml and .akguard/ belong to the \
             project and stay\n"
        )
    );
    assert_eq!(ours(&repo), [""; 0]);
    assert_eq!(listing(&repo.path(".git/hooks")), before);
    assert_eq!(listing(&repo.path(".akguard")).len(), 2);
    let again = repo.akguard(&["uninstall"]).exits(1);
    again.says("hooks/pre-commit is not akguard's hook; it was left alone");
}

#[test]
fn what_a_scan_left_goes_without_a_hook_too() {
    let repo = TestRepo::new();
    used(&repo);
    fs::remove_dir_all(repo.path(".git/hooks")).unwrap();
    repo.akguard(&["uninstall"]).exits(0).says("akguard: deleted ").is_silent_on("removed from");
    assert_eq!(ours(&repo), [""; 0]);
}

#[test]
fn all_worktrees_are_named() {
    let repo = TestRepo::new();
    repo.commit_past();
    for name in ["one", "two", "gone"] {
        repo.git(&["worktree", "add", "--quiet", "--detach", &format!("../{name}")]).exits(0);
    }
    fs::remove_dir_all(repo.root().join("gone")).unwrap();
    repo.run(repo.command("akguard").arg("uninstall").current_dir(repo.root().join("one")))
        .exits(0)
        .says("akguard: the hooks served all 3 worktrees of this repository: none is guarded now\n");
}

#[test]
fn worktrees_with_hooks_of_their_own_stay_guarded() {
    let repo = TestRepo::without_hook();
    repo.commit_past();
    repo.git(&["config", "core.hooksPath", ".hooks"]).exits(0);
    let linked = repo.root().join("linked");
    repo.git(&["worktree", "add", "--quiet", "--detach", "../linked"]).exits(0);
    repo.akguard(&["install"]).exits(0);
    let in_linked = |command: &str| repo.run(repo.command("akguard").arg(command).current_dir(&linked));
    in_linked("install").exits(0);
    is_guarded(&repo);
    in_linked("uninstall").exits(0).says("removed from").is_silent_on("worktrees").is_silent_on("deleted");
    assert!(repo.path(".git/akguard/log.jsonl").exists());
    is_guarded(&repo);
}

#[test]
fn an_earlier_hook_comes_back_although_ours_is_gone() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\nexit 0\n", 0o755);
    let before = listing(&repo.path(".git/hooks"));
    repo.akguard(&["install"]).exits(0);
    fs::remove_file(repo.path(".git/hooks/pre-commit")).unwrap();
    repo.akguard(&["uninstall"]).exits(0).says("pre-commit; the earlier hook is restored");
    assert_eq!(listing(&repo.path(".git/hooks")), before);
}

#[test]
fn a_hook_that_took_the_place_of_ours_stays_and_the_kept_one_is_named() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\nexit 0\n", 0o755);
    repo.akguard(&["install"]).exits(0);
    write_hook(&repo, "#!/bin/sh\n# theirs\n", 0o755);
    let hooks = repo.path(".git/hooks");
    let hooks = hooks.display();
    let said = repo.akguard(&["uninstall"]).exits(0).text();
    assert_eq!(
        said,
        format!(
            "akguard: removed from {hooks}/pre-merge-commit (and beside it commit-msg, post-commit, post-merge, \
             post-rewrite, pre-push)\n\
             akguard: {hooks}/pre-commit is not akguard's hook; it was left alone\n  \
             help: cat {hooks}/pre-commit.akguard-prev    # the earlier hook, which nothing runs: join the two by hand\n\
             akguard: the hooks served all worktrees of this repository: none is guarded now\n\
             akguard: deleted {} (log and cache of this machine); .akguard.toml and .akguard/ belong to the project and \
             stay\n",
            repo.path(".git/akguard").display()
        )
    );
    assert_eq!(repo.read(".git/hooks/pre-commit"), "#!/bin/sh\n# theirs\n");
    assert!(!repo.path(".git/hooks/pre-merge-commit").exists());
}

#[test]
fn files_of_others_beside_our_log_stay() {
    let repo = TestRepo::new();
    used(&repo);
    repo.write(".git/akguard/mine", "mine\n");
    repo.akguard(&["uninstall"])
        .exits(0)
        .says(".git/akguard holds files that are not akguard's; they were left alone\n");
    assert_eq!(fs::read_dir(repo.path(".git/akguard")).unwrap().count(), 1);
    // Through a link nothing is removed.
    let repo = TestRepo::new();
    let outside = repo.root().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::remove_dir_all(repo.path(".git/akguard")).unwrap();
    fs::write(outside.join("log.jsonl"), "precious\n").unwrap();
    std::os::unix::fs::symlink(&outside, repo.path(".git/akguard")).unwrap();
    repo.akguard(&["uninstall"]).exits(0).says("akguard: cannot remove ");
    assert_eq!(fs::read_to_string(outside.join("log.jsonl")).unwrap(), "precious\n");
}
