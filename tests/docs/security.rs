//! Every promise of SECURITY.md names a test that exists.

use std::collections::BTreeSet;
use std::fs;

use crate::tree;

/// The names of all test functions of the sources.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for directory in ["src", "crates", "tests"] {
        for file in tree::files(directory, ".rs") {
            let text = fs::read_to_string(file).unwrap();
            for after in text.split("#[test]\n").skip(1) {
                found.extend(function(after));
            }
        }
    }
    assert!(found.len() > 500, "{}", found.len());
    found
}

/// The name of the function that follows an attribute; further attributes and comments may be between.
fn function(after: &str) -> Option<String> {
    for line in after.lines() {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("fn ") {
            return Some(rest.split('(').next()?.to_owned());
        }
        if !line.starts_with("#[") && !line.starts_with("//") {
            return None;
        }
    }
    None
}

/// The rows of the tables of promises.
fn promises(page: &str) -> Vec<&str> {
    let mut rows = Vec::new();
    for table in page.split("| promise | tests |\n| --- | --- |\n").skip(1) {
        rows.extend(table.lines().take_while(|line| line.starts_with('|')));
    }
    rows
}

#[test]
fn every_promise_names_its_tests() {
    let known = tests();
    let page = tree::read("SECURITY.md");
    let rows = promises(&page);
    assert!(rows.len() >= 20, "only {} promises", rows.len());
    for row in rows {
        let mut cells = row.trim_matches('|').rsplitn(2, " | ");
        let named: Vec<&str> = cells.next().unwrap().split('`').skip(1).step_by(2).collect();
        let promise = cells.next().unwrap_or_default().trim();
        assert!(!named.is_empty(), "no test holds: {promise}");
        for name in named {
            assert!(known.contains(name), "there is no test {name}, which should hold: {promise}");
        }
    }
}

#[test]
fn each_attacker_has_promises() {
    let page = tree::read("SECURITY.md");
    let (_, model) = page.split_once("\n## Threat model\n").unwrap();
    let (model, _) = model.split_once("\n## ").unwrap();
    for attacker in model.split("\n### ").skip(1) {
        assert!(!promises(attacker).is_empty(), "nothing is promised against: {}", attacker.lines().next().unwrap());
    }
    for word in
        ["repository", "branch", "file name", "config", "archive", "submodule", "pull request", "hurry", "agent"]
    {
        let is_named = model.lines().any(|line| line.starts_with("### ") && line.contains(word));
        assert!(is_named, "the threat model has no heading for: {word}");
    }
}

#[test]
fn it_says_what_is_not_promised_and_how_to_report() {
    let page = tree::read("SECURITY.md");
    for part in ["## What is not promised", "--no-verify", "## Report a vulnerability", "Never paste a key", "private"]
    {
        assert!(page.contains(part), "SECURITY.md lacks {part:?}");
    }
}
