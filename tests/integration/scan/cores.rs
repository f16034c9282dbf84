//! Work on all cores gives what one core would give, and ends when it is told to.

use std::process::Stdio;

use akguard_detect::sample::expand;
use serde_json::Value;

use crate::common::{GROQ, TestRepo};

/// Files enough for more than one core.
const FILES: usize = 400;

/// The JSON report of a command, without its time.
#[track_caller]
fn report(repo: &TestRepo, one_core: bool, arguments: &[&str]) -> Value {
    let mut command = repo.command(if one_core { "taskset" } else { "akguard" });
    if one_core {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let cores = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap();
        let first = cores.trim().split([',', '-']).next().unwrap();
        command.args(["-c", first, env!("CARGO_BIN_EXE_akguard")]);
    }
    let output = repo.run(command.args(["scan", "--format", "json"]).args(arguments));
    let mut json: Value = serde_json::from_str(&output.stdout).unwrap();
    json["stats"]["millis"] = Value::Null;
    json
}

/// Has one part of the findings an id, and the other none?
fn lacks_ids(report: &Value) -> bool {
    let findings = report["findings"].as_array().unwrap();
    let without = findings.iter().filter(|finding| finding["id"].is_null()).count();
    0 < without && without < findings.len()
}

#[test]
fn the_first_findings_have_ids_on_any_number_of_cores() {
    let repo = TestRepo::without_hook();
    for file in 0..FILES {
        // Some of them again: a value that has an id has it everywhere.
        let seed = if file % 6 == 4 { file - 4 } else { file };
        let password = repo.plant_value(&expand("{alnum:14}", seed as u64));
        let key = if file % 50 == 0 { repo.plant(GROQ) } else { String::new() };
        let text = if file % 2 == 0 { format!("DB_PASSWORD = \"{password}\"\n{key}\n") } else { "x = 1\n".to_owned() };
        repo.write(&format!("conf/part_{:02}/settings_{file:03}.py", file / 10), text);
    }
    let all = report(&repo, false, &["conf"]);
    assert!(lacks_ids(&all));
    assert_eq!(all, report(&repo, true, &["conf"]));
    repo.git(&["add", "-A"]).exits(0);
    let staged = report(&repo, false, &[]);
    assert_eq!(staged["findings"].as_array().unwrap().len(), all["findings"].as_array().unwrap().len());
    assert_eq!(staged, report(&repo, true, &[]));
}

#[test]
fn so_they_are_in_commits() {
    let repo = TestRepo::without_hook();
    repo.write("README", "first\n");
    repo.git(&["add", "-A"]).exits(0);
    repo.commit_past();
    let root = repo.git(&["rev-parse", "HEAD"]).stdout.trim().to_owned();
    for commit in 0..140 {
        let seed = if commit % 6 == 4 { commit - 4 } else { commit };
        let password = repo.plant_value(&expand("{alnum:14}", seed));
        repo.write(&format!("conf/settings_{commit:03}.py"), format!("DB_PASSWORD = \"{password}\"\n"));
        if commit % 40 == 0 {
            // The same guess in names.
            let password = repo.plant_value(&expand("{alnum:14}", 0));
            repo.write(&format!("conf/{commit}/db_password={password}"), "x\n");
        }
        repo.git(&["add", "-A"]).exits(0);
        repo.commit_past();
    }
    let range = format!("{root}..HEAD");
    for arguments in [&["--history"] as &[&str], &["--range", &range]] {
        let all = report(&repo, false, arguments);
        assert!(lacks_ids(&all));
        assert_eq!(all, report(&repo, true, arguments));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_scan_is_unchecked() {
    let repo = TestRepo::new();
    let mut command = repo.command("akguard");
    command.args(["scan", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Its input stays open, so that the scan has no end of its own.
    let input = child.stdin.take();
    let id = child.id().to_string();
    // The handler is there once it has been installed: until then the signal would end the program by itself.
    let caught = || {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap().trim().to_owned();
        u64::from_str_radix(&mask, 16).unwrap() & 2 != 0
    };
    while !caught() {
        std::thread::yield_now();
    }
    repo.run(repo.command("kill").args(["-INT", &id])).exits(0);
    let output = child.wait_with_output().unwrap();
    drop(input);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "akguard: interrupted; the scan is not complete, so nothing is reported\n");
}
