//! The dates of a record: none of them lets it outrun the policy, and hook, range and audit say the same of it.

use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use super::{LONG_AGO, ask, begun, edit, record, record_file, stopped};
use crate::common::{ANTHROPIC, TestRepo};

/// A staged key with a record for `reason`.
fn recorded(reason: &str) -> (TestRepo, String) {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    ask(&repo, &id, &["--reason", reason]).exits(0);
    (repo, id)
}

fn hours_from_now(hours: i64) -> String {
    (Timestamp::now() + hours.hours()).to_string()
}

fn days_from_now(days: i64) -> String {
    hours_from_now(24 * days)[..10].to_owned()
}

fn leave_out(repo: &TestRepo, field: &str) {
    let mut table = record(repo);
    table.remove(field);
    repo.stage(&record_file(repo), toml::to_string(&table).unwrap());
}

/// Hook, range and audit all refuse the record, and say why.
#[track_caller]
fn counts_nowhere(repo: &TestRepo, id: &str, why: &str) {
    repo.stops().says(why);
    repo.akguard(&["scan"]).exits(1).says(why);
    repo.commit_past();
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says(why);
    repo.akguard(&["audit", "--check"]).exits(1).says(&format!("akguard: {id} is invalid (")).says(why);
    repo.akguard(&["audit"]).exits(0).says(&format!("{id}  invalid  ")).says(&format!("  does not count: {why}"));
    let list: Value = serde_json::from_str(&repo.akguard(&["audit", "--format", "json"]).exits(0).stdout).unwrap();
    assert_eq!((&list["records"][0]["state"], &list["records"][0]["why"]), (&"invalid".into(), &why.into()));
    repo.akguard(&["audit", "--format", "csv"]).exits(0).says(",invalid,anthropic-api-key,");
}

/// Hook, range and audit all let the record count.
#[track_caller]
fn counts_everywhere(repo: &TestRepo, id: &str) {
    repo.passes().says("1 allowed");
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0).says("1 allowed");
    repo.akguard(&["audit", "--check"]).exits(0).says(&format!("{id}  valid  "));
    let list: Value = serde_json::from_str(&repo.akguard(&["audit", "--format", "json"]).exits(0).stdout).unwrap();
    assert!(list["records"][0].get("why").is_none(), "{list}");
}

#[test]
fn a_record_of_the_future_counts_nowhere_whatever_its_reason() {
    let why = "its allow record is dated in the future";
    for reason in ["fix-later", "test", "public", "false-positive"] {
        for created in [hours_from_now(26), "2099-01-01T00:00:00Z".to_owned(), "9999-12-30".to_owned()] {
            let (repo, id) = recorded(reason);
            edit(&repo, "created", &created);
            counts_nowhere(&repo, &id, why);
        }
    }
}

#[test]
fn clocks_may_differ_by_a_day() {
    let (repo, id) = recorded("fix-later");
    edit(&repo, "created", &hours_from_now(22));
    counts_everywhere(&repo, &id);
}

#[test]
fn a_record_that_does_not_say_when_it_was_made_counts_nowhere() {
    let why = "its allow record has no readable date in `created`";
    for reason in ["fix-later", "test"] {
        for created in ["", "soon", "2026-01-01 or later", "2026-13-01T00:00:00Z", "+9999999-01-01"] {
            let (repo, id) = recorded(reason);
            edit(&repo, "created", created);
            counts_nowhere(&repo, &id, why);
        }
    }
}

#[test]
fn a_record_without_created_is_none() {
    for reason in ["fix-later", "test"] {
        let (repo, _) = recorded(reason);
        leave_out(&repo, "created");
        let why = "is not an allow record that this akguard reads";
        repo.stops().says(why);
        repo.commit_past();
        repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says(why);
        repo.akguard(&["audit", "--check"]).exits(1).says(why);
    }
}

#[test]
fn fix_later_ends_and_soon() {
    let longer = "its allow record lasts longer than the policy lets fix-later last";
    for expires in ["9999-12-31".to_owned(), days_from_now(40)] {
        let (repo, id) = recorded("fix-later");
        edit(&repo, "expires", &expires);
        counts_nowhere(&repo, &id, longer);
    }
    let (repo, id) = recorded("fix-later");
    leave_out(&repo, "expires");
    counts_nowhere(&repo, &id, "its allow record is for fix-later and has no last day");
}

#[test]
fn other_reasons_need_no_end_and_may_have_a_late_one() {
    for reason in ["test", "public", "false-positive"] {
        let (repo, id) = recorded(reason);
        counts_everywhere(&repo, &id);
        let (repo, id) = recorded(reason);
        edit(&repo, "expires", "9999-12-31");
        counts_everywhere(&repo, &id);
    }
}

#[test]
fn a_day_written_by_hand_is_when_it_was_made() {
    let (repo, id) = recorded("test");
    edit(&repo, "created", LONG_AGO);
    counts_everywhere(&repo, &id);
}

#[test]
fn the_audit_refuses_what_the_policy_refuses() {
    let (repo, id) = recorded("public");
    repo.git(&["stash", "-q"]).exits(0);
    repo.stage(".akguard.toml", "[policy]\nreasons = [\"test\"]\n");
    repo.passes();
    repo.git(&["stash", "pop", "-q", "--index"]).exits(0);
    repo.git(&["tag", "-f", "base"]).exits(0);
    counts_nowhere(&repo, &id, "the policy does not accept its allow record's reason");
}
