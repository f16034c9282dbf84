//! T46 to T52: the gate itself. Whatever goes wrong with it, the commit stops, and no secret shows.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use super::line;
use crate::common::{ANTHROPIC, GITHUB, GROQ, Output, TestRepo};
use crate::install::gone::{commit_without_program, installed, paste, two_lines_stop};
use crate::install::powerless;

fn set_mode(repo: &TestRepo, name: &str, mode: u32) {
    fs::set_permissions(repo.path(name), fs::Permissions::from_mode(mode)).unwrap();
}

// A `.git/config` that may not be read ends git itself; libgit2 goes on as if there were none.
#[test]
fn t46_what_may_not_be_read_stops_with_another_status_than_a_finding() {
    for (name, why) in [
        (".git", ""),
        (".git/HEAD", "cannot "),
        (".git/refs/heads", "cannot read HEAD"),
        (".git/index", "cannot read the index"),
        (".git/objects", "cannot read "),
        ("blob", "a.py: error: not checked: "),
    ] {
        let repo = TestRepo::new();
        repo.stage("a.py", "one\n");
        repo.commit_past();
        repo.stage("a.py", "two\n");
        let id = repo.git(&["rev-parse", ":a.py"]).stdout;
        let blob = format!(".git/objects/{}/{}", &id[..2], id[2..].trim());
        let name = if name == "blob" { &blob } else { name };
        let mode = fs::metadata(repo.path(name)).unwrap().permissions().mode();
        set_mode(&repo, name, 0);
        for command in [&["hook", "pre-commit"][..], &["scan"]] {
            let output = repo.run(powerless(&repo).args(command));
            assert_eq!(output.status, 2, "{name}: {command:?}: {}", output.text());
            output.says("akguard: ").says(why).is_silent_on("internal error");
        }
        set_mode(&repo, name, mode);
        repo.passes();
    }
}

// That no rule is loaded cannot happen: they are compiled in, and a config takes one away only by name and reason.
#[test]
fn t47_an_empty_config_leaves_every_rule_in_force() {
    for config in ["", "# nothing\n", "\n \n", "\u{feff}", "[env_files]\n[policy]\n", "exclude = []\nrule = []\n"] {
        let repo = TestRepo::new();
        repo.stage(".akguard.toml", config);
        repo.commit_past();
        repo.stage("a.py", format!("{}{}", line(&repo, GROQ), line(&repo, ANTHROPIC)));
        repo.stage(".env", "A=b\n");
        repo.stops().says("3 findings in 2 files");
    }
}

#[test]
fn t47_a_broken_config_stops_with_its_line() {
    for config in [
        "rules = []\n",
        "policy = [[]]\n",
        "[rules]\ndefault = false\n",
        "disable = \"groq-key\"\n",
        "[[rule]]\n",
        "=\n",
        "\0",
    ] {
        let repo = TestRepo::new();
        repo.stage(".akguard.toml", config);
        repo.stage("a.txt", "text\n");
        repo.stops().says(".akguard.toml:");
        repo.akguard(&["scan"]).exits(2).says(".akguard.toml:");
        repo.commit_past();
        repo.stage("a.txt", "more\n");
        repo.stops().says(".akguard.toml:");
        repo.akguard(&["scan"]).exits(2);
    }
}

#[test]
fn t48_without_the_program_the_commit_stops_and_the_printed_command_takes_the_hook_out() {
    let repo = installed(|_| {});
    let stopped = two_lines_stop(&repo);
    assert!(paste(&repo, &stopped).contains(" && rm pre-commit pre-merge-commit "));
    assert!(!repo.path(".git/hooks/pre-commit").exists());
    commit_without_program(&repo).exits(0);
}

#[test]
fn t48_a_program_that_moved_is_found_on_path_and_in_the_usual_places() {
    for place in ["tools", "home/.cargo/bin", "home/.local/bin"] {
        let repo = installed(|_| {});
        let folder = repo.root().join(place);
        fs::create_dir_all(&folder).unwrap();
        fs::rename(repo.root().join("bin/akguard"), folder.join("akguard")).unwrap();
        let path = format!("{}:/usr/bin:/bin", repo.root().join("tools").display());
        repo.run(repo.command("git").args(["commit", "-qm", "a"]).env("PATH", path)).exits(0).says("akguard: 1 file");
    }
}

#[test]
fn t49_a_program_that_dies_stops_the_commit() {
    let repo = TestRepo::without_hook();
    let program = repo.program_in("own");
    repo.run(repo.command(program.to_str().unwrap()).arg("install")).exits(0);
    repo.stage("a.txt", "text\n");
    for death in ["kill -9 $$", "kill -SEGV $$", "kill -TERM $$", "exit 101", "exit 255", "exec ./nowhere"] {
        fs::remove_file(&program).unwrap();
        repo.write_executable("../own/akguard", &format!("#!/bin/sh\n{death}\n"));
        repo.commit().exits(1);
        repo.git(&["rev-parse", "--verify", "--quiet", "HEAD"]).exits(1);
    }
    repo.write_executable("../own/akguard", "#!/bin/sh\nexec akguard \"$@\"\n");
    repo.passes();
}

