//! Uninstalls akguard: from one repository, from its submodules too, or from what is for all to come.

use anyhow::Result;

use super::done::{Done, Scope};
use super::uninstall::uninstall_in;
use super::{global, hooks_dir, recurse};

/// Removes the hooks and what was written for a manager or into git's config, and restores earlier hooks.
///
/// # Errors
/// A file cannot be read or written.
pub fn uninstall(scope: Scope) -> Result<Done> {
    if scope == Scope::Global {
        return global::uninstall();
    }
    let git = hooks_dir::git()?;
    if scope == Scope::Recurse { recurse::each(&git, uninstall_in) } else { uninstall_in(&git) }
}
