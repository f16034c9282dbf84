//! `akguard scan`: what is staged, files, standard input, a range, the history.

use std::fs;

use serde_json::Value;

use crate::common::{ANTHROPIC, GITHUB, GROQ, Output, TestRepo};

mod commits;
mod cores;
mod ranges;

/// The JSON report of a scan.
#[track_caller]
fn json(repo: &TestRepo, status: i32, arguments: &[&str]) -> Value {
    let output = repo.akguard(&[&["scan", "--format", "json"], arguments].concat()).exits(status);
    assert_eq!(output.stderr, "");
    serde_json::from_str(&output.stdout).unwrap()
}

#[track_caller]
fn akguard_in(repo: &TestRepo, folder: &str, arguments: &[&str]) -> Output {
    repo.run(repo.command("akguard").current_dir(repo.root().join(folder)).args(arguments))
}

#[test]
fn what_is_staged_is_reported_on_standard_output() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "hello\n");
    for arguments in [&[][..], &["scan"]] {
        let clean = repo.akguard(arguments).exits(0);
        assert_eq!((clean.text().as_str(), clean.stderr.as_str()), ("akguard: 1 file, 1 line, clean (N ms)\n", ""));
    }
    repo.stage("a.txt", format!("hello\n{}\n", repo.plant(GROQ)));
    for arguments in [&[][..], &["scan"]] {
        let stopped = repo.akguard(arguments).exits(1).says("a.txt:2:1: error[groq-key]").says("--allow");
        assert_eq!(stopped.stderr, "");
    }
}

#[test]
fn every_finding_is_listed_where_the_hook_lists_eight() {
    let repo = TestRepo::new();
    let lines: String = (0..10).map(|_| repo.plant(GROQ) + "\n").collect();
    repo.stage("a.txt", lines);
    assert_eq!(TestRepo::ids(&repo.stops().says("and 2 more: akguard scan\n")).len(), 8);
    assert_eq!(TestRepo::ids(&repo.akguard(&["scan"]).exits(1)).len(), 10);
}

#[test]
fn quiet_omits_success_only() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "hello\n");
    for arguments in [&["-q"][..], &["scan", "--quiet"], &["scan", "-q", "a.txt"], &["-q", "scan", "--history"]] {
        assert_eq!(repo.akguard(arguments).exits(0).text(), "", "{arguments:?}");
    }
    repo.stage(".akguard.toml", "quiet = true\n");
    repo.commit_past();
    assert_eq!(repo.akguard(&["scan"]).exits(0).text(), "");
    repo.stage("a.txt", repo.plant(GROQ));
    repo.akguard(&["scan", "-q"]).exits(1).says("a.txt:1:1: error[groq-key]");
}

#[test]
fn a_folder_is_read_with_its_hidden_files_and_without_git() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    for name in ["src/a.txt", "src/.hidden", ".config/b.txt", ".git/key.txt", "src/.git/key.txt"] {
        repo.write(name, &key);
    }
    let found = repo.akguard(&["scan", "."]).exits(1).says("3 findings in 3 files");
    let found = found.says("./src/a.txt:1:1: ").says("./src/.hidden:1:1: ").says("./.config/b.txt:1:1: ");
    found.is_silent_on("key.txt").is_silent_on("--allow");
    repo.akguard(&["scan", "src/a.txt"]).exits(1).says("src/a.txt:1:1: error[groq-key]");
    repo.akguard(&["scan", "src", ".config/b.txt"]).exits(1).says("3 findings in 3 files");
    akguard_in(&repo, "repo/src", &["scan", "../.config"]).exits(1).says("../.config/b.txt:1:1: ");
}

#[test]
fn what_git_ignores_is_skipped_and_counted() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.write(".gitignore", "build/\n*.log\n!kept.log\n");
    repo.write("src/.gitignore", "local.txt\n");
    repo.write(".git/info/exclude", "mine.txt\n");
    for name in ["build/a.txt", "b.log", "src/local.txt", "mine.txt"] {
        repo.write(name, &key);
    }
    repo.write("kept.log", "hello\n");
    repo.akguard(&["scan", "."]).exits(0).says("3 files, 5 lines, clean, 4 ignored by git");
    repo.akguard(&["scan", "--no-ignore", "."]).exits(1).says("4 findings in 4 files");
    repo.akguard(&["scan", "b.log"]).exits(1).says("b.log:1:1: ");
    repo.akguard(&["scan", "build"]).exits(0).says("0 files, 0 lines, clean, 1 ignored by git");
    // A tracked file is not ignored, whatever the patterns say.
    repo.git(&["add", "-f", "b.log"]).exits(0);
    repo.akguard(&["scan", "."]).exits(1).says("./b.log:1:1: ").says("1 finding in 1 file");
}

