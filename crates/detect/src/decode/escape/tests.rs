//! A value that is split in each way that a language has, of several kinds of credentials.

use std::ops::Range;

use crate::sample::expand;
use crate::{Detector, FileClass};

/// Credentials of several alphabets: with a checksum, with a word in the middle, with `-` and `_`, in an address.
const KINDS: [&str; 5] = [
    "ghp_{alnum:30}{crc62:30}",
    "gsk_{alnum:20}WGdyb3FY{alnum:24}",
    "sk-ant-api03-{b64url:86}{anthropic-tail}",
    "SG.{b64url:22}.{b64url:43}",
    "postgres://app:{alnum:20}@db.corp.acme.io/app",
];

/// The language, the text before the value, the text that splits it, and the text after it.
const CONTINUATIONS: [(&str, &str, &str, &str); 28] = [
    ("shell", "export KEY=\"", "\\\n", "\"\n"),
    ("shell, bare", "curl -u x -H key:", "\\\n", " https://h/\n"),
    ("Python", "K = '", "\\\n", "'\n"),
    ("Python, three quotes", "K = \"\"\"", "\\\r\n", "\"\"\"\n"),
    ("C", "char *k = \"", "\\\n", "\";\n"),
    ("C, in a macro", "#define K \"", "\\\n", "\" \\\n  \"more\"\n"),
    ("JavaScript", "const k = `", "\\\n", "`;\n"),
    ("Rust", "let k = \"", "\\\n         ", "\";\n"),
    ("Lua", "k = \"", "\\z\n    ", "\"\n"),
    ("TOML", "k = \"\"\"", "\\\n\t  ", "\"\"\"\n"),
    ("TOML, from the next line", "k = \"\"\"\\\n  ", "\\\n  ", "\\\n  \"\"\"\n"),
    ("YAML", "key: \"", "\\\n  ", "\"\nnext: 1\n"),
    ("properties", "key = ", "\\\n    ", "\n"),
    ("properties, CRLF", "key: ", "\\\r\n\t", "\r\n"),
    ("Dockerfile", "ENV KEY=", "\\\n", "\n"),
    ("cmd", "set KEY=", "^\n", "\n"),
    ("cmd, CRLF", "set KEY=", "^\r\n", "\r\n"),
    ("PowerShell", "$env:KEY = ", "`\n", "\n"),
    ("quoted-printable", "Content-Transfer-Encoding: quoted-printable\n\nkey: ", "=\n", "\n"),
    ("quoted-printable, assigned", "KEY=3D", "=\r\n", "\r\nand more\r\n"),
    ("CDATA", "<k><![CDATA[", "]]><![CDATA[", "]]></k>\n"),
    ("CDATA, begun late", "<k>", "<![CDATA[", "]]></k>\n"),
    ("CDATA, ended early", "<k><![CDATA[", "]]>", "</k>\n"),
    ("notebook", "{\"cells\": [{\"source\": [\n  \"K = \\\"", "\\\\\\n\",\n  \"", "\\\"\\n\"\n]}]}\n"),
    ("notebook, one line", "{\"cells\":[{\"source\":[\"K = '", "\\\\\\n\",\"", "'\"]}]}\n"),
    ("notebook, one string", "{\"cells\":[{\"source\":\"K = '", "\\\\\\n", "'\"}]}\n"),
    ("notebook, pieces", "{\"cells\": [{\"source\": [\n  \"K = ('", "'\\n\",\n  \"     '", "')\"]}]}\n"),
    ("notebook, added pieces", "{\"source\": [\n  \"K = \\\"", "\\\" + \\\\\\n\",\n  \"     \\\"", "\\\"\\n\"]}\n"),
];

/// A value, and where in it a rule finds the secret.
struct Sample {
    value: String,
    rule: String,
    span: Range<usize>,
}

/// One of each kind.
fn samples() -> Vec<Sample> {
    let plain = Detector::new(Vec::new(), 0);
    let sample = |(seed, template): (u64, &&str)| {
        let value = expand(template, seed);
        let found = plain.scan(value.as_bytes(), FileClass::Data).unwrap().remove(0);
        Sample { value, rule: found.rule.id.to_string(), span: found.span }
    };
    (7..).zip(&KINDS).map(sample).collect()
}

