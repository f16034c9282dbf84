//! How severe a finding is, how sure, and what the verdict of a check changes.

use serde::Deserialize;

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
    /// A guess from a name and the look of its value: warns by default.
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

impl Severity {
    /// All of them, the most severe first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The value in JSON.
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
    /// All of them, the strongest first.
    pub const ALL: [Self; 3] = [Self::Certain, Self::Likely, Self::Possible];

    /// The value in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

impl Effect {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Drop, Self::Lower, Self::Keep, Self::Certain];

    /// As rules and JSON have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Lower => "lower",
            Self::Keep => "keep",
            Self::Certain => "certain",
        }
    }
}
