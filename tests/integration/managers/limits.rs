//! Keys by which a manager leaves akguard out of some commits: `akguard status` names them, and a real commit shows that it is
//! right.

use super::run_in;
use crate::common::{GROQ, TestRepo};

const LEFTHOOK: &str = "node/node_modules/.bin/lefthook";
/// What makes lefthook run a job in every commit.
const RUN: &str = "      files: echo lefthook.yml\n      run: 'akguard hook pre-commit # {files}'\n";
const PRE_COMMIT: [&str; 2] = ["python/bin/pre-commit", "python/bin/prek"];

fn with_config(tool: &str, name: &str, config: &str) -> TestRepo {
    let repo = TestRepo::without_hook();
    repo.write(name, config);
    repo.git(&["add", "--all"]).exits(0);
    repo.commit_past();
    run_in(&repo, &repo.top(), tool, &["install"]);
    repo
}

/// Commits a key in a file that the manager leaves out: nothing stops it.
#[track_caller]
fn passes_unseen(repo: &TestRepo) {
    let key = repo.plant(GROQ);
    repo.stage("left-out.py", format!("key = \"{key}\"\n"));
    repo.commit().exits(0);
}

#[test]
fn lefthooks_filters_and_conditions_are_named() {
    let run = "    - name: akguard\n      run: akguard hook pre-commit\n";
    for (hook, limit) in [
        (format!("  jobs:\n{run}      exclude:\n        - left-out.py\n"), "`exclude`"),
        (format!("  jobs:\n{run}      glob: '*.txt'\n"), "`glob`"),
        (format!("  skip:\n    - ref: feature\n  jobs:\n{run}"), "`skip`"),
    ] {
        let repo = with_config(LEFTHOOK, "lefthook.yml", &format!("pre-commit:\n{hook}"));
        repo.akguard(&["status"])
            .exits(1)
            .says(&format!("reaches akguard, but not in every commit: lefthook has {limit}"))
            .says("help: leave these out there");
        repo.git(&["checkout", "-qb", "feature"]).exits(0);
        passes_unseen(&repo);
    }
}

#[test]
fn what_lefthook_runs_before_akguard_is_not_run_unasked() {
    for (more, job) in [
        ("  setup:\n    - run: touch ran\n", "touch ran"),
        ("  skip:\n    - run: touch ran && false\n", "touch ran && false"),
        (
            "  jobs:\n    - skip: [{run: touch ran}]\n      group:\n        jobs: [{name: akguard, run: 'akguard hook pre-commit'}]\n",
            "touch ran",
        ),
    ] {
        let job_of_akguard = format!("  jobs:\n    - name: akguard\n{RUN}");
        let jobs = if more.contains("jobs:") { String::new() } else { job_of_akguard };
        let repo = with_config(LEFTHOOK, "lefthook.yml", &format!("pre-commit:\n{more}{jobs}"));
        repo.akguard(&["status"]).exits(2).says("not proven without --run").says(job);
        assert!(!repo.path("ran").exists());
    }
}

