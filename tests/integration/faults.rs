//! What cannot be checked stops the commit with exit 2 and a cause, and nothing is lost.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use crate::common::{ANTHROPIC, GROQ, TestRepo, walk};

/// The loose object of a staged file.
fn object(repo: &TestRepo, name: &str) -> PathBuf {
    let id = repo.git(&["rev-parse", &format!(":{name}")]).exits(0).stdout;
    repo.path(".git/objects").join(&id[..2]).join(id[2..].trim())
}

#[test]
fn no_repository_and_bare_repository() {
    let outside = TestRepo::empty();
    for arguments in [&[][..], &["scan"], &["install"], &["uninstall"], &["status"], &["audit"], &["scan", "--history"]]
    {
        outside.akguard(arguments).exits(2).says("not a git repository");
    }
    outside.git(&["init", "-q", "--bare", "."]).exits(0);
    outside.akguard(&["scan"]).exits(2).says("a bare repository has nothing staged");
    outside.akguard(&["install"]).exits(2).says("a bare repository makes no commits");
    outside.akguard(&["scan", "--history"]).exits(0);
}

#[test]
fn a_corrupt_index_stops() {
    let repo = TestRepo::new();
    repo.stage("a", "one\n");
    fs::write(repo.path(".git/index"), b"DIRC garbage").unwrap();
    repo.akguard(&["scan"]).exits(2).says("cannot read the index");
    repo.akguard(&["hook", "pre-commit"]).exits(2).says("akguard: commit stopped: cannot read the index");
}

#[test]
fn a_missing_or_damaged_blob_stops_and_can_be_allowed() {
    let repo = TestRepo::new();
    repo.stage("dir/a", "one\n");
    let file = object(&repo, "dir/a");
    let content = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let report = repo.akguard(&["scan"]).exits(2).says("dir/a: error: not checked: its blob is missing");
    let id = TestRepo::ids(&report)[0].clone();
    repo.akguard(&["--allow", &id, "--reason", "false-positive", "--note", "lost in a test of akguard"]).exits(0);
    repo.akguard(&["scan"]).exits(0).says("1 allowed");
    fs::write(&file, &content[..content.len() / 2]).unwrap();
    repo.git(&["reset", "-q", "--", ".akguard"]).exits(0);
    repo.akguard(&["scan"]).exits(2).says("dir/a: error: not checked");
}

#[test]
fn findings_and_unread_files_together_are_a_two() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a", "one\n");
    repo.stage("b", format!("k = \"{key}\"\n"));
    fs::remove_file(object(&repo, "a")).unwrap();
    repo.akguard(&["scan"]).exits(2).says("1 finding in 1 file, 1 file not checked").says("b:1:6");
    let json = repo.akguard(&["scan", "--format", "json"]).exits(2).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["outcome"], &json["unchecked"][0]["path"]), (&"unchecked".into(), &"a".into()));
}

#[test]
fn head_that_cannot_be_read_stops() {
    let repo = TestRepo::new();
    repo.stage("a", "one\n");
    repo.commit().exits(0);
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]).exits(0).stdout;
    fs::remove_file(repo.path(".git/objects").join(&tree[..2]).join(tree[2..].trim())).unwrap();
    repo.stage("b", "two\n");
    repo.akguard(&["scan"]).exits(2).says("cannot read");
    fs::write(repo.path(".git/HEAD"), "nonsense\n").unwrap();
    repo.akguard(&["scan"]).exits(2);
}

#[test]
fn forms_of_repository_that_libgit2_does_not_read_stop() {
    for form in ["--object-format=sha256", "--ref-format=reftable"] {
        let repo = TestRepo::empty();
        // The newest git on PATH is the one that knows reftable.
        if repo.git(&["init", "-q", form, "."]).status != 0 {
            assert!(form.contains("reftable"), "every supported git knows SHA-256");
            continue;
        }
        repo.akguard(&["install"]).exits(0);
        let key = repo.plant(GROQ);
        repo.stage("a", format!("k = \"{key}\"\n"));
        repo.commit().exits(1).says("akguard: commit stopped: cannot open this repository").says("nothing was checked");
        repo.git(&["rev-parse", "--verify", "-q", "HEAD"]).exits(1);
    }
}

#[test]
fn the_log_may_be_lost_but_no_commit_is() {
    let repo = TestRepo::new();
    repo.write(".git/akguard", "a file where the folder should be\n");
    let key = repo.plant(GROQ);
    repo.stage("a", format!("k = \"{key}\"\n"));
    let stopped = repo.commit().exits(1).says("the audit log was not written").says("a:1:6");
    let id = TestRepo::ids(&stopped)[0].clone();
    repo.akguard(&["--allow", &id, "--reason", "test", "--note", "a closed account"]).exits(0);
    repo.commit().exits(0).says("1 allowed");
}

#[test]
fn output_that_goes_nowhere() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a", format!("k = \"{key}\"\n"));
    let sh = |script: &str| repo.run(repo.command("sh").args(["-c", script])).status;
    assert_eq!(sh("akguard scan >&-"), 1);
    assert_eq!(sh("akguard scan > /dev/full"), 2);
    assert_eq!(sh("akguard scan --format json > /dev/full"), 2);
    assert_eq!(sh("akguard scan <&-"), 1);
    assert_eq!(sh("git commit -qm x 2>&-"), 1);
    assert_eq!(sh("{ akguard scan; echo $? > status; } | true; [ \"$(cat status)\" = 1 ]"), 0);
}

