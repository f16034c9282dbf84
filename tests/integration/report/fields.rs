//! Keys in every field that others write: no command shows them.

mod config;

use std::fs;

use crate::common::{ANTHROPIC, GROQ, TestRepo};

/// Every command that reads and prints, in every format that it has.
const COMMANDS: [&[&str]; 20] = [
    &["scan"],
    &["scan", "-v"],
    &["scan", "--format", "json"],
    &["scan", "-v", "."],
    &["scan", "--format", "json", "."],
    &["scan", "-v", "--history"],
    &["scan", "--format", "json", "--history"],
    &["scan", "-v", "--range", "HEAD~1..HEAD"],
    &["scan", "--format", "json", "--range", "HEAD~1..HEAD"],
    &["hook", "pre-commit"],
    &["hook", "pre-merge-commit"],
    &["audit"],
    &["audit", "--check"],
    &["audit", "--format", "json"],
    &["audit", "--format", "csv"],
    &["rules", "list"],
    &["rules", "show", "own-rule"],
    &["rules", "show", "own-rule", "--format", "json"],
    &["status"],
    &["install"],
];

/// Runs the hooks, which takes longer than the rest together: once in each repository.
const TRIAL: &[&str] = &["status", "--run", "--format", "json"];

/// Those that say something about a record that was revoked or approved.
const COMMANDS_OF_RECORDS: [&[&str]; 8] = [
    &["scan", "-v"],
    &["scan", "--format", "json"],
    &["hook", "pre-commit"],
    &["audit"],
    &["audit", "--check"],
    &["audit", "--format", "json"],
    &["audit", "--format", "csv"],
    &["status"],
];

/// Runs all of them; the harness fails on a planted value in an output.
fn run_all(repo: &TestRepo) {
    run(repo, &COMMANDS);
}

fn run(repo: &TestRepo, commands: &[&[&str]]) {
    for arguments in commands {
        let status = repo.akguard(arguments).status;
        assert!((0..=2).contains(&status), "{arguments:?}: {status}");
    }
}

/// What the test has planted into tracked files is none of the program's.
fn clear(repo: &TestRepo) {
    fs::remove_dir_all(repo.path(".akguard")).unwrap();
}

/// Sets a field of a record's text, or adds it.
fn with(record: &str, field: &str, value: &str) -> String {
    let line = format!("{field} = \"{value}\"");
    let rest: Vec<&str> = record.lines().filter(|l| !l.starts_with(&format!("{field} = "))).collect();
    format!("{}\n{line}\n", rest.join("\n"))
}

fn the_record(repo: &TestRepo) -> String {
    let mut files = crate::common::walk(&repo.path(".akguard/allow"));
    assert_eq!(files.len(), 1);
    files.remove(0).strip_prefix(repo.top()).unwrap().to_str().unwrap().to_owned()
}

/// Is the rule of the planted key in force, or has the user switched it off? Off, it stops no commit and still hides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Groq {
    On,
    Off,
}

const BOTH: [Groq; 2] = [Groq::On, Groq::Off];

/// The switch in the config; its reason holds a key as well.
fn switch(groq: Groq, key: &str) -> String {
    match groq {
        Groq::On => String::new(),
        Groq::Off => format!(", {{ id = \"groq-key\", reason = \"the demo account's {key} is closed\" }}"),
    }
}

/// A repository whose config switches the rule.
fn with_rule(groq: Groq) -> TestRepo {
    let repo = TestRepo::new();
    if groq == Groq::Off {
        let switch = switch(groq, &repo.plant(GROQ));
        let config = format!("[rules]\ndisable = [{{ id = \"key-store\", reason = \"none here\" }}{switch}]\n");
        repo.stage(".akguard.toml", config);
    }
    repo.commit_past();
    repo
}

/// A repository whose staged key a record allows.
fn allowed(groq: Groq) -> (TestRepo, String) {
    let repo = with_rule(groq);
    repo.stage("old.py", "old = 1\n");
    repo.commit_past();
    repo.stage("a.py", format!("k = '{}'\n", repo.plant(ANTHROPIC)));
    let id = TestRepo::id(&repo.stops());
    repo.akguard(&["--allow", &id, "--reason", "test", "--note", "value of the closed demo account"]).exits(0);
    let file = the_record(&repo);
    (repo, file)
}

#[test]
fn keys_in_the_fields_of_a_record_are_not_shown() {
    let fields = ["rule", "path", "kind", "note", "who", "actor", "created", "tool", "approved_by", "revoked"];
    // It runs the program some hundred times: with one thread, long after all others.
    std::thread::scope(|scope| {
        for some in fields.chunks(3) {
            scope.spawn(move || {
                for field in some {
                    for groq in BOTH {
                        field_of_a_record(field, groq);
                    }
                }
            });
        }
    });
}