#[test]
fn what_git_ignores_does_not_depend_on_how_the_folder_is_named() {
    let repo = TestRepo::new();
    repo.write(".gitignore", "build/\n");
    repo.write("build/a.txt", repo.plant(GROQ));
    repo.stage("builder.txt", "hello\n");
    repo.write("src/b.txt", "hello\n");
    std::os::unix::fs::symlink(repo.top(), repo.root().join("link")).unwrap();
    let top = repo.top().display().to_string();
    for (folder, path) in
        [("repo", "."), ("repo/src", ".."), ("repo", &top), (".", "repo"), (".", "link"), ("link/src", "..")]
    {
        akguard_in(&repo, folder, &["scan", path]).exits(0).says("3 files, 3 lines, clean, 1 ignored by git");
    }
}

#[test]
fn a_named_link_is_followed_and_others_are_not() {
    let repo = TestRepo::new();
    repo.write("../outside/a.txt", repo.plant(GROQ));
    for (target, name) in [("../outside", "folder"), ("../outside/a.txt", "file")] {
        std::os::unix::fs::symlink(target, repo.path(name)).unwrap();
    }
    repo.akguard(&["scan", "folder"]).exits(1).says("folder/a.txt:1:1: error[groq-key]");
    repo.akguard(&["scan", "file"]).exits(1).says("file:1:1: error[groq-key]");
    repo.akguard(&["scan", "."]).exits(0).says("0 files, 0 lines, clean");
}

#[test]
fn outside_a_repository_nothing_counts_as_ignored() {
    let repo = TestRepo::empty();
    repo.write(".gitignore", "*.log\n");
    repo.write("a.log", repo.plant(GROQ));
    repo.akguard(&["scan", "."]).exits(1).says("./a.log:1:1: error[groq-key]");
    repo.write("a.log", "hello\n");
    repo.akguard(&["scan", "."]).exits(0).says("2 files, 2 lines, clean").is_silent_on("ignored");
    repo.akguard(&["scan"]).exits(2).says("not a git repository").says("akguard scan .    # scans files");
}

#[test]
fn standard_input_is_scanned() {
    let repo = TestRepo::empty();
    let text = format!("hello\nkey = {}\n", repo.plant(GITHUB));
    let scan = |text: &str| repo.run_with_input(repo.command("akguard").args(["scan", "-"]), text.as_bytes());
    scan(&text).exits(1).says("<stdin>:2:7: error[github-pat-classic]");
    scan("hello\n").exits(0).says("1 file, 1 line, clean");
    scan("").exits(0).says("1 file, 0 lines, clean");
}

#[test]
fn a_path_that_cannot_be_read_is_no_success() {
    let repo = TestRepo::new();
    repo.write("a.txt", "hello\n");
    repo.akguard(&["scan", "a.txt", "missing.txt"]).exits(2).says("missing.txt: error: not checked: ");
    repo.write("key.txt", repo.plant(GROQ));
    repo.akguard(&["scan", "key.txt", "missing.txt"]).exits(2).says("key.txt:1:1: error[groq-key]").says("not checked");
}

#[test]
fn a_config_file_may_be_named() {
    let repo = TestRepo::new();
    repo.write("../strict.toml", "[[exclude]]\npath = \"vendor/\"\nreason = \"theirs\"\n");
    repo.stage("vendor/a.txt", repo.plant(GROQ));
    repo.akguard(&["scan"]).exits(1);
    repo.akguard(&["scan", "--config", "../strict.toml"]).exits(0).says("0 files, 0 lines, clean, 1 excluded");
    repo.akguard(&["scan", "--config", "../none.toml"]).exits(2).says("cannot read the config");
}

