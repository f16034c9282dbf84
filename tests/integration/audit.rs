//! `akguard audit`: the register of overrides, the log, and what makes the check fail.

use std::fs::File;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::allow::{LONG_AGO, NOTE, allow, ask, begun, edit, line, overridden, record, record_file, records, stopped};
use crate::common::{ANTHROPIC, GITHUB, GROQ, Output, TestRepo};

pub const LOG: &str = ".git/akguard/log.jsonl";

fn check(repo: &TestRepo) -> Output {
    repo.akguard(&["audit", "--check"])
}

/// Takes the allowed key out of HEAD.
fn take_out(repo: &TestRepo) {
    repo.git(&["rm", "-q", "a.py"]).exits(0);
    repo.passes();
}

/// The log's lines, after a look at the chain.
#[track_caller]
fn log(repo: &TestRepo) -> Vec<Value> {
    let mut prev = "0".repeat(64);
    let text = repo.read(LOG);
    let read = |line: &str| {
        let entry: Value = serde_json::from_str(line).unwrap();
        assert_eq!(entry["prev"], prev.as_str(), "{text}");
        prev = data_encoding::HEXLOWER.encode(&Sha256::digest(line.as_bytes()));
        entry
    };
    text.lines().map(read).collect()
}

fn events(repo: &TestRepo) -> Vec<String> {
    log(repo).iter().map(|entry| entry["event"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_list_names_state_rule_reason_path_person_and_note() {
    let repo = begun();
    repo.akguard(&["audit"]).exits(0).says("no overrides on record");
    let id = stopped(&repo, "a.py", ANTHROPIC);
    ask(&repo, &id, &["--reason", "fix-later", "--expires", "9d"]).exits(0);
    repo.passes();
    let expires = record(&repo)["expires"].as_str().unwrap().to_owned();
    repo.akguard(&["audit"])
        .exits(0)
        .says(&format!("{id}  valid  anthropic-api-key  fix-later  a.py\n"))
        .says(&format!("Ada Example <ada@example.com> (human), until {expires}: {NOTE}\n"));
}

#[test]
fn the_list_names_every_path_that_the_key_is_at() {
    let repo = begun();
    let key = repo.plant(ANTHROPIC);
    repo.stage("b.py", line(&key));
    allow(&repo, &TestRepo::id(&repo.stops()));
    repo.passes();
    repo.stage("a.py", line(&key));
    repo.stage("src/c.py", line(&key));
    repo.passes();
    repo.akguard(&["audit"]).exits(0).says("test  a.py, b.py, src/c.py");
}

#[test]
fn the_list_of_programs_has_the_whole_record_with_state_and_paths() {
    let (repo, id) = overridden();
    let list: Value = serde_json::from_str(&repo.akguard(&["audit", "--format", "json"]).exits(0).stdout).unwrap();
    assert_eq!(list["version"], 1);
    let entry = &list["records"][0];
    for (field, value) in [("state", "valid"), ("rule", "anthropic-api-key"), ("note", NOTE), ("actor", "human")] {
        assert_eq!(entry[field], value);
    }
    assert_eq!(entry["paths"], serde_json::json!(["a.py"]));
    assert!(entry["id"].as_str().unwrap().starts_with(&id));
}

#[test]
fn the_table_is_quoted_and_holds_no_formula() {
    let (repo, _) = overridden();
    for (note, cell) in [
        ("=SUM(1,\"2\") of a test", "\"'=SUM(1,\"\"2\"\") of a test\""),
        ("+1 by the reviewer", "'+1 by the reviewer"),
        ("-1 by the reviewer", "'-1 by the reviewer"),
        ("@ada said it is a test", "'@ada said it is a test"),
        ("first, second", "\"first, second\""),
    ] {
        edit(&repo, "note", note);
        let table = repo.akguard(&["audit", "--format", "csv"]).exits(0).stdout;
        let (head, row) = table.split_once('\n').unwrap();
        assert_eq!(head, "id,state,rule,reason,path,paths,note,who,actor,created,expires,approved_by,revoked");
        assert!(row.contains(&format!(",valid,anthropic-api-key,test,a.py,a.py,{cell},Ada Example")), "{row}");
        assert_eq!(row.lines().count(), 1, "{row}");
    }
}

/// Fields of the wrong type or none at all: the file allows nothing, and no list may pass over it.
#[test]
fn every_list_counts_and_names_broken_records() {
    for (field, value) in [("rules", Some("\"many\"")), ("v", Some("1.5")), ("note", Some("[1, 2]")), ("created", None)]
    {
        let (repo, _) = overridden();
        let file = record_file(&repo);
        let text = repo.read(&file);
        let rest: Vec<&str> = text.lines().filter(|line| !line.starts_with(&format!("{field} = "))).collect();
        let line = value.map(|value| format!("{field} = {value}\n")).unwrap_or_default();
        repo.stage(&file, format!("{}\n{line}", rest.join("\n")));
        let why = "is not an allow record that this akguard reads";
        let human = repo.akguard(&["audit"]).exits(0).says(&format!("{file}  broken: {why}\n"));
        human
            .says("akguard: 1 broken record, which allows nothing: fix or remove its file\n")
            .is_silent_on("no overrides on record");
        let json = repo.akguard(&["audit", "--format", "json"]).exits(0);
        let list: Value = serde_json::from_str(&json.stdout).unwrap();
        assert_eq!(list["broken"], serde_json::json!([{ "path": file, "why": why }]));
        repo.akguard(&["audit", "--format", "csv"]).exits(0).says(&format!(",broken,,,{file},{file},{why},"));
        repo.akguard(&["audit", "--check"]).exits(1).says(&format!("akguard: {file} {why}\n"));
    }
}

#[test]
fn a_record_cannot_steer_the_terminal() {
    let (repo, _) = overridden();
    for field in ["rule", "path", "note", "who", "actor", "approved_by"] {
        edit(&repo, field, "x\u{1b}[2J\u{202e}y");
    }
    for format in ["human", "csv"] {
        let list = repo.akguard(&["audit", "--check", "--format", format]).text();
        assert!(!list.contains(['\u{1b}', '\u{202e}']), "{list:?}");
    }
}

#[test]
fn the_check_passes_on_valid_records() {
    let (repo, _) = overridden();
    check(&repo).exits(0).says("valid");
}

#[test]
fn the_check_warns_of_a_stale_record_and_passes() {
    let (repo, id) = overridden();
    take_out(&repo);
    check(&repo).exits(0).says(&format!("{id}  stale")).says(&format!("{id} is stale"));
}

#[test]
fn the_check_fails_on_an_expired_or_revoked_record_until_its_key_is_gone() {
    for (field, value, state) in [("expires", LONG_AGO, "expired"), ("revoked", "2026-01-01 by Ada", "revoked")] {
        let (repo, id) = overridden();
        edit(&repo, field, value);
        repo.passes();
        repo.akguard(&["audit"]).exits(0).says(&format!("{id}  {state}"));
        check(&repo).exits(1).says(&format!("{id} is {state}, and what it allowed is still there: a.py"));
        take_out(&repo);
        check(&repo).exits(0).says("stale");
    }
}

#[test]
fn the_check_fails_on_a_broken_record() {
    let (repo, _) = overridden();
    repo.stage(&record_file(&repo), "<<<<<<< HEAD\n");
    check(&repo).exits(1).says("is not an allow record that this akguard reads");
}

#[test]
fn a_block_and_an_override_are_linked_lines_of_the_log() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    allow(&repo, &id);
    repo.passes();
    assert_eq!(events(&repo), ["block", "allow"]);
    for entry in log(&repo) {
        assert_eq!((&entry["v"], &entry["actor"]), (&Value::from(1), &Value::from("human")));
        let finding = &entry["findings"][0];
        assert!(finding["id"].as_str().unwrap().starts_with(&id));
        assert_eq!((&finding["rule"], &finding["path"]), (&"anthropic-api-key".into(), &"a.py".into()));
    }
    assert!(!repo.read(LOG).contains("sk-ant"), "the log holds a hint");
    check(&repo).exits(0);
}

#[test]
fn the_check_fails_at_the_line_that_follows_a_changed_one() {
    let (repo, _) = overridden();
    stopped(&repo, "b.py", GITHUB);
    let lines = repo.read(LOG);
    for (from, to, place) in [
        ("\"allow\"", "\"block\"", "breaks at line 3"),
        ("human", "ghost", "breaks at line 2"),
        ("{", "", "breaks at line 1"),
    ] {
        repo.write(LOG, lines.replacen(from, to, 1));
        check(&repo).exits(1).says(place);
    }
    let without_second = lines.lines().enumerate().filter(|(n, _)| *n != 1).map(|(_, l)| format!("{l}\n"));
    repo.write(LOG, without_second.collect::<String>());
    check(&repo).exits(1).says("breaks at line 2");
}

#[test]
fn a_missing_log_is_no_fault_and_begins_anew() {
    let (repo, _) = overridden();
    std::fs::remove_file(repo.path(LOG)).unwrap();
    check(&repo).exits(0);
    stopped(&repo, "b.py", GITHUB);
    assert_eq!(events(&repo), ["block"]);
}

#[test]
fn a_line_that_a_crash_cut_off_does_not_swallow_the_next() {
    let (repo, _) = overridden();
    repo.write(LOG, repo.read(LOG) + "{\"v\":1,");
    stopped(&repo, "b.py", GITHUB);
    let text = repo.read(LOG);
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["event"], "block");
    check(&repo).exits(1).says("breaks at line 3");
}

#[test]
fn hooks_that_run_at_the_same_time_append_whole_lines_one_after_the_other() {
    let repo = begun();
    stopped(&repo, "a.py", ANTHROPIC);
    let mut hook = repo.command("akguard");
    hook.args(["hook", "pre-commit"]).stderr(Stdio::null());
    // While another writes, all wait; a hook that does not would be done long before.
    let other = File::open(repo.path(LOG)).unwrap();
    other.lock().unwrap();
    let mut hooks: Vec<_> = (0..8).map(|_| hook.spawn().unwrap()).collect();
    std::thread::sleep(Duration::from_millis(500));
    assert!(hooks.iter_mut().all(|hook| hook.try_wait().unwrap().is_none()));
    drop(other);
    for mut hook in hooks {
        assert_eq!(hook.wait().unwrap().code(), Some(1));
    }
    assert_eq!(events(&repo), ["block"; 9]);
}

#[test]
fn a_log_that_cannot_be_written_fails_no_commit_and_is_named() {
    let repo = begun();
    let _ = std::fs::remove_dir_all(repo.path(".git/akguard"));
    repo.write(".git/akguard", "");
    let key = repo.plant(ANTHROPIC);
    repo.stage("a.py", line(&key));
    let id = TestRepo::id(&repo.stops().says("the audit log was not written"));
    ask(&repo, &id, &["--reason", "test"]).exits(0).says("the audit log was not written");
    repo.passes();
}

#[test]
fn revoke_marks_the_record_and_the_key_is_stopped_again() {
    let (repo, id) = overridden();
    repo.akguard(&["audit", "revoke", &id]).exits(0).says("revoked in .akguard/allow/").says("now commit it");
    repo.passes();
    assert!(record(&repo)["revoked"].as_str().unwrap().ends_with(" by Ada Example <ada@example.com>"));
    assert_eq!(events(&repo), ["block", "allow", "revoke"]);
    check(&repo).exits(1).says("revoked");
    repo.stage("b.py", repo.read("a.py"));
    assert_eq!(TestRepo::id(&repo.stops().says("its allow record is revoked")), id);
}

#[test]
fn revoke_and_approve_take_the_id_of_one_record() {
    let (repo, id) = overridden();
    let key = repo.plant(GROQ);
    for verb in ["revoke", "approve"] {
        for bad in ["00000000", &id[..7], "", &key] {
            repo.akguard(&["audit", verb, bad]).exits(2);
        }
    }
    repo.git(&["diff", "HEAD", "--quiet"]).exits(0);
}

#[test]
fn an_agent_s_record_needs_the_approval_of_a_human_in_ranges() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    let agent = |arguments: &[&str]| repo.run(repo.command("akguard").args(arguments).env("CLAUDECODE", "1"));
    agent(&["--allow", &id, "--reason", "test", "--note", NOTE]).exits(0);
    repo.passes();
    let range = ["scan", "--range", "base..HEAD"];
    repo.akguard(&range).exits(1).says("was made by an agent and lacks a human's approval");

    agent(&["audit", "approve", &id]).exits(2).says("an agent cannot approve an override");
    repo.akguard(&range).exits(1);
    repo.akguard(&["audit", "approve", &id]).exits(0).says("approved in .akguard/allow/");
    repo.passes();
    repo.akguard(&range).exits(0).says("1 allowed");
    repo.akguard(&["audit"]).exits(0).says("(agent:claude-code), approved by Ada Example <ada@example.com>");
}

#[test]
fn prune_removes_stale_records_only() {
    let (repo, _) = overridden();
    let stale = record_file(&repo);
    let id = stopped(&repo, "b.py", GITHUB);
    allow(&repo, &id);
    repo.passes();
    repo.akguard(&["audit", "prune"]).exits(0).says("no stale records");
    take_out(&repo);
    repo.akguard(&["audit", "prune"]).exits(0).says("1 stale record removed and staged");
    assert_eq!(repo.git(&["status", "--porcelain"]).exits(0).stdout, format!("D  {stale}\n"));
    assert!(record_file(&repo).starts_with(&format!(".akguard/allow/{id}")), "{:?}", records(&repo));
    repo.passes();
    check(&repo).exits(0).is_silent_on("stale");
}

#[test]
fn a_key_that_is_only_staged_keeps_its_record() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    allow(&repo, &id);
    repo.akguard(&["audit"]).exits(0).says(&format!("{id}  valid"));
    repo.akguard(&["audit", "prune"]).exits(0).says("no stale records");
    repo.passes();
}
