//! T19 to T28: text that looks binary, and lines that look like something else.

use std::fs;

use super::line;
use crate::common::{GITHUB, GROQ, TestRepo};

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn t19_attributes_hide_nothing() {
    for attribute in ["binary", "-diff", "-text", "diff=none", "-text -diff -merge", "export-ignore", "filter=none"] {
        let repo = TestRepo::new();
        repo.stage(".gitattributes", format!("* {attribute}\n"));
        repo.stage("a.py", line(&repo, GROQ));
        repo.stage("prod.env", "A=b\n");
        repo.stops().says("a.py:1:8: error[groq-key]").says("prod.env:1: error[env-file]");
    }
}

#[test]
fn t20_nul_bytes_hide_nothing() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.bin", [b"\0\x01\0\n".as_slice(), key.as_bytes(), b"\0"].concat());
    repo.stops().says("a.bin:2:1: error[groq-key]");
    repo.stage("a.bin", b"\0\x01\x02\n\0\n");
    repo.passes();
    repo.stage("a.bin", [b"\0\x01\x02\n\0\nk=\"".as_slice(), key.as_bytes(), b"\"\0\n"].concat());
    repo.stops().says("a.bin:3:4: error[groq-key]");
    // With other changes around it, so that the lines are told by a diff.
    let around = [b"\0\x03\x02\n\0\nk=\"".as_slice(), key.as_bytes(), b"\"\0\nend\0\n"].concat();
    repo.stage("a.bin", around);
    repo.stops().says("a.bin:3:4: error[groq-key]");
}

#[test]
fn t21_every_encoding_is_read() {
    let repo = TestRepo::new();
    let text = format!("# \u{e4} comment\r\n{}", line(&repo, GITHUB));
    let marked = format!("\u{feff}{text}");
    for (name, content) in [
        ("utf-16-le", utf16(&text, u16::to_le_bytes)),
        ("utf-16-be", utf16(&text, u16::to_be_bytes)),
        ("utf-16-le-marked", utf16(&marked, u16::to_le_bytes)),
        ("utf-16-be-marked", utf16(&marked, u16::to_be_bytes)),
        // A lone newline at the end, as an editor adds it.
        ("utf-16-le-odd", [utf16(&text, u16::to_le_bytes).as_slice(), b"\n"].concat()),
        ("utf-8-marked", marked.clone().into_bytes()),
        ("latin-1", text.chars().map(|c| u8::try_from(c).unwrap()).collect()),
    ] {
        repo.stage(name, content);
        repo.stops().says("1 finding in 1 file").says(&format!("{name}:2:8: error[github-pat-classic]"));
        repo.git(&["rm", "-qf", name]).exits(0);
    }
}

#[test]
fn t22_what_git_stores_in_another_encoding_is_read_as_stored() {
    let repo = TestRepo::new();
    repo.stage(".gitattributes", "*.ps1 text working-tree-encoding=UTF-16\n");
    let text = format!("\u{feff}# \u{e4} comment\n{}", line(&repo, GROQ));
    repo.stage("a.ps1", utf16(&text, u16::to_le_bytes));
    assert!(repo.git(&["cat-file", "-s", ":a.ps1"]).stdout.trim().parse::<usize>().unwrap() < text.len() + 1);
    repo.stops().says("a.ps1:2:8: error[groq-key]");
}

#[test]
fn t23_a_blob_beyond_the_limit_is_named_with_its_size() {
    let repo = TestRepo::new();
    repo.git(&["config", "core.compression", "1"]).exits(0);
    let file = fs::File::create(repo.path("big.bin")).unwrap();
    file.set_len((512 << 20) + (1 << 20)).unwrap();
    repo.git(&["add", "big.bin"]).exits(0);
    repo.stops().says("1 file not checked").says("big.bin: error: not checked: 513 MB is more than akguard reads");
    repo.akguard(&["scan"]).exits(2);
}

#[test]
fn t24_a_filter_is_judged_by_what_it_stores() {
    let repo = TestRepo::new();
    repo.git(&["config", "filter.cut.clean", "sed s/gsk_.*/cut/"]).exits(0);
    repo.stage(".gitattributes", "*.txt filter=cut\n.env filter=cut\n");
    repo.stage("a.txt", format!("hello\n{}\n", repo.plant(GROQ)));
    repo.passes();
    repo.stage("a.txt", format!("hello\n{}\n", repo.plant(GITHUB)));
    repo.stage(".env", "A=b\n");
    repo.stops().says("a.txt:2:1: error[github-pat-classic]").says(".env:1: error[env-file]");
}

/// What git-lfs stores in the place of a file.
fn pointer() -> String {
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12345\n", "4d7a".repeat(16))
}

