//! What weakens a built-in rule is counted and named; a rule of the user's takes nothing away from one.

use serde_json::Value;

use super::{disable, with_config};
use crate::allow::line;
use crate::common::{GITHUB, GROQ, TestRepo};
use crate::config::FILE;

/// A user's rule for the keys of `groq-key`, with more lines.
fn team(pattern: &str, more: &str) -> String {
    format!(
        "[[rule]]\nid = \"team-ids\"\ntitle = \"team id\"\nseverity = \"low\"\nkeywords = [\"gsk_\"]\npattern = '{pattern}'\n{more}"
    )
}

const WHOLE: &str = "(?P<secret>gsk_[A-Za-z0-9]{52})";
const BEATS: &str = "supersedes = [\"groq-key\"]\n";

fn findings(repo: &TestRepo, status: i32) -> Vec<Value> {
    let output = repo.akguard(&["scan", "--format", "json"]).exits(status);
    serde_json::from_str::<Value>(&output.stdout).unwrap()["findings"].as_array().unwrap().clone()
}

#[test]
fn a_rule_that_beats_a_built_in_one_names_the_finding_and_lowers_nothing() {
    for (path, more) in [
        ("b.py", "confidence = \"possible\"\n"),
        ("b.py", "check = { name = \"mixed\", pass = \"lower\", fail = \"lower\" }\n"),
        ("tests/b.py", "lower_in_tests = true\n"),
        ("tests/b.py", "confidence = \"certain\"\nlower_in_tests = true\n"),
    ] {
        let repo = with_config(&team(WHOLE, &format!("{BEATS}{more}")));
        repo.stage(path, line(&repo.plant(GROQ)));
        repo.stops().says("error[team-ids]: team id");
        let found = findings(&repo, 1);
        assert_eq!((&found[0]["rule"], &found[0]["severity"]), (&"team-ids".into(), &"high".into()), "{more}");
        assert_eq!(found.len(), 1, "{more}");
    }
}

#[test]
fn a_certain_kind_stays_certain_under_another_name() {
    let rule =
        team("(?P<secret>ghp_[A-Za-z0-9]{36})", "supersedes = [\"github-pat-classic\"]\nconfidence = \"possible\"\n")
            .replace("\"gsk_\"", "\"ghp_\"");
    let repo = with_config(&rule);
    let key = repo.plant(GITHUB);
    repo.stage("b.py", format!("key = \"{key}\"  # akguard:allow the key of a public demo\n"));
    repo.stops().says("error[team-ids]").says("does not suppress a certain finding");
    assert_eq!(findings(&repo, 1)[0]["confidence"], "certain");
}

#[test]
fn a_rule_for_a_part_of_a_key_does_not_stand_for_it() {
    // One record for the part would let every key pass.
    for pattern in ["(?P<secret>gsk_[A-Za-z0-9]{4})", "gsk_(?P<secret>[A-Za-z0-9]{52})", "= \"(?P<secret>gsk_)"] {
        let repo =
            with_config(&team(pattern, &format!("{BEATS}left = \"\"\nright = \"\"\nconfidence = \"certain\"\n")));
        repo.stage("b.py", line(&repo.plant(GROQ)));
        repo.stops().says("error[groq-key]").is_silent_on("team-ids");
    }
}

#[test]
fn what_a_user_s_rule_passes_over_is_guessed_at_all_the_same() {
    let secret = "token_secret = \"{alnum:32}\"";
    for more in ["min_entropy = 8.0\n", "ignore_prefixes = [\"token_\"]\n"] {
        let rule = team("(?P<secret>token_secret = \"[A-Za-z0-9]+\")", more).replace("\"gsk_\"", "\"token_secret\"");
        let repo = with_config(&format!("block_at = \"possible\"\n{rule}"));
        repo.stage("b.py", repo.plant(secret) + "\n");
        repo.stops().says("error[generic-secret]");
    }
}

#[test]
fn a_known_value_is_not_hidden_by_a_part_or_a_warning() {
    for (path, pattern, more) in
        [("b.yaml", "(?P<secret>Qz7)", ""), ("tests/b.yaml", "(?P<secret>Qz7[A-Za-z0-9]+)", "lower_in_tests = true\n")]
    {
        let rule = team(pattern, &format!("left = \"\"\nright = \"\"\nconfidence = \"certain\"\n{more}"));
        let repo = TestRepo::new();
        // The rule finds its own words, too.
        repo.stage(FILE, rule.replace("\"gsk_\"", "\"Qz7\""));
        repo.commit_past();
        let value = repo.plant_value("Qz7rT4mWx9LbV2nKc8Hd");
        repo.write(".env", format!("QUEUE_TOKEN={value}\n"));
        repo.stage(path, format!("name: {value}\n"));
        repo.stops().says("error[known-value]");
    }
}

