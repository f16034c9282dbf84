//! What a report says is true where it is said, and its commands work there.

use std::fs;

use akguard_detect::sample::expand;

use crate::common::{GROQ, Output, TestRepo};

const TEST_KEY: &str = "sk_test_{alnum:24}";

/// Stages ten values that warn, in new files.
fn stage_warnings(repo: &TestRepo, folder: &str) {
    for number in 0..10 {
        repo.stage(&format!("{folder}/{number}.py"), format!("key = \"{}\"\n", repo.plant(TEST_KEY)));
    }
}

/// Runs the command that a cut report names, in a shell.
#[track_caller]
fn rest(repo: &TestRepo, cut: &Output) -> Output {
    let (_, rest) = cut.stderr.split_once("\nand 2 more: ").unwrap_or_else(|| panic!("not cut:\n{}", cut.text()));
    repo.run(repo.command("sh").args(["-c", rest.lines().next().unwrap()]))
}

#[test]
fn the_rest_of_a_cut_report_is_shown_after_the_commit_too() {
    let repo = TestRepo::new();
    stage_warnings(&repo, "first");
    let first = repo.warns(10);
    assert_eq!(TestRepo::ids(&rest(&repo, &first).exits(0).says("10 possible secrets")).len(), 10);
    stage_warnings(&repo, "second");
    let second = repo.warns(10);
    let rest_of_second = rest(&repo, &second).exits(0);
    assert_eq!(TestRepo::ids(&rest_of_second).len(), 10);
    rest_of_second.says("second/0.py:").is_silent_on("first/");
    repo.git(&["commit", "-q", "--amend", "-m", "reworded", "--allow-empty"]).exits(0);
    rest(&repo, &second).exits(0).says("second/9.py:");
}

