//! An earlier hook keeps running, first, and comes back as it was.

use std::fs;

use super::{is_guarded, listing, write_hook};
use crate::common::{GROQ, TestRepo};

/// A repository with an earlier hook, and akguard installed over it.
fn over(text: &str) -> TestRepo {
    let repo = TestRepo::without_hook();
    write_hook(&repo, text, 0o755);
    repo.akguard(&["install"]).exits(0).says("the earlier hook runs first; it is kept in");
    repo
}

/// The earlier hook ran, and akguard after it.
#[track_caller]
fn both_run(repo: &TestRepo) {
    let _ = fs::remove_file(repo.path("ran"));
    is_guarded(repo);
    assert_eq!(repo.read("ran"), "earlier\n");
    repo.stage("harmless.txt", "text\n");
    repo.passes();
    repo.commit_past();
}

const SAYS: &str = "echo earlier >ran\n";

/// Install, a commit that both hooks see, uninstall: the folder is as it was.
#[track_caller]
fn runs_first_and_comes_back(repo: &TestRepo) {
    let before = listing(&repo.path(".git/hooks"));
    repo.akguard(&["install"]).exits(0);
    both_run(repo);
    repo.akguard(&["uninstall"]).exits(0);
    assert_eq!(listing(&repo.path(".git/hooks")), before);
}

#[test]
fn it_runs_first_and_its_failure_still_counts() {
    let repo = over(&format!("#!/bin/sh\n{SAYS}test -e fine\n"));
    repo.stage("a.txt", "a\n");
    repo.commit().exits(1).is_silent_on("akguard");
    repo.write("fine", "");
    both_run(&repo);
}

#[test]
fn what_it_stages_is_scanned() {
    let repo = over("#!/bin/sh\ngit add formatted.py\n");
    let key = repo.plant(GROQ);
    repo.write("formatted.py", format!("key = \"{key}\"\n"));
    repo.stage("a.txt", "a\n");
    repo.stops().says("formatted.py:1:8: error[groq-key]");
}

#[test]
fn uninstall_restores_bytes_and_mode() {
    for mode in [0o755, 0o700, 0o644] {
        let repo = TestRepo::without_hook();
        write_hook(&repo, b"#!/bin/sh\r\n\xff\n: no newline at the end", mode);
        let before = listing(&repo.path(".git/hooks"));
        repo.akguard(&["install"]).exits(0);
        assert_ne!(listing(&repo.path(".git/hooks")), before);
        repo.akguard(&["uninstall"]).exits(0);
        assert_eq!(listing(&repo.path(".git/hooks")), before, "{mode:o}");
    }
}

#[test]
fn one_that_reads_its_own_name_keeps_its_name() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, format!("#!/bin/sh\n[ \"$(basename \"$0\")\" = pre-commit ] || exit 64\n{SAYS}"), 0o755);
    runs_first_and_comes_back(&repo);
}

#[test]
fn one_that_has_a_helper_beside_it_keeps_its_folder() {
    let repo = TestRepo::without_hook();
    repo.write(".git/hooks/helper.sh", SAYS);
    write_hook(&repo, "#!/bin/sh\n. \"$(dirname \"$0\")/helper.sh\"\n", 0o755);
    runs_first_and_comes_back(&repo);
}

#[test]
fn an_earlier_hook_that_was_kept_before_is_not_overwritten() {
    let repo = TestRepo::without_hook();
    let hooks = format!("hooks of a {} name", "very long".repeat(20));
    repo.git(&["config", "core.hooksPath", &hooks]).exits(0);
    repo.write_executable(&format!("{hooks}/pre-commit"), "#!/bin/sh\n: earlier\n");
    repo.akguard(&["install"]).exits(0);
    repo.write_executable(&format!("{hooks}/pre-commit"), "#!/bin/sh\n: newer\n");
    let before = listing(&repo.path(&hooks));
    let refused = repo.akguard(&["install"]).exits(2).says("in the way: it is an earlier hook that akguard kept");
    assert_eq!(listing(&repo.path(&hooks)), before);
    let (_, command) = refused.stderr.split_once("\n  help: ").unwrap();
    repo.run(repo.command("sh").args(["-c", command]).current_dir("/")).exits(0);
    // Nothing is lost: the newer one is the earlier hook now, the older one is beside it.
    repo.akguard(&["install"]).exits(0);
    assert_eq!(repo.read(&format!("{hooks}/pre-commit.akguard-prev")), "#!/bin/sh\n: newer\n");
    assert_eq!(repo.read(&format!("{hooks}/pre-commit.akguard-prev.old")), "#!/bin/sh\n: earlier\n");
    fs::remove_file(repo.path(&format!("{hooks}/pre-commit"))).unwrap();
    let refused = repo.akguard(&["install"]).exits(2).says("in the way: it is an earlier hook that akguard kept");
    let (_, command) = refused.stderr.split_once("\n  help: ").unwrap();
    repo.run(repo.command("sh").args(["-c", command]).current_dir("/")).exits(0);
    assert_eq!(repo.read(&format!("{hooks}/pre-commit")), "#!/bin/sh\n: newer\n");
}
