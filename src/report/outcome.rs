//! What a run came to.

use crate::policy::Evaluation;

/// What a whole run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was found that is not allowed.
    Clean,
    /// What was found does not stop you.
    Warned,
    /// A finding stops you.
    Blocked,
    /// Something could not be checked, which also stops you.
    Unchecked,
}

impl Outcome {
    /// The outcome of an evaluation: unchecked content wins over findings.
    pub fn of(evaluation: &Evaluation<'_>) -> Self {
        match (evaluation.unread(), evaluation.blocked()) {
            (0, 0) if evaluation.warned() > 0 => Self::Warned,
            (0, 0) => Self::Clean,
            (0, _) => Self::Blocked,
            _ => Self::Unchecked,
        }
    }

    /// Does the commit go on?
    pub fn passes(self) -> bool {
        matches!(self, Self::Clean | Self::Warned)
    }

    /// As JSON has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Warned => "warned",
            Self::Blocked => "blocked",
            Self::Unchecked => "unchecked",
        }
    }
}
