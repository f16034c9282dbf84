//! `akguard status --format json`, version 1.

use serde_json::{Value, json};

use super::write_hook;
use crate::common::{GROQ, Output, TestRepo};

fn parsed(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap()
}

#[test]
fn a_guarded_repository() {
    let repo = TestRepo::new();
    repo.write(".gitignore", ".env\n");
    let mut document = parsed(&repo.akguard(&["status", "--format", "json"]).exits(0));
    assert!(document["git"].as_str().unwrap().starts_with("2."));
    document["git"] = json!("2.x");
    // Further events may follow.
    document["events"].as_array_mut().unwrap().truncate(1);
    let hook = repo.path(".git/hooks/pre-commit").display().to_string();
    let event =
        json!({"event": "pre-commit", "state": "guarded", "hook": hook, "why": null, "jobs": [], "outdated": false});
    assert_eq!(
        document,
        json!({
            "version": 1, "outcome": "guarded", "git": "2.x", "events": [event], "submodules": [], "worktrees": [],
            "unasked": 0, "help": [], "weakened": [], "ci": {"files": [], "read": 0}, "checklist": [], "unread": 0,
        })
    );
}

#[test]
fn every_outcome_has_its_exit_status() {
    let repo = TestRepo::without_hook();
    for (text, status, outcome, state) in [
        ("exit 0\n", 1, "unguarded", "not-reached"),
        ("akguard hook pre-commit || true\n", 1, "unguarded", "not-stopping"),
        ("akguard hook pre-commit && deploy\n", 2, "unproven", "unproven"),
        ("akguard hook pre-commit & wait\nfalse\n", 2, "unproven", "refuses"),
        ("akguard hook pre-commit\n", 0, "guarded", "guarded"),
    ] {
        write_hook(&repo, format!("#!/bin/sh\n{text}"), 0o755);
        let document = parsed(&repo.akguard(&["status", "--format", "json"]).exits(status));
        assert_eq!(document["outcome"], outcome, "{text}");
        assert_eq!(document["events"][0]["state"], state, "{text}");
        if state == "unproven" {
            assert_eq!(document["events"][0]["jobs"], json!(["akguard hook pre-commit && deploy"]));
        }
    }
}

#[test]
fn places_and_the_checklist_are_named_without_values() {
    let repo = TestRepo::new();
    repo.write(".gitignore", ".env\n");
    let key = repo.plant(GROQ);
    repo.stage("config.sh", format!("export VITE_GROQ_KEY={key}\n"));
    repo.commit_past();
    let linked = repo.root().join("linked");
    repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]).exits(0);
    repo.git(&["config", "extensions.worktreeConfig", "true"]).exits(0);
    repo.git(&["-C", linked.to_str().unwrap(), "config", "--worktree", "core.hooksPath", "none"]).exits(0);
    let document = parsed(&repo.akguard(&["status", "--format", "json"]).exits(0));
    assert_eq!(document["worktrees"], json!([{"path": linked.display().to_string(), "state": "not-reached"}]));
    let first = &document["checklist"][0];
    assert_eq!(
        (&first["kind"], &first["path"], &first["line"]),
        (&json!("browser-secret"), &json!("config.sh"), &json!(1))
    );
}
