//! What a reviewer found: cases in which something was passed over, stopped for nothing or shown.

use data_encoding::BASE64;

use super::archives::{packed, zipped};
use crate::common::{GITHUB, GROQ, TestRepo};

/// A URL whose password warns at one host and stops at another.
fn url(password: &str, host: &str) -> String {
    format!("db = postgres://admin:{password}@{host}/app\n")
}

const NEAR: &str = "db";
const REAL: &str = "prod.corp-internal.net";

#[test]
fn a_warning_hides_no_later_stop() {
    let repo = TestRepo::new();
    let password = repo.plant_value(&akguard_detect::sample::expand("{alnum:20}", 5));
    // Words only warn.
    let weak = "horsebattery";
    repo.stage("a.txt", url(weak, NEAR));
    repo.stage("a.zip", zipped(&[("a.txt", &url(weak, NEAR))]));
    repo.warns(2);
    repo.stage("a.txt", url(&password, REAL));
    repo.commit_past();
    repo.akguard(&["scan", "--history"]).exits(1).says("a.txt:1:").says("error[url-credentials]");
    repo.stage("a.zip", zipped(&[("a.txt", &url(&password, REAL))]));
    repo.stops().says("a.zip!/a.txt:1:").says("error[url-credentials]");
    let wide: Vec<u8> = url(&password, REAL).encode_utf16().flat_map(u16::to_le_bytes).collect();
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    repo.stage("b.txt", [url(weak, NEAR).repeat(20).as_bytes(), &wide].concat());
    repo.stops().says("error[url-credentials]");
}

#[test]
fn every_part_of_an_archive_is_read() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let text = format!("k = {key}\n");
    let two = "mkdir a b && mv one.txt a && mv two.txt b && (tar c a; tar c b) | gzip > ../out";
    repo.stage("two.tgz", packed(&repo, two, &[("one.txt", "one\n"), ("two.txt", &text)]));
    repo.stops().says("two.tgz!/b/two.txt:1:5");
    let behind = "tar c one.txt | cat - two.txt | gzip > ../out";
    repo.stage("two.tgz", packed(&repo, behind, &[("one.txt", "one\n"), ("two.txt", &text)]));
    repo.commit().exits(1).says("two.tgz: error: not checked: ");
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(text.len() as u64);
    header.set_entry_type(tar::EntryType::Continuous);
    builder.append_data(&mut header, "odd.txt", text.as_bytes()).unwrap();
    repo.git(&["reset", "-q"]).exits(0);
    repo.stage("odd.tar", builder.into_inner().unwrap());
    repo.stops().says("odd.tar!/odd.txt:1:5");
    repo.git(&["reset", "-q"]).exits(0);
    let script = [b"#!/usr/bin/env python3\n".as_slice(), &zipped(&[("main.py", &text)])].concat();
    repo.stage("app.pyz", script);
    repo.stops().says("app.pyz!/main.py:1:5");
}

#[test]
fn every_common_compression_is_undone() {
    for (name, program) in [("a.tar.gz", "gzip"), ("a.tar.bz2", "bzip2"), ("a.tar.xz", "xz"), ("a.tar.zst", "zstd -q")]
    {
        let repo = TestRepo::new();
        let text = format!("k = {}\n", repo.plant(GROQ));
        let files = [("conf.txt", text.as_str())];
        let how = format!("tar c conf.txt | {program} -c > ../out");
        repo.stage(name, packed(&repo, &how, &files));
        repo.stops().says(&format!("{name}!/conf.txt:1:5: error[groq-key]"));
        // Several streams in one file are one text.
        let twice = format!("(echo one | {program} -c; {program} -c conf.txt) > ../out");
        repo.stage(name, packed(&repo, &twice, &files));
        repo.stops().says(&format!("{name}!/a.tar:2:5: error[groq-key]"));
        let cut = packed(&repo, &how, &files);
        repo.stage(name, &cut[..cut.len() / 2]);
        repo.commit().exits(1).says(&format!("{name}: error: not checked: "));
    }
}

#[test]
fn long_and_many_paths_in_a_tar_are_read() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let deep = "a-rather-long-folder-name/".repeat(8);
    for format in ["gnu", "posix"] {
        let how = format!("tar --format={format} -cf ../out *");
        repo.stage("a.tar", packed(&repo, &how, &[(&format!("{deep}b.txt"), &key), ("c.txt", "c")]));
        repo.stops().says("b.txt:1:1: error[groq-key]").says("a.tar!/a-rather-long");
    }
}

#[test]
fn a_large_file_with_a_false_mark_is_read() {
    let repo = TestRepo::without_hook();
    let text = format!("{}key {}\n", "a usual line of text\n".repeat(1_700_000), repo.plant(GROQ));
    repo.write("big.txt", [b"\xff\xfe".as_slice(), text.as_bytes()].concat());
    repo.akguard(&["scan", "big.txt"]).exits(1).says("error[groq-key]").says("1 finding in 1 file");
}