#[test]
fn t24_nothing_is_decrypted_and_a_pointer_passes() {
    let repo = TestRepo::new();
    repo.stage("model.bin", pointer());
    repo.stage("secrets.txt", b"\0GITCRYPT\0\x8c\x1f\x03\xee".repeat(9));
    repo.stage(".gitattributes", "*.bin diff=sealed filter=sealed\n*.txt diff=sealed filter=sealed\n");
    // Only now: no filter is to run while git adds.
    for what in ["diff.sealed.textconv", "diff.sealed.command", "filter.sealed.smudge", "filter.sealed.process"] {
        repo.git(&["config", what, "echo >>ran"]).exits(0);
    }
    let passed = repo.akguard(&["hook", "pre-commit"]).exits(0).says("3 files, ");
    assert_eq!(passed.stderr.lines().count(), 1, "{}", passed.stderr);
    assert!(!repo.path("ran").exists());
}

// git-lfs uploads the content with the push: the name is what counts.
#[test]
fn t24_an_environment_file_behind_a_pointer_is_stopped_by_its_name() {
    let repo = TestRepo::new();
    repo.stage(".env", pointer());
    repo.stops().says(".env:1: error[env-file]");
}

#[test]
fn t25_a_key_in_one_long_line_gives_a_short_report() {
    let repo = TestRepo::new();
    let half = "var a=\"some minified text \u{e9}\";".repeat((15 << 20) / 30);
    let key = repo.plant(GROQ);
    repo.stage("bundle.js", format!("{half}k=\"{key}\";{half}"));
    let column = half.chars().count() + 4;
    let stopped = repo.stops().says(&format!("bundle.js:1:{column}: error[groq-key]"));
    assert!(stopped.text().len() < 2_000, "{} bytes", stopped.text().len());
}

// That no neighbour shows is watched by the harness, which knows both keys.
#[test]
fn t26_line_numbers_are_those_of_git_whatever_ends_a_line() {
    let repo = TestRepo::new();
    let (old, key) = (repo.plant(GITHUB), repo.plant(GROQ));
    repo.stage("a.txt", format!("{old}\nlast"));
    repo.commit_past();
    for (text, place) in [
        (format!("{old}\r\ntwo\r\nk={key}\r\n"), "a.txt:3:3: "),
        (format!("{old}\rk={key}\rthree\r"), "a.txt:1:44: "),
        (format!("{old}\nk={key}"), "a.txt:2:3: "),
        (format!("{old}\n\u{c}k={key}\n"), "a.txt:2:4: "),
        (format!("{old}\n\u{b}k={key}\u{85}\n"), "a.txt:2:4: "),
        (format!("{old}\n\n\n{key}"), "a.txt:4:1: "),
        (key.clone(), "a.txt:1:1: "),
    ] {
        repo.stage("a.txt", text);
        repo.stops().says(&format!("{place}error[groq-key]"));
    }
}

#[test]
fn t27_lines_that_look_like_a_diff_are_content() {
    let heads =
        ["++ ", "++", "-- ", "--- a/", "+++ b/", "@@ -1 +1 @@ ", "diff --git ", "index ", "\\ No newline ", "Binary "];
    let repo = TestRepo::new();
    let lines: Vec<String> = heads.iter().map(|head| format!("{head}{}\n", repo.plant(GROQ))).collect();
    repo.stage("odd.txt", lines.concat());
    repo.commit().exits(1).says("10 findings in 1 file");
    let found = repo.akguard(&["scan"]).exits(1).text();
    for (number, head) in heads.iter().enumerate() {
        let place = format!("odd.txt:{}:{}: error[groq-key]", number + 1, head.len() + 1);
        assert!(found.contains(&place), "{place} in {found}");
    }
}

#[test]
fn t28_a_changed_line_within_a_private_key_is_that_key() {
    let repo = TestRepo::new();
    let (first, second) = (repo.plant("{pem:openssh}"), repo.plant("{pem:openssh}"));
    repo.stage("id_ed25519", &first);
    repo.commit_past();
    let mut lines: Vec<&str> = first.lines().collect();
    lines[2] = second.lines().nth(2).unwrap();
    repo.stage("id_ed25519", lines.join("\n") + "\n");
    repo.stops().says("id_ed25519:1:1: error[private-key]");
}

#[test]
fn t28_a_private_key_split_over_strings_is_found_and_the_rest_is_a_stated_limit() {
    let repo = TestRepo::new();
    let pem = repo.plant("{pem:pkcs8}");
    let pieces: Vec<String> = pem.lines().map(|line| format!("    \"{line}\\n\" +\n")).collect();
    repo.stage("Key.java", format!("String key =\n{}    \"\";\n", pieces.concat()));
    repo.stops().says("error[private-key]");
    let reference = include_str!("../../../docs/reference.md").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(reference.contains("split over several statements"), "the reference does not say so");
}
