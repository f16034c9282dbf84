//! Whether akguard guards the commits of a work tree, as far as it is known.

/// What was found out of a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// git reaches akguard, and its refusal stops the commit.
    Guarded,
    /// git reaches akguard, but the hook succeeds whatever it says.
    NotStopping,
    /// git reaches akguard, but not in every commit.
    Partial,
    /// git does not reach akguard.
    NotReached,
    /// The hook has jobs of others, which were not run, or something that a trial does not show.
    Unproven,
    /// The hook refuses a harmless change, so it need not be akguard that refuses a key.
    Refuses,
}

impl State {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Guarded => "guarded",
            Self::NotStopping => "not-stopping",
            Self::Partial => "partial",
            Self::NotReached => "not-reached",
            Self::Unproven => "unproven",
            Self::Refuses => "refuses",
        }
    }

    /// The exit status: 0 guarded, 1 unguarded, 2 could not check.
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Guarded => 0,
            Self::NotStopping | Self::Partial | Self::NotReached => 1,
            Self::Unproven | Self::Refuses => 2,
        }
    }
}
