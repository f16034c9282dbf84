//! Links between the pages lead somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::tree;

/// The targets of `[text](target)`, outside of fenced blocks and code.
fn targets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for prose in text.split("```").step_by(2) {
        for plain in prose.split('`').step_by(2) {
            for after in plain.split("](").skip(1) {
                found.push(after.split([')', ' ']).next().unwrap().to_owned());
            }
        }
    }
    found
}

/// The anchors that a forge makes of the headings.
fn anchors(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for prose in text.split("```").step_by(2) {
        for line in prose.lines() {
            if line.starts_with('#') {
                found.push(anchor(line.trim_start_matches('#').trim()));
            }
        }
    }
    found
}

fn anchor(heading: &str) -> String {
    let mut made = String::new();
    for c in heading.to_lowercase().chars() {
        if c == ' ' {
            made.push('-');
        } else if c.is_alphanumeric() || c == '-' || c == '_' {
            made.push(c);
        }
    }
    made
}

/// What is wrong with a link of a page, if anything is.
fn fault(page: &Path, target: &str) -> Option<&'static str> {
    if target.starts_with("https://") || target.starts_with("mailto:") {
        return None;
    }
    if target.starts_with('/') || target.contains("://") {
        return Some("is neither relative nor https");
    }
    let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
    let file = if path.is_empty() { page.to_owned() } else { page.parent().unwrap().join(path) };
    if !file.exists() {
        return Some("leads nowhere");
    }
    if !fragment.is_empty() && !anchors(&fs::read_to_string(&file).unwrap()).contains(&fragment.to_owned()) {
        return Some("names no heading");
    }
    None
}

#[test]
fn relative_links_resolve() {
    let mut checked = 0;
    for page in tree::pages() {
        for target in targets(&fs::read_to_string(&page).unwrap()) {
            assert_eq!(fault(&page, &target), None, "{}: {target}", tree::shown(&page));
            checked += 1;
        }
    }
    assert!(checked >= 30, "only {checked} links");
}

#[test]
fn broken_links_are_noticed() {
    let page = tree::top().join("README.md");
    assert_eq!(fault(&page, "docs/no-such-page.md"), Some("leads nowhere"));
    assert_eq!(fault(&page, "docs/reference.md#no-such-heading"), Some("names no heading"));
    assert_eq!(fault(&page, "docs/reference.md#ranges-in-ci"), None);
    assert_eq!(fault(&page, "/docs/reference.md"), Some("is neither relative nor https"));
    assert_eq!(targets("a [b](c.md) `[x](no)` [`d`](e.md#f)\n```\n[g](no)\n```\n[h](i)"), ["c.md", "e.md#f", "i"]);
    assert_eq!(anchor("What is read, and `how`"), "what-is-read-and-how");
}

/// The pages and directories that one reaches from the README.
fn reached() -> BTreeSet<PathBuf> {
    let mut open = vec![tree::top().join("README.md").canonicalize().unwrap()];
    let mut found = BTreeSet::new();
    while let Some(page) = open.pop() {
        if !found.insert(page.clone()) || page.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        for target in targets(&fs::read_to_string(&page).unwrap()) {
            let path = target.split('#').next().unwrap();
            let file = page.parent().unwrap().join(path).canonicalize();
            if let (false, Ok(file)) = (path.is_empty(), file) {
                open.push(file);
            }
        }
    }
    found
}

#[test]
fn every_page_is_linked() {
    let reached = reached();
    for page in tree::files("docs", ".md") {
        let file = page.canonicalize().unwrap();
        let is_reached = reached.contains(&file) || reached.contains(file.parent().unwrap());
        assert!(is_reached, "no page leads to {}", tree::shown(&page));
    }
}
