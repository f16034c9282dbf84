//! What is broken, hostile or huge: the answer is a reason and an exit status, never a panic and never a silent pass.

use std::fs;
use std::process::Command;

use crate::common::{GROQ, Output, TestRepo};

mod big;
pub mod paths;
mod streams;

/// The hook as git calls it, without git.
fn hook(repo: &TestRepo) -> Command {
    let mut command = repo.command("akguard");
    command.args(["hook", "--script-version=2", "pre-commit"]);
    command
}

/// The scan by hand and the hook both say that they could not check, and neither has crashed.
#[track_caller]
fn both_give_up(repo: &TestRepo, why: &str) {
    for output in [repo.akguard(&["scan"]), repo.run(&mut hook(repo))] {
        unchecked(output, why);
    }
}

#[track_caller]
fn unchecked(output: Output, why: &str) {
    output.exits(2).says("akguard: ").says(why).is_silent_on("internal error");
}

/// The loose object of what is staged at a path.
fn object(repo: &TestRepo, revision: &str) -> String {
    let id = repo.git(&["rev-parse", revision]).exits(0).stdout;
    format!(".git/objects/{}/{}", &id[..2], id[2..].trim())
}

fn overwrite(repo: &TestRepo, name: &str, content: &[u8]) {
    let _ = fs::remove_file(repo.path(name));
    repo.write(name, content);
}

#[test]
fn outside_a_repository_there_is_nothing_staged() {
    let repo = TestRepo::empty();
    both_give_up(&repo, "not a git repository");
    repo.akguard::<&str>(&[]).exits(2).says("not a git repository");
    repo.akguard(&["--allow", "00000000", "--reason", "test", "--note", "long enough"])
        .exits(2)
        .says("not a git repository");
}

#[test]
fn a_bare_repository_has_nothing_staged() {
    let repo = TestRepo::empty();
    repo.git(&["init", "--quiet", "--bare", "."]).exits(0);
    both_give_up(&repo, "a bare repository has nothing staged");
    repo.akguard(&["scan", "--history"]).exits(0).says("clean");
}

#[test]
fn a_broken_index_is_not_taken_for_an_empty_one() {
    for broken in [&b"garbage"[..], b"DIRC\0\0\0\x02\0\0\0\x01", b"DIRC\0\0\0\x63\0\0\0\0\0\0\0\0\0\0\0\0"] {
        let repo = TestRepo::new();
        repo.stage("a.py", "text\n");
        overwrite(&repo, ".git/index", broken);
        both_give_up(&repo, "cannot read the index");
    }
    let repo = TestRepo::new();
    repo.stage("a.py", "text\n");
    let half = fs::read(repo.path(".git/index")).unwrap();
    overwrite(&repo, ".git/index", &half[..half.len() / 2]);
    both_give_up(&repo, "cannot read the index");
}

#[test]
fn a_missing_blob_is_named_and_stops() {
    let repo = TestRepo::new();
    repo.stage("src/lost.py", "text\n");
    repo.stage("src/there.py", "more\n");
    fs::remove_file(repo.path(&object(&repo, ":src/lost.py"))).unwrap();
    both_give_up(&repo, "src/lost.py: error: not checked: its content is missing");
    repo.akguard(&["scan"]).says("1 file not checked").is_silent_on("there.py");
}

#[test]
fn a_broken_blob_is_named_and_stops() {
    for broken in [&b"garbage"[..], b""] {
        let repo = TestRepo::new();
        repo.stage("src/broken.py", "text\n");
        overwrite(&repo, &object(&repo, ":src/broken.py"), broken);
        both_give_up(&repo, "src/broken.py: error: not checked: ");
    }
}

#[test]
fn a_broken_blob_can_be_allowed_by_its_id() {
    let repo = TestRepo::new();
    repo.stage("src/broken.py", "text\n");
    overwrite(&repo, &object(&repo, ":src/broken.py"), b"garbage");
    let id = TestRepo::id(&repo.akguard(&["scan"]).exits(2));
    repo.akguard(&["--allow", &id, "--reason", "test", "--note", "a fixture of ours"]).exits(0);
    repo.run(&mut hook(&repo)).exits(0).says("1 allowed");
}