/// A text in which the first `cut` bytes of the value are followed by something else. `dropped` bytes after that are
/// written in another form.
#[track_caller]
fn is_found_whole(name: &str, text: &str, sample: &Sample, cut: usize, dropped: usize) {
    let Sample { value, rule, span } = sample;
    let head = &value[..cut];
    let tail = &value[cut + dropped..];
    let first = text.find(head).unwrap();
    let last = text.rfind(tail).unwrap();
    let place =
        |at: usize| if at < cut { first + at } else { (last + at).saturating_sub(cut + dropped).max(first + cut) };
    let start = place(span.start);
    let end = place(span.end - 1) + 1;
    let detector = Detector::new(Vec::new(), 0);
    let found = detector.scan(text.as_bytes(), FileClass::Data).unwrap();
    let seen: Vec<_> = found.iter().map(|c| (&c.rule.id, c.span.clone())).collect();
    let is_whole = found.iter().any(|c| c.rule.id == *rule && c.span == (start..end));
    assert!(is_whole, "{name}, {rule} at {start}..{end}, but: {seen:?}\n{text}");
    let redacted = String::from_utf8(detector.redact(text.as_bytes())).unwrap();
    let secret = &value[span.clone()];
    for at in 0..secret.len().saturating_sub(6) {
        assert!(!redacted.contains(&secret[at..at + 6]), "{name}: {text}\n{redacted}");
    }
}

#[test]
fn a_parted_value_is_found_whole_and_redacted() {
    for sample in samples() {
        for (name, before, between, after) in CONTINUATIONS {
            let quarter = sample.span.len() / 4;
            for cut in [2, sample.span.start + quarter, sample.span.start + 2 * quarter, sample.span.end - quarter] {
                let (head, tail) = sample.value.split_at(cut);
                is_found_whole(name, &format!("{before}{head}{between}{tail}{after}"), &sample, cut, 0);
            }
        }
    }
}

#[test]
fn escapes_of_each_kind_are_undone() {
    for sample in samples() {
        let cut = sample.span.start + sample.span.len() / 2;
        let (head, tail) = sample.value.split_at(cut);
        let byte = tail.as_bytes()[0];
        let tail = &tail[1..];
        for (name, before, escape, after) in [
            ("octal", "k = \"", format!("\\{byte:03o}"), "\"\n"),
            ("octal of printf", "printf '%b' '", format!("\\0{byte:03o}"), "'\n"),
            ("octal in JSON", "{\"k\": \"", format!("\\\\{byte:03o}"), "\"}\n"),
            ("quoted-printable", "key: =3D", format!("={byte:02X}"), "\n"),
        ] {
            is_found_whole(name, &format!("{before}{head}{escape}{tail}{after}"), &sample, cut, 1);
        }
    }
}

#[test]
fn what_is_only_alike_is_not_decoded() {
    for text in [
        // A blank separates words in every language.
        "cmd --first one \\\n  --second two\n",
        "#define A(x) \\\n  do { x } while (0) \\\n  more\n",
        // The line end is part of the literal.
        "puts(\"usage: a\\n\\\n  b\\n\");\n",
        // Markdown.
        "see `one`\nand `two`\n`three`\nfour\n",
        "```\ncode\n```\n",
        // Assignments, and the padding of base64.
        "A=\nB=\nexport C=\nD=1\n",
        "width=20 height=30 a=2Fb\n",
        "h1:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG=\nexample.com/x v1\n",
        "let x =\n    5;\n",
        // References of regular expressions, colours.
        "s/(a)(b)/\\2\\1/; s/x/\\10/\n",
        "printf '\\033[31mred\\033[0m\\n'\n",
        // Strings of an array that are not parts of one string.
        "{\"source\": [\n  \"import os\\n\",\n  \"x = 1\\n\",\n  \"print(x)\"\n]}\n",
        "a != [1] <!-- [ --> ![image](x)\n",
    ] {
        let mut all = Vec::new();
        super::pieces(text.as_bytes(), &mut |piece| all.push(String::from_utf8_lossy(&piece.text).into_owned()));
        assert!(all.is_empty(), "{text:?}: {all:?}");
    }
}

#[test]
fn many_marks_that_open_nothing_cost_no_more_than_their_length() {
    // For each of them the end would be searched in the 64 kB that follow.
    let text = "<![CDATA[".repeat(1 << 20);
    super::pieces(text.as_bytes(), &mut |_| {});
}
