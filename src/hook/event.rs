//! The events for which git calls a hook.

/// An event for which git calls a hook, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Before a commit.
    PreCommit,
    /// Before the commit of a merge without conflicts, for which git does not run `pre-commit`.
    PreMergeCommit,
    /// When a commit has its message.
    CommitMsg,
    /// After a commit, also after one that skipped the hooks before it.
    PostCommit,
    /// After a merge, also a fast-forward.
    PostMerge,
    /// After an amend or a rebase.
    PostRewrite,
    /// Before a push.
    PrePush,
    /// On a server, before it takes a push.
    PreReceive,
}

impl Event {
    /// Those of a repository in which people commit.
    pub(crate) const LOCAL: [Self; 7] = [
        Self::PreCommit,
        Self::PreMergeCommit,
        Self::CommitMsg,
        Self::PostCommit,
        Self::PostMerge,
        Self::PostRewrite,
        Self::PrePush,
    ];
    /// Those of a bare repository, to which people push.
    pub(crate) const SERVER: [Self; 1] = [Self::PreReceive];
    /// All of them.
    pub(crate) const ALL: [Self; 8] = [
        Self::PreCommit,
        Self::PreMergeCommit,
        Self::CommitMsg,
        Self::PostCommit,
        Self::PostMerge,
        Self::PostRewrite,
        Self::PrePush,
        Self::PreReceive,
    ];

    /// The hook's file name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
            Self::CommitMsg => "commit-msg",
            Self::PostCommit => "post-commit",
            Self::PostMerge => "post-merge",
            Self::PostRewrite => "post-rewrite",
            Self::PrePush => "pre-push",
            Self::PreReceive => "pre-receive",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// Does git stop when the hook fails?
    pub(crate) fn can_stop(self) -> bool {
        !matches!(self, Self::PostCommit | Self::PostMerge | Self::PostRewrite)
    }

    /// The options with which pre-commit and prek write the hooks of all events.
    pub(super) fn install_types() -> String {
        Self::LOCAL.iter().map(|event| format!(" -t {}", event.name())).collect()
    }

    /// Is it the one without which the repository is not guarded?
    pub(crate) fn is_gate(self) -> bool {
        matches!(self, Self::PreCommit | Self::PreReceive)
    }

    /// What a hook that fails stops.
    pub(crate) fn what(self) -> &'static str {
        if self.is_push() { "push" } else { "commit" }
    }

    /// Is it about a push?
    pub(crate) fn is_push(self) -> bool {
        matches!(self, Self::PrePush | Self::PreReceive)
    }

    /// Does git give the hook a list on standard input?
    pub(crate) fn has_input(self) -> bool {
        self.is_push() || self == Self::PostRewrite
    }
}

/// The events that are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Events {
    left_out: [bool; Event::ALL.len()],
}

impl Default for Events {
    fn default() -> Self {
        Self { left_out: [false; Event::ALL.len()] }
    }
}

impl Events {
    /// All but these.
    pub(crate) fn without(events: &[Event]) -> Self {
        Self { left_out: Event::ALL.map(|event| events.contains(&event)) }
    }

    pub(super) fn has(self, event: Event) -> bool {
        Event::ALL.into_iter().zip(self.left_out).any(|(other, is_left_out)| other == event && !is_left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_listed_and_found_by_its_name() {
        assert_eq!(Event::ALL.to_vec(), [Event::LOCAL.as_slice(), &Event::SERVER].concat());
        for event in Event::ALL {
            assert_eq!(Event::named(event.name()), Some(event));
        }
        assert_eq!(Event::named("update"), None);
    }
}
