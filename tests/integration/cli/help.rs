//! Help: each command shows its own options and two examples, which work when they are pasted.

use clap::{Command, CommandFactory};

use crate::common::{GROQ, TestRepo};
use akguard::cli::{Cli, EXAMPLE_NOTES};

/// Every command as it is typed, with its part of clap's tree: `["audit", "revoke"]`.
pub fn commands() -> Vec<(Vec<String>, Command)> {
    let mut root = Cli::command();
    root.build();
    let mut found = Vec::new();
    let mut open = vec![(Vec::new(), root)];
    while let Some((path, command)) = open.pop() {
        for inner in command.get_subcommands() {
            let path = [&path[..], &[inner.get_name().to_owned()]].concat();
            open.push((path, inner.clone()));
        }
        found.push((path, command));
    }
    found
}

fn help(repo: &TestRepo, path: &[String]) -> String {
    repo.akguard(&[path, &["--help".to_owned()]].concat()).exits(0).stdout
}

/// The commands below `Examples:`.
fn examples(help: &str) -> Vec<&str> {
    let (_, examples) = help.split_once("\nExamples:\n").expect("no examples");
    examples.lines().map(str::trim).collect()
}

#[test]
fn each_help_shows_all_options_of_its_command_and_no_others() {
    let repo = TestRepo::empty();
    for (path, command) in commands() {
        let help = help(&repo, &path);
        let mut shown: Vec<String> = help.lines().filter_map(option).map(str::to_owned).collect();
        let mut own: Vec<String> =
            command.get_arguments().filter_map(|arg| Some(format!("--{}", arg.get_long()?))).collect();
        shown.sort();
        own.sort();
        assert_eq!(shown, own, "{path:?}");
        assert!(help.lines().all(|line| line.chars().count() <= 120), "{help}");
    }
    let has = |path: &[&str], word: &str| {
        let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
        help(&repo, &path).contains(word)
    };
    assert!(has(&["audit"], "- csv:") && !has(&["scan"], "csv") && !has(&["rules"], "csv"));
    assert!(!has(&["install"], "--format") && !has(&["status"], "--quiet") && !has(&["audit", "revoke"], "--check"));
}

/// The option that a line of help is about.
fn option(line: &str) -> Option<&str> {
    let mut text = line.trim_start();
    if let Some((short, long)) = text.split_once(", ")
        && short.len() == 2
    {
        text = long;
    }
    let is_option = line.starts_with("  ") && text.starts_with("--");
    text.split([' ', '=']).next().filter(|_| is_option)
}

#[test]
fn help_is_the_same_however_it_is_asked_for() {
    let repo = TestRepo::empty();
    for (path, _) in commands() {
        let asked = [&["help".to_owned()], &path[..]].concat();
        assert_eq!(repo.akguard(&asked).exits(0).stdout, help(&repo, &path), "{path:?}");
    }
    repo.akguard(&["help", "scna"]).exits(2).says("akguard: unknown command; known: scan, allow, commit, ");
    repo.akguard(&["help", "scan", "staged"]).exits(2).says("akguard: scan has no commands\n");
    repo.akguard(&["help", "init"]).exits(2).says("unknown command; did you mean `install`?");
}

#[test]
fn version_is_a_word_too() {
    let repo = TestRepo::empty();
    let version = repo.akguard(&["--version"]).exits(0).text();
    assert_eq!(repo.akguard(&["version"]).exits(0).text(), version);
    repo.akguard(&["version", "x"]).exits(2).says("akguard: argument 2 is not expected here\n");
}

#[test]
fn each_command_has_two_examples_that_paste() {
    let repo = TestRepo::empty();
    for (path, _) in commands() {
        let help = help(&repo, &path);
        let examples = examples(&help);
        assert_eq!(examples.len(), 2, "{help}");
        for example in examples {
            let called = ["akguard"].into_iter().chain(path.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
            assert!(example.starts_with(&called), "{example}");
            runs(example);
        }
    }
}

/// Pastes an example into a repository where what it names is there.
fn runs(example: &str) {
    let repo = TestRepo::new();
    repo.stage("readme", "text\n");
    repo.passes();
    repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]).exits(0);
    repo.stage("more", "text\n");
    if example.contains("7c1e90d2") {
        let key = repo.plant(GROQ);
        repo.stage("a.py", format!("key = \"{key}\"\n"));
        let id = TestRepo::id(&repo.stops());
        if example.contains(" audit ") {
            let record = ["--allow", &id, "--reason", "test", "--note", "an account that is closed"];
            repo.akguard(&record).exits(0);
        }
        let example = example.replace("7c1e90d2", &id);
        // The example itself is no note for a finding of one's own.
        if EXAMPLE_NOTES.iter().any(|note| example.contains(note)) {
            let refused = repo.run(repo.command("sh").args(["-c", &example])).exits(2);
            refused.says("the note is one of the examples");
        }
        run(&repo, &EXAMPLE_NOTES.iter().fold(example, |text, note| text.replace(note, "an account that is closed")));
    } else {
        repo.stage(".akguard.toml", "quiet = false\n");
        run(&repo, example);
    }
}

fn run(repo: &TestRepo, example: &str) {
    // `status` after `uninstall` and a scan with findings exit with 1, a commit has nothing to commit; 2 is a fault.
    let output = repo.run(repo.command("sh").args(["-c", example]));
    assert!(output.status <= 1, "{example}\n{}", output.text());
    assert!(!output.text().contains("akguard: unknown"), "{example}\n{}", output.text());
}

#[test]
fn the_notes_of_examples_are_listed() {
    let repo = TestRepo::empty();
    for (path, _) in commands() {
        let help = help(&repo, &path);
        for note in help.split("--note \"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(EXAMPLE_NOTES.contains(&note), "{note}");
        }
    }
}