#[test]
fn what_moves_out_of_an_excluded_folder_is_new() {
    let repo = TestRepo::new();
    repo.stage(".akguard.toml", "[[exclude]]\npath = \"vendor/\"\nreason = \"theirs\"\n");
    repo.passes();
    repo.stage("vendor/a.py", format!("k = \"{}\"\n", repo.plant(GROQ)));
    repo.passes();
    repo.git(&["mv", "vendor/a.py", "a.py"]).exits(0);
    repo.stops().says("a.py:1:6: error[groq-key]");
}

#[test]
fn a_merge_is_named_by_git_and_not_by_a_variable_that_is_left_over() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    repo.passes();
    repo.git(&["checkout", "-qb", "side"]).exits(0);
    let key = repo.plant(GROQ);
    repo.stage("k.txt", &key);
    repo.commit_past();
    let side = repo.git(&["rev-parse", "HEAD"]).exits(0).stdout.trim().to_owned();
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.stage("k.txt", &key);
    repo.run(repo.command("git").args(["commit", "-qm", "x"]).env(format!("GITHEAD_{side}"), "side")).exits(1);
}

#[test]
fn base64_is_found_behind_what_leads_into_it() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let encoded = BASE64.encode(format!("{{\"token\": \"{key}\"}}").as_bytes());
    let long =
        BASE64.encode(format!("{} {key} {}", "words before it ".repeat(9), "words after it ".repeat(9)).as_bytes());
    let wrapped: Vec<&str> = long.as_bytes().chunks(70).map(|l| std::str::from_utf8(l).unwrap()).collect();
    for text in [
        format!("{{\"data\": \"a:\\n{encoded}\"}}\n"),
        format!("x-token-{encoded}\n"),
        format!("path/to/{encoded}\n"),
        format!("{}\n", wrapped.join("\n")),
    ] {
        repo.stage("a.txt", &text);
        repo.stops().says("error[groq-key]").says("(base64)");
    }
}

#[test]
fn ordinary_code_is_not_too_much_encoded() {
    let repo = TestRepo::new();
    repo.stage("a.py", (0..4000).map(|n| format!("x{n} = \"ab\" \"cd\"\n")).collect::<String>());
    repo.stage("b.el", "(\"ab\" . \"cd\")\n".repeat(8000));
    repo.stage("c.js", "f(\"ab\"+\"cd\");".repeat(8000));
    repo.passes();
}

#[test]
fn a_value_is_hidden_wherever_it_stands_again() {
    let repo = TestRepo::new();
    let password = repo.plant_value(&akguard_detect::sample::expand("{alnum:20}", 6));
    let key = repo.plant(GROQ);
    let broken = format!("{password}.zip");
    let files = [("conf.py", url(&password, REAL)), (broken.as_str(), "PK\u{3}\u{4} and nothing else".to_owned())];
    repo.stage("leak.zip", zipped(&files.each_ref().map(|(name, text)| (*name, text.as_str()))));
    repo.commit().exits(1).says("leak.zip: error: not checked: [redacted].zip: a damaged zip archive");
    repo.git(&["reset", "-q"]).exits(0);
    repo.akguard(&["uninstall"]).exits(0);
    // What one core has found is hidden in what another one names; branch names too.
    repo.stage("conf.py", url(&password, REAL));
    repo.stage("key.py", &key);
    repo.commit_past();
    for number in 0..100 {
        repo.stage("n.txt", format!("{number}\n"));
        if number == 90 {
            repo.stage(&format!("dump-{password}.py"), url(&repo.plant_value("Xy7hG42kLm9Qw3Rt"), REAL));
        }
        repo.commit_past();
    }
    repo.git(&["branch", "-m", &format!("fix/{key}")]).exits(0);
    repo.akguard(&["scan", "--history"]).exits(1).says("dump-[redacted].py").says("still in fix/[redacted]");
}

#[test]
fn a_key_in_a_name_is_told_to_be_in_the_tip() {
    let repo = TestRepo::new();
    repo.stage(&format!("{}.txt", repo.plant(GITHUB)), "nothing\n");
    repo.commit_past();
    repo.akguard(&["scan", "--history"]).exits(1).says("in the file's name").says("still in main");
}

#[test]
fn folders_nested_without_end_are_unreadable_and_no_crash() {
    let repo = TestRepo::new();
    let path = "d/".repeat(3000);
    let stream = format!(
        "commit refs/heads/deep\ncommitter A <a@example.com> 1 +0000\ndata 1\nx\nM 100644 inline {path}f\ndata 1\nx\n\n"
    );
    repo.run_with_input(repo.command("git").args(["fast-import", "--quiet"]), stream.as_bytes()).exits(0);
    repo.akguard(&["scan", "--history"]).exits(2).says("directories are nested more than 2048 deep");
}

#[test]
fn a_hook_that_cannot_be_kept_leaves_no_half_of_an_install() {
    let repo = TestRepo::without_hook();
    repo.write_executable(".git/hooks/pre-merge-commit", "#!/bin/sh\nexit 0\n");
    repo.write(".git/hooks/pre-merge-commit.akguard-prev", "kept\n");
    repo.akguard(&["install"]).exits(2).says("is in the way");
    assert!(!repo.path(".git/hooks/pre-commit").exists());
}
