//! `[rules]`: which rules the config turns on, and which it turns off and why.

use akguard_detect::{Detector, Rule};
use akguard_rules::table::tables;
use anyhow::Result;
use serde::Deserialize;
use toml::Spanned;

use super::error::{error_at, line_of, nearest};
use crate::scan::file_rules;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSwitches {
    #[serde(default)]
    enable: Vec<Spanned<String>>,
    #[serde(default, deserialize_with = "tables")]
    disable: Vec<RawDisabled>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDisabled {
    id: Spanned<String>,
    reason: String,
}

/// A rule that the config turns off.
#[derive(Debug, Clone)]
pub struct Disabled {
    /// The rule's id.
    pub id: String,
    /// Why, in the config's words.
    pub reason: String,
}

/// What the config says of single rules.
#[derive(Debug, Default)]
pub struct Switches {
    enabled: Vec<String>,
    disabled: Vec<Disabled>,
}

/// Is a rule looked for?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleState<'c> {
    /// Yes.
    On,
    /// No, unless the config turns it on.
    OffByDefault,
    /// No, for the reason that the config gives.
    Disabled(&'c str),
}

impl Switches {
    /// Does the config leave every rule as it is by default?
    pub fn change_nothing(&self) -> bool {
        self.enabled.is_empty() && self.disabled.is_empty()
    }

    /// Is the rule looked for?
    pub fn state(&self, rule: &Rule) -> RuleState<'_> {
        if let Some(disabled) = self.disabled.iter().find(|d| d.id == rule.id) {
            return RuleState::Disabled(&disabled.reason);
        }
        let on = rule.enabled || self.enabled.iter().any(|id| *id == rule.id);
        if on { RuleState::On } else { RuleState::OffByDefault }
    }

    /// The rules that the config turns off.
    pub fn disabled(&self) -> &[Disabled] {
        &self.disabled
    }

    /// Turns names into ids; `text` is the config called `name`, and `own` its rules.
    pub(super) fn new(raw: RawSwitches, own: &[Rule], text: &str, name: &str) -> Result<Self> {
        let id = |word: &Spanned<String>| -> Result<String> {
            let rule = rules(own).find(|rule| is_called(rule, word.get_ref()));
            rule.map(|rule| rule.id.to_string()).ok_or_else(|| {
                let meant = nearest_rule(word.get_ref(), own).map(|id| format!("; did you mean `{id}`?"));
                let what = format!("no rule has this id{}", meant.unwrap_or_default());
                error_at(name, line_of(text, Some(word.span())), &what).into()
            })
        };
        let mut switches = Self { enabled: raw.enable.iter().map(&id).collect::<Result<_>>()?, disabled: Vec::new() };
        for entry in raw.disable {
            let line = line_of(text, Some(entry.id.span()));
            let id = id(&entry.id)?;
            if entry.reason.trim().len() < 3 {
                return Err(
                    error_at(name, line, "each entry of rules.disable needs a reason of 3 characters or more").into()
                );
            }
            if switches.enabled.contains(&id) || switches.disabled.iter().any(|d| d.id == id) {
                return Err(error_at(
                    name,
                    line,
                    &format!("rules.enable and rules.disable name `{id}` more than once"),
                )
                .into());
            }
            switches.disabled.push(Disabled { id, reason: entry.reason });
        }
        Ok(switches)
    }
}

/// All rules, on or off: built-in ones, the user's own, those for file names.
pub fn rules(own: &[Rule]) -> impl Iterator<Item = &Rule> {
    Detector::built_in().iter().chain(own).chain(file_rules())
}

/// Is it the rule's id, or an earlier one?
pub fn is_called(rule: &Rule, word: &str) -> bool {
    rule.id == word || rule.aliases.iter().any(|alias| alias == word)
}

/// The id that was probably meant.
pub fn nearest_rule<'r>(word: &str, own: &'r [Rule]) -> Option<&'r str> {
    let ids = || rules(own).map(|rule| rule.id.as_ref());
    nearest(word, ids()).or_else(|| ids().find(|id| word.len() >= 3 && id.contains(word)))
}
