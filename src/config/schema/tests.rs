//! The schema beside the parser: the same keys, the same kinds of values, the same limits.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::Value;

use super::super::{Config, FILE, Raw};
use super::schema;

/// A rule's key that the parser reads and then refuses in a config: it is for built-in rules.
const BUILT_IN_ONLY: &str = "rule[].finder";

/// The way to a value: keys, and `[]` for an entry of a list.
type Path = Vec<String>;

fn root() -> Value {
    serde_json::from_str(&schema()).unwrap()
}

/// A config with this value alone, as text.
fn document(path: &[String], value: toml::Value) -> String {
    let wrap = |value: toml::Value, step: &String| match step.as_str() {
        "[]" => toml::Value::Array(vec![value]),
        key => toml::Value::Table(toml::Table::from_iter([(key.to_owned(), value)])),
    };
    toml::to_string(&path.iter().rev().fold(value, wrap)).unwrap()
}

/// What the parser says of a config with this value alone. That other keys are missing is no complaint about it.
fn complaint(path: &[String], value: toml::Value) -> Option<String> {
    let error = toml::from_str::<Raw>(&document(path, value)).err()?;
    let message = error.message().to_owned();
    if message.starts_with("missing field ") { None } else { Some(message) }
}

/// The words that an error of the parser lists: "expected one of `a`, `b`".
fn expected(message: &str) -> BTreeSet<String> {
    let listed = message.split_once("expected ").unwrap().1;
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The keys that the parser takes in the table at a path, by what it says of one that nobody has.
fn parser_keys(path: &[String]) -> BTreeSet<String> {
    let unknown = toml::Table::from_iter([("no-such-key".to_owned(), toml::Value::Integer(1))]);
    expected(&complaint(path, toml::Value::Table(unknown)).unwrap())
}

/// The types of the schema that take a value of each kind.
fn probes() -> Vec<(toml::Value, &'static [&'static str])> {
    vec![
        (toml::Value::Boolean(true), &["boolean"]),
        (toml::Value::String("test".to_owned()), &["string"]),
        (toml::Value::Integer(1), &["integer", "number"]),
        (toml::Value::Float(1.5), &["number"]),
        (toml::Value::Array(Vec::new()), &["array"]),
        (toml::Value::Array(vec![toml::Value::Integer(1)]), &[]),
        (toml::Value::Table(toml::Table::new()), &["object"]),
        (toml::Value::Datetime("2026-11-30".parse().unwrap()), &[]),
    ]
}

/// Holds the parser to one part of the schema and to all below it; notes the parts that it has seen.
fn compare(path: &Path, part: &Value, seen: &mut BTreeSet<String>) {
    let place = path.join(".").replace(".[]", "[]");
    let kind = part["type"].as_str().unwrap_or_else(|| panic!("{place} has no type"));
    for (value, kinds) in probes() {
        let complaint = complaint(path, value.clone());
        // An unknown word is of the right kind.
        let is_taken = complaint.as_ref().is_none_or(|message| message.starts_with("unknown variant "));
        assert_eq!(is_taken, kinds.contains(&kind), "{place}: {value:?}: {complaint:?}");
    }
    if let Some(words) = part["enum"].as_array() {
        let words: BTreeSet<String> = words.iter().map(|word| word.as_str().unwrap().to_owned()).collect();
        let message = complaint(path, toml::Value::String("no-such-word".to_owned()));
        // The parser knows the checks of the built-in rules as well.
        if place != "rule[].check.name" {
            assert_eq!(words, expected(&message.unwrap()), "{place}");
        }
    }
    if kind == "array" {
        compare(&[path.as_slice(), &["[]".to_owned()]].concat(), &part["items"], seen);
    }
    if kind == "object" {
        compare_keys(path, &place, part, seen);
    }
    seen.insert(place);
}

fn compare_keys(path: &Path, place: &str, part: &Value, seen: &mut BTreeSet<String>) {
    assert_eq!(part["additionalProperties"], false, "{place}");
    let properties = part["properties"].as_object().unwrap();
    let mut keys = parser_keys(path);
    let refused = BUILT_IN_ONLY.strip_prefix(&format!("{place}.")).unwrap_or_default();
    keys.remove(refused);
    assert_eq!(properties.keys().cloned().collect::<BTreeSet<_>>(), keys, "the keys of {place}");
    for (name, property) in properties {
        assert!(property["description"].as_str().is_some_and(|about| about.len() > 9), "{place}.{name}");
        compare(&[path.as_slice(), std::slice::from_ref(name)].concat(), property, seen);
    }
}

#[test]
fn the_schema_has_the_keys_and_kinds_of_the_parser_and_no_others() {
    let mut seen = BTreeSet::new();
    let root = root();
    compare_keys(&Vec::new(), "", &root, &mut seen);
    for place in ["exclude[].path", "rule[].hint.tail", "rules.disable[].id", "policy.reasons[]", "env_files.allow[]"] {
        assert!(seen.contains(place), "{place} of {seen:?}");
    }
}

