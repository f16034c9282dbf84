//! Who checks that a repository may be trusted.

/// Who checks that the repository may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// In a hook: git checked the owner before it ran the hook.
    Hook,
    /// In other commands: we check owner and location (`locate`).
    Checked,
}
