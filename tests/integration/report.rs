//! The report for people: short, the fix before the override, and every command in it works.

mod fields;
mod secrets;
mod truth;

use std::fs;

use insta::assert_snapshot;

use crate::common::{ANTHROPIC, GROQ, Output, TestRepo};

/// The report, with what depends on the planted secret replaced.
fn shape(output: &Output) -> String {
    let mut text = output.text();
    for (part, instead) in
        [("(id |--allow )[0-9a-f]{8}", "${1}ID"), ("api03-.{3}", "api03-HEAD"), ("[.]{3}[0-9A-Za-z_-]{4}", "...TAIL")]
    {
        text = regex::Regex::new(part).unwrap().replace_all(&text, instead).into_owned();
    }
    text
}

fn stage_key(repo: &TestRepo, name: &str, template: &str) {
    let key = repo.plant(template);
    repo.stage(name, format!("key = \"{key}\"\n"));
}

/// The command of a report that begins with `akguard` or `git`, without what is said behind it.
#[track_caller]
fn command<'t>(text: &'t str, before: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in:\n{text}"));
    rest.lines().next().unwrap().split("    ").next().unwrap()
}

/// The command that the report offers for the first finding. As it is, its note is refused.
#[track_caller]
fn allow_command(stopped: &Output) -> String {
    let line = stopped.stderr.lines().find(|line| line.contains(" --allow ")).unwrap();
    let command = line.split("    # ").next().unwrap();
    assert!(command.ends_with(" --note \"\""), "{command}");
    command.replace("--note \"\"", "--note \"a key of the test account\"")
}

/// Pastes a command into a shell in a sub-folder.
#[track_caller]
fn paste(repo: &TestRepo, command: &str) -> Output {
    let folder = repo.path("some/folder");
    fs::create_dir_all(&folder).unwrap();
    repo.run(repo.command("sh").args(["-c", command]).current_dir(folder))
}

#[test]
fn success_is_one_line() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "one\ntwo\n");
    assert_snapshot!(shape(&repo.passes()), @"akguard: 1 file, 2 lines, clean (N ms)");
    repo.stage("a.txt", "one\ntwo\nthree");
    repo.stage("b.txt", "one\n");
    assert_snapshot!(shape(&repo.passes()), @"akguard: 2 files, 4 lines, clean (N ms)");
    assert_snapshot!(shape(&repo.akguard::<&str>(&[]).exits(0)), @"akguard: 0 files, 0 lines, clean (N ms)");
    assert_eq!(repo.akguard(&["scan", "--quiet"]).exits(0).text(), "");
}

