//! Keys in literals that go on in the next line, in each language's own way.

use crate::common::{ANTHROPIC, GITHUB, GROQ, TestRepo};

/// File, where the key begins, what is before the key, what parts it, what follows it.
const FILES: [(&str, &str, &str, &str, &str); 13] = [
    ("bs.sh", "1:13", "export KEY=\"", "\\\n", "\"\n"),
    ("bs.py", "1:6", "K = \"", "\\\n", "\"\n"),
    ("c.c", "1:12", "char *k = \"", "\\\n", "\";\n"),
    ("ml.toml", "1:8", "k = \"\"\"", "\\\n    ", "\"\"\"\n"),
    ("folded.yaml", "1:7", "key: \"", "\\\n  ", "\"\n"),
    ("a.properties", "1:7", "key = ", "\\\n    ", "\n"),
    ("run.bat", "1:9", "set KEY=", "^\r\n", "\r\n"),
    ("run.ps1", "1:12", "$env:KEY = ", "`\n", "\n"),
    ("mail.eml", "3:8", "Content-Transfer-Encoding: quoted-printable\n\nKEY=3D ", "=\n", "\n"),
    ("a.xml", "1:13", "<k><![CDATA[", "]]><![CDATA[", "]]></k>\n"),
    (
        "a.ipynb",
        "3:10",
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\n  \"import os\\n\",\n  \"K = \\\"",
        "\\\\\\n\",\n  \"",
        "\\\"\\n\"\n]}]}\n",
    ),
    (
        "b.ipynb",
        "2:10",
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\n  \"K = ('",
        "'\\n\",\n  \"     '",
        "')\"\n]}]}\n",
    ),
    ("octal.sh", "1:5", "K=$'\\147", "\\\n", "'\n"),
];

#[test]
fn a_key_in_two_lines_stops_at_its_place() {
    for (seed, template) in [GROQ, GITHUB, ANTHROPIC].into_iter().enumerate() {
        let repo = TestRepo::new();
        for (name, place, before, between, after) in FILES {
            let key = repo.plant(template);
            let (head, tail) = key.split_at(key.len() / 2 + seed);
            // Neither piece may show where the whole is found.
            let head = if name == "octal.sh" { head.strip_prefix('g').unwrap_or(head) } else { head };
            repo.plant_value(&head[head.len() - 12..]);
            repo.plant_value(tail);
            if name == "octal.sh" && !key.starts_with('g') {
                continue;
            }
            repo.stage(name, format!("{before}{head}{between}{tail}{after}"));
            let stopped = repo.stops();
            TestRepo::id(&stopped);
            stopped.says(&format!("{name}:{place}: error[")).is_silent_on("warning[");
            repo.akguard(&["scan", "--format", "json"]).exits(1);
            repo.git(&["rm", "-qf", name]).exits(0);
        }
    }
}

#[test]
fn a_key_whose_second_line_is_new_is_new() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let (head, tail) = key.split_at(20);
    repo.stage("a.sh", format!("KEY=\"{head}\\\nrest\"\n"));
    repo.commit_past();
    repo.stage("a.sh", format!("KEY=\"{head}\\\n{tail}\"\n"));
    repo.stops().says("a.sh:1:6: error[groq-key]").says("(continued over lines)");
    repo.commit_past();
    repo.stage("a.sh", format!("KEY=\"{head}\\\n{tail}\"\necho\n"));
    repo.passes();
}