fn field_of_a_record(field: &str, groq: Groq) {
    let (repo, file) = allowed(groq);
    let key = repo.plant(GROQ);
    let planted = with(&repo.read(&file), field, &format!("see {key} of staging"));
    repo.stage(&file, planted);
    run_all(&repo);
    // As a part of HEAD and of a range, too.
    repo.commit_past();
    run_all(&repo);
    run(&repo, &[TRIAL]);
    let id = file.rsplit('/').next().unwrap().trim_end_matches(".toml").to_owned();
    for arguments in [&["audit", "revoke", &id], &["audit", "approve", &id]] {
        repo.akguard(arguments);
    }
    run(&repo, &COMMANDS_OF_RECORDS);
    clear(&repo);
}

#[test]
fn a_found_value_is_not_shown_by_a_note_that_repeats_it() {
    let (repo, file) = allowed(Groq::On);
    let password = repo.plant_value("Vk3-fT9wq2Lm8zR");
    repo.stage("db.py", format!("db_password = '{password}'\n"));
    let planted = with(&repo.read(&file), "note", &format!("the database has {password} on staging"));
    repo.stage(&file, planted);
    run_all(&repo);
    repo.commit_past();
    run_all(&repo);
    run(&repo, &[TRIAL]);
    clear(&repo);
}

#[test]
fn keys_in_names_of_records_and_in_a_baseline_are_not_shown() {
    for groq in BOTH {
        names_of_records_and_baseline(groq);
    }
}

fn names_of_records_and_baseline(groq: Groq) {
    let (repo, _) = allowed(groq);
    let key = repo.plant(GROQ);
    repo.stage(&format!(".akguard/allow/{key}.toml"), "x\n");
    repo.stage(&format!(".akguard/allow/sub/{key}/x.toml"), "x\n");
    run_all(&repo);
    repo.akguard(&["scan", "--write-baseline"]).exits(0);
    let mut baseline = repo.read(".akguard/baseline.toml");
    for field in ["who", "actor", "tool", "created"] {
        // Before the first table, where the fields are.
        let (head, tables) = baseline.split_at(baseline.find("[[finding]]").unwrap_or(baseline.len()));
        baseline = format!("{}{tables}", with(head, field, &format!("{field} {key}")));
    }
    let entry = format!("[[finding]]\nid = \"{}\"\nrule = \"{key}\"\npath = \"old/{key}\"\n", "0f".repeat(16));
    repo.stage(".akguard/baseline.toml", format!("{baseline}{entry}"));
    run_all(&repo);
    repo.commit_past();
    run_all(&repo);
    run(&repo, &[TRIAL]);
    clear(&repo);
}

#[test]
fn keys_in_names_that_git_knows_are_not_shown() {
    for groq in BOTH {
        names_that_git_knows(groq);
    }
}

#[test]
fn a_key_in_the_reason_of_a_mark_is_not_shown() {
    for groq in BOTH {
        let repo = with_rule(groq);
        let key = repo.plant(GROQ);
        let value = repo.plant("AIza{alnum:35}");
        repo.stage("a.py", format!("k = '{value}'  # akguard:allow this one and {key} are public\n"));
        run_all(&repo);
        repo.commit_past();
        run_all(&repo);
        run(&repo, &[TRIAL]);
    }
}

fn names_that_git_knows(groq: Groq) {
    let repo = with_rule(groq);
    let key = repo.plant(GROQ);
    repo.git(&["config", "user.name", &format!("Ada {key}")]).exits(0);
    repo.stage("a.py", format!("k = '{}'\n", repo.plant(ANTHROPIC)));
    repo.stage(&format!("dir-{key}/b.py"), format!("k = '{}'\n", repo.plant(ANTHROPIC)));
    run_all(&repo);
    repo.commit_past();
    repo.commit_past();
    repo.git(&["branch", &format!("feature/{key}")]).exits(0);
    repo.git(&["update-ref", &format!("refs/remotes/origin/{key}"), "HEAD"]).exits(0);
    repo.git(&["checkout", "--quiet", "-b", &key]).exits(0);
    run_all(&repo);
    run(&repo, &[TRIAL]);
    for range in [format!("{key}..HEAD"), format!("HEAD..none-{key}"), format!("{key}..."), format!("{key}^!")] {
        repo.akguard(&["scan", "--range", &range]);
    }
    repo.akguard(&["scan", "--range", &format!("{}..HEAD", "0".repeat(40)), "--base", &key]);
    repo.akguard(&["scan", &format!("none-{key}")]);
    repo.akguard(&["scan", "--config", &format!("none-{key}.toml")]);
    repo.akguard(&["rules", "show", &key]);
    repo.akguard(&["--allow", &key, "--reason", "test", "--note", "value of the closed demo account"]);
    repo.git(&["config", "core.hooksPath", &format!("hooks-{key}")]).exits(0);
    run_all(&repo);
    run(&repo, &[TRIAL]);
    // The program's record of who allowed it holds git's own name for the user; that is the user's to keep clean.
}
