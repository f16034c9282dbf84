//! Overrides by every way to commit: what nothing stays staged of, `akguard commit`, and `git -c akguard.allow`.

use super::{ANTHROPIC, GROQ, NOTE, allow, assert_committed, assert_no_record, begun, line, record_file};
use crate::common::{Output, TestRepo};

/// A tracked `a.py` that has a key in the work tree; nothing is staged.
fn changed() -> TestRepo {
    let repo = begun();
    repo.stage("a.py", "import os\n");
    repo.passes();
    repo.write("a.py", format!("import os\n{}", line(&repo.plant(ANTHROPIC))));
    repo
}

/// A staged key, stopped once. Returns the id.
fn staged() -> (TestRepo, String) {
    let repo = begun();
    let id = super::stopped(&repo, "a.py", ANTHROPIC);
    (repo, id)
}

/// `akguard commit --allow ID ...` with a reason and a note.
fn akguard_commit(repo: &TestRepo, id: &str, more: &[&str]) -> Output {
    repo.akguard(&[&["commit", "--allow", id, "--reason", "test", "--note", NOTE], more].concat())
}

/// `git -c akguard.allow=ID ... commit`.
fn one_shot(repo: &TestRepo, id: &str, more: &[&str]) -> Output {
    let (allow, note) = (format!("akguard.allow={id}"), format!("akguard.note={NOTE}"));
    let arguments = ["-c", &allow, "-c", "akguard.reason=test", "-c", &note, "commit", "-q", "-m", "x"];
    repo.git(&[&arguments, more].concat())
}

#[track_caller]
fn subject(repo: &TestRepo) -> String {
    repo.git(&["log", "-1", "--format=%s"]).exits(0).stdout.trim().to_owned()
}

#[test]
fn after_a_stopped_commit_a_the_id_is_found_in_the_work_tree() {
    let repo = changed();
    let id = TestRepo::id(&repo.git(&["commit", "-qam", "x"]).exits(1));
    repo.git(&["diff", "--cached", "--quiet"]).exits(0);
    allow(&repo, &id);
    repo.git(&["commit", "-qam", "x"]).exits(0).says("1 allowed");
    assert_committed(&repo, &record_file(&repo));
}

#[test]
fn after_a_stopped_partial_commit_the_record_has_to_be_named_too() {
    let repo = changed();
    let id = TestRepo::id(&repo.git(&["commit", "-qm", "x", "a.py"]).exits(1).is_silent_on("A record exists"));
    allow(&repo, &id);
    let pathspec = format!(":/{}", record_file(&repo));
    let advice = format!("add {pathspec} to them");
    repo.git(&["commit", "-qm", "x", "a.py"]).exits(1).says("A record exists").says(&advice);
    repo.git(&["commit", "-qm", "x", "a.py", &pathspec]).exits(0).says("1 allowed");
    assert_committed(&repo, &record_file(&repo));
}

#[test]
fn a_new_file_of_a_partial_commit_can_be_allowed() {
    for add in [&["add"][..], &["add", "-N"]] {
        let repo = begun();
        repo.write("new.py", line(&repo.plant(ANTHROPIC)));
        repo.git(&[add, &["new.py"]].concat()).exits(0);
        let id = TestRepo::id(&repo.git(&["commit", "-qm", "x", "new.py"]).exits(1));
        allow(&repo, &id);
        repo.git(&["commit", "-qm", "x", "new.py", &format!(":/{}", record_file(&repo))]).exits(0);
        assert_committed(&repo, "new.py");
    }
}

#[test]
fn what_is_gone_from_index_and_work_tree_is_found_by_the_last_block_in_the_log() {
    let repo = begun();
    let key = repo.plant(ANTHROPIC);
    repo.stage("a.py", line(&key));
    let id = TestRepo::id(&repo.stops());
    repo.git(&["reset", "-q"]).exits(0);
    std::fs::remove_file(repo.path("a.py")).unwrap();
    allow(&repo, &id);
    repo.stage("a.py", line(&key));
    repo.passes().says("1 allowed");
}

