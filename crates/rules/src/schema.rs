//! The rule schema: one TOML form for built-in rules (`data/*.toml`) and for `[[rule]]` in `.akguard.toml`.
//!
//! The built-in rules are checked at build time by the same code: a rule that is refused fails the build.

use serde::Deserialize;

use crate::class::byte_class;
use crate::error::RuleError;
use crate::pattern::{self, compile};
use crate::table::{optional_table, table};

/// Harm if the finding is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Little harm, such as a test-mode key.
    Low,
    /// Limited harm or limited life.
    Medium,
    /// Access to an account's data or money.
    High,
    /// Full access; rotate within minutes.
    Critical,
}

/// Chance that the finding is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A guess from a name and the look of its value: warns by default.
    Possible,
    /// Vendor prefix, exact shape and boundaries: stops the commit.
    Likely,
    /// A checksum or a decoder agrees: stops the commit.
    Certain,
}

/// What a check's pass or failure does to a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// No finding.
    Drop,
    /// The confidence falls to `possible`.
    Lower,
    /// The confidence stays as the rule states it.
    Keep,
    /// The confidence rises to `certain`.
    Certain,
}

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
    /// One of [`CHECKS`].
    pub name: String,
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

/// The checks that a rule may name; `detect::validators` implements them.
pub const CHECKS: [&str; 64] = [
    "aes-key",
    "jwt-scalr",
    "jwt-temporal",
    "rails-secret",
    "standard-webhooks",
    "anthropic",
    "aws-id",
    "mixed",
    "azure-cask",
    "azure-devops",
    "azure-entra",
    "azure-key",
    "azure-sas",
    "crc62-6",
    "gitlab-routable",
    "jwt",
    "private-key",
    "pypi",
    "url-password",
    "age",
    "artifactory-key",
    "artifactory-reference",
    "base64-pair",
    "bech32",
    "bip39",
    "bitcoin",
    "crc-base64",
    "crc-hex-body",
    "crc-hex-little",
    "crc-hex-upper",
    "crc62-last",
    "crc62-lower-whole",
    "crc62-whole",
    "data-centre",
    "discord",
    "dsn-password",
    "elastic",
    "google-web",
    "grafana-cloud",
    "grafana-legacy",
    "intercom",
    "jwk",
    "jwt-service-role",
    "key-name",
    "mapbox",
    "ngc",
    "nkey",
    "onepassword",
    "password",
    "password-mixed",
    "pkcs12",
    "presigned",
    "secp256k1",
    "sentry",
    "snyk",
    "service-account",
    "stellar",
    "wireguard",
    "workos",
    "random-body",
    "random-base64",
    "random-anthropic",
    "random-crc62",
    "random-gitlab",
];

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The value in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl Confidence {
    /// All of them, the strongest first.
    pub const ALL: [Self; 3] = [Self::Certain, Self::Likely, Self::Possible];

    /// The value in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

impl Effect {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Drop, Self::Lower, Self::Keep, Self::Certain];

    /// As rules and JSON have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Lower => "lower",
            Self::Keep => "keep",
            Self::Certain => "certain",
        }
    }
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
/// Checks for built-in rules only, because they read the text around the match.
pub const BUILT_IN_CHECKS: [&str; 13] = [
    "azure-sas",
    "bip39",
    "dsn-password",
    "google-web",
    "jwk",
    "key-name",
    "pkcs12",
    "presigned",
    "private-key",
    "rails-secret",
    "service-account",
    "standard-webhooks",
    "url-password",
];

/// Lower-case letters, digits and `-`, with a letter first.
fn is_kebab_case(s: &str) -> bool {
    s.len() <= 60
        && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && s.starts_with(|c: char| c.is_ascii_lowercase())
}

