//! Streams that are closed, full or gone: no panic, and what could not be said is not a pass.

use crate::common::{GROQ, Output, TestRepo};

/// A repository with a key staged.
fn with_key() -> TestRepo {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.py", format!("key = \"{key}\"\n"));
    repo
}

#[track_caller]
fn shell(repo: &TestRepo, line: &str) -> Output {
    repo.run(repo.command("bash").args(["-c", line])).is_silent_on("panicked").is_silent_on("internal error")
}

#[test]
fn a_report_that_cannot_be_written_is_not_a_pass() {
    let repo = with_key();
    for format in ["human", "json"] {
        shell(&repo, &format!("akguard scan --format {format} >/dev/full"))
            .exits(2)
            .says("akguard: cannot write the report: no space left");
    }
    for command in ["status", "--help", "--version", "audit"] {
        shell(&repo, &format!("akguard {command} >/dev/full")).exits(2).says("cannot write the report");
    }
}

#[test]
fn a_reader_that_has_gone_is_no_error() {
    let repo = with_key();
    for reader in ["true", "head -0", "head -1"] {
        shell(&repo, &format!("akguard scan | {reader}; exit ${{PIPESTATUS[0]}}")).exits(1);
        shell(&repo, &format!("akguard scan --format json | {reader}; exit ${{PIPESTATUS[0]}}")).exits(1);
    }
}

#[test]
fn a_closed_standard_input_matters_only_to_who_reads_it() {
    let repo = with_key();
    shell(&repo, "akguard scan <&-").exits(1).says("a.py:1:8");
    shell(&repo, "git commit -qm a <&-").exits(1).says("a.py:1:8");
    shell(&repo, "akguard scan - </").exits(2).says("<stdin>: error: not checked: ");
}
