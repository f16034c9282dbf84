//! `core.hooksPath`: another directory for hooks, which may be that of others, or none.

use std::path::Path;

use akguard_common::error::Failure;
use akguard_common::text::quote;
use akguard_git::git_command::Git;
use anyhow::Result;

use super::git_versions;
use super::program::program_word;

/// `core.hooksPath`, where it is set.
pub(super) struct HooksPath {
    /// `local`, `global` ...
    pub(super) scope: String,
    pub(super) value: String,
}

/// Reads it.
///
/// # Errors
/// git cannot be started.
pub(super) fn hooks_path(git: &Git) -> Result<Option<HooksPath>> {
    let Some(found) = git.ask_config(&["config", "--show-scope", "--null", "--get", "core.hooksPath"])? else {
        return Ok(None);
    };
    let found = String::from_utf8_lossy(&found).into_owned();
    let mut fields = found.split('\0').map(str::to_owned);
    Ok(Some(HooksPath { scope: fields.next().unwrap_or_default(), value: fields.next().unwrap_or_default() }))
}

/// Set to nothing, it switches hooks off.
///
/// # Errors
/// It is set to nothing.
pub(super) fn check_not_empty(HooksPath { scope, value }: &HooksPath) -> Result<()> {
    if !value.is_empty() {
        return Ok(());
    }
    let help = if scope == "command" {
        "leave out -c core.hooksPath".to_owned()
    } else {
        format!("git config --{scope} --unset core.hooksPath")
    };
    Err(Failure::new("core.hooksPath is set to nothing, so git runs no hooks at all").help(help).into())
}

/// People set it to this to switch hooks off; git's config hooks run all the same.
///
/// # Errors
/// It is `/dev/null`.
pub(super) fn check_not_null(HooksPath { scope, value }: &HooksPath) -> Result<()> {
    if value != "/dev/null" {
        return Ok(());
    }
    Err(Failure::new("core.hooksPath is /dev/null, so git runs no hook files at all")
        .help(format!("git config --{scope} --unset core.hooksPath"))
        .into())
}

/// The directory must be this repository's own.
///
/// # Errors
/// It is set for other repositories, too.
pub(super) fn check_scope(git: &Git, HooksPath { scope, .. }: &HooksPath) -> Result<()> {
    if !matches!(scope.as_str(), "local" | "worktree") {
        return Err(Failure::new(format!(
            "core.hooksPath comes from the {scope} configuration, so that directory serves other repositories, too"
        ))
        .help(git_versions::offer().unwrap_or_else(|| {
            let word = program_word();
            format!(
                "git config core.hooksPath {} && {word} install    # gives this repository its own hooks",
                own_hooks(git)
            )
        }))
        .into());
    }
    Ok(())
}

/// The directory for hooks that every repository has, absolute and quoted.
fn own_hooks(git: &Git) -> String {
    let common = git.common_dir().unwrap_or(Path::new(".git"));
    quote(common.join("hooks").as_os_str().as_encoded_bytes())
}
