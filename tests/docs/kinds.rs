//! The pages of kinds are what the rules say: docs/kinds.md, and docs/not-covered.md from crates/rules/not-covered.toml.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use akguard_detect::{Confidence, Detector, Effect, Rule, check_proves};
use serde::Deserialize;

use crate::tree;

const KINDS: &str = "\
# Kinds of credentials

What akguard knows by its form, by provider: generated from the rules by `scripts/catalogue` and held current by a test.
`akguard rules list` shows the same with your own rules, `akguard rules show ID` one rule. What is known and has no rule:
[not-covered.md](not-covered.md).

- **proof**: what is checked offline; a value that passes is certain.
- **verdict**: what an unproven value does with the default config. *off*: only where `[rules] enable` names it. In places of
  tests, kinds marked *tests: warns* do not stop.
- **source**: how well the format is known, and where that was read; *unread*: nobody has written that down.

| provider | id | kind | proof | verdict | source |
| --- | --- | --- | --- | --- | --- |
";

const NOT_COVERED: &str = "\
# Known, and not covered

Kinds of credentials that are known and that no rule covers, or only in part, and rules that are off by default: generated
from `crates/rules/not-covered.toml` by `scripts/catalogue` and held current by a test. A format that nobody has read at its
source, or that looks like any digest or id, would stop people for nothing. What is covered: [kinds.md](kinds.md).

| kind | covered | left out | why |
| --- | --- | --- | --- |
";

/// The file of kinds without a rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotCovered {
    kind: Vec<Kind>,
}

/// A kind that is known, and what of it is not covered.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    id: String,
    covered: Covered,
    #[serde(default)]
    left_out: String,
    #[serde(default)]
    reason: String,
}

/// How far a kind is covered.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Covered {
    No,
    Part,
    Off,
}

fn not_covered() -> Vec<Kind> {
    let file: NotCovered = toml::from_str(&tree::read("crates/rules/not-covered.toml")).unwrap();
    file.kind
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn proof(rule: &Rule) -> &'static str {
    match &rule.check {
        Some(check) if check.pass == Effect::Certain => check_proves(check.name),
        _ => "",
    }
}

fn verdict(rule: &Rule) -> &'static str {
    match (rule.enabled, rule.confidence, rule.lower_in_tests) {
        (false, ..) => "off",
        (true, Confidence::Possible, _) => "warns",
        (true, _, true) => "stops; tests: warns",
        (true, _, false) => "stops",
    }
}

fn kinds_page() -> String {
    let mut page = KINDS.to_owned();
    let mut rules: Vec<&Rule> = Detector::built_in().iter().collect();
    rules.sort_by_key(|rule| (rule.provider.is_empty(), rule.provider.to_lowercase(), rule.id.as_ref()));
    for rule in rules {
        let source = if rule.source.is_empty() { "unread" } else { rule.source.as_ref() };
        let provider = if rule.provider.is_empty() { "any" } else { rule.provider.as_ref() };
        let cells = [provider, &rule.id, rule.title.as_ref(), proof(rule), verdict(rule), source].map(cell);
        let _ = writeln!(page, "| {} |", cells.join(" | "));
    }
    page
}

fn not_covered_page() -> String {
    let mut page = NOT_COVERED.to_owned();
    let mut kinds = not_covered();
    kinds.sort_by(|a, b| (a.covered, &a.id).cmp(&(b.covered, &b.id)));
    for kind in kinds {
        let covered = match kind.covered {
            Covered::No => "no rule",
            Covered::Part => "in part",
            Covered::Off => "off by default",
        };
        let cells = [kind.id.as_str(), covered, &kind.left_out, &kind.reason].map(cell);
        let _ = writeln!(page, "| {} |", cells.join(" | "));
    }
    page
}

/// Compares a page; with `AKGUARD_DRAW` set it is written first.
fn is_current(path: &str, page: &str) {
    if std::env::var_os("AKGUARD_DRAW").is_some() {
        fs::write(tree::top().join(path), page).unwrap();
    }
    assert!(tree::read(path) == page, "{path} is not what the rules say: run scripts/catalogue");
}

#[test]
fn the_pages_of_kinds_are_current() {
    is_current("docs/kinds.md", &kinds_page());
    is_current("docs/not-covered.md", &not_covered_page());
}

#[test]
fn what_is_said_not_to_be_covered_is_not() {
    let on: BTreeSet<&str> =
        Detector::built_in().iter().filter(|rule| rule.enabled).map(|rule| rule.id.as_ref()).collect();
    let off: BTreeSet<&str> =
        Detector::built_in().iter().filter(|rule| !rule.enabled).map(|rule| rule.id.as_ref()).collect();
    let mut listed = BTreeSet::new();
    for kind in not_covered() {
        let id = kind.id.as_str();
        assert!(!kind.reason.is_empty() || !kind.left_out.is_empty(), "{id}: why?");
        let is_right = match kind.covered {
            Covered::No => !on.contains(id) && !off.contains(id),
            Covered::Part => on.contains(id) || off.contains(id),
            Covered::Off => off.contains(id),
        };
        assert!(is_right, "{id} is listed wrongly");
        if kind.covered == Covered::Off {
            listed.insert(kind.id);
        }
    }
    let unlisted: Vec<&&str> = off.iter().filter(|id| !listed.contains(**id)).collect();
    assert!(unlisted.is_empty(), "off by default and not in crates/rules/not-covered.toml: {unlisted:?}");
}
