//! What a sample is set into. An assignment takes the value alone, under the sample's own name; all others take the
//! whole text, written as the format asks.

use akguard_detect::FileClass;

use crate::marks::{base64, each, lines, mark};
use crate::sample::Sample;
use crate::values::VALUES;

/// How a text is written into a file.
type Bytes = fn(&str) -> Vec<u8>;

/// Where a guess is not made from what stands there: rules, or the starts of samples. A form of its own is found in all
/// of these.
const NOT_GUESSED: [(&str, &[&str]); 18] = [
    // No assignment: `"@N",` of a table, `|| "@V"` behind a name, `(` before pieces on their own lines.
    ("row.csv", NAMED),
    ("table.md", NAMED),
    ("fallback.js", NAMED),
    ("adjacent.py", NAMED),
    // The `m` of an escape sequence before a name, the `-` of a patch before a command.
    ("log.txt", &["generic-password", "generic-secret", "service-credential", "basic-auth-header", "command-password"]),
    ("removed.patch", &["command-password"]),
    // `//` right before a name is taken for the `/` of a path, and what is escaped for a value with its `u0022`.
    ("slashes-tight.go", &["generic-password", "generic-secret", "service-credential"]),
    ("escapes.js", &["service-credential"]),
    // A sign or a blank at the line's end between a name and `value:` on the next line.
    ("tabs.txt", &[PAIR]),
    ("hash.sh", &[PAIR]),
    ("star.java", &[PAIR, "service-credential", "command-password"]),
    ("rem.bat", &[PAIR]),
    ("added.patch", &[PAIR]),
    ("nested-string.json", &[PAIR, "call-secret"]),
    // A call's arguments whose quotes are escaped inside of a literal.
    ("string.json", &["call-secret"]),
    ("output.ipynb", &["call-secret"]),
    // A comment that explains is weaker evidence; what has little else is dropped.
    ("slashes.go", &["service-credential"]),
    ("docstring.py", &["service-credential", "command-password"]),
];
const NAMED: &[&str] = &["generic-password", "generic-secret"];
const PAIR: &str = "- name: SIGNING_KEY";

/// One kind of place for a secret.
pub struct Surrounding {
    /// The file's name; tells the surrounding too.
    pub file: &'static str,
    /// Does it take the sample's whole text?
    whole: bool,
    /// May this sample stand here?
    takes: fn(&Sample) -> bool,
    /// The marked content.
    around: Box<dyn Fn(&Sample) -> String>,
    bytes: Bytes,
}

impl Surrounding {
    pub fn fits(&self, sample: &Sample) -> bool {
        let setting = self.setting();
        // The assignments in files of code are quoted, as a guess asks.
        let read = sample.is_read_in(setting) || (setting == FileClass::Code && !self.whole);
        let is = |what: &&str| sample.rule.id == *what || sample.template.starts_with(what);
        let missed = NOT_GUESSED.iter().any(|(file, whose)| *file == self.file && whose.iter().any(is));
        read && !missed && (self.takes)(sample)
    }

    /// How the program reads a file of this name.
    pub fn setting(&self) -> FileClass {
        FileClass::from_path(self.file.as_bytes())
    }

    pub fn around(&self, sample: &Sample) -> String {
        (self.around)(sample)
    }

    pub fn bytes(&self, text: &str) -> Vec<u8> {
        (self.bytes)(text)
    }
}

/// All surroundings.
pub fn all() -> Vec<Surrounding> {
    VALUES.iter().map(|(file, template)| assignment(file, template)).chain(written()).chain(texts()).collect()
}

fn assignment(file: &'static str, template: &'static str) -> Surrounding {
    value(file, move |name, value| template.replace("@N", name).replace("@V", value))
}

/// Takes samples whose value may go alone.
fn value(file: &'static str, around: impl Fn(&str, &str) -> String + 'static) -> Surrounding {
    Surrounding {
        file,
        whole: false,
        takes: |sample| sample.goes_alone,
        around: Box::new(move |sample| around(&sample.name, &mark(&sample.value, 0..sample.value.len()))),
        bytes: utf8,
    }
}

/// Takes the whole text of any sample.
fn text(file: &'static str, around: impl Fn(&str) -> String + 'static) -> Surrounding {
    Surrounding {
        file,
        whole: true,
        takes: |_| true,
        around: Box::new(move |sample| around(&sample.text)),
        bytes: utf8,
    }
}

