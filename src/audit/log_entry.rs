//! A line of the log, as JSON.

use serde::{Deserialize, Serialize};

use crate::policy::Actor;

/// A finding as the log stores it, without the secret and without a hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedFinding {
    /// Fingerprint, 32 hex digits; `None` if it was not computed, or if no override may name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Rule id, or `unchecked`.
    pub rule: String,
    /// The path, redacted.
    pub path: String,
    /// The blob that it was found in, so that it can be found again although nothing stayed staged.
    pub blob: Option<String>,
    /// The commit that has it, if it was found after the commit was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogEvent {
    /// A commit or a push was stopped.
    Block,
    /// Commits that no hook has checked were found to have findings.
    Unscanned,
    /// A finding was allowed, on record.
    Allow,
    /// A person approved an agent's override.
    Approve,
    /// An override was revoked.
    Revoke,
    /// Findings were accepted in the baseline.
    Baseline,
    /// An event that this akguard does not know; it only reads such lines.
    #[serde(other)]
    Unknown,
}

impl LogEvent {
    /// The value in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Unscanned => "unscanned",
            Self::Allow => "allow",
            Self::Approve => "approve",
            Self::Revoke => "revoke",
            Self::Baseline => "baseline",
            Self::Unknown => "unknown",
        }
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Format version: 1.
    pub v: u32,
    /// UTC.
    pub time: String,
    /// What happened.
    pub event: LogEvent,
    /// Who did it.
    #[serde(serialize_with = "Actor::as_written")]
    pub actor: Actor,
    /// What it was about.
    pub findings: Vec<LoggedFinding>,
    /// SHA-256 of the line before, in hex; zeros on the first line.
    pub prev: String,
}

/// A longer path is cut, in bytes.
const MAX_PATH: usize = 1000;

impl LoggedFinding {
    /// The same with a path of bounded length.
    pub(super) fn bounded(mut self) -> Self {
        let end = MAX_PATH.min(self.path.len());
        let end = (0..=end).rev().find(|at| self.path.is_char_boundary(*at)).unwrap_or(0);
        self.path.truncate(end);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_their_words_and_unknown_ones_are_read() {
        use LogEvent::{Allow, Approve, Baseline, Block, Revoke, Unknown, Unscanned};
        for event in [Block, Unscanned, Allow, Approve, Revoke, Baseline] {
            assert_eq!(serde_json::to_value(event).unwrap(), event.as_str());
        }
        let read = |text: &str| serde_json::from_str::<LogEvent>(text).unwrap();
        assert_eq!([read("\"block\""), read("\"Block\""), read("\"merge\"")], [Block, Unknown, Unknown]);
    }

    #[test]
    fn long_paths_are_cut_between_characters() {
        let path = format!("{}\u{e9}\u{e9}", "a".repeat(MAX_PATH - 1));
        let finding = LoggedFinding { id: None, rule: "r".into(), path, blob: None, commit: None };
        assert_eq!(finding.bounded().path, "a".repeat(MAX_PATH - 1));
    }
}
