//! Installs akguard: finds the set-up, plans, asks where others are concerned, and writes.

use std::collections::HashSet;

use akguard_git::Oid;
use akguard_git::git_command::Git;
use anyhow::Result;

use super::consent::{self, Consent};
use super::done::{Done, Wish};
use super::hooks_dir;
use super::manager::SetUp;
use super::plan::{Plan, Planned};
use super::uninstall::uninstall_left_out;
use super::watch_state::WatchState;

/// Installs the hooks, in the way that the repository's set-up needs.
///
/// # Errors
/// The set-up cannot be read, or a file must not or cannot be written.
pub fn install(wish: Wish) -> Result<Done> {
    let git = hooks_dir::git()?;
    let hooks = hooks_dir::locate(&git)?;
    let top = hooks_dir::top(&git)?;
    let planned = SetUp::find(&hooks, &top)?.plan(&git, &hooks, &top, wish)?;
    let mut plan = match planned {
        Planned::Plan(plan) => plan,
        Planned::ByHand(text) if wish.print => return Ok(Done::Changed(vec![text])),
        Planned::ByHand(text) | Planned::Refused(text) => return Ok(Done::Refused(text)),
    };
    if plan.steps.is_empty() {
        watch_from_here(&git)?;
        let removed = uninstall_left_out(&git, &hooks, wish.events)?;
        return Ok(if removed.is_empty() { nothing_to_do(plan) } else { Done::Changed(removed) });
    }
    if wish.print {
        return Ok(Done::Changed(plan.diff(&top, true)));
    }
    if let Consent::Refused(refusal) = consent::ask(&hooks, &plan, &top, wish) {
        return Ok(Done::Refused(refusal));
    }
    plan.apply()?;
    plan.lines.extend(uninstall_left_out(&git, &hooks, wish.events)?);
    watch_from_here(&git)?;
    Ok(match plan.missing {
        Some(missing) => Done::Incomplete([plan.lines, vec![missing]].concat()),
        None => Done::Changed(plan.lines),
    })
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

fn nothing_to_do(plan: Plan) -> Done {
    match plan.missing {
        Some(missing) => Done::Incomplete(vec![plan.unchanged, missing]),
        None => Done::Unchanged(plan.unchanged),
    }
}