impl RuleDef {
    /// Checks the rule; the message contains none of its values but the id's and the field's name.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), RuleError> {
        self.check_names()?;
        self.check_context_and_hint()?;
        byte_class(&self.left).map_err(|e| RuleError::new(format!("`left` {e}")))?;
        byte_class(&self.right).map_err(|e| RuleError::new(format!("`right` {e}")))?;
        if self.finder.is_none() {
            return self.check_pattern();
        }
        if !self.pattern.is_empty() {
            return Err(RuleError::new("`finder` and `pattern` cannot be combined"));
        }
        Ok(())
    }

    fn check_names(&self) -> Result<(), RuleError> {
        if !is_kebab_case(&self.id) || !self.aliases.iter().all(|alias| is_kebab_case(alias)) {
            return Err(RuleError::new("`id` and `aliases` are kebab-case: lower-case letters, digits and `-`"));
        }
        if self.title.trim().is_empty() {
            return Err(RuleError::new("`title` is empty"));
        }
        if self.keywords.is_empty() || self.keywords.iter().any(|k| k.len() < 3) {
            return Err(RuleError::new("`keywords` needs at least one literal, each of 3 characters or more"));
        }
        if self.check.as_ref().is_some_and(|c| !CHECKS.contains(&c.name.as_str())) {
            return Err(RuleError::new(format!("`check.name` is none of {}", CHECKS.join(", "))));
        }
        Ok(())
    }

    fn check_context_and_hint(&self) -> Result<(), RuleError> {
        if self.context.is_empty() != (self.context_window == 0) {
            return Err(RuleError::new("`context` and `context_window` go together"));
        }
        let mut words = self.context.iter().chain(&self.ignore_prefixes).chain(&self.env);
        if words.any(|word| word.trim().is_empty()) {
            return Err(RuleError::new("`context`, `ignore_prefixes` and `env` hold no empty words"));
        }
        if self.context_window > MAX_CONTEXT_WINDOW {
            return Err(RuleError::new(format!("`context_window` is {MAX_CONTEXT_WINDOW} bytes at most")));
        }
        if self.hint.head.saturating_add(self.hint.tail) > MAX_HINTED || self.hint.prefix > MAX_PREFIX {
            return Err(RuleError::new(format!(
                "`hint` shows too much: `prefix` is {MAX_PREFIX} at most, `head` and `tail` together {MAX_HINTED}"
            )));
        }
        Ok(())
    }

    fn check_pattern(&self) -> Result<(), RuleError> {
        if self.pattern.is_empty() {
            return Err(RuleError::new("`pattern` is missing"));
        }
        let regex = compile(&self.pattern).map_err(RuleError::new)?;
        if !regex.capture_names().flatten().any(|n| n == "secret") {
            return Err(RuleError::new("`pattern` has no capture named `secret`: (?P<secret>...)"));
        }
        if regex.is_match(b"") {
            return Err(RuleError::new("`pattern` matches the empty text"));
        }
        Ok(())
    }

    /// The texts that its values begin with, without its keywords, a line each; `None` where a report shows nothing of them.
    pub fn heads(&self) -> Option<String> {
        let shown = self.hint.prefix + self.hint.head + self.hint.tail;
        if shown == 0 { None } else { pattern::heads(&self.pattern, &self.keywords) }
    }

    /// Checks a user's rule: [`RuleDef::check`], and it may not show more than its keyword, nor use a check or a finder that
    /// only fits built-in rules.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check_own(&self) -> Result<(), RuleError> {
        self.check()?;
        if self.check.as_ref().is_some_and(|c| BUILT_IN_CHECKS.contains(&c.name.as_str())) {
            let names = BUILT_IN_CHECKS.join(" or ");
            return Err(RuleError::new(format!("`check.name` {names} is for built-in rules")));
        }
        if self.finder.is_some() {
            return Err(RuleError::new("`finder` is for built-in rules"));
        }
        // The keyword is public; what follows it may be the secret.
        if self.hint.prefix > self.keywords.iter().map(String::len).max().unwrap_or(0) {
            return Err(RuleError::new("`hint.prefix` is longer than the longest keyword"));
        }
        Ok(())
    }
}
