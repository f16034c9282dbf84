//! The JSON Schema (draft 7) of `.akguard.toml`, by which editors complete and check it.
//!
//! One table of keys, from which the schema is written. A test walks it beside the parser, key by key and kind by kind, so
//! that neither knows what the other does not.

mod key_type;

use akguard_rules::check_name::CheckName;
use akguard_rules::schema::{Confidence, Effect, MAX_CONTEXT_WINDOW, MAX_HINTED, MAX_PREFIX, Severity};
use serde_json::{Value, json};

use self::key_type::{
    Key, KeyType, List, Text, any_text, key, list, min_length, pattern, required, table, texts, words,
};
use crate::policy::Reason;

/// Reasons and other texts for people need this many characters.
const REASON: KeyType = KeyType::Text(Text { min_length: 3, pattern: "" });
/// Numbers with dots between them.
const VERSION: &str = r"^[0-9]+(\.[0-9]+)*$";
/// 1 to 3650 days.
const DAYS: &str = "^([1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|36[0-4][0-9]|3650)d$";
/// The id of a rule.
const KEBAB: &str = "^[a-z][a-z0-9-]{0,59}$";

/// The schema as it is printed and as it is in `docs/akguard.schema.json`.
pub fn schema() -> String {
    let head = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": ".akguard.toml",
        "description": "The config of akguard, at the top of the repository. All keys are optional.",
    });
    let mut root = table(&config_keys());
    if let Value::Object(head) = head {
        root.extend(head);
    }
    format!("{:#}\n", Value::Object(root))
}

fn config_keys() -> Vec<Key> {
    vec![
        key("min_version", "The oldest akguard that may read this config, such as \"0.1\".", pattern(VERSION)),
        key("block_at", "Findings of this confidence or more stop the commit; \"likely\" by default.", confidence()),
        key("quiet", "Print nothing when a commit passes; false by default.", KeyType::Bool),
        key("known_values", "Look for the values of your own .env files; true by default.", KeyType::Bool),
        key("env_files", "Files that hold environment variables.", KeyType::Table(env_files_keys())),
        key("exclude", "Files that are never read; counted in the success line.", paths()),
        key("rule", "Rules of your own.", list(KeyType::Table(rule_keys()))),
        key("rules", "Rules to turn on or off.", KeyType::Table(rules_keys())),
        key("policy", "What may be overridden, and for how long.", KeyType::Table(policy_keys())),
    ]
}

fn env_files_keys() -> Vec<Key> {
    vec![
        key("allow", "Files that may be committed; their values are still scanned.", paths()),
        key("judge_by_values", "Files that stop the commit only when a value looks real.", texts()),
    ]
}

/// A list of path patterns, each with its reason.
fn paths() -> KeyType {
    list(KeyType::Table(vec![
        required("path", "As in .gitignore: * stays within a directory, a trailing / means all below.", any_text()),
        required("reason", "Why: 3 characters or more.", REASON),
    ]))
}

fn rules_keys() -> Vec<Key> {
    let disabled = vec![
        required("id", "The id of the rule.", any_text()),
        required("reason", "Why: 3 characters or more.", REASON),
    ];
    vec![
        key("enable", "Ids of rules that are off by default.", texts()),
        key("disable", "Rules to turn off; named by akguard status.", list(KeyType::Table(disabled))),
    ]
}

fn policy_keys() -> Vec<Key> {
    let reasons = list(KeyType::OneOf(Reason::ALL.map(Reason::as_str).to_vec()));
    vec![
        key("reasons", "The reasons that an override may give; all of them by default.", reasons),
        key("max_expiry", "How long a fix-later override may last, in days; \"30d\" by default.", pattern(DAYS)),
        key(
            "agents_need_approval",
            "In ranges an agent's override counts only when a person approved it; true by default.",
            KeyType::Bool,
        ),
    ]
}

