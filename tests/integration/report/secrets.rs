//! No output holds a secret, whatever stands around it. Files and names are generated; [`TestRepo::run`] searches both
//! streams of every command, and the end of each repository its records and its log.

use akguard_detect::{Detector, FileClass, Rule, sample};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::common::{TestRepo, walk};

/// Repositories per run; PROPTEST_CASES asks for more.
const CASES: u32 = 10;

/// A piece of a file.
#[derive(Debug, Clone)]
enum Piece {
    /// Anything at all.
    Text(String),
    /// A sample of one of the built-in rules, written as a language would.
    Secret(&'static str, Quoting),
    /// Many characters without a line end.
    Long(usize),
}

#[derive(Debug, Clone, Copy)]
enum Quoting {
    Bare,
    Json,
    Comment,
    Patch,
    Percent,
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf8,
    Utf16,
    /// A byte that is no UTF-8 after every piece.
    Broken,
}

#[derive(Debug, Clone)]
struct File {
    folder: Name,
    name: Name,
    end: &'static str,
    pieces: Vec<Piece>,
    encoding: Encoding,
}

/// A part of a path, perhaps with a secret in it.
#[derive(Debug, Clone)]
struct Name {
    before: String,
    secret: Option<&'static str>,
    after: String,
}

/// The samples of the rules that are on.
fn templates(counts: impl Fn(&Rule) -> bool) -> Vec<&'static str> {
    let rules = Detector::built_in().iter().filter(|rule| rule.enabled && counts(rule));
    rules.flat_map(|rule| rule.positive.iter().map(AsRef::as_ref)).collect()
}

/// Those that fit into a file's name.
fn short_templates(counts: impl Fn(&Rule) -> bool) -> Vec<&'static str> {
    let fits = |text: String| text.len() < 200 && !text.contains(['/', '\n']);
    templates(counts).into_iter().filter(|t| !t.contains("{b64:") && fits(sample::expand(t, 1))).collect()
}

/// Does a name before the value make it a secret? Letters before that name make it another one.
fn guesses(rule: &Rule) -> bool {
    rule.finder.is_some()
}

fn piece() -> impl Strategy<Value = Piece> {
    const AROUND: [&str; 22] = [
        "\n",
        "\n",
        " ",
        "\t",
        "\"",
        "'",
        "=",
        ": ",
        ",",
        "\\n",
        "\r\n",
        "\0",
        "\u{1b}[31m",
        "\u{202e}",
        "\u{200b}",
        "é",
        "<b>",
        "const k = \"",
        "\";\n",
        "${X:-",
        "password ",
        "-----BEGIN RSA PRIVATE KEY-----\n",
    ];
    let quoting = select(vec![Quoting::Bare, Quoting::Json, Quoting::Comment, Quoting::Patch, Quoting::Percent]);
    prop_oneof![
        4 => (select(templates(|_| true)), quoting).prop_map(|(template, quoting)| Piece::Secret(template, quoting)),
        5 => select(AROUND.to_vec()).prop_map(|text| Piece::Text(text.to_owned())),
        1 => "\\PC{0,12}".prop_map(Piece::Text),
        1 => (1..20_000usize).prop_map(Piece::Long),
    ]
}

fn name() -> impl Strategy<Value = Name> {
    let part = || prop_oneof![3 => "[-_. a-z0-9]{0,6}", 1 => "[^/\0]{0,6}"];
    // What a sample holds beside its value may be a guess, too, and none behind other letters.
    let detector = Detector::new(Vec::new(), 1_790_000_000);
    let sure = |template: &&str| {
        let text = sample::expand(template, 1);
        detector.scan(text.as_bytes(), FileClass::Data).unwrap().iter().all(|found| !guesses(found.rule))
    };
    let names = short_templates(|rule| !guesses(rule)).into_iter().filter(sure).collect::<Vec<_>>();
    let secret = proptest::option::weighted(0.3, select(names));
    (part(), secret, part()).prop_map(|(before, secret, after)| Name { before, secret, after })
}

fn file() -> impl Strategy<Value = File> {
    let end = select(vec!["", ".py", "/.env", "/.env.example", "/.npmrc", ".json", "/x.p12"]);
    let encoding = prop_oneof![4 => Just(Encoding::Utf8), 1 => Just(Encoding::Utf16), 1 => Just(Encoding::Broken)];
    let fields = (name(), name(), end, vec(piece(), 0..14), encoding);
    fields.prop_map(|(folder, name, end, pieces, encoding)| File { folder, name, end, pieces, encoding })
}