/// Takes what may stand right before `<`: some rules take `password = x<` for code.
fn in_element(file: &'static str, around: impl Fn(&str) -> String + 'static) -> Surrounding {
    Surrounding { takes: |sample| !sample.is_cut_off_by(b'<'), ..text(file, around) }
}

/// Takes texts of one line.
fn line(file: &'static str, around: impl Fn(&str) -> String + 'static) -> Surrounding {
    let around = move |text: &str| around(text.trim_end());
    Surrounding { takes: Sample::is_one_line, ..text(file, around) }
}

fn utf8(text: &str) -> Vec<u8> {
    text.into()
}

/// Values that are written in another form, or put together.
fn written() -> Vec<Surrounding> {
    let halves = |value: &str, between: &str| {
        let middle = value.char_indices().nth(value.chars().count() / 2).unwrap().0;
        format!("{}{between}{}", &value[..middle], &value[middle..])
    };
    let base64_of = |value: &str| base64(value, usize::MAX);
    let secret = value("secret.yaml", move |n, v| format!("kind: Secret\ndata:\n  {n}: {}\n", base64_of(v)));
    vec![
        Surrounding { takes: |sample| sample.goes_alone && !sample.is_base64_of_its_kind(), ..secret },
        value("plus.js", move |n, v| format!("const {n} = \"{}\";\n", halves(v, "\" + \""))),
        value("dot.php", move |n, v| format!("${n} = '{}';\n", halves(v, "' . '"))),
        value("adjacent.py", move |n, v| format!("{n} = (\n    \"{}\"\n)\n", halves(v, "\"\n    \""))),
        value("nested.json", |n, v| format!("{{\"body\": \"{{\\\"{n}\\\": \\\"{v}\\\"}}\"}}\n")),
        value("twice.json", |n, v| format!("{{\"log\": \"{{\\\\\\\"{n}\\\\\\\":\\\\\\\"{v}\\\\\\\"}}\"}}\n")),
        value("escape.json", |n, v| format!("{{\"{n}\": \"{}\"}}\n", each(v, unicode))),
        value("entity.html", |n, v| format!("<input name=\"{n}\" value=\"{}\">\n", each(v, entity))),
        value("percent.txt", |n, v| format!("{n}={}&next=1\n", each(v, percent))),
        value("cell.ipynb", |n, v| {
            let source = format!("[\"import os\\n\",\n    \"{n} = \\\"{v}\\\"\\n\"]");
            format!("{{\"cells\": [{{\"cell_type\": \"code\", \"outputs\": [], \"source\": {source}}}]}}\n")
        }),
        value("app.min.js", |n, v| {
            let code = "var a=function(t,e){return t&&e?t.b(e):null};".repeat(80);
            format!("{code}f({{{n}:\"{v}\",c:1}});{code}\n")
        }),
    ]
}

/// Only what a credential is not written in unescaped.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn unicode(c: char) -> String {
    if is_plain(c) { c.into() } else { format!("\\u{:04x}", u32::from(c)) }
}

fn entity(c: char) -> String {
    if is_plain(c) { c.into() } else { format!("&#{};", u32::from(c)) }
}

