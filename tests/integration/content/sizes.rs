//! Text of any size: logs and dumps come in stretches, whole blobs are read whole.

use std::io::Write;

use crate::common::{ANTHROPIC, GITHUB, GROQ, TestRepo};

/// A file of lines with a key at the given places (by line), and how often each place is found.
fn log(repo: &TestRepo, megabytes: usize, keys: &[(usize, &str)]) -> std::path::PathBuf {
    let path = repo.path("big.log");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    let line = format!("2026-11-20T10:00:00Z info {}\n", "a usual line of a log ".repeat(9));
    for number in 0..(megabytes << 20) / line.len() {
        match keys.iter().find(|(at, _)| *at == number) {
            Some((_, key)) => writeln!(file, "2026-11-20T10:00:00Z key {key}").unwrap(),
            None => file.write_all(line.as_bytes()).unwrap(),
        }
    }
    file.flush().unwrap();
    path
}

#[test]
fn a_large_file_is_read_in_stretches_and_each_key_is_found_once() {
    let repo = TestRepo::without_hook();
    let keys = [repo.plant(GROQ), repo.plant(GITHUB), repo.plant(ANTHROPIC), repo.plant("glpat-{alnum:20}")];
    // 4 MB are 18,641 lines and 32 MB 149,130: one key in the overlap of the first two stretches, one where it shows that a
    // pipe is not read whole, one in the last line.
    let last = (80 << 20) / 225 - 1;
    let path = log(&repo, 80, &[(10, &keys[0]), (18_200, &keys[1]), (149_132, &keys[3]), (last, &keys[2])]);
    let lines = std::fs::read(&path).unwrap().iter().filter(|b| **b == b'\n').count();
    let report = repo.akguard(&["scan", "big.log"]).exits(1).says("4 findings in 1 file");
    for (line, rule) in
        [(11, "groq-key"), (18_201, "github-pat-classic"), (149_133, "gitlab-pat"), (last + 1, "anthropic-api-key")]
    {
        let place = format!("big.log:{line}:26: error[{rule}]");
        assert_eq!(report.text().matches(&place).count(), 1, "{place} in {}", report.text());
    }
    let input = repo.run(repo.command("sh").args(["-c", "cat big.log | akguard scan --format json -"])).exits(1);
    let json: serde_json::Value = serde_json::from_str(&input.stdout).unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), 4);
    assert_eq!(json["stats"]["lines"], lines);
    assert_eq!(json["findings"][1]["line"], 18_201);
    assert_eq!(json["findings"][2]["line"], 149_133);
}

#[test]
fn a_line_of_any_length_is_read() {
    let repo = TestRepo::without_hook();
    let key = repo.plant(GROQ);
    let text = format!("{}\"{key}\"{}", "0123456789,".repeat(4 << 20), ",0".repeat(1 << 20));
    repo.write("one.json", &text);
    repo.akguard(&["scan", "one.json"]).exits(1).says(&format!("one.json:1:{}: error[groq-key]", (44 << 20) + 2));
}

#[test]
fn a_large_utf16_file_is_read() {
    let repo = TestRepo::without_hook();
    let key = repo.plant(GROQ);
    let text = format!("\u{feff}{}key {key}\n", "a usual line of text\n".repeat(1_000_000));
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    repo.write("big.txt", &bytes);
    repo.akguard(&["scan", "big.txt"]).exits(1).says("big.txt:1000001:5: error[groq-key]").says("1 finding in 1 file");
}

#[test]
fn a_dump_of_findings_lists_the_first_and_is_not_checked() {
    let repo = TestRepo::without_hook();
    repo.write("dump.txt", format!("{}\n", repo.plant(GROQ)).repeat(10_001));
    let report = repo.akguard(&["scan", "--format", "json", "dump.txt"]).exits(2);
    let json: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), 10_000);
    assert_eq!(json["unchecked"][0]["why"], "more than 10000 findings are in it");
}