impl File {
    fn path(&self, number: usize, repo: &TestRepo) -> String {
        format!("{number}{}/n{}{}", self.folder.text(repo), self.name.text(repo), self.end)
    }

    fn content(&self, repo: &TestRepo) -> Vec<u8> {
        let texts = self.pieces.iter().map(|piece| piece.text(repo));
        match self.encoding {
            Encoding::Utf8 => texts.collect::<String>().into_bytes(),
            Encoding::Utf16 => texts.collect::<String>().encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Broken => texts.flat_map(|text| [text.as_bytes(), b"\xff"].concat()).collect(),
        }
    }
}

impl Name {
    fn text(&self, repo: &TestRepo) -> String {
        let secret = self.secret.map(|template| repo.plant(template)).unwrap_or_default();
        format!("{}{secret}{}", self.before, self.after)
    }
}

impl Piece {
    fn text(&self, repo: &TestRepo) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Long(length) => "lorem ipsum ".chars().cycle().take(*length).collect(),
            Self::Secret(template, quoting) => {
                let text = repo.plant(template);
                match quoting {
                    Quoting::Bare => text,
                    Quoting::Json => Value::String(text).to_string(),
                    Quoting::Comment => text.lines().map(|line| format!("// {line}\n")).collect(),
                    Quoting::Patch => text.lines().map(|line| format!("+{line}\n")).collect(),
                    Quoting::Percent => text.replace('\n', "%0A"),
                }
            }
        }
    }
}

/// Every way to see a report, then overrides for what is found, a second commit, and every way to see those.
fn look_at_everything(repo: &TestRepo, files: &[File]) {
    for (number, file) in files.iter().enumerate() {
        repo.stage(&file.path(number, repo), file.content(repo));
    }
    let stopped = repo.commit();
    assert!((0..=1).contains(&stopped.status), "{}", stopped.stderr);
    repo.akguard(&["scan", "--verbose", "--color", "always"]);
    repo.akguard(&["scan", ".", "--no-ignore", "--format", "json"]);
    let json = repo.akguard(&["scan", "--format", "json"]).stdout;
    let report: Value = serde_json::from_str(&json).unwrap();
    let listed = ["findings", "unchecked"].iter().flat_map(|list| report[list].as_array().unwrap());
    let ids: Vec<&str> = listed.filter(|f| f["verdict"] == "block").map(|f| f["id"].as_str().unwrap()).collect();
    assert_eq!(ids.is_empty(), stopped.status == 0, "{json}");
    if !ids.is_empty() {
        let mut arguments = vec!["--reason", "test", "--note", "a generated key of no account"];
        arguments.extend(ids.iter().flat_map(|id| ["--allow", *id]));
        repo.akguard(&arguments).exits(0);
        repo.akguard(&["scan", "--verbose"]).exits(0);
        repo.commit().exits(0);
        assert!(!walk(&repo.path(".akguard/allow")).is_empty());
    }
    repo.akguard(&["scan", "--history"]);
    repo.akguard(&["audit"]);
    repo.akguard(&["audit", "--format", "csv"]);
    repo.akguard(&["audit", "--format", "json", "--check"]).exits(0);
}

#[test]
fn no_output_holds_a_secret() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES);
    let config = ProptestConfig { cases, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(files in vec(file(), 1..4))| look_at_everything(&TestRepo::new(), &files));
}

#[test]
fn guesses_are_hidden_in_paths() {
    let templates = short_templates(guesses);
    assert!(templates.len() > 10, "{templates:?}");
    let repo = TestRepo::new();
    for template in &templates {
        // At the top: behind a `/` a name is taken for a part of a path.
        repo.stage(&repo.plant(template), "nothing");
    }
    let report = repo.akguard(&["scan", "--verbose"]).exits(1);
    let is_finding = |line: &&str| line.contains("error[") || line.contains("warning[");
    let hidden = report.stdout.lines().filter(|line| line.contains("[redacted]")).filter(is_finding);
    assert_eq!(hidden.count(), templates.len(), "{}", report.stdout);
}
