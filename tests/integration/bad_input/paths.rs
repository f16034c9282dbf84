//! Paths are chosen by others: every one is scanned, named harmlessly, and the printed command fits it.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use crate::common::{Output, TestRepo};

/// Folder names that break programs, and what the report calls them.
pub const ODD: &[(&[u8], &str)] = &[
    (b"new\nline", "new\\nline"),
    (b"tab\tbed", "tab\\tbed"),
    (b"it's \"quoted\" `here` $HOME", "it's \"quoted\" `here` $HOME"),
    (b"back\\slash\\", "back\\slash\\"),
    (b"-rf", "-rf"),
    (b"--", "--"),
    (b"_private", "_private"),
    (b"@scope", "@scope"),
    (b"!important", "!important"),
    (b"^caret", "^caret"),
    (b"#hash", "#hash"),
    (b":", ":"),
    (b":(glob)*", ":(glob)*"),
    (b":!not", ":!not"),
    (b"[id]", "[id]"),
    (b"who?", "who?"),
    (b"{a,b}", "{a,b}"),
    (b"~", "~"),
    (b" ", " "),
    ("\u{1f511} \u{e9}".as_bytes(), "\u{1f511} \u{e9}"),
    (b"\x1b[31mred\x07", "\\u{1b}[31mred\\u{7}"),
    ("a\u{202e}b\u{200b}c\u{feff}".as_bytes(), "a\\u{202e}b\\u{200b}c\\u{feff}"),
    (b"caf\xe9", "caf%E9"),
    (b"\xff\xfe'\n", "%FF%FE'\\n"),
    ("del\u{7f} csi\u{9b}31m \u{e0041}".as_bytes(), "del\\u{7f} csi\\u{9b}31m \\u{e0041}"),
];

fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(name))
}

/// Stages a file of any name.
pub fn stage(repo: &TestRepo, name: &[u8], content: &str) {
    let full = repo.top().join(path(name));
    fs::create_dir_all(full.parent().unwrap()).unwrap();
    fs::write(full, content).unwrap();
    let literal = [b":(top,literal)", name].concat();
    repo.git(&[OsStr::new("add"), OsStr::new("--force"), OsStr::new("--"), OsStr::from_bytes(&literal)]).exits(0);
}

#[track_caller]
pub fn is_harmless(output: &Output) {
    let hidden =
        |c: char| c.is_control() && c != '\n' || matches!(c, '\u{200b}' | '\u{202e}' | '\u{feff}' | '\u{e0041}');
    assert!(!output.text().contains(hidden), "{:?}", output.text());
}

#[test]
fn every_path_is_named_harmlessly_when_it_cannot_be_read() {
    for (name, shown) in ODD {
        let repo = TestRepo::new();
        stage(&repo, &[name, &b"/a.py"[..]].concat(), "text\n");
        for object in crate::common::walk(&repo.path(".git/objects")) {
            fs::remove_file(object).unwrap();
        }
        for output in [repo.run(&mut super::hook(&repo)), repo.akguard(&["scan"])] {
            is_harmless(&output.exits(2).says(&format!("\n{shown}/a.py: error: not checked: its content is missing")));
        }
    }
}

#[test]
fn the_printed_fix_works_for_every_path_and_from_every_folder() {
    for (name, shown) in ODD {
        let repo = TestRepo::new();
        repo.write("sub/folder/file", "");
        stage(&repo, &[name, &b"/.env"[..]].concat(), "GREETING=hello\n");
        let stopped = repo.stops().says(&format!("\n{shown}/.env:1: error[env-file]"));
        is_harmless(&stopped);
        let (_, fix) = stopped.stderr.split_once("  fix: ").unwrap();
        let command = fix.split("    #").next().unwrap();
        repo.run(repo.command("bash").args(["-c", command]).current_dir(repo.path("sub/folder"))).exits(0);
        assert_eq!(repo.git(&["ls-files"]).stdout, "", "{command}");
    }
}

#[test]
fn the_same_path_at_the_top_is_unstaged_alone() {
    let repo = TestRepo::new();
    stage(&repo, b"*.env", "GREETING=hello\n");
    stage(&repo, b"other.env.example", "GREETING=hello\n");
    stage(&repo, b"x.envelope", "GREETING=hello\n");
    let stopped = repo.stops();
    let (_, fix) = stopped.stderr.split_once("  fix: ").unwrap();
    repo.run(repo.command("sh").args(["-c", fix.split("    #").next().unwrap()])).exits(0);
    assert_eq!(repo.git(&["ls-files"]).stdout, "other.env.example\nx.envelope\n");
}

#[test]
fn a_long_path_is_cut_on_screen_and_whole_in_the_command() {
    let repo = TestRepo::new();
    let long = format!("{}/.env", "folder-".repeat(30).trim_end_matches('-'));
    stage(&repo, long.as_bytes(), "GREETING=hello\n");
    let stopped = repo.stops().says("...").says(&format!("git rm -q -f --cached -- :/{long} "));
    let head = stopped.text().lines().find(|line| line.contains("error[env-file]")).unwrap().to_owned();
    assert!(head.len() < 260, "{head}");
    repo.akguard(&["scan", "--format", "json"]).exits(1).says(&long);
}
