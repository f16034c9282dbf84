//! `--allow`: what an override lets pass, what it refuses, and the record that it leaves.

mod by_commit;
mod dates;
mod history;
mod refused;

use jiff::civil::Date;
use toml::Table;

use crate::common::{ANTHROPIC, GITHUB, GROQ, Output, TestRepo, walk};

pub const NOTE: &str = "a key of the test account";
pub const LONG_AGO: &str = "2020-01-01";

/// A repository with a first commit, tagged `base`.
pub fn begun() -> TestRepo {
    let repo = TestRepo::new();
    repo.stage("README", "hello\n");
    repo.passes();
    repo.git(&["tag", "base"]).exits(0);
    repo
}

pub fn line(key: &str) -> String {
    format!("key = \"{key}\"\n")
}

/// Stages a file with a fresh key; its commit stops. Returns the finding's id.
pub fn stopped(repo: &TestRepo, name: &str, template: &str) -> String {
    let key = repo.plant(template);
    repo.stage(name, line(&key));
    TestRepo::id(&repo.stops())
}

/// Asks for an override: with NOTE unless the arguments hold another.
pub fn ask(repo: &TestRepo, id: &str, more: &[&str]) -> Output {
    let mut arguments = vec!["--allow", id];
    arguments.extend(more);
    if !more.contains(&"--note") {
        arguments.extend(["--note", NOTE]);
    }
    repo.akguard(&arguments)
}

#[track_caller]
pub fn allow(repo: &TestRepo, id: &str) {
    ask(repo, id, &["--reason", "test"]).exits(0).says("recorded in .akguard/allow/");
}

/// A repository in which one key is committed by an override.
pub fn overridden() -> (TestRepo, String) {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    allow(&repo, &id);
    repo.passes();
    (repo, id)
}

/// Paths of the records in the work tree.
pub fn records(repo: &TestRepo) -> Vec<String> {
    let names = walk(&repo.path(".akguard/allow")).into_iter();
    names.map(|path| path.strip_prefix(repo.top()).unwrap().to_str().unwrap().to_owned()).collect()
}

/// The path of the only record.
#[track_caller]
pub fn record_file(repo: &TestRepo) -> String {
    let mut records = records(repo);
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0)
}

#[track_caller]
pub fn record(repo: &TestRepo) -> Table {
    repo.read(&record_file(repo)).parse().unwrap()
}

/// Changes a field of the only record and stages it.
pub fn edit(repo: &TestRepo, field: &str, value: &str) {
    let mut table = record(repo);
    table.insert(field.to_owned(), value.into());
    repo.stage(&record_file(repo), toml::to_string(&table).unwrap());
}

/// Nothing is recorded, neither in the work tree nor in the index.
#[track_caller]
pub fn assert_no_record(repo: &TestRepo) {
    assert!(records(repo).is_empty());
    assert_eq!(repo.git(&["ls-files", ".akguard"]).exits(0).stdout, "");
}

#[track_caller]
pub fn assert_committed(repo: &TestRepo, file: &str) {
    let files = repo.git(&["show", "--name-only", "--format=", "HEAD"]).exits(0).stdout;
    assert!(files.lines().any(|f| f == file), "{file} is not in the commit: {files}");
}

#[test]
fn a_record_lets_one_key_pass_and_no_other_at_the_same_place() {
    let repo = begun();
    let (key, other) = (repo.plant(ANTHROPIC), repo.plant(ANTHROPIC));
    repo.stage("a.py", line(&key));
    let id = TestRepo::id(&repo.stops());
    allow(&repo, &id);
    repo.stage("a.py", line(&other));
    assert_ne!(TestRepo::id(&repo.stops()), id);
    repo.stage("a.py", line(&key));
    repo.passes().says("1 allowed");
}

#[test]
fn an_allowed_key_passes_in_another_file_which_is_named_with_the_record_s_own() {
    let repo = begun();
    let key = repo.plant(ANTHROPIC);
    repo.stage("a.py", line(&key));
    let id = TestRepo::id(&repo.stops());
    allow(&repo, &id);
    repo.stage("b.py", line(&key));
    repo.passes().says("b.py:1:8: allowed[anthropic-api-key]").says("recorded for a.py");
}

#[test]
fn several_ids_may_be_allowed_at_once() {
    let repo = begun();
    let (key, other) = (repo.plant(ANTHROPIC), repo.plant(GITHUB));
    repo.stage("a.py", line(&key) + &line(&other));
    let ids = TestRepo::ids(&repo.stops());
    ask(&repo, &ids[0], &["--allow", &ids[1], "--reason", "public"]).exits(0);
    assert_eq!(records(&repo).len(), 2);
    repo.passes().says("2 allowed");
}

#[test]
fn the_record_says_who_allowed_what_and_why_and_holds_no_part_of_the_key() {
    let repo = begun();
    let key = repo.plant(ANTHROPIC);
    repo.stage("src/a.py", line(&key));
    let id = TestRepo::id(&repo.stops());
    ask(&repo, &id, &["--reason", "false-positive"]).exits(0);

    let record = record(&repo);
    let text = |field: &str| record[field].as_str().unwrap().to_owned();
    assert_eq!(record["v"].as_integer(), Some(1));
    assert!(text("id").starts_with(&id) && text("id").len() == 32, "{}", text("id"));
    assert_eq!(record_file(&repo), format!(".akguard/allow/{}.toml", &text("id")[..16]));
    for (field, value) in [
        ("rule", "anthropic-api-key"),
        ("path", "src/a.py"),
        ("kind", "key"),
        ("reason", "false-positive"),
        ("note", NOTE),
        ("who", "Ada Example <ada@example.com>"),
        ("actor", "human"),
        ("tool", env!("CARGO_PKG_VERSION")),
    ] {
        assert_eq!(text(field), value);
    }
    assert!(text("created").starts_with("20") && text("created").ends_with('Z'), "{}", text("created"));
    assert!(record["rules"].as_integer().unwrap() > 10);
    assert_eq!(record.len(), 12, "no further field: {record}");
    let file = repo.read(&record_file(&repo));
    assert!(!file.contains("sk-ant") && !file.contains(&key[key.len() - 4..]), "the record holds a hint:\n{file}");
}