#[test]
fn a_settings_file_is_not_covered_by_a_warning() {
    let rule = team("(?P<secret>npm-[A-Za-z0-9]{20})", "lower_in_tests = true\n").replace("\"gsk_\"", "\"npm-\"");
    let repo = with_config(&rule);
    let value = repo.plant_value("npm-Qz7rT4mWx9LbV2nKc8Hd");
    repo.stage("tests/.npmrc", format!("//registry.example.com/:_authToken={value}\n"));
    repo.stops().says("error[credential-file]");
}

#[test]
fn the_test_of_rules_says_that_a_lower_confidence_does_not_count() {
    let repo = with_config(&team(WHOLE, &format!("{BEATS}confidence = \"possible\"\n")));
    repo.akguard(&["rules", "test", "-q"])
        .says("warning[team-ids]: is `possible`, but where it beats `groq-key` its findings stay `likely`");
}

#[test]
fn ids_of_findings_without_a_rule_of_their_own_are_taken() {
    for id in ["known-value", "unchecked"] {
        let repo = TestRepo::new();
        repo.stage(FILE, team(WHOLE, "").replace("team-ids", id));
        repo.commit().exits(1).says("rule: its id is the one of another rule");
    }
}

#[test]
fn each_way_to_weaken_a_rule_is_counted_and_named() {
    for (config, counted, named) in [
        (disable("groq-key"), ", 1 rule off (", "rule `groq-key` is off: none of ours"),
        ("known_values = false\n".to_owned(), ", 1 rule off (", "rule `known-value` is off: known_values = false"),
        (
            format!("known_values = false\n{}", disable("groq-key")),
            ", 2 rules off (",
            "rule `known-value` is off: known_values = false",
        ),
        (
            "block_at = \"certain\"\n".to_owned(),
            ", 1 weaker setting (",
            "likely findings only warn: block_at = \"certain\"",
        ),
        (
            "[env_files]\nallow = [{ path = \"ci/.env\", reason = \"no secret\" }]\njudge_by_values = [\".env.dev\"]\n"
                .to_owned(),
            ", 2 weaker settings (",
            "files `ci/.env` pass rule `env-file`: no secret",
        ),
        (
            "[env_files]\njudge_by_values = [\".env.dev\"]\n".to_owned(),
            ", 1 weaker setting (",
            "files `.env.dev` stop only when a value looks real",
        ),
    ] {
        let repo = with_config(&config);
        repo.stage("a.py", "x = 1\n");
        repo.passes().says(counted);
        repo.akguard(&["status"]).exits(0).says(named);
        let range = repo.akguard(&["scan", "--range", "HEAD~1..HEAD"]).exits(0);
        range.says(&format!("akguard: {named}\n")).says(counted);
        let json = repo.akguard(&["scan", "--format", "json", "--range", "HEAD~1..HEAD"]).exits(0);
        assert!(json.stderr.contains(named), "{}", json.stderr);
    }
}

#[test]
fn excluded_paths_are_named_too() {
    let repo = with_config("[[exclude]]\npath = \"vendor/\"\nreason = \"not ours\"\n");
    repo.stage("vendor/a.py", line(&repo.plant(GROQ)));
    repo.passes().says("1 excluded");
    repo.akguard(&["status"]).exits(0).says("files `vendor/` are not read: not ours");
    repo.akguard(&["scan", "--range", "HEAD~1..HEAD"]).exits(0).says("files `vendor/` are not read: not ours");
}

#[test]
fn what_weakens_nothing_is_not_counted() {
    let repo = with_config(&format!("quiet = false\nblock_at = \"possible\"\n{}", team(WHOLE, BEATS)));
    repo.stage("a.py", "x = 1\n");
    repo.passes().is_silent_on("weaker").is_silent_on("off");
    repo.akguard(&["scan", "--range", "HEAD~1..HEAD"]).exits(0).says("akguard: 1 file, 1 line, clean (N ms)\n");
}
