//! What people type: synonyms, options before commands, slips; nothing of it is repeated where it may be a secret.

use std::fs;

use crate::common::{GROQ, Output, TestRepo};

const NOTE: &str = "an account that is closed";

fn waiting() -> (TestRepo, String) {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.py", format!("key = \"{key}\"\n"));
    let id = TestRepo::id(&repo.stops());
    (repo, id)
}

fn record(repo: &TestRepo) -> String {
    let files = crate::common::walk(&repo.path(".akguard/allow"));
    assert_eq!(files.len(), 1, "{files:?}");
    let text = fs::read_to_string(&files[0]).unwrap();
    text.lines().filter(|line| !line.starts_with("created")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn allow_as_a_command_is_allow_as_an_option() {
    let (by_option, id) = waiting();
    let options = ["--reason", "fix-later", "--note", NOTE, "--expires", "5d"];
    by_option.akguard(&[&["--allow", &id], &options[..]].concat()).exits(0).says("now commit again");
    for arguments in [
        [&["allow", &id], &options[..]].concat(),
        [&options[..], &["allow", &id]].concat(),
        [&["--reason", "fix-later", "allow", &id], &options[2..]].concat(),
    ] {
        let (by_command, same) = waiting();
        assert_eq!(same, id);
        by_command.akguard(&arguments).exits(0).says("now commit again");
        assert_eq!(record(&by_command), record(&by_option));
        by_command.passes().says("1 allowed");
    }
    let (repo, id) = waiting();
    repo.commit_past();
    let range = ["allow", &id, "--reason", "test", "--note", NOTE, "--range", "HEAD^!"];
    repo.akguard(&range).exits(0).says("recorded in .akguard/allow/");
    repo.akguard(&["allow"]).exits(2).says("akguard: ID is missing\n").says("akguard allow --help");
}

#[test]
fn staged_is_what_a_scan_does_anyway() {
    let (repo, _) = waiting();
    let plain = repo.akguard(&["scan"]).exits(1).text();
    for arguments in [&[][..], &["--staged"], &["scan", "--staged"], &["--staged", "scan"]] {
        assert_eq!(repo.akguard(arguments).exits(1).text(), plain, "{arguments:?}");
    }
    for (arguments, said) in [
        (&["scan", "--staged", "a.py"][..], "--staged cannot be combined with PATH"),
        (&["scan", "--staged", "--history"], "--staged cannot be combined with --history"),
        (&["scan", "--history", "a.py"], "--history cannot be combined with PATH"),
        (&["scan", "--range", "A..B", "--history"], "--range cannot be combined with --history"),
        (&["--staged", "--allow", "00000000"], "--allow cannot be combined with --staged"),
    ] {
        let output = repo.akguard(arguments).exits(2);
        let said = format!("akguard: {said}\n");
        let turned =
            said.trim_end().trim_start_matches("akguard: ").split(" cannot be combined with ").collect::<Vec<_>>();
        let turned = format!("akguard: {} cannot be combined with {}\n", turned[1], turned[0]);
        assert!(output.stderr.starts_with(&said) || output.stderr.starts_with(&turned), "{}", output.stderr);
    }
}

#[test]
fn audit_list_is_what_audit_does_anyway() {
    let (repo, id) = waiting();
    repo.akguard(&["allow", &id, "--reason", "test", "--note", NOTE]).exits(0);
    for options in [&[][..], &["--check"], &["--format", "csv"], &["--format", "json", "--check"]] {
        let plain = repo.akguard(&[&["audit"], options].concat()).exits(0).text();
        assert_eq!(repo.akguard(&[&["audit", "list"], options].concat()).exits(0).text(), plain);
        assert_eq!(repo.akguard(&[&["audit"], options, &["list"]].concat()).exits(0).text(), plain);
    }
}

#[test]
fn allow_beside_another_command_is_refused() {
    let (repo, id) = waiting();
    for command in [
        &["scan"][..],
        &["audit"],
        &["audit", "list"],
        &["status"],
        &["install"],
        &["uninstall"],
        &["rules", "test"],
        &["help"],
        &["version"],
        &["allow", &id],
    ] {
        let name = command.iter().filter(|word| **word != id).copied().collect::<Vec<_>>().join(" ");
        let said = format!("akguard: --allow cannot be combined with {name}\n");
        let allow = ["--allow", &id, "--reason", "test", "--note", NOTE];
        assert!(repo.akguard(&[&allow, command].concat()).exits(2).stderr.starts_with(&said));
        assert!(repo.akguard(&[command, &allow[..2]].concat()).exits(2).stderr.starts_with(&said));
    }
    assert!(!repo.path(".akguard").exists());
    // Beside `commit` it may be before or after it.
    let allow = ["--allow", &id, "--reason", "test", "--note", NOTE];
    repo.akguard(&[&allow[..], &["commit", "-qm", "x"]].concat()).exits(0).says("1 allowed");
    for (early, rest) in
        [("--quiet", "commit"), ("--range=HEAD", "commit"), ("-v", "commit"), ("--format=json", "commit")]
    {
        let name = early.split('=').next().unwrap();
        let said = format!("akguard: {name} cannot be combined with commit\n");
        assert!(repo.akguard(&[early, rest, "-m", "x"]).exits(2).stderr.starts_with(&said));
    }
    repo.akguard(&["commit", "--config", "x.toml", "-m", "x"])
        .exits(2)
        .says("--reason, --note, --expires and --config need --allow");
}

/// The line that a usage error is, and the help below it.
#[track_caller]
fn said(output: Output) -> (String, String) {
    assert_eq!(output.status, 2, "{}", output.text());
    let (cause, help) = output.stderr.split_once("\n  help: ").unwrap();
    (cause.trim_start_matches("akguard: ").to_owned(), help.trim_end().to_owned())
}

#[test]
fn slips_get_the_right_suggestion() {
    let repo = TestRepo::new();
    for (arguments, cause, help) in [
        (&["scna"][..], "unknown command; did you mean `scan`?", "akguard --help"),
        (&["instal"], "unknown command; did you mean `install`?", "akguard --help"),
        (&["init"], "unknown command; did you mean `install`?", "akguard --help"),
        (&["check"], "unknown command; did you mean `scan`?", "akguard --help"),
        (&["history"], "unknown command; did you mean `scan --history`?", "akguard --help"),
        (&["baseline"], "unknown command; did you mean `scan --write-baseline`?", "akguard --help"),
        (&["ignore"], "unknown command; did you mean `allow ID`?", "akguard --help"),
        (&["revoke"], "unknown command; did you mean `audit revoke ID`?", "akguard --help"),
        (&["list"], "unknown command; did you mean `audit list`?", "akguard --help"),
        (&["audit", "aprove"], "unknown command; did you mean `approve`?", "akguard audit --help"),
        (&["audit", "xyzzy"], "unknown command; known: list, revoke, approve, prune", "akguard audit --help"),
        (&["rules", "--quite"], "unknown option; did you mean `--quiet`?", "akguard rules --help"),
        (&["scan", "--json"], "unknown option; did you mean `--format json`?", "akguard scan --help"),
        (&["scan", "--cached"], "unknown option; did you mean `--staged`?", "akguard scan --help"),
        (&["scan", "--all"], "unknown option; did you mean `--history`?", "akguard scan --help"),
        (&["scan", "--no-color"], "unknown option; did you mean `--color never`?", "akguard scan --help"),
        (&["audit", "--csv"], "unknown option; did you mean `--format csv`?", "akguard audit --help"),
        (&["install", "--assume-yes"], "unknown option; did you mean `--yes`?", "akguard install --help"),
        (&["--history"], "unknown option; did you mean `akguard scan --history`?", "akguard --help"),
        (&["--alow", "x"], "unknown option; did you mean `--allow`?", "akguard --help"),
        (&["scan", "--xyzzy"], "unknown option: argument 2", "akguard scan --help"),
        (&["install", "."], "argument 2 is not expected here", "akguard install --help"),
        (&["scan", "--format", "xml"], "--format must be human or json", "akguard scan --help"),
        (&["audit", "--format", "xml"], "--format must be human, json or csv", "akguard audit --help"),
        (&["scan", "--format"], "--format needs a value", "akguard scan --help"),
        (&["--reason", "test"], "--allow ID is missing", "akguard --help"),
        (&["scan", "-q", "--quiet"], "--quiet is given more than once", "akguard scan --help"),
        (&["rules", "show"], "ID is missing", "akguard rules show --help"),
        (&["scan", "--yes"], "--yes cannot be combined with scan", "akguard scan --help"),
        (&["-qy", "scan"], "unknown option", "akguard --help"),
    ] {
        assert_eq!(said(repo.akguard(arguments)), (cause.to_owned(), help.to_owned()), "{arguments:?}");
    }
}

#[test]
fn no_slip_is_repeated() {
    let repo = TestRepo::new();
    // A password of plain letters, which looks like an option, a command, a path.
    let word = repo.plant_value("correcthorsebattery");
    let option = format!("--{word}");
    let valued = format!("--{word}={word}");
    for typed in [&word, &option, &valued, &format!("-{word}")] {
        for command in [
            &[][..],
            &["install"],
            &["audit"],
            &["audit", "revoke"],
            &["audit", "revoke", "00000000"],
            &["rules"],
            &["rules", "test"],
            &["help"],
            &["help", "audit"],
            &["version"],
            &["scan", "--format"],
            &["scan", "--range", "HEAD"],
            &["--color"],
            &["--reason"],
            &["allow", "00000000", "--reason"],
        ] {
            repo.akguard(&[command, &[typed]].concat()).exits(2);
        }
        for command in ["scan", "install", "rules"] {
            repo.akguard(&[typed, command]).exits(2);
        }
    }
}
