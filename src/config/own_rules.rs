//! `[[rule]]`: the user's rules, each checked with its line.

use std::collections::HashMap;

use akguard_detect::{Rule, local_values};
use akguard_rules::schema::RuleDef;
use akguard_rules::table::TableOnly;
use anyhow::Result;
use toml::Spanned;

use super::error::{error_at, line_of, place};
use super::switches::{is_called, rules};
use crate::finding::UNCHECKED;

/// The user's rules.
pub(super) struct OwnRules {
    pub(super) rules: Vec<Rule>,
    /// By id: file and line.
    pub(super) places: HashMap<String, String>,
}

/// Turns the definitions into rules. No id or alias may be that of another rule.
pub(super) fn own_rules(defs: Vec<Spanned<TableOnly<RuleDef>>>, text: &str, name: &str) -> Result<OwnRules> {
    let mut own = Vec::new();
    let mut places = HashMap::new();
    for def in defs {
        let line = line_of(text, Some(def.span()));
        let TableOnly(def) = def.into_inner();
        let rule = Rule::from_def(def).map_err(|why| error_at(name, line, &format!("rule: {why}")))?;
        let reserved = [local_values::ID, UNCHECKED].contains(&rule.id.as_ref());
        if reserved || rules(&own).any(|other| is_called(other, &rule.id)) {
            return Err(error_at(name, line, "rule: its id is the one of another rule").into());
        }
        if rules(&own).any(|other| rule.aliases.iter().any(|alias| is_called(other, alias))) {
            return Err(error_at(name, line, "rule: one of its aliases is the id of another rule").into());
        }
        places.insert(rule.id.to_string(), place(name, line));
        own.push(rule);
    }
    Ok(OwnRules { rules: own, places })
}
