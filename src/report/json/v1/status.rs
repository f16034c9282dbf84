//! The document of `akguard status`, version 1.

use serde::Serialize;

/// Whether akguard guards the commits, and what else lets keys through.
#[derive(Serialize)]
pub(crate) struct V1Status<'a> {
    pub(crate) version: u32,
    /// `guarded`, `unguarded` or `unproven`, as the exit status 0, 1 or 2.
    pub(crate) outcome: &'static str,
    /// The version of git.
    pub(crate) git: &'a str,
    pub(crate) events: Vec<V1StatusEvent<'a>>,
    pub(crate) submodules: Vec<V1StatusPlace<'a>>,
    pub(crate) worktrees: Vec<V1StatusPlace<'a>>,
    /// Submodules and work trees beyond the number that is asked.
    pub(crate) unasked: usize,
    pub(crate) help: &'a [String],
    /// Settings of the config that weaken the check.
    pub(crate) weakened: &'a [String],
    pub(crate) ci: V1StatusCi<'a>,
    pub(crate) checklist: Vec<V1StatusItem<'a>>,
    /// Tracked files that the checklist did not read.
    pub(crate) unread: usize,
    /// Why the config, and with it the checklist, could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<&'a str>,
}

/// A hook.
#[derive(Serialize)]
pub(crate) struct V1StatusEvent<'a> {
    pub(crate) event: &'a str,
    /// `guarded`, `not-stopping`, `partial`, `not-reached`, `unproven` or `refuses`.
    pub(crate) state: &'static str,
    pub(crate) hook: &'a str,
    /// Null where it is guarded.
    pub(crate) why: Option<&'a str>,
    /// Jobs of others that were not run.
    pub(crate) jobs: &'a [String],
    pub(crate) outdated: bool,
}

/// A submodule or a linked work tree.
#[derive(Serialize)]
pub(crate) struct V1StatusPlace<'a> {
    pub(crate) path: &'a str,
    /// As of a hook; null where it could not be asked.
    pub(crate) state: Option<&'static str>,
}

/// Files of CI systems.
#[derive(Serialize)]
pub(crate) struct V1StatusCi<'a> {
    /// Those that run akguard.
    pub(crate) files: &'a [String],
    /// How many were read.
    pub(crate) read: usize,
}

/// An entry of the checklist.
#[derive(Serialize)]
pub(crate) struct V1StatusItem<'a> {
    /// `env-tracked`, `env-not-ignored`, `template-value`, `browser-secret`, `browser-client` or `record-lapses`.
    pub(crate) kind: &'static str,
    pub(crate) path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<usize>,
    pub(crate) text: &'a str,
}