#[test]
fn the_json_report_has_its_published_form() {
    let repo = TestRepo::new();
    let key = repo.plant(ANTHROPIC);
    repo.stage("src/a.py", format!("ü\n😀 = '{key}' # é\nlast"));
    let report = json(&repo, 1, &[]);
    assert_eq!((&report["version"], &report["outcome"]), (&1.into(), &"blocked".into()));
    assert_eq!(report["unchecked"], Value::Array(Vec::new()));
    let finding = &report["findings"][0];
    for (field, expected) in [
        ("rule", "anthropic-api-key"),
        ("title", "Claude API key"),
        ("verdict", "block"),
        ("severity", "critical"),
        ("confidence", "certain"),
        ("path", "src/a.py"),
    ] {
        assert_eq!(finding[field], expected, "{field}");
    }
    for (field, expected) in [("line", 2), ("column", 6), ("end_line", 2), ("end_column", 6 + key.len())] {
        assert_eq!(finding[field], expected, "{field}");
    }
    let id = finding["id"].as_str().unwrap();
    assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    assert!(finding["hint"].as_str().unwrap().starts_with("sk-ant-api03-"));
    for absent in ["commit", "allowed_by", "path_escaped"] {
        assert!(finding.get(absent).is_none(), "{absent}");
    }
    let stats = &report["stats"];
    let bytes = fs::metadata(repo.path("src/a.py")).unwrap().len();
    assert_eq!((&stats["files"], &stats["added_lines"], &stats["bytes"]), (&1.into(), &3.into(), &bytes.into()));
    assert_eq!((&stats["excluded"], &stats["reader"]), (&0.into(), &"libgit2".into()));
    assert!(stats["millis"].is_u64());
}

#[test]
fn the_json_report_counts_added_lines_and_names_what_allows_a_finding() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.txt", "one\ntwo\nthree\n");
    repo.commit_past();
    repo.stage("a.txt", format!("one\nzwei\nthree\n{key}\n"));
    let report = json(&repo, 1, &[]);
    assert_eq!((&report["stats"]["added_lines"], &report["stats"]["lines"]), (&2.into(), &4.into()));
    let id = report["findings"][0]["id"].as_str().unwrap();
    repo.akguard(&["--allow", id, "--reason", "test", "--note", "a key that was revoked"]).exits(0);
    let report = json(&repo, 0, &[]);
    let finding = &report["findings"][0];
    assert_eq!((&report["outcome"], &finding["verdict"]), (&"clean".into(), &"allow".into()));
    let record = finding["allowed_by"].as_str().unwrap();
    assert!(record.starts_with(".akguard/allow/") && repo.path(record).is_file(), "{record}");
}

#[test]
fn what_could_not_be_checked_weighs_more_than_a_finding() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "hello\n");
    repo.commit_past();
    repo.git(&["checkout", "-qb", "other"]).exits(0);
    repo.stage("a.txt", "theirs\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.stage("a.txt", "ours\n");
    repo.commit_past();
    repo.git(&["merge", "-q", "other"]).exits(1);
    repo.stage("b.txt", repo.plant(GROQ));
    let report = json(&repo, 2, &[]);
    assert_eq!((&report["outcome"], &report["findings"][0]["path"]), (&"unchecked".into(), &"b.txt".into()));
    assert_eq!(report["unchecked"][0]["path"], "a.txt");
    assert!(report["unchecked"][0]["why"].as_str().unwrap().contains("unmerged"));
    repo.akguard(&["scan"]).exits(2).says("1 finding in 1 file, 1 file not checked");
}

#[test]
fn a_table_is_no_format_of_a_scan() {
    let repo = TestRepo::new();
    repo.akguard(&["scan", "--format", "csv"]).exits(2).says("--format must be human or json");
    repo.akguard(&["scan", "--format", "xml"]).exits(2);
}

#[test]
fn what_git_ignores_is_left_out_in_every_form_of_repository() {
    for form in [&["--object-format=sha1"][..], &["--object-format=sha256"]] {
        let repo = TestRepo::empty();
        repo.git(&[&["init", "-q", "."][..], form].concat()).exits(0);
        let key = repo.plant(GROQ);
        repo.write(".gitignore", "build/\n*.log\n");
        repo.write("build/deep/a.txt", &key);
        repo.write("sub/b.log", &key);
        repo.stage("sub/tracked.log", &key);
        let report = repo.akguard(&["scan", "."]).exits(1);
        report.says("sub/tracked.log:1:1").says("1 finding in 1 file");
        repo.run(repo.command("akguard").args(["scan", "."]).current_dir(repo.path("sub"))).exits(1).says("1 finding");
        repo.akguard(&["scan", "--no-ignore", "."]).exits(1).says("3 findings in 3 files");
    }
}