fn percent(c: char) -> String {
    let mut bytes = [0; 4];
    let write = |b: &u8| format!("%{b:02X}");
    if is_plain(c) { c.into() } else { c.encode_utf8(&mut bytes).as_bytes().iter().map(write).collect() }
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// The whole text in files, comments and documents.
fn texts() -> Vec<Surrounding> {
    let mut all = vec![
        text("bare.txt", str::to_owned),
        text("late.txt", |t| format!("{}{t}", "lorem ipsum dolor sit\n".repeat(3000))),
        text("crlf.txt", |t| format!("first\n{t}\nlast\n").replace('\n', "\r\n")),
        text("emoji.txt", |t| format!("\u{1f511} \u{fc}ber \u{65e5}\u{672c}: {t}\n")),
        text("hash.sh", |t| lines(t, "# ", "")),
        text("slashes.go", |t| lines(t, "\t// ", "")),
        text("slashes-tight.go", |t| lines(t, "//", "")),
        text("star.java", |t| format!("/**\n{} */\n", lines(t, " * ", ""))),
        text("block.c", |t| format!("/* {t} */\nint main;\n")),
        text("dashes.sql", |t| lines(t, "-- ", "")),
        text("semicolon.ini", |t| lines(t, "; ", "")),
        text("rem.bat", |t| lines(t, "REM ", "").replace('\n', "\r\n")),
        text("comment.html", |t| format!("<body>\n<!-- {t} -->\n</body>\n")),
        text("docstring.py", |t| format!("def f():\n    \"\"\"Do it.\n\n{}    \"\"\"\n", lines(t, "    ", ""))),
        text("heredoc.sh", |t| format!("cat > x <<EOF\n{t}\nEOF\n")),
        text("literal.yaml", |t| format!("script: |\n{}next: 1\n", lines(t, "    ", ""))),
        text("fence.md", |t| format!("# Use\n\n```sh\n{t}\n```\n")),
        text("quote.md", |t| lines(t, "> ", "")),
        text("list.md", |t| format!("1. Set it:\n\n{}", lines(t, "       ", ""))),
        text("reply.eml", |t| lines(t, "> > ", "")),
        text("tabs.txt", |t| lines(t, "\t\t", " \t")),
        text("added.patch", |t| format!("@@ -1,0 +1,9 @@\n context\n{}", lines(t, "+", ""))),
        text("removed.patch", |t| format!("@@ -1,9 +1,0 @@\n context\n{}", lines(t, "-", ""))),
        text("conflict.txt", |t| format!("<<<<<<< HEAD\n{t}\n=======\nother\n>>>>>>> main\n")),
        in_element("pre.html", |t| format!("<pre><code>{t}</code></pre>\n")),
        text("cdata.xml", |t| format!("<a><![CDATA[\n{t}\n]]></a>\n")),
        text("template.js", |t| format!("const x = `\n{t}\n`;\n")),
        text("raw.rs", |t| format!("const X: &str = r#\"\n{t}\n\"#;\n")),
        text("string.json", |t| format!("{{\"text\": {}}}\n", json(t))),
        text("nested-string.json", |t| format!("{{\"text\": {}}}\n", json(&json(t)))),
        text("output.ipynb", |t| {
            let output = format!("{{\"output_type\": \"stream\", \"text\": [{}]}}", json(t));
            format!("{{\"cells\": [{{\"cell_type\": \"code\", \"source\": [], \"outputs\": [{output}]}}]}}\n")
        }),
        text("base64.txt", |t| format!("data: {}\n", base64(t, usize::MAX))),
        text("mime.txt", |t| format!("Content-Transfer-Encoding: base64\n\n{}\n", base64(t, 76))),
        text("percent-all.txt", |t| format!("q={}\n", each(t, percent))),
        text("escapes.js", |t| format!("const x = \"{}\";\n", each(t, unicode))),
        in_element("entities.html", |t| format!("<p>{}</p>\n", each(t, entity))),
        line("log.txt", |t| format!("2026-01-02T03:04:05Z \u{1b}[31mERROR\u{1b}[0m \u{1b}[1m{t}\u{1b}[0m\n")),
        line("trace.log", |t| format!("[7] INFO app.main - {t} (took 3 ms)\n")),
        line("squeezed.min.js", |t| {
            let code = "!function(t,e){for(var n=0;n<e;n++)t[n]=n}();".repeat(80);
            format!("{code}/* {t} */{code}\n")
        }),
    ];
    let as_bytes: [(&'static str, Bytes); 6] = [
        ("utf8-bom.txt", |t| [b"\xef\xbb\xbf", t.as_bytes()].concat()),
        ("utf16-le.txt", |t| [0xfeff].into_iter().chain(t.encode_utf16()).flat_map(u16::to_le_bytes).collect()),
        ("utf16-be.txt", |t| [0xfeff].into_iter().chain(t.encode_utf16()).flat_map(u16::to_be_bytes).collect()),
        ("utf16-unmarked.txt", |t| t.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("utf16-crlf.txt", |t| {
            [0xfeff].into_iter().chain(t.replace('\n', "\r\n").encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }),
        ("latin1.txt", |t| t.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()),
    ];
    all.extend(
        as_bytes.map(|(file, bytes)| Surrounding { bytes, ..text(file, |t| format!("first \u{fc}\n\u{e9} {t}\n")) }),
    );
    all
}
