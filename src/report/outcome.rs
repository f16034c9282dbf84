//! The outcome of a run.

use crate::policy::Evaluation;

/// The outcome of a whole run, the best first: of two the greater one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing was found, or all of it is allowed.
    Clean,
    /// What was found only warns.
    Warned,
    /// A finding stops the commit.
    Blocked,
    /// Something could not be checked, which stops the commit too.
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

    /// May the commit go on?
    pub fn passes(self) -> bool {
        matches!(self, Self::Clean | Self::Warned)
    }

    /// The value in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Warned => "warned",
            Self::Blocked => "blocked",
            Self::Unchecked => "unchecked",
        }
    }
}