#[test]
fn a_date_or_a_number_of_days_ends_a_record() {
    for when in ["14d", "2099-12-31"] {
        let repo = begun();
        let id = stopped(&repo, "a.py", ANTHROPIC);
        ask(&repo, &id, &["--reason", "test", "--expires", when]).exits(0);
        let expires = record(&repo)["expires"].as_str().unwrap().to_owned();
        assert!(expires.parse::<Date>().is_ok() && (when == "14d" || expires == when), "{expires}");
        repo.passes().says("1 allowed");
    }
}

#[test]
fn fix_later_ends_after_fourteen_days_unless_told_otherwise() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    ask(&repo, &id, &["--reason", "fix-later"]).exits(0);
    let record = record(&repo);
    let date = |field: &str| record[field].as_str().unwrap()[..10].parse::<Date>().unwrap();
    assert_eq!((date("expires") - date("created")).get_days(), 14);
}

#[test]
fn an_expired_record_stops_the_commit_and_says_so() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    allow(&repo, &id);
    edit(&repo, "expires", LONG_AGO);
    let again = repo.stops().says("its allow record has expired");
    assert_eq!(TestRepo::id(&again), id);
    // The same id may be recorded anew.
    allow(&repo, &id);
    repo.passes();
}

#[test]
fn a_record_written_by_hand_lasts_no_longer_than_the_policy_allows() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    allow(&repo, &id);
    edit(&repo, "reason", "fix-later");
    repo.stops().says("is for fix-later and has no last day");
    edit(&repo, "expires", "2099-12-31");
    repo.stops().says("lasts longer than the policy");
}

#[test]
fn a_revoked_record_stops_the_commit_and_says_so() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    allow(&repo, &id);
    edit(&repo, "revoked", "2026-01-01 by Ada");
    repo.stops().says("its allow record is revoked");
}

#[test]
fn a_broken_record_allows_nothing_and_is_named() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    allow(&repo, &id);
    let (file, text) = (record_file(&repo), repo.read(&record_file(&repo)));
    let unknown_field = format!("{text}all = true\n");
    let other_version = text.replace("v = 1", "v = 2");
    for broken in ["<<<<<<< HEAD\n", "", &unknown_field, &other_version] {
        repo.stage(&file, broken);
        repo.stops().says(&file).says("so it allows nothing").says("error[anthropic-api-key]");
    }
    // A record under another finding's name is none either.
    repo.git(&["rm", "-q", "--cached", &file]).exits(0);
    repo.stage(".akguard/allow/0123456789abcdef.toml", &text);
    repo.stops().says("0123456789abcdef.toml does not contain the record that its name says");
}

#[test]
fn a_record_that_is_not_staged_does_not_count() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    allow(&repo, &id);
    repo.git(&["rm", "-q", "--cached", &record_file(&repo)]).exits(0);
    repo.stops();
}

#[test]
fn the_record_for_an_environment_file_holds_for_its_content_only() {
    let repo = begun();
    repo.stage(".env", "GREETING=hello\n");
    let id = TestRepo::id(&repo.stops().says("error[env-file]"));
    allow(&repo, &id);
    assert_eq!(record(&repo)["kind"].as_str(), Some("file"));
    repo.passes().says("1 allowed");
    repo.stage(".env", "GREETING=hello\nFAREWELL=bye\n");
    assert_ne!(TestRepo::id(&repo.stops().says("error[env-file]")), id);
}

#[test]
fn content_that_cannot_be_read_may_be_allowed_by_its_id() {
    let repo = begun();
    repo.stage("a.bin", "some content\n");
    let blob = repo.git(&["rev-parse", ":a.bin"]).exits(0).stdout;
    let object = repo.path(&format!(".git/objects/{}/{}", &blob[..2], blob[2..].trim()));
    std::fs::remove_file(&object).unwrap();
    std::fs::write(&object, "no object").unwrap();
    let scan = repo.akguard(&["scan"]).exits(2).says("a.bin: error: not checked");
    allow(&repo, &TestRepo::id(&scan));
    assert_eq!(record(&repo)["kind"].as_str(), Some("unchecked"));
    repo.akguard(&["scan"]).exits(0).says("1 allowed");
}

#[test]
fn the_record_is_committed_although_git_ignores_its_folder() {
    let repo = begun();
    repo.stage(".gitignore", ".akguard\n");
    let id = stopped(&repo, "a.py", ANTHROPIC);
    allow(&repo, &id);
    repo.passes();
    assert_committed(&repo, &record_file(&repo));
}

#[test]
fn an_agent_s_record_passes_here_with_a_word_of_caution() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    let arguments = ["--allow", &id, "--reason", "test", "--note", NOTE];
    repo.run(repo.command("akguard").args(arguments).env("CLAUDECODE", "1")).exits(0);
    assert_eq!(record(&repo)["actor"].as_str(), Some("agent:claude-code"));
    let passed = repo.passes().says("recorded by an agent, and CI wants a human's approval");
    passed.says(&format!("akguard audit approve {id}"));
}
