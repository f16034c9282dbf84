//! What stands in a staged file: encodings, line ends, filters.

use crate::common::{GITHUB, GROQ, TestRepo};

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn a_filter_is_judged_by_what_it_stores() {
    let repo = TestRepo::new();
    repo.git(&["config", "filter.cut.clean", "sed s/gsk_.*/cut/"]).exits(0);
    repo.stage(".gitattributes", "*.txt filter=cut\n");
    repo.stage("a.txt", format!("hello\n{}\n", repo.plant(GROQ)));
    repo.passes();
    repo.stage("a.txt", format!("hello\n{}\n", repo.plant(GITHUB)));
    repo.stops().says("a.txt:2:1: error[github-pat-classic]");
}

#[test]
fn bytes_that_are_no_plain_text_are_scanned() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let text = format!("hello\nkey = \"{key}\"\nüber\n");
    for (name, content) in [
        ("nul", [b"\0\x01\0\n".as_slice(), key.as_bytes(), b"\0"].concat()),
        ("latin-1", [b"\xfcber\n".as_slice(), key.as_bytes()].concat()),
        ("utf-8-bom", [b"\xef\xbb\xbfhello\n", key.as_bytes()].concat()),
        ("utf-16-be", utf16(&text, u16::to_be_bytes)),
        // A lone newline at the end, as an editor adds it.
        ("utf-16-le-odd", [utf16(&text, u16::to_le_bytes).as_slice(), b"\n"].concat()),
    ] {
        repo.stage(name, content);
        repo.stops().says(&format!("{name}:2:")).says("error[groq-key]");
        repo.git(&["rm", "-qf", name]).exits(0);
    }
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
fn line_numbers_are_those_of_git_whatever_ends_a_line() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    for (text, place) in [
        (format!("one\r\ntwo\r\nk={key}\r\n"), "a.txt:3:3: "),
        (format!("one\rk={key}\rthree\r"), "a.txt:1:7: "),
        (format!("one\n\n\nk={key}"), "a.txt:4:3: "),
        (key.clone(), "a.txt:1:1: "),
    ] {
        repo.stage("a.txt", text);
        repo.stops().says(place);
    }
}

#[test]
fn a_last_line_that_gains_its_newline_is_an_added_line() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.txt", format!("one\n{key}"));
    repo.commit_past();
    repo.stage("a.txt", format!("zero\none\n{key}"));
    repo.passes();
    repo.stage("a.txt", format!("zero\none\n{key}\n"));
    repo.stops().says("a.txt:3:1: error[groq-key]");
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
