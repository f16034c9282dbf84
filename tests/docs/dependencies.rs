//! What may be depended on. `.ci/run` has cargo-deny look at licences and sources; this needs no further program.

use std::collections::BTreeSet;

use toml::Table;

use crate::tree;

fn parsed(path: &str) -> Table {
    tree::read(path).parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the crates that deny.toml bans.
fn banned() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in parsed("deny.toml")["bans"]["deny"].as_array().unwrap() {
        assert!(entry["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "no reason: {entry}");
        found.insert(entry["crate"].as_str().unwrap().to_owned());
    }
    found
}

#[test]
fn no_dependency_is_banned() {
    let banned = banned();
    for network in ["curl", "hyper", "openssl-sys", "reqwest", "rustls", "tokio"] {
        assert!(banned.contains(network), "deny.toml does not ban {network}");
    }
    let locked = parsed("Cargo.lock");
    let packages = locked["package"].as_array().unwrap();
    assert!(packages.len() > 50);
    for package in packages {
        let name = package["name"].as_str().unwrap();
        assert!(!banned.contains(name), "{name} is in Cargo.lock");
    }
}

#[test]
fn ci_holds_dependencies_to_the_policy() {
    assert!(tree::read(".ci/run").contains("scripts/deny"));
    let policy = parsed("deny.toml");
    for key in ["unknown-registry", "unknown-git"] {
        assert_eq!(policy["sources"][key].as_str(), Some("deny"), "{key}");
    }
}
