//! What the README and the reference show is what the program does.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::common::{ANTHROPIC, GROQ, TestRepo};

const README: &str = include_str!("../../README.md");
const REFERENCE: &str = include_str!("../../docs/reference.md");

/// The transcripts, in the order in which they happen.
const TRANSCRIPTS: [&str; 5] = ["block", "fix", "override", "archive", "known"];

/// The fenced block that follows a marker, which one of the two pages has once.
fn block(marker: &str) -> &'static str {
    let mut parts = README.split(marker).skip(1).chain(REFERENCE.split(marker).skip(1));
    let after = parts.next().unwrap_or_else(|| panic!("no page has {marker}"));
    assert!(parts.next().is_none(), "{marker} is there twice");
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
    for part in TRANSCRIPTS {
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
        assert_eq!(shown, real, "the transcript {part} should be:\n{real}");
    }
}

/// What no test reads may be wrong.
#[test]
fn every_marked_block_is_checked() {
    let mut known: BTreeSet<String> = TRANSCRIPTS.map(|part| format!("transcript: {part}")).into();
    known.extend(["test command", "remove", "config", "pre-commit config"].map(str::to_owned));
    for page in [README, REFERENCE] {
        for marker in page.split("<!-- ").skip(1) {
            let (name, _) = marker.split_once(" -->").unwrap();
            assert!(known.remove(name), "no test reads <!-- {name} -->");
        }
        // A transcript without a mark would be one that nobody replays.
        let marked = page.matches("<!-- transcript: ").count();
        assert_eq!(page.matches("```console").count(), marked);
    }
    assert_eq!(known, BTreeSet::new(), "no page has these");
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
    let readme = README.replace('\n', " ");
    assert_eq!(number(&readme, " rules (`akguard rules`)"), number(&listed, " rules, "));
    assert_eq!(rules.len(), number(&listed, " rules, "));
    let proved = rules.iter().filter(|rule| rule["check"]["pass"] == "certain").count();
    assert_eq!(number(&readme, " of them offline"), proved);
    let services = include_str!("../../crates/rules/data/services.txt").lines();
    let services = services.filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    assert_eq!(number(&readme, " services known by name"), services);
}

#[test]
fn no_other_page_counts_the_rules() {
    let counts = regex::Regex::new("[0-9][0-9,]+ (rules|services)").unwrap();
    for (page, text) in [
        ("CHANGELOG.md", include_str!("../../CHANGELOG.md")),
        ("CONTRIBUTING.md", include_str!("../../CONTRIBUTING.md")),
        ("SECURITY.md", include_str!("../../SECURITY.md")),
        ("docs/reference.md", REFERENCE),
        ("docs/glossary.md", include_str!("../../docs/glossary.md")),
        ("docs/releasing.md", include_str!("../../docs/releasing.md")),
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
    repo.run(repo.command("sh").args(["-ec", block("<!-- remove -->")])).exits(0);
    assert!(!program.exists() && !repo.path(".git/hooks/pre-commit").exists());
}

#[test]
fn config_example_is_valid() {
    let config = akguard::config::Config::parse(block("<!-- config -->").as_bytes(), ".akguard.toml").unwrap();
    assert_eq!(config.rules.len(), 1);
}

#[test]
fn every_command_of_the_table_exists() {
    let repo = TestRepo::empty();
    let mut named = BTreeSet::new();
    for line in REFERENCE.lines().filter(|l| l.starts_with("| `akguard")) {
        let cell = line.trim_start_matches("| ").split(" | ").next().unwrap();
        for words in cell.split('`').filter(|part| part.starts_with("akguard")) {
            let command = words.split(' ').nth(1).unwrap_or("");
            if command.starts_with(|c: char| c.is_ascii_lowercase()) {
                repo.akguard(&[command, "--help"]).exits(0);
                named.insert(command.to_owned());
            }
        }
    }
    let mut known = BTreeSet::new();
    for (path, _) in crate::cli::help::commands() {
        known.extend(path.into_iter().next());
    }
    assert_eq!(named, known, "the table of docs/reference.md names all commands");
}

/// The names of all fields of a JSON value.
fn fields(value: &Value, found: &mut BTreeSet<String>) {
    if let Value::Array(list) = value {
        for inner in list {
            fields(inner, found);
        }
    }
    if let Value::Object(object) = value {
        for (name, inner) in object {
            found.insert(name.clone());
            fields(inner, found);
        }
    }
}

/// The section of the reference below a heading.
fn section(title: &str) -> &'static str {
    let (_, after) = REFERENCE.split_once(&format!("\n## {title}\n")).unwrap_or_else(|| panic!("no section {title}"));
    after.split_once("\n## ").unwrap().0
}

#[test]
fn every_field_of_the_json_is_explained() {
    let repo = TestRepo::new();
    let (key, encoded) = (repo.plant(GROQ), repo.plant(GROQ));
    repo.stage("a.txt", format!("{key}\n"));
    repo.stage("b.txt", data_encoding::BASE64.encode(format!("key = {encoded}").as_bytes()));
    repo.stage("damaged.gz", b"\x1f\x8b\x08\x00 cut");
    let staged = repo.akguard(&["scan", "--format", "json"]).exits(2).stdout;
    repo.commit_past();
    let history = repo.akguard(&["scan", "--history", "--format", "json"]).exits(2).stdout;
    // The list of rules holds the fixed part of a key; in this repository none is planted.
    let empty = TestRepo::empty();
    let rules = empty.akguard(&["rules", "--format", "json"]).exits(0).stdout;
    let test = empty.akguard(&["rules", "test", "--format", "json"]).exits(0).stdout;
    let mut real = BTreeSet::new();
    for report in [staged, history, rules, test] {
        fields(&serde_json::from_str(&report).unwrap(), &mut real);
    }
    // The fields that depend on what was found are there, or this would check little.
    for name in ["note", "tip", "commit", "why", "disabled_reason"] {
        assert!(real.contains(name), "no report has {name}");
    }
    let json = section("JSON");
    for name in &real {
        let is_explained = json.contains(&format!("`{name}`")) || json.contains(&format!("\"{name}\":"));
        assert!(is_explained, "docs/reference.md does not explain {name}");
    }
}

#[test]
fn every_hook_event_is_explained() {
    let repo = TestRepo::new();
    let refused = repo.run(repo.command("akguard").args(["hook", "no-such-event"])).exits(2).text();
    let (_, known) = refused.split_once("known: ").unwrap();
    let events = section("Hook events");
    for event in known.lines().next().unwrap().split(", ") {
        assert!(events.contains(&format!("| `{event}` |")), "docs/reference.md does not explain {event}");
    }
}