#[test]
fn the_rest_of_a_merge_is_shown_after_it() {
    let repo = TestRepo::new();
    repo.stage("base", "1\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "-b", "side"]).exits(0);
    repo.stage("side", "1\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "-"]).exits(0);
    repo.stage("own", "1\n");
    repo.commit_past();
    repo.git(&["merge", "-q", "--no-commit", "--no-ff", "side"]).exits(0);
    stage_warnings(&repo, "merged");
    let merged = repo.warns(10);
    assert_eq!(TestRepo::ids(&rest(&repo, &merged).exits(0)).len(), 10);
}

#[test]
fn env_is_called_ignored_only_where_it_is() {
    let repo = TestRepo::new();
    let stage_key = |name: &str| repo.stage(name, format!("key = \"{}\"\n", repo.plant(GROQ)));
    stage_key("a.py");
    repo.stops().says("fix: move it to .env, add .env to .gitignore, read GROQ_API_KEY from the environment");
    for rule in ["*.py\n", ".env.*\n", "!.env\n"] {
        repo.write(".gitignore", rule);
        repo.stops().says("fix: move it to .env, add .env to .gitignore");
    }
    for rule in [".env\n", "/.env\n", ".env*\n"] {
        repo.write(".gitignore", rule);
        repo.stops().says("fix: move it to .env (ignored by git), read GROQ_API_KEY from the environment");
    }
    fs::remove_file(repo.path(".gitignore")).unwrap();
    repo.write(".git/info/exclude", ".env\n");
    repo.stops().says("fix: move it to .env (ignored by git)");
    // Of files no commit is spoken of, and of a key in a `.env` file not that it is to be moved there.
    repo.akguard(&["scan", "a.py"]).exits(1).is_silent_on("commit again").is_silent_on("git add");
    stage_key(".env");
    let stopped = repo.stops();
    let of_env = stopped.text().split_once("\n.env:1:").unwrap().1.split("\na.py").next().unwrap().to_owned();
    assert!(of_env.contains("git rm -q -f --cached -- :/.env    # unstages it, your file"), "{}", stopped.text());
    assert!(!of_env.contains("move it to .env"), "{}", stopped.text());
}

#[test]
fn no_report_claims_that_nothing_has_left_the_machine() {
    let repo = TestRepo::new();
    repo.stage("a.py", format!("key = \"{}\"\n", repo.plant(GROQ)));
    repo.stops().says("If it was ever pushed, shared or pasted elsewhere, revoke it: https://console.groq.com/keys");
}

#[test]
fn what_nobody_has_read_is_not_offered_to_be_allowed() {
    let repo = TestRepo::new();
    repo.stage("t", "base\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "-b", "side"]).exits(0);
    repo.stage("t", "side\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "-"]).exits(0);
    repo.stage("t", "own\n");
    repo.commit_past();
    repo.git(&["merge", "-q", "side"]).exits(1);
    let unmerged = repo.akguard(&["scan"]).exits(2);
    unmerged
        .says("t: error: not checked: unmerged: resolve the conflict, then git add the file")
        .is_silent_on("--allow");
    let json = repo.akguard(&["scan", "--format", "json"]).exits(2).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["unchecked"][0]["id"], serde_json::Value::Null);
}

#[test]
fn a_partial_clone_says_how_to_get_the_rest() {
    let repo = TestRepo::new();
    repo.git(&["config", "uploadpack.allowFilter", "true"]).exits(0);
    repo.stage("old.py", format!("key = \"{}\"\n", repo.plant(GROQ)));
    repo.stage("f", "1\n");
    repo.commit_past();
    repo.git(&["rm", "-q", "old.py"]).exits(0);
    repo.commit_past();
    let (from, thin) = (format!("file://{}", repo.top().display()), repo.root().join("thin"));
    repo.git(&["clone", "-q", "--filter=blob:none", &from, thin.to_str().unwrap()]).exits(0);
    let in_thin =
        |program: &str, arguments: &[&str]| repo.run(repo.command(program).args(arguments).current_dir(&thin));
    for how in [&["scan", "--history"] as &[&str], &["scan", "--range", "HEAD~1^!"]] {
        let said = in_thin("akguard", how).exits(2);
        said.says(
            "old.py: error: not checked: its content is missing, since this clone is partial; get the rest with: ",
        )
        .is_silent_on("--allow");
    }
    let said = in_thin("akguard", &["scan", "--history"]);
    let (_, command) = said.stdout.split_once("get the rest with: ").unwrap();
    in_thin("sh", &["-c", command.lines().next().unwrap()]).exits(0);
    in_thin("akguard", &["scan", "--history"]).exits(1).says("old.py:1:8: error[groq-key]");
}

#[test]
fn notes_of_our_own_examples_are_refused() {
    let repo = TestRepo::new();
    repo.stage("a.py", format!("key = \"{}\"\n", repo.plant(GROQ)));
    let id = TestRepo::id(&repo.stops());
    let allow = |note: &str| repo.akguard(&["--allow", &id, "--reason", "false-positive", "--note", note]);
    allow("").exits(2).says("the note is too short: say in 10 characters or more");
    for note in ["say why, for the reviewer", "Why this may be committed", " why this may be committed "] {
        allow(note).exits(2).says("the note is one of the examples");
    }
    allow("no key: the example of their manual").exits(0);
}

#[test]
fn an_allowed_env_file_that_changes_is_told_of_the_settings_for_it() {
    let repo = TestRepo::new();
    repo.stage(".env.development", "PORT=3000\n");
    let id = TestRepo::id(&repo.stops());
    repo.akguard(&["--allow", &id, "--reason", "public", "--note", "defaults of development, no secrets"]).exits(0);
    repo.passes();
    repo.stage(".env.development", "PORT=3001\n");
    let changed = repo.stops();
    changed.says("it was allowed with other content").says("judge_by_values").says("env_files.allow");
    repo.stage(".env.production", "PORT=3000\n");
    repo.stops().says(".env.production:1: error[env-file]");
}

#[test]
fn line_ends_and_a_rename_bring_no_old_finding_back() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let text = |end: &str| format!("import os{end}key = \"{key}\"{end}print(key){end}");
    let settings = format!("//r.example.com/:_authToken={}\n", repo.plant(GROQ));
    repo.stage("a.py", text("\r\n"));
    repo.stage("app/.npmrc", &settings);
    repo.commit_past();
    repo.stage("a.py", text("\n"));
    repo.passes();
    repo.stage("a.py", text("\n").trim_end());
    repo.passes();
    repo.git(&["mv", "a.py", "b.py"]).exits(0);
    repo.write("b.py", format!("{}\r\n# one more\r\n", text("\r\n")));
    repo.git(&["mv", "app/.npmrc", ".npmrc"]).exits(0);
    repo.git(&["add", "-A"]).exits(0);
    repo.passes();
    repo.stage("b.py", format!("{}key = \"{}\"\r\n", text("\r\n"), repo.plant(GROQ)));
    repo.stops().says("1 finding in 1 file").says("b.py:4:8");
}

#[test]
fn many_renamed_and_changed_files_bring_no_old_finding_back() {
    let repo = TestRepo::new();
    let text = |number: usize| {
        let url = format!("https://ci:{}@db.acme.dev/x", repo.plant_value(&expand("{alnum:18}", repo.next_seed())));
        let lines: String = (0..5).map(|line| format!("line {line} of {number}: {}\n", number * 7919 % 1000)).collect();
        format!("{url}\n{lines}")
    };
    let texts: Vec<String> = (0..60).map(text).collect();
    for (number, text) in texts.iter().enumerate() {
        repo.write(&format!("old/f{number}.txt"), text);
    }
    repo.git(&["add", "-A"]).exits(0);
    repo.commit_past();
    fs::remove_dir_all(repo.path("old")).unwrap();
    for (number, text) in texts.iter().enumerate() {
        repo.write(&format!("new/g{number}.txt"), format!("{text}more\n"));
    }
    repo.git(&["add", "-A"]).exits(0);
    repo.passes();
}
