//! Inline marks: what they lift, what they do not, and where they are listed.

use serde_json::Value;

use crate::allow::{allow, begun};
use crate::common::{GITHUB, GROQ, Output, TestRepo};
use crate::content::archives::{packed, zipped};

const WHY: &str = "key of the closed sandbox account";

/// Stages one line with a fresh key in place of `KEY`.
fn stage(repo: &TestRepo, name: &str, text: &str) {
    let key = repo.plant(GROQ);
    repo.stage(name, text.replace("KEY", &key));
}

fn findings(output: &Output) -> Vec<Value> {
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    report["findings"].as_array().unwrap().clone()
}

#[test]
fn our_mark_and_those_of_the_peers_lift_a_likely_finding_with_a_reason() {
    let repo = begun();
    for (i, text) in [
        "k = 'KEY' # akguard:allow WHY\n",
        "k = 'KEY' # gitleaks:allow WHY\n",
        "k = 'KEY' // betterleaks:allow: WHY\n",
        "k = 'KEY' /* trufflehog:ignore WHY */;\n",
        "<k a='KEY'/> <!-- kingfisher:ignore WHY -->\n",
        "k = 'KEY'  # pragma: allowlist secret WHY\n",
        "# pragma: allowlist nextline secret WHY\nk = 'KEY'\n",
        "k = 'KEY' // secretlint-disable-line -- WHY\n",
        "\n\n// secretlint-disable-next-line -- WHY\r\nk = 'KEY'\r\n",
        "k = 'KEY'  # noqa: E501, S105 WHY\n",
    ]
    .iter()
    .enumerate()
    {
        stage(&repo, &format!("{i}.txt"), &text.replace("WHY", WHY));
        repo.passes().says("1 allowed by mark");
        stage(&repo, &format!("{i}.txt"), &text.replace("WHY", ""));
        repo.stops().says("has no reason: write one after it, 10 characters or more");
        repo.git(&["reset", "-q", "--hard"]).exits(0);
    }
    assert_eq!(TestRepo::ids(&repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0)).len(), 10);
}

#[test]
fn a_mark_lifts_no_certain_finding() {
    let repo = begun();
    let key = repo.plant(GITHUB);
    repo.stage("a.py", format!("k = '{key}' # akguard:allow {WHY}\n"));
    repo.stops().says("its mark `akguard:allow` does not suppress a certain finding: use --allow");
}

#[test]
fn a_mark_lifts_one_finding_of_its_line() {
    let repo = begun();
    let (one, other) = (repo.plant(GROQ), repo.plant(GROQ));
    repo.stage("a.py", format!("k = '{one}', '{one}', '{other}' # akguard:allow {WHY}\n"));
    let stopped = repo.stops().says("1 finding in 1 file, 2 allowed by mark");
    let stopped = stopped.says("suppresses one finding, and this line has another");
    // What a record lets pass does not use the mark up.
    allow(&repo, &TestRepo::id(&stopped));
    repo.passes().says("1 allowed, 2 allowed by mark");
}

#[test]
fn a_mark_elsewhere_does_not_count() {
    let repo = begun();
    for text in [
        format!("# akguard:allow {WHY}\nk = 'KEY'\n"),
        format!("k = 'KEY'\n# akguard:allow {WHY}\n"),
        format!("# secretlint-disable-next-line {WHY}\n\nk = 'KEY'\n"),
        format!("k = 'KEY' # akguard:allowed {WHY}\n"),
        format!("k = 'KEY' # {}\n", data_encoding::BASE64.encode(format!("akguard:allow {WHY} of ours").as_bytes())),
    ] {
        stage(&repo, "a.txt", &text);
        repo.stops();
    }
    let marked = format!("k = '{}' # akguard:allow {WHY}\n", repo.plant(GROQ));
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    repo.stage("a.zip", zipped(&[("a.txt", &marked)]));
    repo.stops();
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    repo.stage("a.tar", packed(&repo, "tar cf ../out *", &[("a.txt", &marked)]));
    repo.stops();
}

