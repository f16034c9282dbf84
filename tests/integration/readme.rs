//! What the README shows is what the program does.

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
            let value = repo.plant_value(&akguard::detect::sample::expand("{alnum:32}", 1));
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
