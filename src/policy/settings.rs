//! The config's settings for overrides.

use super::Reason;

/// What may be overridden, by whom and for how long.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Reasons that an allow record may give.
    pub reasons: Vec<Reason>,
    /// Longest life of a `fix-later` record, in days.
    pub max_expiry_days: i64,
    /// In ranges a record made by an agent counts only when a human has approved it.
    pub agents_need_approval: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self { reasons: Reason::ALL.to_vec(), max_expiry_days: 30, agents_need_approval: true }
    }
}
