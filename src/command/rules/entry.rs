//! A rule as `akguard rules` lists it.

use akguard_detect::Rule;

use crate::config::RuleState;

/// A rule and what the config says of it.
pub(super) struct Entry<'c> {
    pub(super) rule: &'c Rule,
    pub(super) state: RuleState<'c>,
    /// File and line of a user's rule.
    pub(super) place: Option<&'c str>,
}