/// lefthook joins its files; what keeps the job from some commits may be in any of them.
#[test]
fn all_of_lefthooks_files_count() {
    let job = &format!("pre-commit:\n  jobs:\n    - name: akguard\n{RUN}");
    let skip = "pre-commit:\n  skip:\n    - ref: feature\n";
    for (files, status, says) in [
        (&[("lefthook.yml", "extends: [more.yml]\n"), ("more.yml", job)][..], 0, "reaches akguard through"),
        (
            &[(".config/lefthook.yml", &job.replace("echo ", "echo .config/")), (".lefthook/pre-commit/x", "")],
            0,
            "reaches akguard through",
        ),
        (
            &[("lefthook.yml", &format!("extends: [more.yml]\n{job}")), ("more.yml", skip)],
            1,
            "lefthook has `skip` for it",
        ),
        (&[("lefthook.yml", job), ("lefthook-local.yml", skip)], 1, "lefthook has `skip` for it"),
        (
            &[("lefthook.yml", &format!("extends: [a.yml]\n{job}")), ("a.yml", "extends: [b.yml]\n"), ("b.yml", skip)],
            1,
            "lefthook has `skip` for it",
        ),
        (
            &[
                ("lefthook.yml", &format!("{job}  skip: [merge]\n")),
                ("lefthook-local.yml", "pre-commit:\n  skip: false\n"),
            ],
            0,
            "reaches akguard through",
        ),
        (
            &[("lefthook.yml", &format!("extends: ['m*.yml']\n{job}")), ("more.yml", skip)],
            2,
            "do not show whether akguard runs",
        ),
    ] {
        let repo = TestRepo::without_hook();
        for file in files {
            repo.write(file.0, file.1);
        }
        repo.git(&["add", "--all"]).exits(0);
        repo.commit_past();
        run_in(&repo, &repo.top(), LEFTHOOK, &["install"]);
        repo.akguard(&["status"]).exits(status).says(says);
        if status == 0 {
            crate::install::is_guarded(&repo);
        }
    }
}

/// lefthook runs an ordinary job only where a file is added or changed.
#[test]
fn a_link_that_became_a_file_is_seen_under_lefthook() {
    for (job, is_seen) in [("      run: akguard hook pre-commit\n", false), (RUN, true)] {
        let repo = TestRepo::without_hook();
        repo.write("lefthook.yml", format!("pre-commit:\n  jobs:\n    - name: akguard\n{job}"));
        std::os::unix::fs::symlink("lefthook.yml", repo.path("settings.py")).unwrap();
        repo.git(&["add", "--all"]).exits(0);
        repo.commit_past();
        run_in(&repo, &repo.top(), LEFTHOOK, &["install"]);
        let status = repo.akguard(&["status"]).exits(i32::from(!is_seen));
        assert_eq!(status.text().contains("lefthook has no `files` that always names one for it"), !is_seen);
        let key = repo.plant(GROQ);
        std::fs::remove_file(repo.path("settings.py")).unwrap();
        repo.stage("settings.py", format!("key = \"{key}\"\n"));
        assert_eq!(repo.commit().status, i32::from(is_seen), "{job}");
    }
    // The job that akguard writes is such a one, and replaces one without.
    let repo = TestRepo::without_hook();
    repo.write("lefthook.yml", "pre-commit:\n  jobs:\n    - run: 'true'\n");
    run_in(&repo, &repo.top(), LEFTHOOK, &["install"]);
    repo.akguard(&["install"]).exits(0);
    let local = repo.read("lefthook-local.yml");
    let older = local.replace("        files: echo lefthook-local.yml\n", "").replace(" # {files}'", "'");
    let older = older.replace("      files: echo lefthook-local.yml\n", "");
    assert!(!older.contains("files"), "{older}");
    repo.write("lefthook-local.yml", &older);
    repo.akguard(&["status"]).exits(1).says("not in every commit");
    repo.akguard(&["install", "--yes"]).exits(0);
    assert_eq!(repo.read("lefthook-local.yml"), local);
    repo.akguard(&["status"]).exits(0);
}

/// `pre-commit install -c` puts the config's name into the hook.
#[test]
fn the_config_that_a_hook_names_is_the_one_that_counts() {
    let hook = |more: &str| {
        format!(
            "repos:\n- repo: local\n  hooks:\n    - {{id: akguard, name: a, language: system, entry: akguard hook pre-commit, pass_filenames: false, {more}}}\n"
        )
    };
    for (more, status) in [("exclude: left-out", 1), ("always_run: true", 0)] {
        let repo = TestRepo::without_hook();
        repo.write(".pre-commit-config.yaml", hook("always_run: true"));
        repo.write("ci/other.yaml", hook(more));
        repo.git(&["add", "--all"]).exits(0);
        repo.commit_past();
        run_in(&repo, &repo.top(), PRE_COMMIT[0], &["install", "-c", "ci/other.yaml"]);
        repo.akguard(&["status"]).exits(status);
        if status == 1 {
            passes_unseen(&repo);
        }
    }
}

