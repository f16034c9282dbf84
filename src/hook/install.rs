//! Installs akguard: finds the set-up, plans, asks where others are concerned, and writes.

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

/// Commits that are there already are not looked at; those after HEAD are.
fn watch_from_here(git: &Git) -> Result<()> {
    let head = git.ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?;
    let head = head.and_then(|id| Oid::parse(String::from_utf8_lossy(&id).trim()));
    let mut state = WatchState::read(&hooks_dir::common_dir(git)?);
    state.begin(head);
    state.write();
    Ok(())
}

fn nothing_to_do(plan: Plan) -> Done {
    match plan.missing {
        Some(missing) => Done::Incomplete(vec![plan.unchanged, missing]),
        None => Done::Unchanged(plan.unchanged),
    }
}
