//! T37: names that end a parser, a terminal or a shell. All in one commit, so that none can hide the next.

use std::collections::BTreeSet;

use crate::bad_input::paths::{ODD, is_harmless, stage};
use crate::common::{GROQ, TestRepo};

/// What stands in a report as it is.
const PLAIN: &[&str] = &[
    "with space",
    " both ends ",
    "\"",
    "'",
    "ends in \\",
    "-n",
    "--all",
    ":(glob)* a",
    "[id].ts",
    "$(touch ran)",
    "`touch ran`;touch ran",
    "e\u{301} a\u{30a}",
    "caf\u{e9}",
    "\u{1f511}.key",
    "a -> b",
    "a => b",
    "{old => new}.py",
    "%s%n",
    "%41",
    "C:\\file",
];

#[test]
fn t37_every_name_of_a_commit_is_scanned_and_none_is_run_or_shown_raw() {
    let repo = TestRepo::new();
    let text = || format!("key = \"{}\"\n", repo.plant(GROQ));
    let (mut told, mut shown) = (BTreeSet::new(), Vec::new());
    for (name, written) in ODD {
        stage(&repo, &[name, &b"/a.py"[..]].concat(), &text());
        let whole = match std::str::from_utf8(name) {
            Ok(name) => name.to_owned(),
            Err(_) => written.replace("\\n", "\n"),
        };
        told.insert(format!("{whole}/a.py"));
        shown.push(format!("\n{written}/a.py:1:8: error[groq-key]"));
    }
    for name in PLAIN {
        stage(&repo, name.as_bytes(), &text());
        told.insert((*name).to_owned());
        shown.push(format!("\n{name}:1:8: error[groq-key]"));
    }
    let long = format!("{0}/{0}", "n".repeat(150));
    stage(&repo, long.as_bytes(), &text());
    told.insert(long);

    let all = told.len();
    is_harmless(&repo.stops().says(&format!("{all} findings in {all} files")));
    let listed = repo.akguard(&["scan"]).exits(1);
    is_harmless(&listed);
    for place in shown {
        assert!(listed.text().contains(&place), "{place:?} in\n{}", listed.text());
    }
    let json = repo.akguard(&["scan", "--format", "json"]).exits(1);
    is_harmless(&json);
    let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let paths: BTreeSet<String> = findings.iter().map(|f| f["path"].as_str().unwrap().to_owned()).collect();
    assert_eq!(paths, told);
    let escaped = findings.iter().filter(|f| f["path_escaped"] == true).count();
    assert_eq!(escaped, ODD.iter().filter(|(name, _)| std::str::from_utf8(name).is_err()).count());
    assert!(!repo.path("ran").exists());
}