#[test]
fn a_missing_tree_of_head_stops() {
    let repo = TestRepo::new();
    repo.stage("dir/a.py", "text\n");
    repo.commit_past();
    for revision in ["HEAD^{tree}", "HEAD:dir"] {
        repo.stage("dir/a.py", revision);
        let path = object(&repo, revision);
        let kept = fs::read(repo.path(&path)).unwrap();
        fs::remove_file(repo.path(&path)).unwrap();
        both_give_up(&repo, "cannot read ");
        repo.write(&path, kept);
    }
}

#[test]
fn a_head_that_names_nothing_stops() {
    let repo = TestRepo::new();
    repo.stage("a.py", "text\n");
    for head in ["nonsense\n", "0123456789012345678901234567890123456789\n", ""] {
        overwrite(&repo, ".git/HEAD", head.as_bytes());
        both_give_up(&repo, "akguard: ");
    }
    overwrite(&repo, ".git/HEAD", b"ref: refs/heads/broken\n");
    repo.write(".git/refs/heads/broken", "nonsense\n");
    both_give_up(&repo, "cannot read HEAD");
}

#[test]
fn a_git_dir_that_points_nowhere_stops() {
    let repo = TestRepo::new();
    for mut command in [hook(&repo), repo.command("akguard")] {
        unchecked(repo.run(command.env("GIT_DIR", repo.path("nowhere"))), "not a git repository");
    }
}

#[test]
fn a_config_that_is_a_link_stops() {
    let repo = TestRepo::new();
    std::os::unix::fs::symlink("/dev/null", repo.path(".akguard.toml")).unwrap();
    repo.git(&["add", ".akguard.toml"]).exits(0);
    repo.commit_past();
    repo.stage("a.py", "text\n");
    both_give_up(&repo, ".akguard.toml is not a regular file");
    repo.commit().exits(1).says(".akguard.toml is not a regular file");
}

#[test]
fn a_config_file_that_cannot_be_read_is_named() {
    let repo = TestRepo::new();
    for (file, why) in [("nowhere.toml", "no such file or directory"), (".", "is a directory")] {
        unchecked(repo.akguard(&["scan", "--config", file]), &format!("cannot read the config {file}: {why}"));
        unchecked(repo.akguard(&["scan", "--config", file, "."]), "cannot read the config");
    }
}

#[test]
fn without_a_place_for_the_log_the_hook_still_judges() {
    let repo = TestRepo::new();
    std::fs::remove_dir_all(repo.path(".git/akguard")).unwrap();
    repo.write(".git/akguard", "in the way\n");
    repo.stage("a.txt", "text\n");
    repo.passes().is_silent_on("log");
    let key = repo.plant(GROQ);
    repo.stage("a.py", format!("key = \"{key}\"\n"));
    let stopped = repo.stops().says("a.py:1:8: error[groq-key]").says("the audit log was not written: ");
    repo.akguard(&["--allow", &TestRepo::id(&stopped), "--reason", "test", "--note", "a key of the test account"])
        .exits(0)
        .says("the audit log was not written: ");
    repo.passes().says("1 allowed");
}

#[test]
fn without_git_there_is_no_record() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.py", format!("key = \"{key}\"\n"));
    let id = TestRepo::id(&repo.stops());
    let arguments = ["--allow", &id, "--reason", "test", "--note", "a key of the test account"];
    let mut command = repo.command("akguard");
    repo.run(command.args(arguments).env("PATH", repo.root().join("bin")))
        .exits(2)
        .says("cannot run git")
        .says("help: ");
    repo.stops();
}

#[test]
fn the_hook_knows_its_events_and_its_script_version() {
    let repo = TestRepo::new();
    repo.akguard(&["hook", "pre-commit"]).exits(0);
    for event in
        [&["hook"][..], &["hook", "pre-comit"], &["hook", "--script-version=2"], &["hook", "--script-version=1", ""]]
    {
        unchecked(repo.akguard(event), "unknown hook event; known: pre-commit, pre-merge-commit");
    }
    for version in ["--script-version=4", "--script-version=x", "--script-version=", "--script-version=99999999999"] {
        unchecked(repo.akguard(&["hook", version, "pre-commit"]), "the hook script is newer than this akguard");
    }
}
