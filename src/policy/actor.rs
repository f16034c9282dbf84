//! Who made an override: a person or a coding agent.

use serde::{Deserialize, Serializer};

use crate::sanitize::{Untrusted, as_written};

/// Who made, approved or accepted something, as stored in records, the baseline and the log.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Untrusted")]
pub enum Actor {
    /// `human`: a person.
    Human,
    /// `agent:NAME`: a coding agent.
    Agent(Untrusted),
    /// Any other text in a file. It proves no human, so it counts as an agent.
    Unknown(Untrusted),
}

/// A coding agent, recognised by a variable that it sets in the shells it starts.
struct KnownAgent {
    variable: &'static str,
    name: &'static str,
}

const HUMAN: &str = "human";
const AGENT_PREFIX: &str = "agent:";

const KNOWN_AGENTS: [KnownAgent; 6] = [
    KnownAgent { variable: "CLAUDECODE", name: "claude-code" },
    KnownAgent { variable: "CURSOR_AGENT", name: "cursor" },
    KnownAgent { variable: "GEMINI_CLI", name: "gemini-cli" },
    KnownAgent { variable: "COPILOT_CLI", name: "copilot" },
    KnownAgent { variable: "OPENCODE", name: "opencode" },
    KnownAgent { variable: "CODEX_SANDBOX", name: "codex" },
];

impl Actor {
    /// Who runs this process, by its environment.
    pub fn current() -> Self {
        let is_set = |agent: &&KnownAgent| std::env::var_os(agent.variable).is_some_and(|value| !value.is_empty());
        match KNOWN_AGENTS.iter().find(is_set) {
            Some(agent) => Self::Agent(agent.name.into()),
            None => Self::Human,
        }
    }

    /// The text for files: a value that was read is written back as it was.
    pub fn to_untrusted(&self) -> Untrusted {
        match self {
            Self::Human => HUMAN.into(),
            Self::Agent(name) => Untrusted::new([AGENT_PREFIX.as_bytes(), name.expose()].concat()),
            Self::Unknown(text) => text.clone(),
        }
    }

    /// For `serialize_with`: there is no `Serialize`, which would let the text into a report.
    pub(crate) fn as_written<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        as_written(&self.to_untrusted(), serializer)
    }
}

impl From<Untrusted> for Actor {
    fn from(text: Untrusted) -> Self {
        if text.expose() == HUMAN.as_bytes() {
            return Self::Human;
        }
        match text.expose().strip_prefix(AGENT_PREFIX.as_bytes()) {
            Some(name) => Self::Agent(Untrusted::new(name)),
            None => Self::Unknown(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_written_back_as_it_was_read() {
        let read = |text: &str| Actor::from(Untrusted::from(text));
        assert_eq!(read("human"), Actor::Human);
        assert_eq!(read("agent:codex"), Actor::Agent("codex".into()));
        for text in ["human", "agent:codex", "agent:", "Human", "human ", "ci", ""] {
            assert_eq!(read(text).to_untrusted(), text.into());
            assert_eq!(read(text) == Actor::Human, text == "human", "{text:?}");
        }
    }
}
