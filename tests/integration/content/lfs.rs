//! What Git LFS keeps for a pointer. The store is written as git-lfs writes it; git sees pointers only.

use std::fs;
use std::io::{Seek, SeekFrom, Write};

use crate::common::{GITHUB, GROQ, Output, TestRepo};

/// The digits of a content's name; any will do, nothing compares them with the content.
fn oid(number: u8) -> String {
    format!("{number:02x}").repeat(32)
}

fn pointer(number: u8) -> String {
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12345\n", oid(number))
}

fn stored(number: u8) -> String {
    let oid = oid(number);
    format!(".git/lfs/objects/{}/{}/{oid}", &oid[..2], &oid[2..4])
}

/// Puts a content into the store and stages its pointer.
fn stage(repo: &TestRepo, path: &str, number: u8, content: impl AsRef<[u8]>) {
    repo.write(&stored(number), content);
    repo.stage(path, pointer(number));
}

fn line(repo: &TestRepo, template: &str) -> String {
    format!("key = \"{}\"\n", repo.plant(template))
}

#[test]
fn a_key_behind_a_staged_pointer_stops_until_it_is_allowed() {
    let repo = TestRepo::new();
    stage(&repo, "data/dump.csv", 1, format!("id\n{}", line(&repo, GROQ)));
    let stopped = repo.stops().says("data/dump.csv:2:8: error[groq-key]");
    repo.akguard(&["--allow", &TestRepo::id(&stopped), "--reason", "test", "--note", "made up for this test"]).exits(0);
    repo.passes();
    repo.akguard(&["scan", "--history"]).exits(0);
}

#[test]
fn what_the_pointer_before_led_to_is_not_new() {
    let repo = TestRepo::new();
    let old = line(&repo, GROQ);
    stage(&repo, "dump.csv", 1, &old);
    repo.commit_past();
    stage(&repo, "dump.csv", 2, format!("one\ntwo\n{old}"));
    repo.passes();
    stage(&repo, "dump.csv", 3, format!("{old}{}", line(&repo, GITHUB)));
    let stopped = repo.stops().says("dump.csv:2:8: error[github-pat-classic]");
    assert_eq!(TestRepo::ids(&stopped).len(), 1, "{}", stopped.text());
}

#[test]
fn a_file_that_moves_to_lfs_brings_nothing_new() {
    let repo = TestRepo::new();
    let old = line(&repo, GROQ);
    repo.stage("dump.csv", &old);
    repo.commit_past();
    stage(&repo, "dump.csv", 1, &old);
    repo.passes();
    stage(&repo, "dump.csv", 2, line(&repo, GROQ));
    repo.stops().says("dump.csv:1:8: error[groq-key]");
}

#[test]
fn a_file_that_is_renamed_brings_nothing_new() {
    let repo = TestRepo::new();
    stage(&repo, "dump.csv", 1, line(&repo, GROQ));
    repo.commit_past();
    repo.git(&["mv", "dump.csv", "old.csv"]).exits(0);
    repo.passes();
}

#[test]
fn a_content_that_lfs_has_not_fetched_passes() {
    let repo = TestRepo::new();
    repo.stage("model.bin", pointer(1));
    repo.passes();
}

#[test]
fn no_mark_counts_where_no_reviewer_sees_it() {
    let repo = TestRepo::new();
    stage(&repo, "a.py", 1, format!("key = \"{}\"  # akguard:allow made up for a test\n", repo.plant(GROQ)));
    repo.stops().says("a.py:1:8: error[groq-key]");
}

#[test]
fn archives_and_large_contents_are_read_to_their_end() {
    let repo = TestRepo::new();
    repo.write("inner.txt", line(&repo, GROQ));
    let packed = repo.command("gzip").args(["-c", "inner.txt"]).output().unwrap().stdout;
    stage(&repo, "dump.gz", 1, packed);
    repo.stops().says("dump.gz").says("error[groq-key]");

    let repo = TestRepo::new();
    stage(&repo, "large.txt", 2, "");
    let mut file = fs::OpenOptions::new().write(true).open(repo.path(&stored(2))).unwrap();
    file.write_all("a line of text\n".repeat((40 << 20) / 15).as_bytes()).unwrap();
    file.write_all(line(&repo, GROQ).as_bytes()).unwrap();
    repo.stops().says("error[groq-key]");
}

#[test]
fn ranges_histories_and_linked_worktrees_use_the_same_store() {
    let repo = TestRepo::new();
    repo.stage("README", "text\n");
    repo.commit_past();
    stage(&repo, "dump.csv", 1, line(&repo, GROQ));
    repo.commit_past();
    for arguments in [["scan", "--range", "HEAD~1..HEAD"].as_slice(), &["scan", "--history"]] {
        repo.akguard(arguments).exits(1).says("dump.csv:1:8: error[groq-key]");
    }
    repo.git(&["worktree", "add", "-q", "-b", "other", "../linked", "HEAD~1"]).exits(0);
    fs::write(repo.root().join("linked/dump.csv"), pointer(1)).unwrap();
    repo.git(&["-C", "../linked", "add", "dump.csv"]).exits(0);
    let commit = repo.git(&["-C", "../linked", "commit", "-m", "x"]);
    commit.exits(1).says("dump.csv:1:8: error[groq-key]");
}

/// Stopped as unchecked, with an id by which it can be allowed.
#[track_caller]
fn unchecked(repo: &TestRepo, why: &str) -> Output {
    let stopped =
        repo.akguard(&["hook", "pre-commit"]).exits(2).says(&format!("not checked: its Git LFS content: {why}"));
    assert_eq!(TestRepo::ids(&stopped).len(), 1, "{}", stopped.text());
    stopped
}

#[test]
fn what_is_too_large_or_no_file_is_unchecked_and_can_be_allowed() {
    let repo = TestRepo::new();
    stage(&repo, "model.bin", 1, "");
    let mut file = fs::OpenOptions::new().write(true).open(repo.path(&stored(1))).unwrap();
    file.seek(SeekFrom::Start(513 << 20)).unwrap();
    file.write_all(b"x").unwrap();
    let stopped = unchecked(&repo, "513 MB is more than akguard reads (512 MB)");
    repo.akguard(&["--allow", &TestRepo::id(&stopped), "--reason", "test", "--note", "a model that nobody reads"])
        .exits(0);
    repo.passes();

    let repo = TestRepo::new();
    repo.stage("model.bin", pointer(1));
    fs::create_dir_all(repo.path(&stored(1))).unwrap();
    unchecked(&repo, "it is no regular file");
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_out_of_the_store() {
    let repo = TestRepo::new();
    repo.stage("model.bin", pointer(1));
    let key = line(&repo, GROQ);
    fs::write(repo.root().join("outside"), key).unwrap();
    let path = repo.path(&stored(1));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(repo.root().join("outside"), &path).unwrap();
    unchecked(&repo, "");
    fs::remove_dir_all(repo.path(".git/lfs")).unwrap();
    std::os::unix::fs::symlink(repo.root().join("elsewhere"), repo.path(".git/lfs")).unwrap();
    unchecked(&repo, "");
}
