//! The rule schema: one TOML form for built-in rules (`data/*.toml`) and for `[[rule]]` in `.akguard.toml`.
//!
//! The built-in rules are checked when they are compiled in, so one that would be refused at run time is none.

use serde::Deserialize;

use crate::class::byte_class;
use crate::pattern::{self, compile};

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
    /// A guess from name and look: warns by default.
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

/// In a keyword of a built-in rule: stands for two to eight letters.
pub const WILD: u8 = b'*';

/// What finds a kind that has no pattern (see `detect::heuristics`).
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
    /// A call that takes a secret at a place of its own.
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
    /// Literals of three characters or more; one must occur before the pattern is tried, in the match or within the
    /// context window around it. In a built-in rule `*` stands for two to eight letters, behind two letters: `gl*-`.
    pub keywords: Vec<String>,
    /// Regular expression with a capture named `secret`; bytes, no Unicode classes. `(?&assign)` stands for all that can
    /// be between a name and its value, `(?&section)` for what is between a table and a key in it.
    #[serde(default)]
    pub pattern: String,
    /// In place of a pattern; built-in rules only.
    pub finder: Option<Heuristic>,
    /// Class of bytes that must not stand before the secret, such as `0-9A-Za-z_`.
    #[serde(default = "word_class")]
    pub left: String,
    /// Class of bytes that must not stand behind it; the token's own alphabet.
    #[serde(default = "word_class")]
    pub right: String,
    /// Offline proof, if the kind has one.
    pub check: Option<CheckDef>,
    /// Words of which one must stand near the match (any case).
    #[serde(default)]
    pub context: Vec<String>,
    /// How near, in bytes to both sides.
    #[serde(default)]
    pub context_window: usize,
    /// Least Shannon entropy of the secret, in bits per byte.
    #[serde(default)]
    pub min_entropy: f64,
    /// Values that start like this are public siblings and no finding.
    /// (`ignore_prefixes` until 0.1.)
    #[serde(default, alias = "spare")]
    pub ignore_prefixes: Vec<String>,
    /// What may be shown.
    #[serde(default)]
    pub hint: HintDef,
    /// In a folder of tests it is made for them as a rule: the finding warns there.
    #[serde(default)]
    pub lower_in_tests: bool,
    /// Public where it is found, as web keys are: no name beside it makes it a secret.
    #[serde(default)]
    pub public: bool,
    /// A person may have chosen the value: its fingerprint uses the slow hash.
    #[serde(default)]
    pub guessable: bool,
    /// Earlier ids of this rule.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Rules that this one wins over where both match.
    /// (`supersedes` until 0.1.)
    #[serde(default, alias = "beats")]
    pub supersedes: Vec<String>,
    /// A catch-all behind a vendor's own prefix: it loses to every rule that knows the form, and finds nothing in what such
    /// a rule has looked at and dropped, or would have found were it not switched off.
    #[serde(default)]
    pub fallback: bool,
    /// Where to revoke: an address, or the way through the site's menu.
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

/// The checks a rule may name; `detect::validators` holds them.
pub const CHECKS: [&str; 59] = [
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
    /// As JSON has it.
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
    /// As JSON has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
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

/// Context is looked for this far at most, in bytes.
const MAX_WINDOW: usize = 4096;
/// A hint shows this much of a value's random part at most, in characters.
const MAX_HINTED: usize = 8;
/// No fixed public prefix is longer.
const MAX_PREFIX: usize = 24;
/// Checks that read around the match and so belong to the built-in rules alone.
const OWN_CHECKS: [&str; 11] = [
    "azure-sas",
    "bip39",
    "dsn-password",
    "google-web",
    "jwk",
    "key-name",
    "pkcs12",
    "presigned",
    "private-key",
    "service-account",
    "url-password",
];

impl RuleDef {
    /// What is wrong with this rule, in words that hold none of its values but the id's and the field's name.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), String> {
        let kebab = |s: &str| {
            !s.is_empty()
                && s.len() <= 60
                && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && s.starts_with(|c: char| c.is_ascii_lowercase())
        };
        if !kebab(&self.id) || !self.aliases.iter().all(|a| kebab(a)) {
            return Err("`id` and `aliases` are kebab-case: lower-case letters, digits and `-`".into());
        }
        if self.title.trim().is_empty() {
            return Err("`title` is empty".into());
        }
        if self.keywords.is_empty() || self.keywords.iter().any(|k| k.len() < 3) {
            return Err("`keywords` needs at least one literal, each of 3 characters or more".into());
        }
        if self.check.as_ref().is_some_and(|c| !CHECKS.contains(&c.name.as_str())) {
            return Err(format!("`check.name` is none of {}", CHECKS.join(", ")));
        }
        if self.context.is_empty() != (self.context_window == 0) {
            return Err("`context` and `context_window` go together".into());
        }
        if [&self.context, &self.ignore_prefixes, &self.env]
            .iter()
            .any(|list| list.iter().any(|word| word.trim().is_empty()))
        {
            return Err("`context`, `ignore_prefixes` and `env` hold no empty words".into());
        }
        if self.context_window > MAX_WINDOW {
            return Err(format!("`context_window` is {MAX_WINDOW} bytes at most"));
        }
        if self.hint.head.saturating_add(self.hint.tail) > MAX_HINTED || self.hint.prefix > MAX_PREFIX {
            return Err(format!(
                "`hint` shows too much: `prefix` is {MAX_PREFIX} at most, `head` and `tail` together {MAX_HINTED}"
            ));
        }
        byte_class(&self.left).map_err(|e| format!("`left` {e}"))?;
        byte_class(&self.right).map_err(|e| format!("`right` {e}"))?;
        if self.finder.is_some() {
            return if self.pattern.is_empty() {
                Ok(())
            } else {
                Err("`finder` and `pattern` cannot be combined".into())
            };
        }
        if self.pattern.is_empty() {
            return Err("`pattern` is missing".into());
        }
        let regex = compile(&self.pattern)?;
        if !regex.capture_names().flatten().any(|n| n == "secret") {
            return Err("`pattern` has no capture named `secret`: (?P<secret>...)".into());
        }
        if regex.is_match(b"") {
            return Err("`pattern` matches the empty text".into());
        }
        Ok(())
    }
}

impl RuleDef {
    /// What its values begin with beside its keywords, a line each; none where nothing of them is shown.
    pub fn heads(&self) -> Option<String> {
        let shown = self.hint.prefix + self.hint.head + self.hint.tail;
        if shown == 0 { None } else { pattern::heads(&self.pattern, &self.keywords) }
    }

    /// What a user's rule may not do beyond [`RuleDef::check`]: show more than its keyword, or use a check that only
    /// fits the pattern of a built-in rule.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check_own(&self) -> Result<(), String> {
        self.check()?;
        if self.check.as_ref().is_some_and(|c| OWN_CHECKS.contains(&c.name.as_str())) {
            return Err(format!("`check.name` {} is for built-in rules", OWN_CHECKS.join(" or ")));
        }
        if self.finder.is_some() {
            return Err("`finder` is for built-in rules".into());
        }
        // The keyword is public; what follows it may be the secret.
        if self.hint.prefix > self.keywords.iter().map(String::len).max().unwrap_or(0) {
            return Err("`hint.prefix` is longer than the longest keyword".into());
        }
        Ok(())
    }
}