#[test]
fn a_reason_that_holds_a_credential_does_not_count_and_is_not_shown() {
    let repo = begun();
    let (key, other) = (repo.plant(GROQ), repo.plant(GITHUB));
    repo.stage("a.py", format!("k = '{key}' # akguard:allow same as {other}\n"));
    repo.stops().says("the text after it contains what looks like a credential");
    repo.stage("a.py", format!("k = '{key}' # akguard:allow begins with {}\n", &key[4..14]));
    repo.stops().says("the text after it contains what looks like a credential");
}

#[test]
fn a_warning_is_lifted_too() {
    let repo = begun();
    let link = repo.plant("?sv=2022-11-02&se=2099-01-01&sr=c&sig={b64:43}%3D").replace("2099", "2001");
    repo.stage("a.txt", format!("{link} # gitleaks:allow\n"));
    repo.akguard(&["scan"]).exits(0).says("warning[azure-sas-token]").says("its mark `gitleaks:allow` has no reason");
    repo.stage("a.txt", format!("{link} # gitleaks:allow {WHY}\n"));
    repo.passes().says("1 allowed by mark").is_silent_on("warned");
}

#[test]
fn programs_are_told_which_mark() {
    let repo = begun();
    stage(&repo, "a.py", &format!("k = 'KEY' # gitleaks:allow {WHY}\n"));
    let found = findings(&repo.akguard(&["scan", "--format", "json"]).exits(0));
    assert_eq!(found[0]["verdict"], "allow");
    assert_eq!(found[0]["allowed_by"], "inline mark gitleaks:allow");
    repo.akguard(&["scan", "-v"]).exits(0).says(&format!("by its mark `gitleaks:allow`: {WHY}"));
}

#[test]
fn a_range_lists_the_marks_that_it_brought_in() {
    let repo = begun();
    stage(&repo, "a.py", &format!("k = 'KEY' # akguard:allow {WHY}\n"));
    repo.passes();
    repo.git(&["tag", "marked"]).exits(0);
    repo.stage("b.py", "nothing = 1\n");
    repo.passes();
    let range = repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0);
    range.says("allowed[groq-key]").says(&format!("by its mark `akguard:allow`: {WHY}"));
    repo.akguard(&["scan", "--range", "marked..HEAD"]).exits(0).is_silent_on("akguard:allow");
}

#[test]
fn the_audit_lists_the_marks_of_head() {
    let repo = begun();
    repo.stage("words.txt", "how to use akguard:allow with a reason\n");
    stage(&repo, "src/a.py", &format!("\n\nk = 'KEY' # akguard:allow {WHY}\n"));
    repo.passes();
    let id = TestRepo::ids(&repo.akguard(&["scan", "--range", "base..HEAD"]))[0].clone();
    repo.akguard(&["audit"])
        .exits(0)
        .says(&format!("{id}  mark  groq-key  akguard:allow  src/a.py:3\n  {WHY}\n"))
        .is_silent_on("words.txt");
    let list: Value = serde_json::from_str(&repo.akguard(&["audit", "--format", "json"]).exits(0).stdout).unwrap();
    assert_eq!(list["marks"][0]["reason"], WHY);
    assert_eq!((&list["marks"][0]["path"], &list["marks"][0]["line"]), (&"src/a.py".into(), &3.into()));
    repo.akguard(&["audit", "--format", "csv"])
        .exits(0)
        .says(&format!(",mark,groq-key,akguard:allow,src/a.py,src/a.py:3,{WHY},"));
    repo.akguard(&["audit", "--check"]).exits(0);
}

#[test]
fn a_revoked_record_is_not_revived_by_a_mark() {
    let repo = begun();
    stage(&repo, "a.py", &format!("k = 'KEY' # akguard:allow {WHY}\n"));
    let id = TestRepo::id(&repo.akguard(&["scan", "-v"]).exits(0));
    allow(&repo, &id);
    repo.akguard(&["audit", "revoke", &id]).exits(0);
    repo.stops().says("its allow record is revoked");
}
