//! `install --force`: a copy of akguard's own file that was changed by hand is written anew, and what would be written is shown
//! first.

use super::{is_guarded, listing, write_hook};
use crate::common::TestRepo;

const CALL: &str = "akguard_check \"$@\" || exit $?";

/// The hook, with a line changed by hand: it does not stop a commit any more.
fn edit(repo: &TestRepo) {
    let text = repo.read(".git/hooks/pre-commit");
    assert!(text.contains(CALL));
    write_hook(repo, text.replace(CALL, "akguard_check \"$@\" || exit 0"), 0o755);
}

#[test]
fn the_difference_is_shown_and_force_writes() {
    let repo = TestRepo::new();
    let before = listing(&repo.path(".git/hooks"));
    edit(&repo);
    let edited = listing(&repo.path(".git/hooks"));
    let refused = repo.akguard(&["install"]).exits(1).says("has been changed by hand; it was left alone");
    let refused = refused.says("- akguard_check \"$@\" || exit 0").says(&format!("+ {CALL}"));
    // What did not change is not shown.
    let refused = refused.is_silent_on("akguard_find() {").is_silent_on("pre-merge-commit");
    assert_eq!(listing(&repo.path(".git/hooks")), edited);
    repo.akguard(&["install", "--force", "--print"]).exits(0).says(&format!("+ {CALL}"));
    repo.akguard(&["install", "--print"]).exits(0).says(&format!("+ {CALL}")).says("was left alone");
    assert_eq!(listing(&repo.path(".git/hooks")), edited);
    let (_, help) = refused.stderr.split_once("\n  help: ").unwrap();
    assert_eq!(help, "akguard install --force    # writes them\n");
    repo.run(repo.command("sh").args(["-c", help])).exits(0).says("akguard: installed in");
    assert_eq!(listing(&repo.path(".git/hooks")), before);
    is_guarded(&repo);
}

#[test]
fn an_earlier_hook_stays_chained() {
    for name in ["", "basename \"$0\" >/dev/null\n"] {
        let repo = TestRepo::without_hook();
        write_hook(&repo, format!("#!/bin/sh\n{name}echo earlier >>ran\n"), 0o755);
        let before = listing(&repo.path(".git/hooks"));
        repo.akguard(&["install"]).exits(0);
        edit(&repo);
        repo.akguard(&["install", "--force"]).exits(0);
        is_guarded(&repo);
        assert_eq!(repo.read("ran"), "earlier\n");
        repo.akguard(&["uninstall"]).exits(0);
        assert_eq!(listing(&repo.path(".git/hooks")), before);
    }
}

#[test]
fn an_edited_hook_keeps_what_was_appended_to_it() {
    let repo = TestRepo::new();
    let text = repo.read(".git/hooks/pre-commit");
    write_hook(&repo, text.replace("hook --script", "hook  --script") + "echo theirs >>ran\n", 0o755);
    repo.akguard(&["install", "--force"]).exits(0);
    is_guarded(&repo);
    repo.stage("a.txt", "a\n");
    repo.passes();
    assert_eq!(repo.read("ran"), "theirs\n");
    assert_eq!(repo.read(".git/hooks/pre-commit"), text + "echo theirs >>ran\n");
}

#[test]
fn a_secret_in_the_edited_copy_is_not_shown() {
    let repo = TestRepo::new();
    let key = repo.plant(crate::common::GROQ);
    let text = repo.read(".git/hooks/pre-commit").replace(CALL, &format!("export KEY='{key}'\n{CALL}"));
    write_hook(&repo, text, 0o755);
    repo.akguard(&["install"]).exits(1).says("- export KEY=");
}