fn rule_keys() -> Vec<Key> {
    let severity = KeyType::OneOf(Severity::ALL.map(Severity::as_str).to_vec());
    let keywords = KeyType::List(List { min_items: 1, of: Box::new(min_length(3)) });
    let mut keys = vec![
        required("id", "Its name: lower-case letters, digits and -. It is in reports and overrides.", pattern(KEBAB)),
        required("title", "What the report calls a finding.", pattern(r"\S")),
        required("severity", "The harm if a finding is true.", severity),
        required("keywords", "One of these must be near before the pattern is tried: 3 characters or more.", keywords),
        required("pattern", "A regular expression with a capture named `secret`: (?P<secret>...).", min_length(1)),
        key("provider", "Who issues the credential.", any_text()),
        key("enabled", "False: off unless [rules] enable names it; true by default.", KeyType::Bool),
        key("confidence", "The chance that a finding is true; \"likely\" by default.", confidence()),
        key("left", "Characters that must not be in front of the value, such as 0-9A-Za-z_.", any_text()),
        key("right", "Characters that must not follow the value.", any_text()),
        key("check", "A checksum or decoder that proves the value.", KeyType::Table(check_keys())),
        key("context", "One of these words must be near the match, in any case.", words()),
        key("context_window", "How near, in bytes to both sides.", KeyType::Integer(MAX_CONTEXT_WINDOW)),
        key("min_entropy", "The least Shannon entropy of the value, in bits per byte.", KeyType::Number),
        key("ignore_prefixes", "Values that begin with one of these are no finding.", words()),
        key("hint", "How much of a value a report may show.", KeyType::Table(hint_keys())),
    ];
    keys.extend(rare_rule_keys());
    keys
}

/// Keys that few rules of a user's need.
fn rare_rule_keys() -> Vec<Key> {
    let ids = list(pattern(KEBAB));
    vec![
        key("lower_in_tests", "In directories of tests a finding only warns; false by default.", KeyType::Bool),
        key("public", "Public where it is found, as web keys are; false by default.", KeyType::Bool),
        key("guessable", "A person may have chosen the value: its id takes longer to compute.", KeyType::Bool),
        key("aliases", "Earlier ids of this rule.", ids),
        key("supersedes", "Ids of rules that this one wins over where both match.", texts()),
        key("beats", "The earlier name of supersedes.", texts()),
        key("spare", "The earlier name of ignore_prefixes.", words()),
        key("fallback", "It loses to every rule that knows the form; false by default.", KeyType::Bool),
        key("revoke", "Where to revoke the value: an address, or the way through the site's menu.", any_text()),
        key("source", "How well the format is known and where that was read.", any_text()),
        key("env", "Environment variables that the provider's tools read, best first.", words()),
        key("positive", "Samples that must be found, as templates: akguard rules test.", texts()),
        key("negative", "Samples that must not be found, as templates.", texts()),
    ]
}

fn check_keys() -> Vec<Key> {
    let names = CheckName::ALL.iter().filter(|check| !check.is_built_in_only()).map(|check| check.as_str()).collect();
    let effect = || KeyType::OneOf(Effect::ALL.map(Effect::as_str).to_vec());
    vec![
        required("name", "Which one.", KeyType::OneOf(names)),
        key("pass", "What a pass does; \"certain\" by default.", effect()),
        key("fail", "What a failure does; \"drop\" by default.", effect()),
    ]
}

fn hint_keys() -> Vec<Key> {
    vec![
        key("prefix", "Characters of the fixed public prefix.", KeyType::Integer(MAX_PREFIX)),
        key("head", "Characters shown after the prefix.", KeyType::Integer(MAX_HINTED)),
        key("tail", "Characters shown at the end.", KeyType::Integer(MAX_HINTED)),
    ]
}

fn confidence() -> KeyType {
    KeyType::OneOf(Confidence::ALL.map(Confidence::as_str).to_vec())
}

#[cfg(test)]
mod tests;
