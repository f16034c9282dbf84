//! The baseline: an old repository takes the guard in, and what is new still stops.

use akguard_detect::Detector;
use akguard_detect::secret::{Fingerprint, Secret};
use serde_json::Value;

use crate::allow::{allow, line};
use crate::common::{ANTHROPIC, GITHUB, GROQ, TestRepo};

const FILE: &str = ".akguard/baseline.toml";

/// An old repository: two keys in its files, one that is only in its past. Returns the keys of the files.
fn old() -> (TestRepo, [String; 2]) {
    let repo = TestRepo::new();
    let keys = [repo.plant(GROQ), repo.plant(GITHUB)];
    repo.stage("a.py", line(&keys[0]));
    repo.stage("gone.py", line(&repo.plant(ANTHROPIC)));
    repo.commit_past();
    repo.git(&["rm", "-q", "gone.py"]).exits(0);
    repo.stage("b.py", line(&keys[1]));
    repo.commit_past();
    // The past is known to all: the hook's word on it is not tested here.
    repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]).exits(0);
    (repo, keys)
}

fn write(repo: &TestRepo, more: &[&str]) -> crate::common::Output {
    repo.akguard(&[&["scan", "--write-baseline"], more].concat())
}

#[test]
fn an_old_repository_is_adopted_and_what_is_new_stops() {
    let (repo, keys) = old();
    let written = write(&repo, &[]).exits(0);
    let written = written.says("2 findings in .akguard/baseline.toml, staged: 2 added, 0 removed");
    written.says("1 of them certain or critical").says("  1 github-pat-classic, revoke: https://");
    repo.passes().says("this commit changes .akguard/baseline.toml; the change counts from the next commit on");
    repo.stage("c.py", line(&keys[0]) + &line(&keys[1]));
    repo.passes().says("2 allowed by baseline");
    repo.stage("d.py", line(&keys[0]) + &line(&repo.plant(GROQ)));
    repo.stops().says("1 finding in 1 file, 1 allowed by baseline");
    let scan = repo.akguard(&["scan", "--format", "json", "a.py"]).exits(0);
    let report: Value = serde_json::from_str(&scan.stdout).unwrap();
    assert_eq!(report["findings"][0]["allowed_by"], FILE);
    repo.akguard(&["scan", "a.py"]).exits(0).says("1 allowed by baseline");
}

#[test]
fn the_file_is_sorted_and_written_again_only_when_it_changes() {
    let (repo, keys) = old();
    write(&repo, &[]).exits(0);
    repo.passes();
    let text = repo.read(FILE);
    let table: toml::Table = text.parse().unwrap();
    assert_eq!(table["v"].as_integer(), Some(1));
    assert_eq!(table["who"].as_str(), Some("Ada Example <ada@example.com>"));
    let paths: Vec<_> = table["finding"].as_array().unwrap().iter().map(|f| f["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["a.py", "b.py"]);
    write(&repo, &[]).exits(0).says("already contains these 2 findings");
    assert_eq!(repo.read(FILE), text);
    repo.git(&["rm", "-q", "b.py"]).exits(0);
    repo.stage("aa.py", line(&keys[0]) + &line(&repo.plant(GROQ)));
    write(&repo, &[]).exits(0).says("1 added, 1 removed");
}

#[test]
fn a_commit_does_not_bless_itself() {
    let (repo, _) = old();
    let key = repo.plant(GROQ);
    repo.stage("new.py", line(&key));
    write(&repo, &[]).exits(0).says("3 added");
    repo.stops().says("this commit changes .akguard/baseline.toml").says("new.py:1:8: error[groq-key]");
    repo.akguard(&["scan"]).exits(1);
    repo.git(&["tag", "base"]).exits(0);
    repo.commit_past();
    // Neither in a range: its base has no baseline.
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1);
    repo.git(&["tag", "-f", "base"]).exits(0);
    repo.stage("again.py", line(&key));
    repo.passes();
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0).says("1 allowed by baseline");
}

#[test]
fn the_history_is_adopted_whole() {
    let (repo, _) = old();
    write(&repo, &[]).exits(0);
    repo.passes();
    repo.akguard(&["scan", "--history"]).exits(1).says("1 finding in 1 file, 2 allowed by baseline");
    write(&repo, &["--history"]).exits(0).says("3 findings in").says("1 added, 0 removed");
    repo.passes();
    repo.akguard(&["scan", "--history"]).exits(0).says("3 allowed by baseline");
    // A scan of the files cannot say what is gone from history.
    write(&repo, &[]).exits(0).says("already contains these 3 findings");
    repo.akguard(&["audit"]).exits(0).says("3 findings, of the whole history");
}

#[test]
fn paths_add_to_the_baseline() {
    let (repo, _) = old();
    write(&repo, &["a.py"]).exits(0).says("1 finding in").says("1 added, 0 removed");
    write(&repo, &["b.py"]).exits(0).says("2 findings in").says("1 added, 0 removed");
}