/// Does the schema take a value? Knows the words that our schema uses, and no others.
fn takes(schema: &Value, value: &toml::Value) -> bool {
    let number = |word: &str| schema[word].as_f64();
    match value {
        toml::Value::Boolean(_) => schema["type"] == "boolean",
        toml::Value::String(text) => takes_text(schema, text),
        toml::Value::Integer(integer) => {
            let integer = *integer as f64;
            (schema["type"] == "integer" || schema["type"] == "number")
                && number("minimum").is_none_or(|minimum| integer >= minimum)
                && number("maximum").is_none_or(|maximum| integer <= maximum)
        }
        toml::Value::Float(_) => schema["type"] == "number",
        toml::Value::Array(entries) => {
            schema["type"] == "array"
                && number("minItems").is_none_or(|least| entries.len() as f64 >= least)
                && entries.iter().all(|entry| takes(&schema["items"], entry))
        }
        toml::Value::Table(table) => {
            let required = schema["required"].as_array().into_iter().flatten();
            schema["type"] == "object"
                && table.iter().all(|(key, value)| takes(&schema["properties"][key], value))
                && required.into_iter().all(|key| table.contains_key(key.as_str().unwrap()))
        }
        toml::Value::Datetime(_) => false,
    }
}

fn takes_text(schema: &Value, text: &str) -> bool {
    let pattern = schema["pattern"].as_str().map(|pattern| Regex::new(pattern).unwrap());
    schema["type"] == "string"
        && schema["minLength"].as_u64().is_none_or(|least| text.chars().count() as u64 >= least)
        && pattern.is_none_or(|pattern| pattern.is_match(text))
        && schema["enum"].as_array().is_none_or(|words| words.iter().any(|word| word == text))
}

const RULE: &str = "[[rule]]\nid = \"acme\"\ntitle = \"Acme\"\nseverity = \"high\"\nkeywords = [\"acme_\"]\npattern = '(?P<secret>acme_[0-9a-f]{32})'\n";

#[test]
fn the_schema_has_the_limits_of_the_parser() {
    let root = root();
    let agree = |text: &str, is_right: bool| {
        let parsed = Config::parse(text.as_bytes(), FILE).map(drop);
        assert_eq!(parsed.is_ok(), is_right, "the parser: {text}\n{parsed:?}");
        assert_eq!(takes(&root, &toml::Value::Table(text.parse().unwrap())), is_right, "the schema: {text}");
    };
    for (key, right, wrong) in [
        ("min_version", "\"0.1\" \"0\"", "\"new\" \"0.x\" \"\""),
        ("block_at", "\"certain\" \"likely\" \"possible\"", "\"never\" \"Likely\""),
        ("policy.reasons", "[] [\"test\",\"fix-later\"]", "[\"because\"]"),
        ("policy.max_expiry", "\"1d\" \"30d\" \"999d\" \"3650d\"", "\"0d\" \"3651d\" \"9999d\" \"30\" \"soon\""),
        ("rules.enable", "[]", "\"groq-key\""),
        (
            "exclude",
            "[{path=\"a/\",reason=\"abc\"}]",
            "[{path=\"a/\",reason=\"ab\"}] [{path=\"a/\"}] [{reason=\"abc\"}]",
        ),
        ("env_files.allow", "[{path=\"a/\",reason=\"abc\"}]", "[{path=\"a/\",reason=\"ab\"}] [[\"a/\",\"abc\"]]"),
        (
            "rules.disable",
            "[{id=\"groq-key\",reason=\"abc\"}]",
            "[{id=\"groq-key\",reason=\"ab\"}] [{id=\"groq-key\"}]",
        ),
    ] {
        for value in right.split(' ') {
            agree(&format!("{key} = {value}\n"), true);
        }
        for value in wrong.split(' ') {
            agree(&format!("{key} = {value}\n"), false);
        }
    }
}

#[test]
fn the_schema_has_the_limits_of_a_rule() {
    let root = root();
    let agree = |text: &str, is_right: bool| {
        let parsed = Config::parse(text.as_bytes(), FILE).map(drop);
        assert_eq!(parsed.is_ok(), is_right, "the parser: {text}\n{parsed:?}");
        assert_eq!(takes(&root, &toml::Value::Table(text.parse().unwrap())), is_right, "the schema: {text}");
    };
    agree(RULE, true);
    // Each of its keys is required.
    for line in RULE.lines().skip(1) {
        agree(&RULE.replace(&format!("{line}\n"), ""), false);
    }
    for line in [
        "id = \"Acme\"",
        "id = \"1acme\"",
        "title = \" \"",
        "severity = \"huge\"",
        "keywords = []",
        "keywords = [\"ac\"]",
        "pattern = \"\"",
    ] {
        let key = line.split(' ').next().unwrap();
        let old = RULE.lines().find(|old| old.starts_with(key)).unwrap();
        agree(&RULE.replace(old, line), false);
    }
    for line in [
        "check.name = \"jwt\"",
        "check = { name = \"random-body\", pass = \"keep\", fail = \"lower\" }",
        "context = [\"acme\"]\ncontext_window = 4096",
        "hint = { prefix = 5, head = 4, tail = 4 }",
        "min_entropy = 3",
        "min_entropy = 3.5",
        "aliases = [\"acme-key\"]",
    ] {
        agree(&format!("{RULE}{line}\n"), true);
    }
    for line in [
        "check.name = \"url-password\"",
        "check.name = \"no-such-check\"",
        "check = { name = \"jwt\", pass = \"win\" }",
        "check = [\"jwt\"]",
        "context = [\" \"]\ncontext_window = 10",
        "context = [\"acme\"]\ncontext_window = 4097",
        "context_window = -1",
        "hint.head = 9",
        "hint.prefix = 25",
        "hint = [1, 2, 3]",
        "aliases = [\"Acme\"]",
        "finder = \"password\"",
    ] {
        agree(&format!("{RULE}{line}\n"), false);
    }
}
