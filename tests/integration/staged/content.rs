//! What stands in a staged file: encodings, line ends, filters.

use crate::common::{GROQ, TestRepo};

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn an_old_secret_in_utf_16_passes_when_its_line_stays() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.txt", utf16(&format!("\u{feff}hello\n{key}\n"), u16::to_le_bytes));
    repo.commit_past();
    repo.stage("a.txt", utf16(&format!("\u{feff}hello again\n{key}\n"), u16::to_le_bytes));
    repo.passes();
    // Nor does a change of the encoding add it again.
    repo.stage("a.txt", format!("hello at last\n{key}\n"));
    repo.passes();
}

#[test]
fn a_last_line_that_gains_its_newline_is_not_an_added_line() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.txt", format!("one\n{key}"));
    repo.commit_past();
    repo.stage("a.txt", format!("zero\none\n{key}"));
    repo.passes();
    repo.stage("a.txt", format!("zero\none\n{key}\n"));
    repo.passes();
}

#[test]
fn a_private_key_whose_lines_stay_passes() {
    let repo = TestRepo::new();
    let key = repo.plant("{pem:pkcs8}");
    repo.stage("key.pem", &key);
    repo.commit_past();
    repo.stage("key.pem", format!("# before\n{key}# after\n"));
    repo.passes();
}
