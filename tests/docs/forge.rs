//! CODEOWNERS and the forms for issues.

use std::fs;

use crate::tree;

/// A pattern of CODEOWNERS that has an owner.
fn owned() -> Vec<String> {
    let mut found = Vec::new();
    for line in tree::read(".github/CODEOWNERS").lines() {
        let mut words = line.split('#').next().unwrap().split_whitespace();
        if let Some(pattern) = words.next() {
            assert!(words.next().is_some_and(|owner| owner.starts_with('@')), "no owner: {line}");
            found.push(pattern.to_owned());
        }
    }
    found
}

#[test]
fn the_policy_has_owners() {
    let owned = owned();
    for pattern in ["/.akguard/", ".akguard.toml", "/.github/", "/hooks/", "/install.sh", "/.ci/", "/deny.toml"] {
        assert!(owned.iter().any(|own| own == pattern), "{pattern} has no owner");
    }
}

#[test]
fn the_rules_have_owners_wherever_they_are() {
    let owned = owned();
    let tables = tree::files("", "services.txt");
    assert!(!tables.is_empty(), "the table of services is not found");
    for table in tables {
        let path = format!("/{}", tree::shown(&table));
        assert!(owned.iter().any(|own| own.starts_with('/') && path.starts_with(own)), "{path} has no owner");
    }
}

#[test]
fn each_form_warns_of_keys_and_asks_for_a_promise() {
    for name in ["missed-key", "false-alarm"] {
        let text = fs::read_to_string(tree::top().join(format!(".github/ISSUE_TEMPLATE/{name}.yml"))).unwrap();
        assert!(text.contains("**Never paste the key**"), "{name}");
        let (_, promise) = text.split_once("- type: checkboxes").unwrap();
        assert!(promise.contains("no key") && promise.contains("required: true"), "{name}");
        for key in ["name:", "description:", "body:"] {
            assert!(text.lines().any(|line| line.starts_with(key)), "{name} has no {key}");
        }
    }
    assert!(tree::read(".github/pull_request_template.md").contains("Never paste a key"));
}
