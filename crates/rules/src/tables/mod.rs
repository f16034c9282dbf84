//! Writes the built-in rules as Rust source, for build scripts: static tables, so that the hook parses nothing.

#![allow(clippy::expect_used, clippy::panic)] // a rule that is wrong must not compile in
#![allow(clippy::use_debug)] // `{:?}` writes the literals of the tables

mod prefilter;
mod services;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::class::byte_class;
use crate::pattern::Form;
use crate::schema::{Heuristic, RuleDef, RuleFile};

/// The directory of the built-in rules on the machine that compiles.
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// Checks the built-in rules and writes `rules.rs`, `services.rs` and `prefilter.rs` into `target`. `words` is the model of
/// words, by which the rarest part of each keyword is found.
///
/// # Panics
/// A rule is wrong, or a file cannot be read or written.
pub fn write(target: &Path, words: Vec<u8>) {
    let rules = built_in();
    let put = |name: &str, source: String| {
        std::fs::write(target.join(name), source).expect("the folder of the tables can be written");
    };
    let rows: String = rules.iter().map(emit).collect();
    put("rules.rs", format!("pub(super) static RULES: [Rule; {}] = [\n{rows}];\n{}", rules.len(), digest(&rules)));
    let services = services::read(&read(&data().join("services.txt")));
    put("services.rs", services.source);
    let rarity = prefilter::Rarity::new(&read(&data().join("common.txt")), words);
    put("prefilter.rs", prefilter::emit(&keywords(&rules, &services.keywords), &rarity));
}

/// The rules of all files, in the order of the files' names.
fn built_in() -> Vec<RuleDef> {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(data()).expect("the folder data/ is part of the source") {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    files.sort();
    let rules: Vec<RuleDef> = files.iter().flat_map(|path| parse(path)).collect();
    let mut ids: Vec<&String> = rules.iter().flat_map(|r| r.aliases.iter().chain([&r.id])).collect();
    ids.sort();
    if let Some(twice) = ids.windows(2).find(|w| w[0] == w[1]) {
        panic!("the id `{}` is used twice", twice[0]);
    }
    for rule in &rules {
        if let Some(unknown) = rule.supersedes.iter().find(|b| !rules.iter().any(|r| r.id == **b)) {
            panic!("`{}` supersedes `{unknown}`, which is no rule", rule.id);
        }
    }
    rules
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Small tables of all that a scan without a finding needs to know of the rules, so that the large table stays untouched.
fn digest(rules: &[RuleDef]) -> String {
    let enabled: Vec<bool> = rules.iter().map(|rule| rule.enabled).collect();
    let finders = rules.iter().enumerate().filter_map(|(index, rule)| rule.finder.map(|_| index));
    let finders: Vec<usize> = finders.collect();
    format!(
        "static ENABLED: [bool; {}] = {enabled:?};\nstatic FINDERS: [usize; {}] = {finders:?};\n",
        enabled.len(),
        finders.len()
    )
}

/// All keywords in lower case, each with the rules that have it; the keywords of services belong to the rule for services.
fn keywords(rules: &[RuleDef], services: &[String]) -> BTreeMap<String, Vec<usize>> {
    let mut keywords: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, rule) in rules.iter().enumerate() {
        let services = if rule.finder == Some(Heuristic::Service) { services } else { &[] };
        for keyword in rule.keywords.iter().chain(services) {
            let owners = keywords.entry(keyword.to_ascii_lowercase()).or_default();
            if owners.last() != Some(&index) {
                owners.push(index);
            }
        }
    }
    keywords
}

fn parse(path: &Path) -> Vec<RuleDef> {
    let file: RuleFile = toml::from_str(&read(path)).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    for rule in &file.rule {
        if let Err(why) = rule.check() {
            panic!("{}: rule `{}`: {why}", path.display(), rule.id);
        }
        // A built-in rule needs more than a user's: advice and samples.
        assert!(!rule.revoke.is_empty(), "{}: rule `{}` does not say where to revoke", path.display(), rule.id);
        assert!(!rule.positive.is_empty(), "{}: rule `{}` has no positive sample", path.display(), rule.id);
        assert!(!rule.negative.is_empty(), "{}: rule `{}` has no negative sample", path.display(), rule.id);
    }
    file.rule
}

/// An `Option` as Rust source; `value` is its value's source.
fn option(value: Option<String>) -> String {
    match value {
        Some(value) => format!("Some({value})"),
        None => "None".to_owned(),
    }
}

/// One rule as Rust source.
fn emit(rule: &RuleDef) -> String {
    let text = |s: &str| format!("Cow::Borrowed({s:?})");
    let list = |l: &[String]| {
        let items: Vec<String> = l.iter().map(|s| text(s)).collect();
        format!("Cow::Borrowed(&[{}])", items.join(", "))
    };
    let class = |c: &str| format!("{:?}", byte_class(c).expect("checked"));
    let check = rule.check.as_ref().map(|c| {
        format!("Check {{ name: CheckName::{:?}, pass: Effect::{:?}, fail: Effect::{:?} }}", c.name, c.pass, c.fail)
    });
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
    field("finder", option(rule.finder.map(|f| format!("Heuristic::{f:?}"))));
    field("form", format!("{:?}", Form::of(&rule.pattern, &rule.keywords)));
    field("left", class(&rule.left));
    field("right", class(&rule.right));
    field("check", option(check));
    field("context", list(&rule.context));
    field("context_window", rule.context_window.to_string());
    field("min_entropy", format!("{:?}", rule.min_entropy));
    field("ignore_prefixes", list(&rule.ignore_prefixes));
    let hint = rule.hint;
    field("hint", format!("Hint {{ prefix: {}, head: {}, tail: {} }}", hint.prefix, hint.head, hint.tail));
    field("heads", option(rule.heads().map(|heads| text(&heads))));
    field("lower_in_tests", rule.lower_in_tests.to_string());
    field("public", rule.public.to_string());
    field("guessable", rule.guessable.to_string());
    field("aliases", list(&rule.aliases));
    field("supersedes", list(&rule.supersedes));
    field("fallback", rule.fallback.to_string());
    field("revoke", text(&rule.revoke));
    field("source", text(&rule.source));
    field("env", list(&rule.env));
    field("positive", list(&rule.positive));
    field("negative", list(&rule.negative));
    out.push_str("    },\n");
    out
}