#[test]
fn one_finding() {
    let repo = TestRepo::new();
    stage_key(&repo, "src/client.py", ANTHROPIC);
    assert_snapshot!(shape(&repo.stops()), @r#"
    akguard: commit stopped: 1 finding in 1 file

    src/client.py:1:8: error[anthropic-api-key]: Claude API key  sk-ant-api03-HEAD...TAIL  (id ID)
      fix: move it to .env, add .env to .gitignore, read ANTHROPIC_API_KEY from the environment, git add, commit again

    If it was ever pushed, shared or pasted elsewhere, revoke it: https://platform.claude.com/settings/keys
    akguard --allow ID --reason false-positive --note ""    # only if it is not a secret: say why in the note, which is committed too
    "#);
}

#[test]
fn two_findings_stay_under_20_lines_and_the_fix_comes_first() {
    let repo = TestRepo::new();
    stage_key(&repo, "src/client.py", GROQ);
    repo.stage("svc/.env", "GREETING=hello\nNAME=world\n");
    let report = shape(&repo.stops());
    assert_snapshot!(report, @r#"
    akguard: commit stopped: 2 findings in 2 files

    src/client.py:1:8: error[groq-key]: Groq API key  gsk_...TAIL  (id ID)
      fix: move it to .env, add .env to .gitignore, read GROQ_API_KEY from the environment, git add, commit again
    svc/.env:1: error[env-file]: environment file with 2 values  (id ID)
      fix: git rm -q -f --cached -- :/svc/.env    # unstages it, your file stays on disk; then add it to .gitignore

    If it was ever pushed, shared or pasted elsewhere, revoke it: https://console.groq.com/keys
    akguard --allow ID --reason false-positive --note ""    # only if it is not a secret: say why in the note, which is committed too
    "#);
    assert!(report.lines().count() < 20);
    assert!(report.rfind("  fix: ").unwrap() < report.find("--allow").unwrap());
}

#[test]
fn a_scan_by_hand_says_the_same_of_what_is_staged() {
    let repo = TestRepo::new();
    stage_key(&repo, "src/client.py", GROQ);
    let hook = shape(&repo.stops());
    assert_eq!(
        shape(&repo.akguard(&["scan"]).exits(1)),
        hook.replacen("commit stopped: ", "", 1).replace(", commit again", "")
    );
}

#[test]
fn keys_of_many_kinds_are_revoked_in_many_places() {
    let repo = TestRepo::new();
    stage_key(&repo, "a.py", ANTHROPIC);
    stage_key(&repo, "b.py", GROQ);
    let report = shape(&repo.stops());
    let (_, closing) = report.split_once("\n\nIf").unwrap();
    assert_snapshot!(closing, @r#"
     any of them was ever pushed, shared or pasted elsewhere, revoke it:
      Claude API key: https://platform.claude.com/settings/keys
      Groq API key: https://console.groq.com/keys
    akguard --allow ID --reason false-positive --note ""    # only if it is not a secret: say why in the note, which is committed too
    "#);
}

/// Ten keys in ten files.
fn many(repo: &TestRepo) {
    for number in 0..10 {
        stage_key(repo, &format!("src/{number}.py"), GROQ);
    }
}

#[test]
fn many_findings_are_cut_after_eight_and_the_named_command_lists_all() {
    let repo = TestRepo::new();
    many(&repo);
    let stopped = repo.stops().says("10 findings in 10 files");
    assert_eq!(TestRepo::ids(&stopped).len(), 8);
    assert!(stopped.text().lines().count() < 26, "{}", stopped.text());
    let all = command(&stopped.stderr, "\nand 2 more: ");
    assert_eq!(all, "akguard scan");
    assert_eq!(TestRepo::ids(&paste(&repo, all).exits(1)).len(), 10);
}

#[test]
fn many_findings_of_commit_all_are_listed_by_the_named_command_too() {
    let repo = TestRepo::new();
    for number in 0..10 {
        repo.stage(&format!("src/{number}.py"), "text\n");
    }
    repo.commit_past();
    many(&repo);
    repo.git(&["reset", "--quiet"]).exits(0);
    let stopped = repo.git(&["commit", "--quiet", "-a", "-m", "all"]).exits(1);
    let all = command(&stopped.stderr, "\nand 2 more: ");
    assert_eq!(TestRepo::ids(&paste(&repo, all).exits(1)).len(), 10);
}

#[test]
fn a_warning_is_shown_and_passes() {
    let repo = TestRepo::new();
    stage_key(&repo, "pay.py", "sk_test_{alnum:24}");
    assert_snapshot!(shape(&repo.warns(1)), @"
    pay.py:1:8: warning[stripe-secret-test]: Stripe secret or restricted key (test mode)  sk_test_...  (id ID)
    akguard: 1 file, 1 line, 1 warning (N ms)
    akguard: 1 possible secret in this commit, not stopped    # remove it, git add, git commit --amend, before you push
    ");
}

#[test]
fn an_allowed_finding_is_counted_and_named_on_request() {
    let repo = TestRepo::new();
    stage_key(&repo, "src/client.py", GROQ);
    let id = TestRepo::id(&repo.stops());
    repo.akguard(&["--allow", &id, "--reason", "test", "--note", "a key of the test account"]).exits(0);
    let scanned =
        shape(&repo.akguard(&["scan", "-v"]).exits(0).says("clean, 1 allowed (N ms)").says(" bytes, reader "));
    let (finding, _) = scanned.split_once("akguard: ").unwrap();
    assert_snapshot!(finding, @"
    src/client.py:1:8: allowed[groq-key]: Groq API key  gsk_...TAIL  (id ID)
      test by Ada Example <ada@example.com>: a key of the test account
    ");
    let passed = repo.passes().says("clean, 1 allowed (N ms)");
    assert_eq!(passed.text().lines().count(), 1);
}

#[test]
fn what_was_not_checked_is_named_with_its_cause() {
    let repo = TestRepo::new();
    repo.stage("src/lost.py", "text\n");
    let id = repo.git(&["rev-parse", ":src/lost.py"]).stdout;
    fs::remove_file(repo.path(&format!(".git/objects/{}/{}", &id[..2], id[2..].trim()))).unwrap();
    assert_snapshot!(shape(&repo.akguard(&["hook", "pre-commit"]).exits(2)), @r#"
    akguard: commit stopped: 1 file not checked

    src/lost.py: error: not checked: its content is missing; git fsck names what is broken
    "#);
}

#[test]
fn every_command_of_a_report_works_when_pasted() {
    let repo = TestRepo::new();
    stage_key(&repo, "src/client.py", GROQ);
    repo.stage("svc/it's/.env", "GREETING=hello\n");
    let stopped = repo.stops();
    paste(&repo, &format!("git{}", command(&stopped.stderr, "fix: git"))).exits(0);
    let stopped = repo.stops().is_silent_on(".env:");
    let allow = allow_command(&stopped);
    paste(&repo, &allow).exits(0).says("recorded in .akguard/allow/");
    repo.passes().says("1 allowed");
}

#[test]
fn a_program_that_is_not_on_path_is_named_in_full() {
    let repo = TestRepo::without_hook();
    let program = repo.program_in("it's here");
    repo.run(repo.command(program.to_str().unwrap()).arg("install")).exits(0);
    stage_key(&repo, "a.py", GROQ);
    let stopped = repo.stops();
    let allow = allow_command(&stopped);
    assert!(allow.contains("here/akguard"), "{allow}");
    fs::remove_file(repo.root().join("bin/akguard")).unwrap();
    paste(&repo, &allow).exits(0);
    repo.passes().says("1 allowed");
}

/// The commands that a help text lists.
fn listed(help: &str) -> Vec<String> {
    let Some((_, rest)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let commands = rest.split("\n\n").next().unwrap();
    commands.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_command_has_help_and_help_names_no_command_that_is_not_there() {
    let repo = TestRepo::empty();
    let help = repo.akguard(&["--help"]).exits(0);
    let commands = listed(&help.stdout);
    assert_eq!(
        commands,
        ["scan", "allow", "commit", "install", "uninstall", "status", "audit", "rules", "config", "help", "version"]
    );
    let mut texts = vec![help.stdout];
    for name in &commands {
        let help = repo.akguard(&[name, "--help"]).exits(0).says(&format!("Usage: akguard {name}"));
        for inner in listed(&help.stdout) {
            texts
                .push(repo.akguard(&[name, &inner, "--help"]).exits(0).says(&format!("akguard {name} {inner}")).stdout);
        }
        texts.push(help.stdout);
    }
    let named = regex::Regex::new("akguard ([a-z]+)").unwrap();
    for text in &texts {
        for found in named.captures_iter(text) {
            assert!(commands.contains(&found[1].to_owned()), "help names `akguard {}`:\n{text}", &found[1]);
        }
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
    }
}

#[test]
fn the_version_is_one_line() {
    let repo = TestRepo::empty();
    for flag in ["-V", "--version"] {
        assert_eq!(repo.akguard(&[flag]).exits(0).text(), format!("akguard {}\n", env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn a_misspelt_command_is_answered_with_the_one_that_was_meant() {
    let repo = TestRepo::empty();
    repo.akguard(&["instal"]).exits(2).says("did you mean `install`?").says("help: akguard --help");
    repo.akguard(&["--alow", "x"]).exits(2).says("did you mean `--allow`?");
    let key = repo.plant(GROQ);
    for arguments in [&["scan", "--format", &key][..], &[&key], &["--note", &key], &[&format!("--{key}")]] {
        repo.akguard(arguments).exits(2);
    }
}

#[test]
fn a_secret_under_a_name_that_ships_to_browsers_stops_and_says_so() {
    let repo = TestRepo::new();
    let key = repo.plant(crate::common::GROQ);
    repo.stage("web/config.ts", format!("const k = {{ VITE_GROQ_KEY: \"{key}\" }};\n"));
    let says = "browsers get it: builds put variables that begin with VITE_ into the pages";
    repo.stops().says("error[groq-key]").says(says);
    repo.akguard(&["--format", "json", "scan"]).exits(1).says("\"shipped\":\"VITE_\"");
    repo.stage("web/config.ts", format!("const k = {{ GROQ_KEY: \"{key}\" }};\n"));
    repo.stops().is_silent_on("browsers get it");
}
