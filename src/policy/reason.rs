//! Why an override is right.

use serde::{Deserialize, Serialize};

/// Why a finding may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A test value that opens nothing.
    Test,
    /// No credential at all.
    FalsePositive,
    /// Meant to be public.
    Public,
    /// Real; it will be removed soon.
    FixLater,
}

impl Reason {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Test, Self::FalsePositive, Self::Public, Self::FixLater];

    /// As written in records and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::FalsePositive => "false-positive",
            Self::Public => "public",
            Self::FixLater => "fix-later",
        }
    }
}
