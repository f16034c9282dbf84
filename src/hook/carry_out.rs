//! Makes the plan for one repository, and carries it out: shows it, asks, or writes.

use std::path::{Path, PathBuf};

use akguard_git::git_command::Git;
use anyhow::Result;

use super::consent::{self, Consent};
use super::done::{Done, Method, Wish};
use super::hooks_dir::{self, HooksDir};
use super::manager::SetUp;
use super::plan::{Plan, Planned};
use super::{config_hook, edited};

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
        let refusal = edited::refusal(&plan, top, wish);
        return Ok(if wish.print { Done::Changed(vec![refusal]) } else { Done::Refused(refusal) });
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

fn nothing_to_do(plan: Plan) -> Done {
    match plan.missing {
        Some(missing) => Done::Incomplete(vec![plan.unchanged, missing]),
        None => Done::Unchanged(plan.unchanged),
    }
}
