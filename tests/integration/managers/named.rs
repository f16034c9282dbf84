//! What pre-commit and prek name is read: neither a file nor a range that was asked for is "Passed" unread.

use super::setup::{BOTH, Managed};
use crate::common::GROQ;

/// An old key in `old.py`, committed; nothing is staged.
fn with_an_old_key(name: &str) -> Managed {
    let managed = Managed::new(name);
    let key = managed.repo.plant(GROQ);
    managed.repo.stage("old.py", format!("x = 1\nKEY = \"{key}\"\n"));
    managed.repo.stage("other.py", "x = 1\n");
    managed.repo.commit_past();
    managed
}

const FOUND: &str = "old.py:2:8: error[groq-key]";

#[test]
fn all_files_are_read_as_the_index_has_them() {
    for name in BOTH {
        let managed = with_an_old_key(name);
        let repo = &managed.repo;
        managed.fails(&["--all-files"]).says(FOUND).is_silent_on("commit stopped");
        let dirty = repo.read("old.py");
        repo.write("old.py", "x = 1\n");
        managed.fails(&["--all-files"]).says(FOUND);
        repo.git(&["add", "old.py"]).exits(0);
        repo.write("old.py", dirty);
        managed.passes(&["--all-files"]);
    }
}

#[test]
fn a_named_file_is_read_whole_whether_it_is_staged_or_not() {
    for name in BOTH {
        let managed = with_an_old_key(name);
        let repo = &managed.repo;
        managed.fails(&["--files", "old.py", "other.py"]).says(FOUND);
        managed.passes(&["--files", "other.py"]);
        let old = repo.read("old.py");
        repo.stage("old.py", format!("{old}y = 2\n"));
        managed.fails(&["--files", "old.py"]).says(FOUND);
        // A commit is judged by what it adds, as without these tools.
        repo.commit().exits(0).says("akguard: 1 file, 3 lines, clean");
    }
}

/// The report's command lets a finding of an old file pass, as one of a commit.
#[test]
fn what_is_found_in_a_named_file_can_be_allowed() {
    for name in BOTH {
        let managed = with_an_old_key(name);
        let repo = &managed.repo;
        let id = crate::common::TestRepo::id(&managed.fails(&["--all-files"]));
        repo.akguard(&["--allow", &id, "--reason", "test", "--note", "key of the closed sandbox"]).exits(0);
        managed.tool(&["run", "--all-files"]).exits(0).says("Passed").says("1 allowed");
    }
}

/// The new file has the lines of the one that the commit deletes, and is no new secret; asked about, it is one.
#[test]
fn a_deleted_file_hides_no_key_of_a_named_one() {
    for name in BOTH {
        let managed = with_an_old_key(name);
        managed.repo.git(&["mv", "old.py", "new.py"]).exits(0);
        managed.fails(&["--files", "new.py"]).says("new.py:2:8: error[groq-key]");
        managed.repo.commit().exits(0);
    }
}

#[test]
fn a_named_file_that_git_does_not_have_is_not_passed() {
    for name in BOTH {
        let managed = with_an_old_key(name);
        let key = managed.repo.plant(GROQ);
        managed.repo.write("new.py", format!("KEY = \"{key}\"\n"));
        let failed = managed.fails(&["--files", "new.py"]);
        failed
            .says("akguard: commit stopped: 1 named file is not in the index, where akguard reads: new.py")
            .says("help: akguard scan new.py    # reads it on disk; or: git add it first");
        managed.repo.akguard(&["scan", "new.py"]).exits(1).says("new.py:1:8: error[groq-key]");
    }
}

/// prek runs the hooks of a project in its folder, and names files from there.
#[test]
fn a_project_below_the_top_names_its_files_from_its_folder() {
    let managed = Managed::new("prek");
    let repo = &managed.repo;
    let key = repo.plant(GROQ);
    repo.stage("sub/.pre-commit-config.yaml", managed.config());
    repo.stage("sub/old.py", format!("KEY = \"{key}\"\n"));
    repo.stage("old.py", "x = 1\n");
    repo.commit_past();
    let mut run = managed.command(&["run", "--files", "old.py"]);
    repo.run(run.current_dir(repo.path("sub"))).exits(1).says("sub/old.py:1:8: error[groq-key]");
    managed.passes(&["--files", "old.py"]);
}

/// The tools name no file of such a range: A and B have the same.
#[test]
fn a_key_that_came_and_went_within_the_range_is_found() {
    for name in BOTH {
        let managed = Managed::new(name);
        let repo = &managed.repo;
        let key = repo.plant(GROQ);
        repo.stage("a.py", format!("KEY = \"{key}\"\n"));
        repo.commit_past();
        repo.stage("a.py", "KEY = None\n");
        repo.commit_past();
        repo.git(&["rm", "-q", "a.py"]).exits(0);
        repo.commit_past();
        let failed = managed.fails(&["--from-ref", "HEAD~3", "--to-ref", "HEAD"]);
        failed.says("a.py:1:8: error[groq-key]").says("--range 'HEAD~3..HEAD'");
        managed.passes(&["--from-ref", "HEAD~2", "--to-ref", "HEAD"]);
    }
}

/// Prints how often it was called, then does what it should.
const COUNTING: &str = "#!/bin/sh\necho run >>\"$HOME/runs\"\nexec AKGUARD \"$@\"\n";

#[test]
fn a_list_of_names_that_is_too_long_for_one_process_is_read_to_its_end() {
    for name in BOTH {
        let managed = Managed::new(name);
        let repo = &managed.repo;
        let folder = "a-folder-with-a-name-of-some-length/and-one-more-below-it";
        for number in 0..3000 {
            repo.write(&format!("{folder}/file-{number:04}.txt"), "x\n");
        }
        let keys = [0, 1500, 2999].map(|number| {
            let key = repo.plant(GROQ);
            repo.write(&format!("{folder}/file-{number:04}.txt"), format!("KEY = \"{key}\"\n"));
            number
        });
        repo.git(&["add", "--all"]).exits(0);
        repo.commit_past();
        std::fs::remove_file(repo.root().join("bin/akguard")).unwrap();
        let program = COUNTING.replace("AKGUARD", env!("CARGO_BIN_EXE_akguard"));
        repo.write_executable("../bin/akguard", &program);
        let failed = managed.fails(&["--all-files"]);
        for number in keys {
            assert!(failed.text().contains(&format!("file-{number:04}.txt:1:8: error[groq-key]")), "{}", failed.text());
        }
        let runs = repo.read("../home/runs").lines().count();
        assert!(runs > 1 || name == "prek", "{name} ran it {runs} times: the list must be longer");
    }
}
