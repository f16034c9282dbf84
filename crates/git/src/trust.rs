//! Who vouches for a repository.

/// Who vouches for the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// A hook: git has checked the owner and has called us.
    Hook,
    /// A command by hand: owner and location are checked (`locate`).
    Checked,
}
