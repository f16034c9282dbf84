//! Files that are findings by their names: their rule, title and position.

use std::ops::Range;

use akguard_common::text::plural;
use akguard_detect::env_file::Kind;
use akguard_detect::{Candidate, Confidence, Rule, Severity};

/// A file that is a finding.
pub(super) struct JudgedFile {
    pub(super) rule: &'static Rule,
    pub(super) title: String,
    /// Its first value.
    pub(super) span: Range<usize>,
}

/// The finding for a file by its name and values; `None` if the findings of other rules cover the values.
pub(super) fn judge(kind: Kind, values: &[Range<usize>], keys: &[Candidate<'_>]) -> Option<JudgedFile> {
    // A user's rule covers a value only if it finds all of it.
    let covers = |k: &Candidate<'_>, span: &Range<usize>| match k.rule.is_own() {
        true => k.span.start <= span.start && span.end <= k.span.end,
        false => k.span.start < span.end && span.start < k.span.end,
    };
    // A heuristic's candidate in a value does not replace the finding for the file, however sure it is.
    let known = |span: &Range<usize>| keys.iter().any(|k| !is_guess(k) && covers(k, span));
    // A settings file whose values are all found as keys needs no second finding; a `.env` file does.
    let first = values.iter().find(|span| kind == Kind::Env || !known(span))?;
    let count = |noun: &str| plural(values.len(), noun);
    let title = match kind {
        Kind::Env => format!("environment file with {}", count("value")),
        Kind::Template => {
            let verb = if values.len() == 1 { "looks" } else { "look" };
            format!("environment template with {} that {verb} real", count("value"))
        }
        Kind::Settings => format!("settings file with {}", count("credential")),
        Kind::KeyStore => "key store".to_owned(),
    };
    Some(JudgedFile { rule: file_rule(kind), title, span: first.clone() })
}

/// Is the candidate based on a heuristic's evidence, or does it only warn?
pub(super) fn is_guess(candidate: &Candidate<'_>) -> bool {
    // A candidate of a weak form that a heuristic has made surer has the heuristic's evidence.
    candidate.evidence.is_some() || candidate.confidence == Confidence::Possible
}

/// The rule for files of this kind.
pub fn file_rule(kind: Kind) -> &'static Rule {
    match kind {
        Kind::Env | Kind::Template => &ENV_FILE,
        Kind::Settings => &CREDENTIAL_FILE,
        Kind::KeyStore => &KEY_STORE,
    }
}

/// The rules that find files by their names.
pub fn file_rules() -> [&'static Rule; 3] {
    [&ENV_FILE, &CREDENTIAL_FILE, &KEY_STORE]
}

/// Does the rule find files by their names?
pub fn is_file_rule(id: &str) -> bool {
    file_rules().iter().any(|rule| rule.id == id)
}

/// A rule for files: no pattern, only a name in reports and records.
const fn named(id: &'static str, title: &'static str, severity: Severity, confidence: Confidence) -> Rule {
    Rule::without_pattern(id, title, severity, confidence, false, "")
}

/// `.env` files and templates with real values.
static ENV_FILE: Rule = named("env-file", "environment file", Severity::High, Confidence::Likely);
/// `.npmrc`, `.netrc` and other settings files with credentials.
static CREDENTIAL_FILE: Rule =
    named("credential-file", "settings file with credentials", Severity::High, Confidence::Likely);
/// PKCS#12 and Java key stores: protected by a password, so a warning.
static KEY_STORE: Rule = named("key-store", "key store", Severity::Medium, Confidence::Possible);