/// However a config spells them, jobs of others are left out.
#[test]
fn jobs_in_any_spelling_are_left_out() {
    let own = "{id: akguard, name: a, language: system, entry: akguard hook pre-commit, pass_filenames: false, always_run: true}";
    let job = "\"name\": d, language: system, entry: touch ran, always_run: true, pass_filenames: false";
    for other in [
        format!("- {{\"id\": \"deploy\", {job}}}"),
        format!("- {{id: &d deploy, {job}}}"),
        format!("- {{{job}, 'id': deploy}}"),
    ] {
        let config = format!("repos:\n- repo: local\n  hooks:\n  - {own}\n  {other}\n");
        // It is akguard that reads them; pre-commit would take ten times as long to start.
        let repo = with_config(PRE_COMMIT[1], ".pre-commit-config.yaml", &config);
        repo.akguard(&["status"]).exits(0);
        assert!(!repo.path("ran").exists(), "{other}");
    }
}

/// A hook that was there before pre-commit runs first, whatever its config says.
#[test]
fn a_legacy_hook_that_calls_akguard_is_not_limited_by_the_config() {
    let repo = TestRepo::without_hook();
    repo.write_executable(".git/hooks/pre-commit", "#!/bin/sh\nakguard hook pre-commit \"$@\"\n");
    let config = "repos:\n- repo: local\n  hooks:\n    - {id: akguard, name: a, language: system, entry: sh -c 'touch ran', files: x}\n";
    repo.write(".pre-commit-config.yaml", config);
    repo.git(&["add", "--all"]).exits(0);
    repo.commit_past();
    run_in(&repo, &repo.top(), PRE_COMMIT[0], &["install"]);
    // The entry that only has akguard's name is a job of others.
    repo.akguard(&["status"]).exits(2).says("not proven without --run").says("touch ran");
    assert!(!repo.path("ran").exists());
    repo.akguard(&["status", "--run"]).exits(0).says("reaches akguard through");
    crate::install::is_guarded(&repo);
}

#[test]
fn filters_of_pre_commit_and_prek_are_named() {
    let entry = "    - id: akguard\n      name: akguard\n      language: system\n      entry: akguard hook pre-commit\n      pass_filenames: false\n";
    for tool in PRE_COMMIT {
        for (more, limit) in [
            ("      exclude: left-out\n", "`exclude`"),
            ("      files: '[.]txt$'\n", "`files`"),
            ("      types: [markdown]\n", "`types`"),
        ] {
            let config = format!("repos:\n- repo: local\n  hooks:\n{entry}{more}");
            let repo = with_config(tool, ".pre-commit-config.yaml", &config);
            let mut status = repo.akguard(&["status"]).exits(1);
            // A filter that the trial's file does not pass keeps akguard from being reached at all.
            if limit == "`types`" {
                status = status.says("does not reach akguard");
            } else {
                status = status.says(&format!("has {limit} for it")).says("always_run: true");
            }
            drop(status);
            passes_unseen(&repo);
            let always = format!("{config}      always_run: true\n");
            repo.stage(".pre-commit-config.yaml", always);
            repo.commit().exits(0);
            repo.akguard(&["status"]).exits(0);
            crate::install::is_guarded(&repo);
        }
    }
}

#[test]
fn an_entry_of_pre_commit_that_does_more_is_not_run_unasked() {
    let entry = "sh -c 'touch ran && akguard hook pre-commit'";
    let config = format!(
        "repos:\n- repo: local\n  hooks:\n    - id: akguard\n      name: akguard\n      language: system\n      entry: {entry}\n      always_run: true\n"
    );
    let repo = with_config(PRE_COMMIT[0], ".pre-commit-config.yaml", &config);
    repo.akguard(&["status"]).exits(2).says("not proven without --run").says("touch ran");
    assert!(!repo.path("ran").exists());
}