#[test]
fn what_has_a_record_is_not_frozen() {
    let (repo, keys) = old();
    repo.stage("c.py", line(&keys[0]));
    allow(&repo, &TestRepo::id(&repo.stops()));
    write(&repo, &[]).exits(0).says("1 finding in").says("1 added");
}

#[test]
fn a_broken_baseline_stops_and_says_how_to_mend_it() {
    let (repo, keys) = old();
    write(&repo, &[]).exits(0);
    repo.passes();
    let good = repo.read(FILE);
    repo.stage(FILE, good.replace("who = ", "whom = "));
    repo.commit()
        .exits(1)
        .says("akguard: commit stopped: .akguard/baseline.toml:")
        .says("akguard scan --write-baseline");
    repo.commit_past();
    repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]).exits(0);
    repo.stage("c.py", line(&keys[0]));
    repo.akguard(&["scan"]).exits(2).says("is broken: not what akguard writes");
    repo.akguard(&["audit"]).exits(2);
    repo.git(&["rm", "-q", "-f", "c.py"]).exits(0);
    write(&repo, &[]).exits(0).says("it is replaced").says("2 added, 0 removed");
    repo.passes();
    repo.stage("c.py", line(&keys[0]));
    repo.passes().says("1 allowed by baseline");
}

#[test]
fn the_audit_names_size_person_and_stale_entries() {
    let (repo, _) = old();
    write(&repo, &[]).exits(0);
    repo.passes();
    repo.akguard(&["audit"])
        .exits(0)
        .says(".akguard/baseline.toml  2 findings, 0 stale\n")
        .says("Ada Example <ada@example.com> (human), akguard ");
    repo.git(&["rm", "-q", "b.py"]).exits(0);
    repo.passes();
    repo.akguard(&["audit"]).exits(0).says("2 findings, 1 stale");
    repo.akguard(&["audit", "--check"]).exits(0).says("1 finding of .akguard/baseline.toml gone");
    let list: Value = serde_json::from_str(&repo.akguard(&["audit", "--format", "json"]).exits(0).stdout).unwrap();
    assert_eq!(list["baseline"]["findings"], 2);
    assert_eq!(list["baseline"]["stale"][0]["path"], "b.py");
    write(&repo, &[]).exits(0).says("0 added, 1 removed");
}

#[test]
fn what_cannot_be_read_is_named_and_not_frozen() {
    let (repo, _) = old();
    repo.stage("bad.zip", b"PK\x03\x04 and nothing else");
    repo.commit_past();
    write(&repo, &[]).exits(2).says("bad.zip: not checked, so not in the baseline").says("2 added");
    repo.akguard(&["audit"]).exits(0).says("2 findings, 0 stale");
}

#[test]
fn without_findings_none_is_written() {
    let repo = TestRepo::new();
    repo.stage("a.py", "x = 1\n");
    write(&repo, &[]).exits(0).says("no baseline is needed");
    assert!(!repo.path(FILE).exists());
    write(&repo, &["--format", "json"]).exits(2).says("--write-baseline cannot be combined with --format");
}

/// A rule that knows the kind is newer than the record: a guess, a catch-all, another rule or the rule's earlier name is in it.
#[test]
fn what_was_accepted_under_another_rule_stays_accepted() {
    for (template, earlier) in [
        ("KGAT_{hex:32}", "generic-secret"),
        ("shprt_{hex:32}", "shopify-unknown-token"),
        ("figp_{b64url:54}", "figma-pat"),
        ("sktsec_{alnum:44}_api", "socket-token"),
        ("KGAT_{hex:32}", "generic-password"),
    ] {
        let repo = TestRepo::new();
        let key = repo.plant(template);
        repo.stage("a.py", line(&key));
        write(&repo, &[]).exits(0);
        repo.commit_past();
        repo.stage(FILE, as_of(earlier, &repo.read(FILE), &key));
        repo.commit_past();
        repo.akguard(&["scan", "a.py"]).exits(0).says("1 allowed by baseline");
        repo.akguard(&["audit", "--check"]).exits(0);
        repo.stage("a.py", format!("api_{}", line(&key)) + &line(&repo.plant(GROQ)));
        repo.stops().says("1 finding in 1 file, 1 allowed by baseline");
    }
}

/// The baseline of one entry as it was when another rule found the value.
fn as_of(rule: &str, text: &str, key: &str) -> String {
    let secret = Secret::new(key);
    let is_guessable = Detector::built_in().iter().any(|r| r.id == rule && r.guessable);
    let id = if is_guessable { Fingerprint::of_guessable(rule, &secret) } else { Fingerprint::of_key(rule, &secret) };
    let mut table: toml::Table = text.parse().unwrap();
    let entry = table["finding"].as_array_mut().unwrap()[0].as_table_mut().unwrap();
    entry.insert("id".to_owned(), id.to_string().into());
    entry.insert("rule".to_owned(), rule.into());
    table.to_string()
}
