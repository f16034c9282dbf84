//! Files that are findings by their names: which rule, which title, which place.

use std::borrow::Cow;
use std::ops::Range;

use super::plural;
use crate::detect::envfile::Kind;
use crate::detect::{Candidate, Confidence, Hint, Rule, Severity};

/// The verdict on a file by its name and values; `None` when keys that are found anyway cover them.
pub(super) fn judge(
    kind: Kind,
    values: &[Range<usize>],
    keys: &[Candidate<'_>],
) -> Option<(&'static Rule, String, Range<usize>)> {
    // A guess at the value, which only warns, is no reason to say less of the file.
    let sure = |k: &&Candidate<'_>| k.confidence > Confidence::Possible;
    let known =
        |span: &Range<usize>| keys.iter().filter(sure).any(|k| k.span.start < span.end && span.start < k.span.end);
    // A settings file whose values are all found as keys needs no second finding; a `.env` file does.
    let first = values.iter().find(|span| kind == Kind::Env || !known(span))?;
    let count = |noun: &str| plural(values.len(), noun);
    let (rule, title) = match kind {
        Kind::Env => (&ENV_FILE, format!("environment file with {}", count("value"))),
        Kind::Template => {
            let verb = if values.len() == 1 { "looks" } else { "look" };
            (&ENV_FILE, format!("environment template with {} that {verb} real", count("value")))
        }
        Kind::Settings => (&CREDENTIAL_FILE, format!("settings file with {}", count("credential"))),
        Kind::KeyStore => (&KEY_STORE, "key store".to_owned()),
    };
    Some((rule, title, first.clone()))
}

/// Does the rule find files by their names?
pub fn is_file_rule(id: &str) -> bool {
    [&ENV_FILE, &CREDENTIAL_FILE, &KEY_STORE].iter().any(|rule| rule.id == id)
}

/// A rule for files: no pattern, only a name in reports and records.
const fn file_rule(id: &'static str, title: &'static str, severity: Severity, confidence: Confidence) -> Rule {
    Rule {
        id: Cow::Borrowed(id),
        provider: Cow::Borrowed(""),
        title: Cow::Borrowed(title),
        severity,
        confidence,
        keywords: Cow::Borrowed(&[]),
        pattern: Cow::Borrowed(""),
        reach: None,
        left: [0; 4],
        right: [0; 4],
        check: None,
        context: Cow::Borrowed(&[]),
        context_window: 0,
        min_entropy: 0.0,
        spare: Cow::Borrowed(&[]),
        enabled: true,
        hint: Hint { prefix: 0, head: 0, tail: 0 },
        guessable: false,
        aliases: Cow::Borrowed(&[]),
        beats: Cow::Borrowed(&[]),
        revoke: Cow::Borrowed(""),
        env: Cow::Borrowed(&[]),
        positive: Cow::Borrowed(&[]),
        negative: Cow::Borrowed(&[]),
    }
}

/// `.env` files and templates with real values.
static ENV_FILE: Rule = file_rule("env-file", "environment file", Severity::High, Confidence::Likely);
/// `.npmrc`, `.netrc` and other settings files with credentials.
static CREDENTIAL_FILE: Rule =
    file_rule("credential-file", "settings file with credentials", Severity::High, Confidence::Likely);
/// PKCS#12 and Java key stores: protected by a password, so a warning.
static KEY_STORE: Rule = file_rule("key-store", "key store", Severity::Medium, Confidence::Possible);
