//! `.akguard.toml`: strict, and turned into a valid type; nothing after this module has to check anything.
//!
//! HEAD's version is in force, so that a commit cannot weaken its own check. Where HEAD has none, the defaults are, with the
//! rules that the new config adds. No error repeats a value.

mod error;
mod exceptions;
mod own_rules;
mod patterns;
mod schema;
mod stored;
mod switches;
mod version;
mod weaker;

use std::collections::HashMap;

use anyhow::Result;
use globset::GlobSet;
use serde::Deserialize;
use toml::Spanned;

pub use self::error::FILE;
use self::error::{error_at, line_of, redacted_message};
use self::exceptions::{Exceptions, RawPath};
use self::own_rules::{OwnRules, own_rules};
use self::patterns::{globs, paths};
pub use self::schema::schema;
pub use self::stored::Stored;
use self::switches::RawSwitches;
pub use self::switches::{Disabled, RuleState, Switches, is_called, nearest_rule, rules};
use akguard_detect::env_file::{self, Kind};
use akguard_detect::{Confidence, Rule, local_values};
use akguard_rules::schema::RuleDef;
use akguard_rules::table::{TableOnly, table, tables};

use crate::finding::Finding;
use crate::policy::{Policy, Reason};
use crate::scan::{PathPolicy, file_rule};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    min_version: Option<String>,
    block_at: Option<Confidence>,
    #[serde(default)]
    quiet: bool,
    known_values: Option<bool>,
    #[serde(default, deserialize_with = "table")]
    env_files: RawEnvFiles,
    #[serde(default, deserialize_with = "tables")]
    exclude: Vec<RawPath>,
    #[serde(default)]
    rule: Vec<Spanned<TableOnly<RuleDef>>>,
    #[serde(default, deserialize_with = "table")]
    rules: RawSwitches,
    #[serde(default, deserialize_with = "table")]
    policy: RawPolicy,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEnvFiles {
    #[serde(default, deserialize_with = "tables")]
    allow: Vec<RawPath>,
    #[serde(default)]
    judge_by_values: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPolicy {
    reasons: Option<Vec<Reason>>,
    max_expiry: Option<String>,
    agents_need_approval: Option<bool>,
}

/// The settings in force.
#[derive(Debug)]
pub struct Config {
    /// Findings of this confidence or more stop the commit.
    pub block_at: Confidence,
    /// No success line.
    pub quiet: bool,
    /// Look for the values of the user's own `.env` files and environment.
    pub known_values: bool,
    /// The user's rules, checked.
    pub rules: Vec<Rule>,
    /// Which rules are turned on or off.
    pub switches: Switches,
    /// The user's rules by id: file and line.
    places: HashMap<String, String>,
    /// What may be overridden.
    pub policy: Policy,
    exclude: GlobSet,
    env_allow: GlobSet,
    env_by_values: GlobSet,
    exceptions: Exceptions,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            block_at: Confidence::Likely,
            quiet: false,
            known_values: true,
            rules: Vec::new(),
            switches: Switches::default(),
            places: HashMap::new(),
            policy: Policy::default(),
            exclude: GlobSet::empty(),
            env_allow: GlobSet::empty(),
            env_by_values: GlobSet::empty(),
            exceptions: Exceptions::default(),
        }
    }
}

impl Config {
    /// Reads a config; `name` is what messages call it.
    ///
    /// # Errors
    /// The first error, with its line and the key that was meant; never a value.
    pub fn parse(text: &[u8], name: &str) -> Result<Self> {
        let text = std::str::from_utf8(text).map_err(|_| error_at(name, None, "the file is not UTF-8"))?;
        let raw: Raw = toml::from_str(text).map_err(|e| {
            version::newer(text).unwrap_or_else(|| error_at(name, line_of(text, e.span()), &redacted_message(text, &e)))
        })?;
        if let Some(wanted) = &raw.min_version {
            version::check(wanted, name)?;
        }
        let default = Self::default();
        let OwnRules { rules, places } = own_rules(raw.rule, text, name)?;
        Ok(Self {
            block_at: raw.block_at.unwrap_or(default.block_at),
            quiet: raw.quiet,
            known_values: raw.known_values.unwrap_or(default.known_values),
            exclude: paths(&raw.exclude, "exclude", name)?,
            env_allow: paths(&raw.env_files.allow, "env_files.allow", name)?,
            env_by_values: globs(raw.env_files.judge_by_values.iter(), "env_files.judge_by_values", name)?,
            policy: Policy {
                reasons: raw.policy.reasons.unwrap_or(default.policy.reasons),
                max_expiry_days: max_expiry(raw.policy.max_expiry.as_deref(), name)?,
                agents_need_approval: raw.policy.agents_need_approval.unwrap_or(true),
            },
            switches: Switches::new(raw.rules, &rules, text, name)?,
            rules,
            places,
            exceptions: Exceptions {
                excluded: raw.exclude,
                env_allowed: raw.env_files.allow,
                env_by_values: raw.env_files.judge_by_values,
            },
        })
    }
}

impl Config {
    /// The defaults, with the rules that this config adds: those that beat no other. For the commit that adds the first
    /// config, only this counts.
    pub fn added_rules(&self) -> Self {
        let mut rules = Vec::new();
        for rule in &self.rules {
            if rule.supersedes.is_empty() && self.switches.state(rule) == RuleState::On {
                rules.push(Rule { enabled: true, ..rule.clone() });
            }
        }
        Self { rules, places: self.places.clone(), ..Self::default() }
    }

    /// Would this config let a finding pass that another one stops?
    pub fn spares(&self, finding: &Finding<'_>) -> bool {
        self.is_excluded(&finding.path)
            || self.switches.state(finding.rule) != RuleState::On
            || finding.confidence < self.block_at
            || finding.file.is_some() && finding.file != self.kind(&finding.path)
            || finding.rule.id == local_values::ID && !self.known_values
    }

    /// Where a rule of the user's is defined, as file and line.
    pub fn place(&self, rule: &str) -> Option<&str> {
        self.places.get(rule).map(String::as_str)
    }

    /// Is any path excluded?
    pub fn has_excludes(&self) -> bool {
        !self.exclude.is_empty()
    }
}

impl PathPolicy for Config {
    fn is_excluded(&self, path: &[u8]) -> bool {
        !self.exclude.is_empty() && self.exclude.is_match(String::from_utf8_lossy(path).as_ref())
    }

    fn kind(&self, path: &[u8]) -> Option<Kind> {
        let kind = env_file::kind(path)?;
        let text = String::from_utf8_lossy(path);
        match kind {
            Kind::Env if self.env_by_values.is_match(text.as_ref()) => Some(Kind::Template),
            Kind::Env if self.env_allow.is_match(text.as_ref()) => None,
            kind if self.switches.state(file_rule(kind)) != RuleState::On => None,
            _ => Some(kind),
        }
    }
}

fn max_expiry(text: Option<&str>, name: &str) -> Result<i64> {
    let Some(text) = text else { return Ok(30) };
    let days = text.strip_suffix('d').and_then(|d| d.parse().ok()).filter(|d| (1..=3650).contains(d));
    days.ok_or_else(|| error_at(name, None, "policy.max_expiry must be a number of days such as \"30d\"").into())
}

#[cfg(test)]
mod tests;
