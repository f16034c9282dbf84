//! Messages, commits that passed no hook, and pushes, under each of the hook managers.

use super::{clone, run_in};
use crate::common::{GROQ, TestRepo};
use crate::install::listing;

const HUSKY_9: &str = "node/node_modules/.bin/husky";
const HUSKY_8: &str = "husky8/node_modules/.bin/husky";
const LEFTHOOK: &str = "node/node_modules/.bin/lefthook";
const EVENTS: [&str; 7] =
    ["pre-commit", "pre-merge-commit", "commit-msg", "post-commit", "post-merge", "post-rewrite", "pre-push"];
/// A job of others that reads what is pushed.
const READS: &str = "while read -r a b c d; do echo \"$a $c\" >>seen; done";

/// A message, an unseen commit and a push with a key, and then without. The repository has one commit with akguard's
/// lines, and a remote.
#[track_caller]
fn second_line_holds(repo: &TestRepo, manager: &str) {
    let remote = repo.root().join("origin.git");
    repo.git(&["init", "--quiet", "--bare", remote.to_str().unwrap()]).exits(0);
    repo.git(&["remote", "add", "origin", remote.to_str().unwrap()]).exits(0);
    let key = repo.plant(GROQ);
    let message = ["commit", "-q", "--allow-empty", "-m"];
    repo.git(&[&message[..], &[&format!("It is {key}")]].concat())
        .exits(1)
        .says("akguard: commit stopped: 1 finding in 1 message")
        .says("commit message:1:7: error[groq-key]");
    repo.git(&[&message[..], &["Subject"]].concat()).exits(0);
    repo.git(&["push", "-q", "origin", "main"]).exits(0).says(", clean");

    repo.stage("unseen.py", format!("key = \"{key}\"\n"));
    repo.git(&["commit", "-q", "--no-verify", "-m", "unseen"])
        .exits(0)
        .says("akguard: committed without a check")
        .says(":unseen.py:1:8: error[groq-key]");
    repo.git(&["push", "-q", "origin", "main"])
        .exits(1)
        .says("akguard: push stopped: 1 finding in 1 file")
        .says(":unseen.py:1:8: error[groq-key]");
    repo.git(&["push", "-q", "origin", "main:refs/heads/new"]).exits(1).says(":unseen.py:1:8");
    repo.git(&["branch", "side"]).exits(0);
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]).exits(0);
    repo.git(&[&message[..], &["Another"]].concat()).exits(0);
    // Of several refs some managers tell the hook the first one.
    let both = repo.git(&["push", "-q", "origin", "main", "side"]).text();
    let told = if manager.contains("python") { "other branches or tags have 1 commit" } else { "push of side stopped" };
    assert!(both.contains(told), "{manager}:\n{both}");
}

#[test]
fn husky() {
    for (program, arguments, begin) in
        [(HUSKY_9, &[][..], ""), (HUSKY_8, &["install"], "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n")]
    {
        let repo = TestRepo::without_hook();
        repo.write("package.json", "{\"name\": \"x\"}\n");
        run_in(&repo, &repo.top(), program, arguments);
        repo.write_executable(".husky/pre-push", &format!("{begin}# theirs\n{READS}\n"));
        repo.write_executable(".husky/commit-msg", &format!("{begin}test -f \"$1\"\n"));
        repo.write(".gitignore", "seen\n");
        let before = listing(&repo.path(".husky"));
        repo.akguard(&["install", "--yes"]).exits(0);
        repo.git(&["add", "--all"]).exits(0);
        repo.passes();
        second_line_holds(&repo, program);
        assert!(repo.read("seen").starts_with("refs/heads/main refs/heads/main\n"), "{}", repo.read("seen"));
        repo.akguard(&["status"]).exits(0).is_silent_on("does not reach");
        let clone = clone(&repo);
        run_in(&repo, &clone, program, arguments);
        repo.run(repo.command("akguard").arg("status").current_dir(&clone)).exits(0).is_silent_on("does not reach");
        // One event is left out, and then all of them.
        repo.akguard(&["install", "--yes", "--without", "pre-push"]).exits(0);
        repo.akguard(&["status"]).says("pre-push: git ").says("does not reach akguard");
        repo.akguard(&["uninstall"]).exits(0);
        assert_eq!(listing(&repo.path(".husky")), before, "{program}");
    }
}

#[test]
fn lefthook() {
    let repo = TestRepo::without_hook();
    let config = format!(
        "pre-push:\n  commands:\n    theirs:\n      use_stdin: true\n      run: '{READS}'\ncommit-msg:\n  jobs:\n    - run: test -f {{1}}\n"
    );
    repo.write("lefthook.yml", &config);
    repo.write(".gitignore", "seen\n");
    repo.git(&["add", "--all"]).exits(0);
    repo.commit_past();
    repo.akguard(&["install", "--yes"]).exits(0);
    run_in(&repo, &repo.top(), LEFTHOOK, &["install"]);
    repo.akguard(&["install", "--yes", "--team"]).exits(0);
    run_in(&repo, &repo.top(), LEFTHOOK, &["install"]);
    repo.git(&["add", "--all"]).exits(0);
    repo.passes();
    second_line_holds(&repo, LEFTHOOK);
    assert!(repo.read("seen").starts_with("refs/heads/main refs/heads/main\n"), "{}", repo.read("seen"));
    repo.akguard(&["status"]).exits(0).is_silent_on("does not reach");
    repo.akguard(&["uninstall"]).exits(0);
    assert_eq!(repo.read("lefthook.yml"), config);
}

#[test]
fn pre_commit_and_prek() {
    for tool in ["python/bin/pre-commit", "python/bin/prek"] {
        let repo = TestRepo::without_hook();
        let file = ".pre-commit-config.yaml";
        let config = "repos:\n- repo: local\n  hooks:\n  - id: theirs\n    name: theirs\n    language: system\n    entry: \"true\"\n";
        repo.stage(file, config);
        repo.commit_past();
        let types: Vec<&str> = EVENTS.iter().flat_map(|event| ["-t", *event]).collect();
        run_in(&repo, &repo.top(), tool, &[&["install"], &types[..]].concat());
        repo.akguard(&["install", "--yes"]).exits(0).says("install -t pre-commit ");
        repo.git(&["add", file]).exits(0);
        repo.passes();
        second_line_holds(&repo, tool);
        repo.akguard(&["status"]).exits(0).is_silent_on("does not reach");
        rebase_is_named_once(&repo, tool);
        repo.akguard(&["uninstall"]).exits(0);
        assert_eq!(repo.read(file), config, "{tool}");
    }
}

/// These tools call one line for all events after a commit.
#[track_caller]
fn rebase_is_named_once(repo: &TestRepo, tool: &str) {
    repo.git(&["checkout", "-q", "side"]).exits(0);
    let mut rebase = repo.command("git");
    rebase.args(["rebase", "-q", "--force-rebase", "main"]).env("GIT_COMMITTER_DATE", "2031-01-01T00:00:00Z");
    let said = repo.run(&mut rebase).exits(0).text();
    assert_eq!(said.matches("akguard: committed without a check").count(), 1, "{tool}:\n{said}");
}
