//! Installs akguard: finds the set-up, plans, asks where others are concerned, and writes.

use anyhow::Result;

use super::consent::{self, Consent};
use super::done::{Done, Wish};
use super::hooks_dir;
use super::manager::SetUp;
use super::plan::{Plan, Planned};

/// Installs the hooks, in the way that the repository's set-up needs.
///
/// # Errors
/// The set-up cannot be read, or a file must not or cannot be written.
pub fn install(wish: Wish) -> Result<Done> {
    let git = hooks_dir::git()?;
    let hooks = hooks_dir::locate(&git)?;
    let top = hooks_dir::top(&git)?;
    let planned = SetUp::find(&hooks, &top)?.plan(&git, &hooks, &top, wish.team)?;
    let plan = match planned {
        Planned::Plan(plan) => plan,
        Planned::ByHand(text) if wish.print => return Ok(Done::Changed(vec![text])),
        Planned::ByHand(text) | Planned::Refused(text) => return Ok(Done::Refused(text)),
    };
    if plan.steps.is_empty() {
        return Ok(nothing_to_do(plan));
    }
    if wish.print {
        return Ok(Done::Changed(plan.diff(&top, true)));
    }
    if let Consent::Refused(refusal) = consent::ask(&hooks, &plan, &top, wish) {
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
