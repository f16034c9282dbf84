//! Requests that are refused: exit 2, nothing recorded, no value echoed.

use super::{NOTE, ask, assert_no_record, begun, stopped};
use crate::common::{ANTHROPIC, TestRepo};

/// A repository with a stopped commit, the key and the finding's id.
fn waiting() -> (TestRepo, String, String) {
    let repo = begun();
    let key = repo.plant(ANTHROPIC);
    repo.stage("a.py", super::line(&key));
    let id = TestRepo::id(&repo.stops());
    (repo, key, id)
}

#[test]
fn a_request_without_reason_or_note_is_refused() {
    let (repo, _, id) = waiting();
    repo.akguard(&["--allow", &id, "--note", NOTE]).exits(2).says("`--allow` needs a reason").says("--reason test");
    repo.akguard(&["--allow", &id, "--reason", "test"]).exits(2).says("`--allow` needs a note");
    repo.akguard(&["--reason", "test", "--note", NOTE]).exits(2);
    repo.akguard(&["--allow"]).exits(2);
    assert_no_record(&repo);
}

#[test]
fn a_note_that_says_nothing_is_refused() {
    let (repo, _, id) = waiting();
    for note in ["", "test", "123456789", "             x"] {
        ask(&repo, &id, &["--reason", "test", "--note", note])
            .exits(2)
            .says("the note is too short: say in 10 characters or more");
    }
    assert_no_record(&repo);
    ask(&repo, &id, &["--reason", "test", "--note", "ein Schlüß"]).exits(0);
}

#[test]
fn a_note_with_a_part_of_the_value_is_refused() {
    let (repo, key, id) = waiting();
    let note = format!("the one with {} is of a test", &key[30..40]);
    ask(&repo, &id, &["--reason", "test", "--note", &note]).exits(2).says("the note contains what");
    assert_no_record(&repo);
}

#[test]
fn an_id_that_names_no_finding_is_refused() {
    let (repo, _, id) = waiting();
    let full = format!("{id}{}", "0".repeat(24));
    for unknown in ["00000000", &full] {
        ask(&repo, unknown, &["--reason", "test"]).exits(2).says("no finding has").says("akguard scan lists");
    }
    for malformed in [&id[..7], "zzzzzzzz", "", "*", &format!("{full}0"), "a.py"] {
        ask(&repo, malformed, &["--reason", "test"]).exits(2).says("8 to 32 hex digits");
    }
    assert_no_record(&repo);
}

#[test]
fn one_bad_id_among_good_ones_records_nothing() {
    let (repo, _, id) = waiting();
    ask(&repo, &id, &["--allow", "00000000", "--reason", "test"]).exits(2);
    assert_no_record(&repo);
}

#[test]
fn a_secret_pasted_into_the_wrong_place_is_not_echoed() {
    let (repo, key, id) = waiting();
    let hex = repo.plant_value("9f86d081884c7d659a2feaa0c55ad015");
    for value in [&key, &hex] {
        ask(&repo, value, &["--reason", "test"]).exits(2);
        ask(&repo, &id, &["--reason", value])
            .exits(2)
            .says("--reason must be test, false-positive, public or fix-later");
        ask(&repo, &id, &["--reason", "test", "--expires", value]).exits(2).says("neither days nor a date");
        ask(&repo, &id, &[value]).exits(2);
        repo.akguard(&["commit", "--allow", value, "--reason", "test", "--note", NOTE]).exits(2);
        repo.akguard(&["commit", "--allow", &id, "--reason", value, "--note", NOTE]).exits(2);
    }
    assert_no_record(&repo);
}

#[test]
fn allow_goes_with_no_other_command() {
    let (repo, _, id) = waiting();
    for command in ["scan", "audit", "status", "install", "uninstall"] {
        let request = ask(&repo, &id, &["--reason", "test", "--note", NOTE, command]).exits(2);
        request.says(&format!("--allow cannot be combined with {command}"));
        repo.akguard(&[command, "--allow", &id]).exits(2);
    }
    assert_no_record(&repo);
}

#[test]
fn an_end_that_is_past_unreadable_or_too_far_is_refused() {
    let (repo, _, id) = waiting();
    for (reason, when, why) in [
        ("test", "2020-01-01", "is in the past"),
        ("test", "0d", "neither days nor a date"),
        ("test", "-3d", "neither days nor a date"),
        ("test", "soon", "neither days nor a date"),
        ("fix-later", "31d", "`fix-later` may last 30 days at most"),
        ("fix-later", "2099-12-31", "`fix-later` may last 30 days at most"),
    ] {
        ask(&repo, &id, &["--reason", reason, &format!("--expires={when}")]).exits(2).says(why);
    }
    assert_no_record(&repo);
    ask(&repo, &id, &["--reason", "fix-later", "--expires", "30d"]).exits(0);
}

#[test]
fn a_request_outside_a_repository_is_refused() {
    let repo = TestRepo::empty();
    ask(&repo, "01234567", &["--reason", "test"]).exits(2).says("not a git repository");
}

#[test]
fn a_request_by_no_one_is_refused() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    for (key, value) in [("user.useConfigOnly", "true"), ("user.name", ""), ("user.email", "")] {
        repo.git(&["config", key, value]).exits(0);
    }
    ask(&repo, &id, &["--reason", "test"]).exits(2).says("git does not know who you are");
    assert_no_record(&repo);
}
