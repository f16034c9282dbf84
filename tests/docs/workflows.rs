//! The hosted workflows run pinned code with the least rights.

use std::fs;

use crate::tree;

/// What the workflows may use. A person has looked up the commit that the tag points at; a new version changes this table.
const ACTIONS: [&str; 2] = [
    "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "EmbarkStudios/cargo-deny-action@91bf2b620e09e18d6eb78b92e7861937469acedb # v2.0.17",
];

/// What is wrong with a workflow.
fn faults(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.trim_start().trim_start_matches("- ");
        if let Some(action) = line.strip_prefix("uses:")
            && !ACTIONS.contains(&action.trim())
        {
            found.push(format!("not in the table of pinned actions: {action}"));
        }
    }
    if !text.lines().any(|line| line == "permissions: {}") {
        found.push("no `permissions: {}` at the top".to_owned());
    }
    for job in jobs(text) {
        let name = job.lines().next().unwrap_or_default().trim();
        for key in ["permissions:", "timeout-minutes:", "runs-on:"] {
            if !job.lines().any(|line| line.starts_with(&format!("    {key}"))) {
                found.push(format!("{name} has no {key}"));
            }
        }
        if job.matches("uses: actions/checkout@").count() != job.matches("persist-credentials: false").count() {
            found.push(format!("{name} keeps the token after the checkout"));
        }
    }
    for word in
        [": write", "write-all", "pull_request_target", "secrets.", "github.event.pull_request", "github.head_ref"]
    {
        if text.contains(word) {
            found.push(format!("{word:?} needs a second look"));
        }
    }
    found
}

/// The text of each job: what begins with a key that is indented by two blanks.
fn jobs(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (_, below) = text.split_once("\njobs:\n").unwrap_or_default();
    for line in below.lines() {
        let is_key = line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
        if is_key {
            found.push(String::new());
        }
        if let Some(job) = found.last_mut() {
            job.push_str(line);
            job.push('\n');
        }
    }
    found
}

#[test]
fn workflows_are_pinned_and_have_few_rights() {
    let workflows = [tree::files(".github/workflows", ".yml"), tree::files(".github/workflows", ".yaml")].concat();
    assert!(!workflows.is_empty());
    for workflow in workflows {
        let text = fs::read_to_string(&workflow).unwrap();
        assert_eq!(faults(&text), Vec::<String>::new(), "{}", tree::shown(&workflow));
        assert!(!jobs(&text).is_empty(), "{}", tree::shown(&workflow));
    }
}

#[test]
fn pins_are_whole_hashes_with_their_version() {
    let pin = regex::Regex::new("^[A-Za-z0-9-]+/[A-Za-z0-9-]+@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+$").unwrap();
    for action in ACTIONS {
        assert!(pin.is_match(action), "{action}");
    }
}

#[test]
fn loose_workflows_are_noticed() {
    let sound = tree::read(".github/workflows/ci.yml");
    assert_eq!(faults(&sound), Vec::<String>::new());
    for (from, to) in [
        ("@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7"),
        ("3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"),
        ("\npermissions: {}\n", "\n"),
        ("      contents: read\n", "      contents: write\n"),
        ("    permissions:\n", ""),
        ("          persist-credentials: false\n", ""),
        ("    timeout-minutes: 30\n", ""),
        ("  pull_request:\n", "  pull_request_target:\n"),
    ] {
        let loose = sound.replacen(from, to, 1);
        assert_ne!(loose, sound, "{from:?} is not in the workflow");
        assert!(!faults(&loose).is_empty(), "{from:?} may become {to:?}");
    }
}

#[test]
fn ci_runs_on_all_systems_and_on_the_oldest_rust() {
    let text = tree::read(".github/workflows/ci.yml");
    for part in ["ubuntu-", "macos-", "windows-", "run: .ci/run", "rust-version = "] {
        assert!(text.contains(part), "{part:?}");
    }
    // The version stands in Cargo.toml alone, in the form that the workflow reads.
    let manifest = tree::read("Cargo.toml");
    let oldest: Vec<&str> = manifest.lines().filter_map(|line| line.strip_prefix("rust-version = \"")).collect();
    assert_eq!(oldest.len(), 1, "{oldest:?}");
    assert!(!text.contains(oldest[0].trim_end_matches('"')), "the workflow repeats rust-version");
}
