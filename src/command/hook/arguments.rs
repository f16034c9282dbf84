//! The arguments of `akguard hook [--script-version=N] [--from=pre-commit | --from=config] EVENT [ARGUMENTS]`.

use std::ffi::OsString;

use akguard_common::error::Failure;
use akguard_git::MergeHeads;
use anyhow::Result;

use super::double_run::HookRun;
use crate::hook::{Event, VERSION};

/// Who runs the hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    /// git, through a hook script of akguard.
    Git,
    /// pre-commit or prek, which git runs.
    Manager,
    /// pre-commit or prek, which a person or CI runs: `pre-commit run`.
    ManagerByHand,
}

/// The arguments.
pub(super) struct Arguments {
    pub(super) event: Event,
    pub(super) caller: Caller,
    /// git runs it by a config hook, and may run a hook file for the same event after it.
    pub(super) by_config: bool,
    /// Before a commit: the files that pre-commit or prek names. Else what git gives the hook.
    pub(super) rest: Vec<OsString>,
}

impl Arguments {
    /// Reads them. git gives a hook before a commit no arguments; lines that others have written may.
    ///
    /// # Errors
    /// An unknown event or caller, or a hook script of a newer akguard.
    pub(super) fn read(arguments: &[OsString]) -> Result<Self> {
        let mut event = None;
        let mut caller = Caller::Git;
        let mut by_config = false;
        let mut rest = arguments.iter();
        while event.is_none()
            && let Some(argument) = rest.next()
        {
            let text = argument.to_string_lossy();
            if let Some(version) = text.strip_prefix("--script-version=") {
                check_version(version)?;
            } else if text == "--from=config" {
                by_config = true;
            } else if let Some(name) = text.strip_prefix("--from=") {
                caller = manager(name)?;
            } else {
                event = Some(Event::named(&text).ok_or_else(unknown_event)?);
            }
        }
        let event = event.ok_or_else(unknown_event)?;
        let mut rest: Vec<OsString> = rest.cloned().collect();
        if matches!(event, Event::PreCommit | Event::PreMergeCommit) {
            let files = rest.iter().position(|argument| argument == "--").filter(|_| caller != Caller::Git);
            rest = files.map(|at| rest.split_off(at + 1)).unwrap_or_default();
        } else {
            rest.retain(|argument| argument != "--");
        }
        Ok(Self { event, caller, by_config, rest })
    }

    pub(super) fn run(&self) -> HookRun {
        HookRun { event: self.event, by_config: self.by_config }
    }

    /// Where the other parents of a merge are found. pre-commit has the same line for all events, so the event of a clean
    /// merge is recognised by what git sets: `git merge` names the heads, and `git commit` always names the author's date. A
    /// merge that is not recognised is checked against HEAD alone, which finds more.
    pub(super) fn merge_heads(&self) -> MergeHeads {
        let is_set = |name: &str| std::env::var_os(name).is_some();
        let is_merge = match self.caller {
            Caller::Git => self.event == Event::PreMergeCommit,
            Caller::Manager => match std::env::var_os("PREK_HOOK_STAGE") {
                Some(stage) => stage == Event::PreMergeCommit.name(),
                None => names_heads() && !is_set("GIT_AUTHOR_DATE"),
            },
            Caller::ManagerByHand => false,
        };
        if is_merge { MergeHeads::Env } else { MergeHeads::File }
    }
}

/// The caller that `--from` names. git gives each of its hooks an index, a shell has none.
fn manager(name: &str) -> Result<Caller> {
    if name != "pre-commit" {
        return Err(Failure::new("unknown caller of the hook; known: --from=pre-commit, for prek too")
            .help("take `entry` and `args` of akguard out of .pre-commit-config.yaml: akguard's own entry is right")
            .into());
    }
    let by_git = std::env::var_os("GIT_INDEX_FILE").is_some_and(|file| !file.is_empty());
    Ok(if by_git { Caller::Manager } else { Caller::ManagerByHand })
}

fn names_heads() -> bool {
    std::env::vars_os().any(|(name, _)| name.to_string_lossy().starts_with("GITHEAD_"))
}

fn check_version(version: &str) -> Result<()> {
    if version.parse::<u32>().is_ok_and(|version| version <= VERSION) {
        return Ok(());
    }
    Err(Failure::new("the hook script is newer than this akguard")
        .help("akguard install    # writes a hook script of this akguard; or upgrade akguard")
        .into())
}

fn unknown_event() -> Failure {
    let known = Event::ALL.map(Event::name).join(", ");
    Failure::new(format!("unknown hook event; known: {known}")).help("akguard install    # writes the right hooks")
}