// The harness searches every stream, the records and the log for both keys; SARIF is still to come.
#[test]
fn t50_of_two_findings_on_a_line_one_allowed_leaves_the_other_and_neither_shows() {
    let repo = TestRepo::new();
    let (a, b) = (repo.plant(GROQ), repo.plant(ANTHROPIC));
    repo.stage("a.json", format!("{{\"a\": \"{a}\", \"b\": \"{b}\"}}\n"));
    let ids = TestRepo::ids(&repo.stops().says("2 findings in 1 file"));
    repo.akguard(&["--allow", &ids[0], "--reason", "test", "--note", "a closed account"]).exits(0);
    repo.stops().says("1 finding in 1 file").says(&ids[1]);
    for more in [&["-v"][..], &["--format", "json"], &["--color", "always"]] {
        repo.akguard(&[&["scan"], more].concat()).exits(1).says("a.json");
    }
    repo.akguard(&["audit", "--format", "json"]).exits(0);
    assert!(repo.path(".git/akguard/log.jsonl").exists());
}

#[test]
fn t51_a_secret_as_a_name_or_in_a_note_never_shows() {
    let repo = TestRepo::new();
    let (key, other) = (repo.plant(GROQ), repo.plant(GITHUB));
    repo.stage(&format!("{key}/{key}.txt"), "text\n");
    repo.stops().says("error[groq-key]: Groq API key in the file's name").says("fix: give the file another name");
    repo.stage(&format!("{key}/.env"), "GREETING=hello\n");
    repo.stops().says("fix: git rm --cached the file, then add it to .gitignore");
    repo.stage(&format!("{key}.py"), format!("key = \"{key}\"\n"));
    let id = TestRepo::ids(&repo.stops()).remove(0);
    for format in ["human", "json"] {
        repo.akguard(&["scan", "--format", format]).exits(1);
    }
    repo.akguard(&["scan", &format!("nowhere/{key}.txt")]).exits(2);
    repo.akguard(&["scan", "--config", &format!("nowhere/{key}.toml")]).exits(2);
    for note in [format!("the key {key} is for tests"), other.clone(), format!("because of {other}")] {
        let refused = repo.akguard(&["--allow", &id, "--reason", "test", "--note", &note]).exits(2);
        refused.says("the note contains what");
    }
    assert_eq!(repo.git(&["ls-files", ".akguard"]).stdout, "");
}

/// A repository with a key staged.
fn with_key() -> TestRepo {
    let repo = TestRepo::new();
    repo.stage("a.py", line(&repo, GROQ));
    repo
}

#[track_caller]
fn shell(repo: &TestRepo, line: &str) -> Output {
    repo.run(repo.command("bash").args(["-c", line])).is_silent_on("panicked").is_silent_on("internal error")
}

#[test]
fn t52_a_closed_standard_output_still_gives_the_verdict() {
    let repo = with_key();
    shell(&repo, "akguard scan >&-").exits(1);
    shell(&repo, "akguard --help >&-").exits(0);
    repo.git(&["rm", "--quiet", "--cached", "a.py"]).exits(0);
    shell(&repo, "akguard scan >&-").exits(0);
}

#[test]
fn t52_who_swallows_standard_error_does_not_let_the_commit_pass() {
    let repo = with_key();
    for stderr in ["2>/dev/null", "2>&-", "2>/dev/full", "2>&- >&- <&-"] {
        shell(&repo, &format!("git commit -qm a {stderr}")).exits(1);
        shell(&repo, &format!("akguard hook pre-commit {stderr}")).exits(1);
    }
    repo.git(&["rev-parse", "--verify", "--quiet", "HEAD"]).exits(1);
    repo.stage("a.py", "text\n");
    shell(&repo, "git commit -qm a 2>&-").exits(0);
}

/// A scan that finds something, on a terminal of its own.
fn on_terminal(repo: &TestRepo) -> Command {
    let mut command = repo.command("script");
    command.args(["-qec", "akguard scan", "/dev/null"]).env("TERM", "xterm");
    command
}

#[test]
fn t52_colour_is_for_terminals_and_for_who_asks() {
    const ESCAPE: &str = "\u{1b}[";
    let repo = with_key();
    repo.stops().is_silent_on(ESCAPE);
    repo.akguard(&["scan"]).exits(1).is_silent_on(ESCAPE);
    repo.akguard(&["scan", "--color", "never"]).exits(1).is_silent_on(ESCAPE);
    repo.akguard(&["scan", "--color", "always"]).exits(1).says("a.py:1:8: \u{1b}[1;31merror\u{1b}[0m[groq-key]");
    if repo.command("script").arg("--version").output().is_ok() {
        repo.run(&mut on_terminal(&repo)).exits(1).says(ESCAPE);
        repo.run(on_terminal(&repo).env("NO_COLOR", "1")).exits(1).says("error[groq-key]").is_silent_on(ESCAPE);
        repo.run(on_terminal(&repo).env("NO_COLOR", "")).exits(1).says(ESCAPE);
        repo.run(on_terminal(&repo).env("TERM", "dumb")).exits(1).says("error[groq-key]").is_silent_on(ESCAPE);
    }
}
