//! Installs akguard: finds the set-up, plans, asks where others are concerned, and writes.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use akguard_git::Oid;
use akguard_git::git_command::Git;
use anyhow::Result;

use super::consent::{self, Consent};
use super::done::{Done, Method, Scope, Wish};
use super::hooks_dir::{self, HooksDir};
use super::manager::SetUp;
use super::plan::{Plan, Planned};
use super::uninstall::uninstall_left_out;
use super::watch_state::WatchState;
use super::{config_hook, edited, global, recurse};

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

/// A plan, and what it is for.
pub(super) struct PlanIn {
    pub(super) plan: Planned,
    /// The directory that is written into, where it may be that of others.
    pub(super) hooks: Option<HooksDir>,
    pub(super) top: PathBuf,
}

/// Plans for one repository.
///
/// # Errors
/// The set-up cannot be read.
pub(super) fn plan_in(git: &Git, wish: Wish) -> Result<PlanIn> {
    if wish.method == Some(Method::Config) {
        return Ok(PlanIn { plan: config_hook::plan(git, wish.events)?, hooks: None, top: hooks_dir::top(git)? });
    }
    let hooks = hooks_dir::locate(git)?;
    let top = hooks_dir::top(git)?;
    let plan = SetUp::find(&hooks, &top)?.plan(git, &hooks, &top, wish)?;
    Ok(PlanIn { plan, hooks: Some(hooks), top })
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

/// Shows the plan, asks, or writes.
///
/// # Errors
/// A file cannot be written.
pub(super) fn carry_out(planned: Planned, hooks: Option<&HooksDir>, top: &Path, wish: Wish) -> Result<Done> {
    let plan = match planned {
        Planned::Plan(plan) => plan,
        Planned::ByHand(text) if wish.print => return Ok(Done::Changed(vec![text])),
        Planned::ByHand(text) | Planned::Refused(text) => return Ok(Done::Refused(text)),
    };
    if plan.steps.is_empty() {
        return Ok(nothing_to_do(plan));
    }
    if !wish.force && !plan.edited.is_empty() {
        return Ok(Done::Refused(edited::refusal(&plan, top, wish)));
    }
    if wish.print {
        return Ok(Done::Changed(plan.diff(top, true)));
    }
    if let Consent::Refused(refusal) = consent::ask(hooks, &plan, top, wish) {
        return Ok(Done::Refused(refusal));
    }
    plan.apply()?;
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
