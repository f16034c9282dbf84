//! Whatever rewrites or copies history keeps the record with the commit.

use super::{allow, begun, line, overridden, record_file, stopped};
use crate::common::{ANTHROPIC, GITHUB, TestRepo};

/// HEAD is of `commits` after `base`, and the override holds for all of them.
#[track_caller]
fn holds(repo: &TestRepo, commits: usize) {
    let count = repo.git(&["rev-list", "--count", "base..HEAD"]).exits(0).stdout;
    assert_eq!(count.trim(), commits.to_string());
    repo.akguard(&["audit"]).exits(0).says("valid  anthropic-api-key  test  a.py");
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0).says("1 allowed");
}

#[test]
fn amend_keeps_the_record() {
    let (repo, _) = overridden();
    repo.stage("b.py", "x = 1\n");
    repo.git(&["commit", "--quiet", "--amend", "-m", "amended"]).exits(0);
    holds(&repo, 1);
}

#[test]
fn squash_in_a_rebase_keeps_the_record() {
    let (repo, _) = overridden();
    repo.stage("b.py", "x = 1\n");
    repo.passes();
    let mut rebase = repo.command("git");
    rebase.env("GIT_SEQUENCE_EDITOR", "sed -i.bak -e '2s/^pick/squash/'").env("GIT_EDITOR", "true");
    repo.run(rebase.args(["rebase", "--quiet", "-i", "base"])).exits(0);
    holds(&repo, 1);
}

#[test]
fn merge_squash_keeps_the_record_and_passes_the_hook() {
    let (repo, _) = overridden();
    repo.git(&["branch", "side"]).exits(0);
    repo.git(&["reset", "-q", "--hard", "base"]).exits(0);
    repo.git(&["merge", "--quiet", "--squash", "side"]).exits(0);
    repo.passes().says("1 allowed");
    holds(&repo, 1);
}

#[test]
fn cherry_pick_keeps_the_record() {
    let (repo, _) = overridden();
    repo.git(&["checkout", "-q", "-b", "side", "base"]).exits(0);
    repo.stage("b.py", "x = 1\n");
    repo.passes();
    repo.git(&["cherry-pick", "main"]).exits(0);
    holds(&repo, 2);
}

#[test]
fn a_clone_has_the_record() {
    let (repo, _) = overridden();
    let clone = repo.root().join("clone");
    repo.git(&["clone", "--quiet", ".", clone.to_str().unwrap()]).exits(0);
    let akguard = |arguments: &[&str]| repo.run(repo.command("akguard").args(arguments).current_dir(&clone));
    akguard(&["audit", "--check"]).exits(0).says("valid  anthropic-api-key");
    akguard(&["scan", "--range", "base..HEAD"]).exits(0).says("1 allowed");
}

#[test]
fn a_range_takes_records_from_its_tip_only() {
    let (repo, id) = overridden();
    repo.git(&["rm", "-q", &record_file(&repo)]).exits(0);
    repo.passes();
    let stopped = repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says("error[anthropic-api-key]");
    assert_eq!(TestRepo::id(&stopped), id);
}

#[test]
fn a_finding_of_a_range_is_allowed_with_that_range() {
    let repo = begun();
    let (key, other) = (repo.plant(ANTHROPIC), repo.plant(GITHUB));
    // A hook after the commits would log them, and what is logged needs no range.
    repo.akguard(&["uninstall"]).exits(0);
    repo.stage("a.py", line(&key));
    repo.commit_past();
    repo.stage("b.py", line(&other));
    repo.commit_past();
    repo.akguard(&["install"]).exits(0);
    let found = TestRepo::ids(&repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1));
    for id in &found {
        repo.akguard(&["--allow", id, "--reason", "test", "--note", super::NOTE]).exits(2);
        super::ask(&repo, id, &["--reason", "test", "--range", "base..HEAD"]).exits(0);
    }
    repo.passes();
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0).says("2 allowed");
}

#[test]
fn a_record_stays_when_its_commit_is_stopped_for_another_finding() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    allow(&repo, &id);
    repo.stage("b.py", line(&repo.plant(GITHUB)));
    repo.stops().says("error[github-");
    repo.git(&["rm", "-q", "-f", "b.py"]).exits(0);
    repo.passes();
    holds(&repo, 1);
}
