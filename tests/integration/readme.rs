//! What the README shows is what the program does.

use std::fs;

use crate::common::{ANTHROPIC, GROQ, TestRepo};

const README: &str = include_str!("../../README.md");

/// The fenced block that follows a marker.
fn block(marker: &str) -> &'static str {
    let after = README.split(marker).nth(1).unwrap_or_else(|| panic!("README.md has no {marker}"));
    let inside = after.split("```").nth(1).unwrap();
    inside.split_once('\n').unwrap().1
}

/// Runs the `$` lines of a transcript and writes it anew with what they print.
fn replay(repo: &TestRepo, transcript: &str) -> String {
    let commands = transcript.lines().filter_map(|line| line.strip_prefix("$ "));
    commands
        .map(|command| {
            let output = repo.run(repo.command("sh").args(["-c", command]));
            format!("$ {command}\n{}", output.text())
        })
        .collect()
}

#[test]
fn transcripts_are_real() {
    let repo = TestRepo::new();
    let (key, recorded, packed) = (repo.plant(ANTHROPIC), repo.plant(GROQ), repo.plant(GROQ));
    repo.stage(
        "src/client.py",
        format!("import os\nimport anthropic\n\nclient = anthropic.Anthropic(api_key=\"{key}\")\n"),
    );
    repo.stage("svc/.env", "PORT=3000\nMODE=production\n");
    let mut expected = Vec::new();
    for part in ["block", "fix", "override", "archive", "known"] {
        let shown = block(&format!("<!-- transcript: {part} -->"));
        if part == "override" {
            repo.stage("tests/replay.py", format!("GROQ_KEY = \"{recorded}\"\n"));
        }
        if part == "archive" {
            repo.write("../image/etc/app.conf", format!("name = app\napi_key={packed}\n"));
            repo.run(repo.command("tar").args(["-czf", "app.tgz", "-C", "../image", "etc"])).exits(0);
            repo.git(&["add", "app.tgz"]).exits(0);
        }
        if part == "known" {
            repo.git(&["rm", "-qf", "app.tgz"]).exits(0);
            let value = repo.plant_value(&akguard_detect::sample::expand("{alnum:32}", 1));
            repo.write(".env", format!("QUEUE_PASSWORD={value}\n"));
            let wrapped = data_encoding::BASE64.encode(value.as_bytes());
            repo.stage("deploy/queue.yaml", format!("kind: Secret\ndata:\n  password: {wrapped}\n"));
        }
        let real = replay(&repo, shown);
        let normal: String = shown.lines().map(|l| crate::common::without_time(l) + "\n").collect();
        expected.push((part, normal, real));
    }
    for (part, shown, real) in expected {
        assert_eq!(shown, real, "README.md, transcript {part}, should be:\n{real}");
    }
}

/// A number of the README, without its commas: the one before these words.
fn number(text: &str, after: &str) -> usize {
    let (before, _) = text.split_once(after).unwrap_or_else(|| panic!("no {after:?}"));
    let digits = before.rsplit(|c: char| !c.is_ascii_digit() && c != ',').next().unwrap();
    digits.replace(',', "").parse().unwrap_or_else(|_| panic!("no number before {after:?}"))
}

#[test]
fn numbers_are_those_of_the_rules() {
    let repo = TestRepo::empty();
    let listed = repo.akguard(&["rules"]).exits(0).stdout;
    let rules: serde_json::Value =
        serde_json::from_str(&repo.akguard(&["rules", "--format", "json"]).exits(0).stdout).unwrap();
    let rules = rules["rules"].as_array().unwrap();
    assert_eq!(number(README, " rules (`akguard rules`)"), number(&listed, " rules, "));
    assert_eq!(rules.len(), number(&listed, " rules, "));
    let proved = rules.iter().filter(|rule| rule["check"]["pass"] == "certain").count();
    assert_eq!(number(&README.replace('\n', " "), " of them offline"), proved);
    let services = include_str!("../../crates/rules/data/services.txt").lines();
    let services = services.filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    assert_eq!(number(README, " services beside its name"), services);
}

#[test]
fn no_other_page_counts_the_rules() {
    let counts = regex::Regex::new("[0-9][0-9,]+ (rules|services)").unwrap();
    for (page, text) in [
        ("CHANGELOG.md", include_str!("../../CHANGELOG.md")),
        ("CONTRIBUTING.md", include_str!("../../CONTRIBUTING.md")),
        ("docs/detection.md", include_str!("../../docs/detection.md")),
        ("docs/decisions.md", include_str!("../../docs/decisions.md")),
    ] {
        let text = text.replace('\n', " ");
        assert_eq!(counts.find(&text).map(|found| found.as_str()), None, "{page}: the README has the number");
    }
}

#[test]
fn it_says_how_to_test_and_how_to_remove() {
    // The test command has a section of its own.
    let (_, test) = README.split_once("\n## Test\n").expect("no section for the test command");
    let (test, _) = test.split_once("\n## ").unwrap();
    assert!(test.contains("<!-- test command -->") && test.matches("```sh").count() == 1, "{test}");
    // Pasted after `install.sh`, these leave nothing of akguard.
    let repo = TestRepo::new();
    fs::create_dir_all(repo.root().join("home/.local/bin")).unwrap();
    let program = repo.root().join("home/.local/bin/akguard");
    fs::write(&program, "").unwrap();
    for part in ["repository", "program"] {
        let command = block(&format!("<!-- remove: {part} -->"));
        repo.run(repo.command("sh").args(["-ec", command])).exits(0);
    }
    assert!(!program.exists() && !repo.path(".git/hooks/pre-commit").exists());
}

#[test]
fn config_example_is_valid() {
    let config = akguard::config::Config::parse(block("<!-- config -->").as_bytes(), ".akguard.toml").unwrap();
    assert_eq!(config.rules.len(), 1);
}

#[test]
fn every_command_of_the_table_exists() {
    let repo = TestRepo::new();
    for line in README.lines().filter(|l| l.starts_with("| `akguard")) {
        let command = line.trim_start_matches("| `").split(['`', ' ']).nth(1).unwrap_or("");
        if command.chars().next().is_some_and(|c| c.is_ascii_lowercase()) {
            repo.akguard(&[command, "--help"]).exits(0);
        }
    }
}
