//! `akguard install` beside pre-commit and prek.

use super::{clone, git_in, run_in, shows_lines, stops_in, stops_when_moved};
use crate::common::TestRepo;
use crate::install::{is_guarded, listing};

const TOOLS: [&str; 2] = ["python/bin/pre-commit", "python/bin/prek"];
const FILE: &str = ".pre-commit-config.yaml";
const CONFIG: &str = "\
repos:
- repo: local
  hooks:
  - id: theirs
    name: theirs
    language: system
    entry: sh -c 'echo theirs >>ran'
    always_run: true
    pass_filenames: false

# the end
fail_fast: false
";

fn with_tool(tool: &str) -> TestRepo {
    let repo = TestRepo::without_hook();
    with_hooks(&repo, tool);
    repo
}

fn with_hooks(repo: &TestRepo, tool: &str) {
    repo.write(FILE, CONFIG);
    repo.write(".gitignore", "ran\n");
    repo.git(&["add", "--all"]).exits(0);
    repo.commit_past();
    run_in(repo, &repo.top(), tool, &["install"]);
}

#[track_caller]
fn installs(repo: &TestRepo) {
    repo.akguard(&["install", "--yes"]).exits(0).says("git add ").says(FILE);
    repo.akguard(&["status"]).exits(1).says("help: git add ").says("runs nothing while its config is not staged");
    repo.git(&["add", FILE]).exits(0);
    repo.passes();
}

#[test]
fn an_entry_in_the_teams_file_reaches_every_clone() {
    for tool in TOOLS {
        let repo = with_tool(tool);
        let events =
            ["pre-commit", "pre-merge-commit", "commit-msg", "post-commit", "post-merge", "post-rewrite", "pre-push"];
        let types: Vec<&str> = events.into_iter().flat_map(|event| ["-t", event]).collect();
        shows_lines(&repo, &[], "+       entry: akguard hook pre-commit");
        installs(&repo);
        assert_eq!(repo.read("ran"), "theirs\n", "{tool}");
        assert!(!repo.read(FILE).contains(repo.root().to_str().unwrap()));
        is_guarded(&repo);
        repo.akguard(&["status"])
            .exits(0)
            .says("pre-commit: git 2.")
            .says(" install -t pre-commit -t pre-merge-commit");
        run_in(&repo, &repo.top(), tool, &[&["install", "-f"], &types[..]].concat());
        repo.akguard(&["status"]).exits(0).is_silent_on("does not reach");
        is_guarded(&repo);
        repo.akguard(&["install"]).exits(0).says("already installed");
        stops_when_moved(&repo);
        let clone = clone(&repo);
        repo.run(repo.command("akguard").arg("status").current_dir(&clone)).exits(1).says("there is no hook");
        run_in(&repo, &clone, tool, &["install"]);
        stops_in(&repo, &clone, None);
        // Where akguard is not on PATH, nothing is committed unseen.
        let commit = ["commit", "-qm", "a", "--allow-empty"];
        git_in(&repo, &clone, Some(super::GUI_PATH), &commit).exits(1).says("akguard");
        repo.akguard(&["uninstall"]).exits(0);
        assert_eq!(repo.read(FILE), CONFIG);
    }
}

#[test]
fn after_akguard_they_run_it_first_and_forced_they_drop_it() {
    for tool in TOOLS {
        let repo = TestRepo::new();
        with_hooks(&repo, tool);
        is_guarded(&repo);
        repo.akguard(&["status"]).exits(0);
        repo.akguard(&["install"]).exits(0).says("pre-commit.legacy");
        run_in(&repo, &repo.top(), tool, &["install", "-f"]);
        repo.akguard(&["status"]).exits(1).says("'s hook").says("help: akguard install");
        installs(&repo);
        is_guarded(&repo);
        run_in(&repo, &repo.top(), tool, &["uninstall"]);
        repo.akguard(&["status"]).exits(1).says("there is no hook").says("help: akguard install");
    }
}

