//! `commit-msg`.

use super::{plain, started};
use crate::common::{GROQ, TestRepo};

#[test]
fn a_key_in_a_message_stops_the_commit() {
    let repo = started();
    let key = repo.plant(GROQ);
    repo.stage("b.txt", "b\n");
    let message = format!("Subject\n\nIt is {key}\n");
    repo.git(&["commit", "-qm", &message])
        .exits(1)
        .says("akguard: commit stopped: 1 finding in 1 message")
        .says("commit message:3:7: error[groq-key]")
        .says("take it out of the message, commit again");
    repo.write("text", &message);
    repo.git(&["commit", "-qF", "text"]).exits(1).says("commit message:3:7");
    repo.git(&["commit", "-q", "--amend", "-m", &message]).exits(1).says("commit message:3:7");
    // The gate reports what it read; the message is no news.
    let clean = repo.git(&["commit", "-qm", "Subject"]).exits(0);
    assert_eq!(clean.stderr.lines().count(), 1, "{}", clean.stderr);
}

#[test]
fn a_message_is_allowed_on_record() {
    let repo = started();
    let key = repo.plant(GROQ);
    repo.stage("b.txt", "b\n");
    let message = format!("It was {key}");
    let id = TestRepo::id(&repo.git(&["commit", "-qm", &message]).exits(1));
    let allow = ["--allow", &id, "--reason", "false-positive", "--note", "the key of the vendor's documentation"];
    repo.akguard(&allow).exits(0).says("recorded in .akguard/allow/");
    repo.git(&["commit", "-qm", &message]).exits(0);
    // It is in no file, and needed all the same.
    repo.akguard(&["audit", "--check"]).exits(0).says("commit message").is_silent_on("stale");
    repo.akguard(&["scan", "--range", "HEAD^!"]).exits(0).says("1 allowed");
    repo.akguard(&["scan", "--range", "HEAD~1..HEAD", "-v"]).exits(0).says("commit message:1:8: allowed[groq-key]");
}

/// What git shows below the message is not committed: a key that the commit removes may be in it.
#[test]
fn the_diff_of_a_verbose_commit_is_no_message() {
    let repo = TestRepo::without_hook();
    let key = repo.plant(GROQ);
    repo.stage("b.txt", format!("key = \"{key}\"\n"));
    repo.commit_past();
    repo.akguard(&["install"]).exits(0);
    repo.stage("b.txt", "no key\n");
    repo.write_executable(
        "../bin/editor",
        "#!/bin/sh\ngrep -q '^-key' \"$1\" || exit 1\nsed -i '1s/^/Remove it/' \"$1\"\n",
    );
    let mut commit = repo.command("git");
    commit.args(["commit", "-qv"]).env("GIT_EDITOR", repo.root().join("bin/editor"));
    repo.run(&mut commit).exits(0).says("clean");
    // A line of scissors in a message of one's own hides nothing.
    let scissors = "# ------------------------ >8 ------------------------";
    repo.stage("c.txt", "c\n");
    repo.git(&["commit", "-qm", &format!("a\n{scissors}\n{key}\n")]).exits(1).says("commit message:3:1");
}

#[test]
fn an_earlier_hook_gets_the_file_and_may_change_the_message() {
    let repo = TestRepo::without_hook();
    let key = repo.plant(GROQ);
    repo.write_executable(
        ".git/hooks/commit-msg",
        &format!("#!/bin/sh\ntest -f \"$1\" || exit 9\necho '{key}' >>\"$1\"\n"),
    );
    repo.akguard(&["install"]).exits(0).says("commit-msg.akguard-prev");
    repo.stage("b.txt", "b\n");
    repo.git(&["commit", "-qm", "Subject"]).exits(1).says("commit message:2:1: error[groq-key]");
    repo.akguard(&["uninstall"]).exits(0);
    assert!(repo.read(".git/hooks/commit-msg").contains(">>\"$1\""));
}

#[test]
fn a_script_without_the_file_stops_and_says_why() {
    let repo = started();
    repo.akguard(&["hook", "commit-msg"])
        .exits(2)
        .says("akguard: commit stopped: the hook commit-msg got no file with the message")
        .says("akguard hook commit-msg");
    repo.akguard(&["hook", "commit-msg", "nowhere"]).exits(2).says("cannot read the commit's message");
    plain(&repo, "b.txt");
}
