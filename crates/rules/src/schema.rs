//! The rule schema: one TOML form for built-in rules (`data/*.toml`) and for `[[rule]]` in `.akguard.toml`.
//!
//! The built-in rules are checked at build time by the same code: a rule that is refused fails the build.

use serde::Deserialize;

use crate::check_name::CheckName;
pub use crate::levels::{Confidence, Effect, Severity};
use crate::pattern;
use crate::table::{optional_table, table};

/// In a keyword of a built-in rule: matches two to eight letters.
pub const WILD: u8 = b'*';

/// The heuristic of a rule without a pattern (see `detect::heuristics`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Heuristic {
    /// A name such as `db_password` and its literal.
    Password,
    /// A name such as `api_key` and its literal.
    Secret,
    /// The name of a service near one, or a value of its form.
    Service,
    /// `Authorization: Basic`, decoded.
    Basic,
    /// `Authorization: Bearer`.
    Bearer,
    /// An option that takes a password.
    Command,
    /// A call that takes a secret as a certain argument.
    Call,
}

/// A named checksum or decoder (see `detect::validators`) and what its verdict means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckDef {
    /// Which one.
    pub name: CheckName,
    /// Effect when the check passes.
    #[serde(default = "certain")]
    pub pass: Effect,
    /// Effect when it fails.
    #[serde(default = "drop_it")]
    pub fail: Effect,
}

/// How much of a value the provider's own console shows; the report shows no more.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HintDef {
    /// Characters of the fixed public prefix.
    #[serde(default)]
    pub prefix: usize,
    /// Characters shown after the prefix.
    #[serde(default)]
    pub head: usize,
    /// Characters shown at the end.
    #[serde(default)]
    pub tail: usize,
}

/// One rule as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleDef {
    /// Kebab-case name, a public contract: never reused.
    pub id: String,
    /// Who issues the credential.
    #[serde(default)]
    pub provider: String,
    /// What the report calls it.
    pub title: String,
    /// Harm if true.
    pub severity: Severity,
    /// Off by default when false; the config's `[rules] enable` turns it on.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Confidence of an unchecked match.
    #[serde(default = "likely")]
    pub confidence: Confidence,
    /// Literals of three characters or more. The pattern is tried only where one occurs, in the match or within the context
    /// window around it. In a built-in rule `*` matches two to eight letters, after two letters: `gl*-`.
    pub keywords: Vec<String>,
    /// Regular expression with a capture named `secret`; bytes, no Unicode classes. `(?&assign)` matches what can
    /// be between a name and its value, `(?&section)` what can be between a table and a key in it.
    #[serde(default)]
    pub pattern: String,
    /// A heuristic instead of a pattern; built-in rules only.
    pub finder: Option<Heuristic>,
    /// Class of bytes that must not precede the secret, such as `0-9A-Za-z_`.
    #[serde(default = "word_class")]
    pub left: String,
    /// Class of bytes that must not follow the secret: the token's own alphabet.
    #[serde(default = "word_class")]
    pub right: String,
    /// Offline proof, if the kind has one.
    #[serde(default, deserialize_with = "optional_table")]
    pub check: Option<CheckDef>,
    /// One of these words must occur near the match (any case).
    #[serde(default)]
    pub context: Vec<String>,
    /// How near, in bytes on both sides.
    #[serde(default)]
    pub context_window: usize,
    /// Minimum Shannon entropy of the secret, in bits per byte.
    #[serde(default)]
    pub min_entropy: f64,
    /// Values with one of these prefixes are public, such as publishable keys, and not reported.
    /// (`spare` until 0.1.)
    #[serde(default, alias = "spare")]
    pub ignore_prefixes: Vec<String>,
    /// What a report may show of the value.
    #[serde(default, deserialize_with = "table")]
    pub hint: HintDef,
    /// In a test directory such a value was most likely made for the tests: there the finding only warns.
    #[serde(default)]
    pub lower_in_tests: bool,
    /// The value is public, as web keys are: no name beside it makes it a secret.
    #[serde(default)]
    pub public: bool,
    /// A person may have chosen the value: its fingerprint uses the slow hash.
    #[serde(default)]
    pub guessable: bool,
    /// Earlier ids of this rule: configs, allow records and baselines may name it by them.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Rules whose finding is dropped where this rule matches, too. What a record or a baseline lets pass under one of them
    /// passes under this rule.
    /// (`beats` until 0.1.)
    #[serde(default, alias = "beats")]
    pub supersedes: Vec<String>,
    /// A catch-all for a vendor's prefix. It loses to every rule that knows the exact form, and reports no value that such a
    /// rule has checked and dropped, or would report if it were enabled.
    #[serde(default)]
    pub fallback: bool,
    /// Where to revoke the value: an address, or the path through the site's menu.
    #[serde(default)]
    pub revoke: String,
    /// How well the format is known and where its facts come from: `documented: the vendor's page`. Empty where nobody has
    /// written that down.
    #[serde(default)]
    pub source: String,
    /// Environment variables that the provider's tools read, best first.
    #[serde(default)]
    pub env: Vec<String>,
    /// Sample templates (see `detect::sample`) that must be found.
    #[serde(default)]
    pub positive: Vec<String>,
    /// Sample templates that must not be found.
    #[serde(default)]
    pub negative: Vec<String>,
}

/// A file of built-in rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleFile {
    /// The rules, in the order of the file.
    #[serde(default)]
    pub(crate) rule: Vec<RuleDef>,
}

fn yes() -> bool {
    true
}
fn certain() -> Effect {
    Effect::Certain
}
fn drop_it() -> Effect {
    Effect::Drop
}
fn likely() -> Confidence {
    Confidence::Likely
}
fn word_class() -> String {
    "0-9A-Za-z_".to_owned()
}

/// Maximum distance of context, in bytes.
pub const MAX_CONTEXT_WINDOW: usize = 4096;
/// Maximum number of characters that a hint shows of a value's random part.
pub const MAX_HINTED: usize = 8;
/// Maximum length of a fixed public prefix, in characters.
pub const MAX_PREFIX: usize = 24;

impl RuleDef {
    /// The texts that its values begin with, without its keywords, a line each; `None` where a report shows nothing of them.
    pub fn heads(&self) -> Option<String> {
        let shown = self.hint.prefix + self.hint.head + self.hint.tail;
        if shown == 0 { None } else { pattern::heads(&self.pattern, &self.keywords) }
    }
}