#[test]
fn with_akguard_goes_what_they_had_moved() {
    for tool in TOOLS {
        let repo = TestRepo::new();
        with_hooks(&repo, tool);
        repo.akguard(&["uninstall"]).exits(0);
        let hooks = listing(&repo.path(".git/hooks"));
        assert!(hooks.keys().all(|path| !path.to_string_lossy().ends_with(".legacy")), "{tool}");
        repo.stage("a.txt", "text\n");
        repo.commit().exits(0).is_silent_on("akguard");
        assert_eq!(repo.read("ran"), "theirs\n", "{tool}");
    }
}

#[test]
fn what_cannot_be_edited_safely_is_left_alone_and_the_lines_are_printed() {
    for (text, why) in [
        ("repos: [{repo: local, hooks: []}]\n", "is not in the block style"),
        ("repos: &x\n- repo: meta\n  hooks: []\n", "has anchors or aliases"),
        ("fail_fast: true\n", "has no list `repos` in block style"),
    ] {
        let repo = with_tool(TOOLS[0]);
        repo.write(FILE, text);
        repo.akguard(&["install", "--yes"]).exits(1).says(why).says("- repo: local");
        repo.akguard(&["install", "--print"]).exits(0).says("- repo: local");
        assert_eq!(repo.read(FILE), text);
    }
}

#[test]
fn lines_changed_by_hand_are_not_taken_out() {
    let repo = with_tool(TOOLS[0]);
    installs(&repo);
    let text = repo.read(FILE).replace("name: akguard (merge)", "name: my own");
    repo.write(FILE, &text);
    repo.akguard(&["uninstall"]).exits(2).says("were changed by hand").says("help: take the lines");
    assert_eq!(repo.read(FILE), text);
}

const TOML: &str = "\
fail_fast = false   # of theirs

[[repos]]
repo = \"local\"

[[repos.hooks]]
id = \"theirs\"
name = \"theirs\"
language = \"system\"
entry = \"sh -c 'echo theirs >>ran'\"
always_run = true
pass_filenames = false
";

/// prek reads this file and not the other one.
#[test]
fn the_entry_goes_into_prek_toml_where_that_is() {
    for end in ["", "\n# the end"] {
        let text = format!("{TOML}{end}");
        let repo = TestRepo::without_hook();
        repo.write("prek.toml", &text);
        repo.write(FILE, CONFIG.replace("theirs >>ran", "nobody >>ran"));
        repo.write(".gitignore", "ran\n");
        repo.git(&["add", "--all"]).exits(0);
        repo.commit_past();
        run_in(&repo, &repo.top(), TOOLS[1], &["install"]);
        shows_lines(&repo, &[], "+ entry = \"akguard hook pre-commit\"");
        repo.akguard(&["install", "--yes"]).exits(0).says("git add ").says("prek.toml");
        repo.git(&["add", "prek.toml"]).exits(0);
        repo.passes();
        assert_eq!(repo.read("ran"), "theirs\n");
        is_guarded(&repo);
        repo.akguard(&["install"]).exits(0).says("already installed");
        let clone = clone(&repo);
        run_in(&repo, &clone, TOOLS[1], &["install"]);
        stops_in(&repo, &clone, None);
        repo.akguard(&["uninstall"]).exits(0);
        assert_eq!(repo.read("prek.toml"), text);
    }
}

#[test]
fn another_form_of_prek_toml_is_left_alone_and_the_lines_are_printed() {
    for (text, why) in [
        ("repos = [{ repo = \"builtin\", hooks = [{ id = \"end-of-file-fixer\" }] }]\n", "another form than [[repos]]"),
        ("repos = [\n", "is not TOML that akguard can read"),
    ] {
        let repo = with_tool(TOOLS[1]);
        repo.write("prek.toml", text);
        repo.akguard(&["install", "--yes"]).exits(1).says(why).says("[[repos.hooks]]");
        assert_eq!(repo.read("prek.toml"), text);
    }
}