#[test]
fn large_files_and_lines() {
    let repo = TestRepo::new();
    let key = repo.plant(ANTHROPIC);
    let mut large = "a line of some text, as logs have it, over and over again\n".repeat(3_500_000);
    assert!(large.len() > 200_000_000);
    repo.stage("large.log", &large);
    repo.commit().exits(0).says("3500000 lines, clean");
    large.push_str(&format!("key = \"{key}\"\n"));
    repo.stage("large.log", &large);
    drop(large);
    repo.commit().exits(1).says("large.log:3500001:8");
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    let mut line = "{\"field\": \"value\"}, ".repeat(1_500_000);
    assert!(line.len() >= 30_000_000);
    let column = line.len() + 2;
    line.push_str(&format!("\"{key}\""));
    repo.stage("one_line.json", &line);
    let stopped = repo.commit().exits(1).says(&format!("one_line.json:1:{column}"));
    assert!(stopped.text().len() < 2000);
}

#[test]
fn odd_paths_are_read_and_harmless() {
    use std::os::unix::ffi::OsStrExt;
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let names: [&[u8]; 15] = [
        b"with space",
        b"tab\there",
        b"new\nline",
        b"quote\"s",
        b"it's",
        b"back\\",
        b"-leading",
        b":(glob)*",
        b"[id].ts",
        b"$(touch x)",
        "emoji \u{1F600}".as_bytes(),
        b"esc\x1b[31m",
        "bidi\u{202e}x".as_bytes(),
        b"bad\xff\xfeutf8",
        &[b'l'; 200],
    ];
    for name in names {
        fs::write(repo.top().join(std::ffi::OsStr::from_bytes(name)), format!("k = \"{key}\"\n")).unwrap();
    }
    repo.git(&["add", "-A"]).exits(0);
    let report = repo.akguard(&["scan"]).exits(1).says("15 findings in 15 files");
    assert!(!report.text().chars().any(|c| c.is_control() && c != '\n'), "a control character is left");
    assert!(!report.text().contains('\u{202e}'));
    let json = repo.akguard(&["scan", "--format", "json"]).exits(1).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let paths: Vec<&str> = json["findings"].as_array().unwrap().iter().map(|f| f["path"].as_str().unwrap()).collect();
    assert!(paths.contains(&"bad%FF%FEutf8") && paths.contains(&"new\nline"), "{paths:?}");
    repo.commit().exits(1);
    assert!(!repo.path("x").exists());
}

#[test]
fn the_printed_unstage_command_works_from_any_folder() {
    let repo = TestRepo::new();
    repo.stage("keep", "one\n");
    for folder in ["plain", "with space", "it's", "[id]", "back\\slash", "new\nline", "^x", "!x", ":(glob)x"] {
        repo.stage(&format!("{folder}/.env"), "A=b\n");
        let report = repo.commit().exits(1).says("error[env-file]");
        let text = report.text();
        let line = text.lines().find(|l| l.contains("fix: git reset")).unwrap();
        let command = line.trim().trim_start_matches("fix: ").split("    ").next().unwrap().to_owned();
        fs::create_dir_all(repo.path("sub/dir")).unwrap();
        repo.run(repo.command("bash").args(["-c", &command]).current_dir(repo.path("sub/dir"))).exits(0);
        let staged = repo.git(&["diff", "--cached", "--name-only"]).stdout;
        assert_eq!(staged, "keep\n", "{command}");
    }
}

#[test]
fn a_key_in_a_file_name_does_not_show() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    for i in 0..10 {
        repo.write(&format!("{key}/{i}.env"), "A=b\n");
    }
    repo.run(repo.command("sh").args(["-c", "git add -A -f >/dev/null 2>&1"])).exits(0);
    repo.commit().exits(1).says("[redacted]/0.env:1: error[env-file]");
    repo.akguard(&["scan", "--format", "json"]).exits(1).says("[redacted]/0.env");
    repo.akguard(&["scan", &format!("{key}/nowhere")]).exits(2).says("[redacted]/nowhere");
}

#[test]
fn unmerged_entries_are_named() {
    let repo = TestRepo::new();
    repo.stage("a", "one\n");
    repo.commit().exits(0);
    repo.git(&["checkout", "-q", "-b", "side"]).exits(0);
    repo.stage("a", "two\n");
    repo.commit().exits(0);
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.stage("a", "three\n");
    repo.commit().exits(0);
    repo.git(&["merge", "-q", "side"]).exits(1);
    repo.akguard(&["scan"]).exits(2).says("a: error: not checked: unmerged");
}

#[test]
fn hook_events_and_script_versions() {
    let repo = TestRepo::new();
    repo.akguard(&["hook", "post-nothing"]).exits(2).says("knows no such hook event");
    repo.akguard(&["hook", "--script-version=2", "pre-commit"]).exits(2).says("newer than this akguard");
    repo.akguard(&["hook"]).exits(2);
    let selftest =
        repo.run(repo.command("git").args(["commit", "--allow-empty", "-qm", "x"]).env("AKGUARD_SELFTEST", "n"));
    selftest.exits(1).says("no commit passes it");
}

#[test]
fn without_git_an_override_is_not_made() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a", format!("k = \"{key}\"\n"));
    let id = TestRepo::id(&repo.akguard(&["scan"]));
    let mut command = repo.command("akguard");
    command.args(["--allow", &id, "--reason", "test", "--note", "a closed account"]).env("PATH", "/nonexistent");
    repo.run(command.stdin(Stdio::null())).exits(2).says("cannot run git").says("install git");
    assert!(walk(&repo.path(".akguard")).is_empty());
}
