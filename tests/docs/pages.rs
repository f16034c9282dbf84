//! The pages stand alone, and keep their form.

use std::fs;

use crate::tree;

/// Words for pages that are not in this repository.
const ELSEWHERE: [&str; 7] =
    ["shared/", "facts/", "format page", "page on hooks", "the catalogue's words", "house.md", "wording.md"];

#[test]
fn no_page_names_one_that_is_not_here() {
    for page in tree::pages() {
        let name = tree::shown(&page);
        // The tables of kinds quote where their facts come from.
        if ["docs/not-covered.md", "docs/kinds.md"].contains(&name.as_str()) {
            continue;
        }
        let text = fs::read_to_string(&page).unwrap().replace('\n', " ");
        for word in ELSEWHERE {
            assert!(!text.contains(word), "{name} names {word:?}, which is not in this repository");
        }
    }
}

#[test]
fn each_decision_says_since_when() {
    let text = tree::read("docs/decisions.md");
    let since = regex::Regex::new("^Since 20[0-9]{2}-[01][0-9]-[0-3][0-9]\\. .").unwrap();
    let mut records = 0;
    for record in text.split("\n### ").skip(1) {
        let (title, body) = record.split_once("\n\n").unwrap_or_else(|| panic!("no text below {record:?}"));
        assert!(since.is_match(body), "docs/decisions.md: {title:?} does not begin with its date");
        records += 1;
    }
    assert!(records >= 80, "only {records} decisions");
}

#[test]
fn the_glossary_is_sorted_and_each_term_has_one_line() {
    let mut terms = Vec::new();
    for line in tree::read("docs/glossary.md").lines().skip_while(|line| !line.starts_with("- ")) {
        let entry = line.strip_prefix("- **").unwrap_or_else(|| panic!("no term on its own line: {line:?}"));
        let (term, meaning) = entry.split_once("**: ").unwrap_or_else(|| panic!("no meaning: {line:?}"));
        assert!(meaning.ends_with('.'), "{line:?}");
        terms.push(term.to_lowercase());
    }
    let mut sorted = terms.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(terms, sorted);
    for term in ["baseline", "boundary", "candidate", "check", "finding", "grade", "heuristic", "kind", "local value"] {
        assert!(terms.contains(&term.to_owned()), "{term}");
    }
}

#[test]
fn the_readme_fits_on_a_screen_or_two() {
    let lines = tree::read("README.md").lines().count();
    assert!(lines <= 90, "README.md has {lines} lines: details belong into docs/reference.md");
}

#[test]
fn the_readme_asks_for_the_rust_of_cargo_toml() {
    let manifest = tree::read("Cargo.toml");
    let (_, after) = manifest.split_once("rust-version = \"").unwrap();
    let oldest = after.split('"').next().unwrap();
    assert!(tree::read("README.md").contains(&format!("Needs Rust {oldest},")), "README.md: Rust {oldest}");
}

/// What is in backticks and looks like a path of this tree.
fn named_paths(text: &str) -> Vec<String> {
    const TOPS: [&str; 11] =
        ["benches/", "build/", "crates/", "docs/", "fuzz/", "hooks/", "rules/", "scripts/", "src/", "tests/", ".ci/"];
    let mut found = Vec::new();
    for code in text.split('`').skip(1).step_by(2) {
        let word = code.split(' ').next().unwrap();
        let is_plain = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"/._-".contains(&b));
        if is_plain && TOPS.iter().any(|top| word.starts_with(top) && word.len() > top.len()) {
            found.push(word.to_owned());
        }
    }
    found
}

#[test]
fn named_paths_exist() {
    let mut checked = 0;
    for page in tree::pages() {
        let name = tree::shown(&page);
        let outside_of_fences: String = fs::read_to_string(&page).unwrap().split("```").step_by(2).collect();
        for path in named_paths(&outside_of_fences) {
            assert!(tree::top().join(&path).exists(), "{name} names {path}, which is not there");
            checked += 1;
        }
    }
    assert!(checked >= 20, "only {checked} paths");
    assert_eq!(named_paths("`scripts/deny x`, `docs/`, `tests/integration/{a,b}.rs`"), ["scripts/deny"]);
}
