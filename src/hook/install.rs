//! Installs akguard: in one repository, in its submodules too, or for all to come.

use std::collections::HashSet;

use akguard_git::Oid;
use akguard_git::git_command::Git;
use anyhow::Result;

use super::carry_out::{carry_out, plan_in};
use super::done::{Done, Scope, Wish};
use super::hooks_dir;
use super::uninstall::uninstall_left_out;
use super::watch_state::WatchState;
use super::{global, recurse};

/// Installs the hooks, in the way that the repository's set-up needs.
///
/// # Errors
/// The set-up cannot be read, or a file must not or cannot be written.
pub fn install(wish: Wish) -> Result<Done> {
    if wish.scope == Scope::Global {
        return global::install(wish);
    }
    let git = hooks_dir::git()?;
    if wish.scope == Scope::Recurse {
        return recurse::each(&git, |git| install_in(git, wish));
    }
    let done = install_in(&git, wish)?;
    let submodules = if wish.print { None } else { recurse::not_installed(&git, wish)? };
    Ok(match submodules {
        Some(line) => done.with(line),
        None => done,
    })
}

fn install_in(git: &Git, wish: Wish) -> Result<Done> {
    let planned = plan_in(git, wish)?;
    let done = carry_out(planned.plan, planned.hooks.as_ref(), &planned.top, wish)?;
    if wish.print || matches!(done, Done::Refused(_)) {
        return Ok(done);
    }
    watch_from_here(git)?;
    let Some(hooks) = &planned.hooks else { return Ok(done) };
    Ok(uninstall_left_out(git, hooks, wish.events)?.into_iter().fold(done, Done::with))
}

/// Commits that are there already, on whatever branch, are not looked at; those after them are.
fn watch_from_here(git: &Git) -> Result<()> {
    let mut state = WatchState::read(&hooks_dir::common_dir(git)?);
    if state.is_known {
        return Ok(());
    }
    let head = git.ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?.unwrap_or_default();
    let sort = ["for-each-ref", "--sort=-committerdate", "--format=%(objectname)", "refs/heads"];
    let branches = git.ask(&sort)?.unwrap_or_default();
    let ids = [head, branches].concat();
    let mut commits: Vec<Oid> = String::from_utf8_lossy(&ids).lines().filter_map(Oid::parse).collect();
    let mut known = HashSet::new();
    commits.retain(|commit| known.insert(*commit));
    state.begin(commits);
    state.write();
    Ok(())
}