#[test]
fn akguard_commit_records_and_commits_in_one_step() {
    for message in [&["--", "-m", "one step"][..], &["-m", "one step"], &["-mone step"], &["--message=one step"]] {
        let (repo, id) = staged();
        akguard_commit(&repo, &id, message).exits(0).says("recorded in .akguard/allow/").says("1 allowed");
        assert_eq!(subject(&repo), "one step");
        assert_committed(&repo, &record_file(&repo));
    }
}

#[test]
fn akguard_commit_takes_what_commit_a_would() {
    let repo = changed();
    let id = TestRepo::id(&repo.akguard(&["commit", "-a", "-m", "x"]).exits(1));
    akguard_commit(&repo, &id, &["-a", "-m", "x"]).exits(0);
    assert_committed(&repo, "a.py");
    assert_committed(&repo, &record_file(&repo));
}

#[test]
fn akguard_commit_adds_the_record_to_a_partial_commit() {
    for more in [&["-m", "x", "a.py"][..], &["-m", "x", "--", "a.py"], &["--", "-m", "x", "a.py"], &["a.py", "-m", "x"]]
    {
        let repo = changed();
        repo.stage("other.py", "x = 1\n");
        let id = TestRepo::id(&repo.git(&["commit", "-qm", "x", "a.py"]).exits(1));
        akguard_commit(&repo, &id, more).exits(0);
        assert_eq!(subject(&repo), "x");
        assert_committed(&repo, &record_file(&repo));
        repo.git(&["diff", "--cached", "--quiet"]).exits(1);
    }
}

#[test]
fn akguard_commit_works_from_a_folder_below_the_top() {
    let repo = begun();
    repo.stage("src/a.py", "import os\n");
    repo.passes();
    repo.write("src/a.py", line(&repo.plant(ANTHROPIC)));
    let id = TestRepo::id(&repo.git(&["commit", "-qam", "x"]).exits(1));
    let arguments = ["commit", "--allow", &id, "--reason", "test", "--note", NOTE, "-m", "x", "a.py"];
    repo.run(repo.command("akguard").args(arguments).current_dir(repo.path("src"))).exits(0);
    assert_committed(&repo, "src/a.py");
    assert_committed(&repo, &record_file(&repo));
}

#[test]
fn akguard_commit_does_not_go_round_the_hook() {
    let (repo, id) = staged();
    for bypass in [
        &["-n"][..],
        &["--no-verify"],
        &["--no-veri"],
        &["-an"],
        &["-anm", "x"],
        &["-c", "core.hooksPath=/dev/null"],
        &["-cCORE.HOOKSPATH="],
    ] {
        for before in [&["-m", "x"][..], &[]] {
            let arguments = [before, bypass].concat();
            akguard_commit(&repo, &id, &arguments).exits(2).says("does not bypass the hook");
            repo.akguard(&[&["commit"], &arguments[..]].concat()).exits(2).says("does not bypass the hook");
        }
    }
    assert_no_record(&repo);
    assert_eq!(subject(&repo), "a commit");
}

#[test]
fn akguard_commit_is_git_commit_in_everything_else() {
    let repo = begun();
    repo.akguard(&["commit", "-m", "x"]).exits(1).says("nothing to commit");
    repo.akguard(&["commit", "--no-such-flag"]).exits(129).says("unknown option");
    repo.stage("a.py", "x = 1\n");
    repo.akguard(&["commit", "--author", "Eve <eve@example.com>", "-m", "-n", "--no-edit"]).exits(0);
    assert_eq!(subject(&repo), "-n");
    assert_eq!(repo.git(&["log", "-1", "--format=%an"]).stdout, "Eve\n");
    repo.akguard(&["commit", "--amend", "-m", "says nothing", "-q"]).exits(0).is_silent_on("[main ");
    repo.akguard(&["commit", "-q", "--amend", "-m", "again nothing"]).exits(0).is_silent_on("[main ");
    assert_eq!(subject(&repo), "again nothing");
}

