//! What an attacker found: forms in which a key was passed over, and texts that were stopped for nothing.

use data_encoding::{BASE64, BASE64_MIME};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

use super::archives::{packed, zipped};
use crate::common::{GROQ, TestRepo};

fn b64(text: &str) -> String {
    BASE64.encode(text.as_bytes())
}

#[test]
fn base64_of_any_text_is_undone() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let wrapped = BASE64_MIME.encode(&wide(&format!("\u{feff}# a comment — and more of it\nGROQ_API_KEY={key}\n")));
    let even = b64(&format!("{}{key}{}", "?>".repeat(60), "~".repeat(124)));
    let lines: Vec<&str> = even.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
    let long = b64(&format!("{{\"next\":\"{}\",\"u\":\"https://x/??????\",\"key\":\"{key}\"}}", "abcdefgh".repeat(30)));
    for text in [
        b64(&format!("\u{feff}GROQ_API_KEY={key}")),
        b64(&format!("# Schlüssel für Müller und Söhne\nGROQ_API_KEY={key}\n")),
        b64(&format!("# ключ для входа в систему\nGROQ_API_KEY={key}\n# 日本語の説明\n")),
        BASE64.encode(&wide(&format!("\u{feff}GROQ_API_KEY={key}"))),
        wrapped,
        format!("{}\n---\nnext: 1\n", lines.join("\n")),
        format!("//{}", b64(&format!("key={key}"))),
        format!("+{}", b64(&format!("key={key}"))),
        format!("https://h/api/{}", b64(&format!("key={key}"))),
        format!("key_{}", b64(&format!("key={key}"))),
        format!("data={}", long.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D")),
        format!("{{\"d\":\"{}\"}}", long.replace('/', "\\/")),
    ] {
        repo.stage("a.txt", format!("{text}\n"));
        repo.stops().says("error[groq-key]").says("1 finding in 1 file");
    }
}

#[test]
fn pieces_are_joined_in_many_languages() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let (a, b) = key.split_at(20);
    for text in [
        format!("k = \"{a}\"\"{b}\""),
        format!("k='{a}'\"{b}\""),
        format!("Dim k = \"{a}\" & _\r\n    \"{b}\"\r\n"),
        format!("auto k = u8\"{a}\" u8\"{b}\";"),
        format!("k = (\"{a}\") + (\"{b}\")"),
        format!("k = (\"{a}\"  #noqa\n     \"{b}\")"),
        format!("k = \"{a}\" .. -- why\n  \"{b}\""),
        format!("$k = \"{a}\" + `\n  \"{b}\""),
        format!("let k = \"{a}\" ^ \"{b}\""),
        format!("k = \"{a}\" << \"{b}\""),
        format!("{{\"script\": \"const k = \\\"{a}\\\" + \\\"{b}\\\"\"}}"),
        format!("{{\"a\": \"{{\\\"k\\\": \\\"gsk\\\\u005f{}\\\"}}\"}}", &key[4..]),
    ] {
        repo.stage("a.txt", format!("{text}\n"));
        repo.stops().says("error[groq-key]").says("1 finding in 1 file");
    }
}

#[test]
fn ordinary_tables_of_strings_pass() {
    let repo = TestRepo::new();
    for (name, line) in [
        ("a.c", "X(\"a1\" \"b\")\n"),
        ("a.vim", "let x1 = 'a' . 'b'\n"),
        ("a.s", ".ascii \"a1\" \"b\"\n"),
        ("a.lisp", "(\"k1\" \"v1\")\n"),
        ("a.lua", "f(\"a\"..'b1')\n"),
        ("a.dot", "[label=\"a\" \"b\"]\n"),
        ("a.po", "msgid \"\"\n\"line 1\\n\"\n\"b\"\nmsgstr \"\"\n\"zeile 1\\n\"\n\"b\"\n"),
        ("b.c", "{ \"n1\", \"\\x00\\x41\" \"b1\" },\n"),
    ] {
        repo.stage(name, line.repeat(20_000));
    }
    repo.passes();
}

#[test]
fn a_zip_hides_nothing() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let (first, second) = (zipped(&[("a.txt", &key)]), zipped(&[("b.txt", "nothing")]));
    repo.stage("two.zip", [first.clone(), second].concat());
    repo.commit().exits(1).says("two.zip: error: not checked: a zip with entries that its directory does not name");
    // A name that is given twice: the directory's second entry becomes the first one's namesake.
    let mut twice = zipped(&[("a.txt", &key), ("b.txt", "nothing")]);
    #[allow(clippy::disallowed_methods)] // no clean path
    for at in memchr::memmem::find_iter(&twice.clone(), b"b.txt") {
        twice[at] = b'a';
    }
    repo.git(&["reset", "-q"]).exits(0);
    repo.stage("twice.zip", twice);
    repo.commit().exits(1).says("twice.zip");
    repo.git(&["reset", "-q"]).exits(0);
    repo.stage("marked.zip", [b"PK\x07\x08".as_slice(), &first].concat());
    repo.commit().exits(1).says("marked.zip");
}

#[test]
fn the_metadata_of_an_archive_is_read() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let comment = format!("tar --format=posix --pax-option=comment={key} -czf ../out *");
    repo.stage("a.tgz", packed(&repo, &comment, &[("a", "a")]));
    repo.stops().says("(tar header):1").says("error[groq-key]");
    repo.stage("a.tgz", packed(&repo, "tar czf ../out *", &[(&format!("{key}.txt"), "a")]));
    repo.stops().says("a.tgz!/[redacted].txt:1:1: error[groq-key]: Groq API key in the file's name");
}

#[test]
fn padding_behind_a_compressed_file_is_no_damage() {
    let repo = TestRepo::new();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(b"some text\n").unwrap();
    let plain = encoder.finish().unwrap();
    repo.stage("a.gz", [plain.as_slice(), &[0; 512]].concat());
    repo.passes();
    repo.stage("a.gz", [plain.as_slice(), b"and something else"].concat());
    repo.commit().exits(1).says("a.gz: error: not checked: a: it is damaged");
}

#[test]
fn a_tar_with_other_times_is_not_new() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let tar = |time: &str| packed(&repo, &format!("tar --mtime={time} -cf ../out *"), &[("a.txt", &key)]);
    repo.stage("a.tar", tar("2020-01-01"));
    repo.commit_past();
    repo.stage("a.tar", tar("2021-02-02"));
    repo.passes();
}

#[test]
fn parts_of_a_value_are_hidden_in_paths() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let path = format!("{}/{}.txt", &key[..24], &key[24..]);
    repo.stage("a.zip", zipped(&[(&path, &key)]));
    repo.stops().says("a.zip!/[redacted]/[redacted].txt");
    repo.git(&["reset", "-q"]).exits(0);
    repo.stage(&format!("{}/.env", &key[..30]), format!("K={key}\n"));
    repo.stops().says("[redacted]/.env:1");
}

#[test]
fn many_findings_cost_no_more_than_each_its_own() {
    let repo = TestRepo::without_hook();
    let line = "https://u:pAssw0rdX@h.example/x\n";
    repo.write("u.txt", line.repeat((4 << 20) / line.len()));
    repo.write("v.txt", "https://u:pAssw0rdX@".repeat((2 << 20) / 20));
    // Both end as too many. Not a bound on time: quadratic work would not end within the patience of any CI.
    repo.akguard(&["scan", "--format", "json", "u.txt", "v.txt"]).exits(2);
}
