//! Checks `rules/*.toml` and turns them into static tables, so that the hook parses nothing.

#![allow(clippy::expect_used, clippy::panic)] // a rule that is wrong must not compile in
#![allow(clippy::use_debug)] // `{:?}` writes the literals of the tables

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[path = "src/detect/schema.rs"]
#[allow(dead_code)] // the program uses the rest
mod schema;

#[path = "src/detect/heads.rs"]
#[allow(dead_code)] // the program uses the rest
mod heads;
#[path = "src/detect/pattern.rs"]
#[allow(dead_code)] // the program uses the rest
mod pattern;
#[path = "src/detect/run.rs"]
#[allow(dead_code)] // the program uses the rest
mod run;

#[path = "build/prefilter.rs"]
mod prefilter;
#[path = "build/services.rs"]
mod services;

use pattern::Form;
use schema::{Finder, RuleDef, RuleFile};

fn main() {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=src/detect/schema.rs");
    println!("cargo:rerun-if-changed=src/detect/pattern.rs");
    println!("cargo:rerun-if-changed=src/detect/heads.rs");
    println!("cargo:rerun-if-changed=src/detect/run.rs");
    println!("cargo:rerun-if-changed=src/detect/wordness.txt");
    println!("cargo:rerun-if-changed=build");
    let mut files: Vec<PathBuf> = std::fs::read_dir("rules")
        .expect("the folder rules/ is part of the source")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    let rules: Vec<RuleDef> = files.iter().flat_map(|path| read(path)).collect();
    let mut ids: Vec<&String> = rules.iter().flat_map(|r| r.aliases.iter().chain([&r.id])).collect();
    ids.sort();
    if let Some(twice) = ids.windows(2).find(|w| w[0] == w[1]) {
        panic!("rules/: the id `{}` is used twice", twice[0]);
    }
    for rule in &rules {
        if let Some(unknown) = rule.beats.iter().find(|b| !rules.iter().any(|r| r.id == **b)) {
            panic!("rules/: `{}` beats `{unknown}`, which is no rule", rule.id);
        }
    }
    let mut out = format!("pub(super) static RULES: [Rule; {}] = [\n", rules.len());
    for rule in &rules {
        out.push_str(&emit(rule));
    }
    out.push_str("];\n");
    out.push_str(&digest(&rules));
    let target = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    std::fs::write(target.join("rules.rs"), out).expect("OUT_DIR can be written");
    let services = services::read();
    std::fs::write(target.join("services.rs"), services.source).expect("OUT_DIR can be written");
    let keywords = keywords(&rules, &services.keywords);
    let tables = prefilter::emit(&keywords, &prefilter::Rarity::read());
    std::fs::write(target.join("prefilter.rs"), tables).expect("OUT_DIR can be written");
}

/// What a scan that finds nothing asks of the rules: it need not touch the table of them all.
fn digest(rules: &[RuleDef]) -> String {
    let enabled: Vec<bool> = rules.iter().map(|rule| rule.enabled).collect();
    let finders: Vec<usize> = (0..rules.len()).filter(|index| rules[*index].finder.is_some()).collect();
    format!(
        "static ENABLED: [bool; {}] = {enabled:?};\nstatic FINDERS: [usize; {}] = {finders:?};\n",
        enabled.len(),
        finders.len()
    )
}

/// All keywords in lower case with the rules that have each; the services' go to the rule that finds them.
fn keywords(rules: &[RuleDef], services: &[String]) -> BTreeMap<String, Vec<usize>> {
    let mut keywords: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, rule) in rules.iter().enumerate() {
        let services = if rule.finder == Some(Finder::Service) { services } else { &[] };
        for keyword in rule.keywords.iter().chain(services) {
            let owners = keywords.entry(keyword.to_ascii_lowercase()).or_default();
            if owners.last() != Some(&index) {
                owners.push(index);
            }
        }
    }
    keywords
}

fn read(path: &Path) -> Vec<RuleDef> {
    let text = std::fs::read_to_string(path).expect("a readable rules file");
    let file: RuleFile = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    for rule in &file.rule {
        if let Err(why) = rule.check() {
            panic!("{}: rule `{}`: {why}", path.display(), rule.id);
        }
        // Built-in rules owe more than a user's: advice and samples.
        assert!(!rule.revoke.is_empty(), "{}: rule `{}` does not say where to revoke", path.display(), rule.id);
        assert!(!rule.positive.is_empty(), "{}: rule `{}` has no positive sample", path.display(), rule.id);
        assert!(!rule.negative.is_empty(), "{}: rule `{}` has no negative sample", path.display(), rule.id);
    }
    file.rule
}

fn emit(rule: &RuleDef) -> String {
    let text = |s: &str| format!("Cow::Borrowed({s:?})");
    let list = |l: &[String]| {
        let items: Vec<String> = l.iter().map(|s| text(s)).collect();
        format!("Cow::Borrowed(&[{}])", items.join(", "))
    };
    let class = |c: &str| format!("{:?}", pattern::byte_class(c).expect("checked"));
    let check = rule.check.as_ref().map_or_else(
        || "None".to_owned(),
        |c| {
            format!("Some(Check {{ name: {}, pass: Effect::{:?}, fail: Effect::{:?} }})", text(&c.name), c.pass, c.fail)
        },
    );
    let mut out = String::from("    Rule {\n");
    let mut field = |name: &str, value: String| writeln!(out, "        {name}: {value},").expect("a String takes it");
    field("id", text(&rule.id));
    field("provider", text(&rule.provider));
    field("title", text(&rule.title));
    field("severity", format!("Severity::{:?}", rule.severity));
    field("enabled", rule.enabled.to_string());
    field("confidence", format!("Confidence::{:?}", rule.confidence));
    field("keywords", list(&rule.keywords));
    field("pattern", text(&rule.pattern));
    field("finder", rule.finder.map_or_else(|| "None".to_owned(), |f| format!("Some(Finder::{f:?})")));
    field("form", format!("{:?}", Form::of(&rule.pattern, &rule.keywords)));
    field("left", class(&rule.left));
    field("right", class(&rule.right));
    field("check", check);
    field("context", list(&rule.context));
    field("context_window", rule.context_window.to_string());
    field("min_entropy", format!("{:?}", rule.min_entropy));
    field("spare", list(&rule.spare));
    let hint = rule.hint;
    field("hint", format!("Hint {{ prefix: {}, head: {}, tail: {} }}", hint.prefix, hint.head, hint.tail));
    field("heads", pattern::heads(rule).map_or_else(|| "None".to_owned(), |heads| format!("Some({})", text(&heads))));
    field("lower_in_tests", rule.lower_in_tests.to_string());
    field("public", rule.public.to_string());
    field("guessable", rule.guessable.to_string());
    field("aliases", list(&rule.aliases));
    field("beats", list(&rule.beats));
    field("fallback", rule.fallback.to_string());
    field("revoke", text(&rule.revoke));
    field("env", list(&rule.env));
    field("positive", list(&rule.positive));
    field("negative", list(&rule.negative));
    out.push_str("    },\n");
    out
}