#[test]
fn akguard_commit_stops_where_git_commit_does() {
    let repo = begun();
    repo.stage("a.py", line(&repo.plant(GROQ)));
    repo.akguard(&["commit", "-m", "x"]).exits(1).says("error[groq-key]");
    repo.akguard(&["commit", "--note", NOTE, "-m", "x"])
        .exits(2)
        .says("--reason, --note, --expires and --config need --allow");
    repo.akguard(&["commit", "-m", "x", "--allow"]).exits(2).says("--allow needs a value");
    assert_eq!(subject(&repo), "a commit");
}

#[test]
fn a_one_shot_override_is_recorded_in_the_commit_that_it_lets_pass() {
    let (repo, id) = staged();
    one_shot(&repo, &id, &[]).exits(0).says("recorded in .akguard/allow/").says("1 allowed");
    assert_committed(&repo, &record_file(&repo));
    repo.git(&["status", "--porcelain"]).exits(0).is_silent_on("akguard");

    let repo = changed();
    let id = TestRepo::id(&repo.git(&["commit", "-qam", "x"]).exits(1));
    one_shot(&repo, &id, &["-a"]).exits(0).says("1 allowed");
    assert_committed(&repo, "a.py");
    assert_committed(&repo, &record_file(&repo));
    repo.git(&["status", "--porcelain"]).exits(0).is_silent_on("akguard");
}

#[test]
fn a_one_shot_override_cannot_join_a_partial_commit() {
    let repo = changed();
    let id = TestRepo::id(&repo.git(&["commit", "-qm", "x", "a.py"]).exits(1));
    one_shot(&repo, &id, &["a.py"]).exits(1).says("akguard commit --allow ID");
    assert_no_record(&repo);
}

#[test]
fn a_one_shot_override_is_held_to_the_same_rules() {
    let (repo, id) = staged();
    let key = format!("akguard.allow={id}");
    let commit = |more: &[&str]| repo.git(&[&["-c", &key], more, &["commit", "-m", "x"]].concat()).exits(1);
    commit(&[]).says("-c akguard.allow needs -c akguard.reason=R, where R is test, ");
    commit(&["-c", "akguard.reason=because"]).says("needs -c akguard.reason=");
    commit(&["-c", "akguard.reason=test"]).says("needs -c akguard.note=");
    commit(&["-c", "akguard.reason=test", "-c", "akguard.note=short"]).says("too short");
    one_shot(&repo, "00000000", &[]).exits(1).says("no finding has");
    assert_no_record(&repo);
}

#[test]
fn the_same_keys_in_a_config_file_or_in_the_environment_do_nothing() {
    let keys = |id: &str| [("allow", id.to_owned()), ("reason", "test".into()), ("note", NOTE.into())];
    for place in ["--local", "--global"] {
        let (repo, id) = staged();
        for (key, value) in keys(&id) {
            repo.git(&["config", place, &format!("akguard.{key}"), &value]).exits(0);
        }
        repo.stops();
        repo.git(&["-c", "akguard.other=1", "commit", "-m", "x"]).exits(1);
        assert_no_record(&repo);
    }
    let (repo, id) = staged();
    for extra in [&[][..], &["-c", "akguard.other=1"]] {
        let mut git = repo.command("git");
        git.env("GIT_CONFIG_COUNT", "3").args(extra).args(["commit", "-m", "x"]);
        for (n, (key, value)) in keys(&id).into_iter().enumerate() {
            git.env(format!("GIT_CONFIG_KEY_{n}"), format!("akguard.{key}"))
                .env(format!("GIT_CONFIG_VALUE_{n}"), value);
        }
        repo.run(&mut git).exits(1).says("error[anthropic-api-key]");
        assert_no_record(&repo);
    }
}
