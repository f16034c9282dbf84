//! Does git reach the hook, and does akguard's refusal stop a commit? Proved by a question, not by looking at files.

use std::path::{Path, PathBuf};

use akguard_common::error::Failure;
use akguard_git::git_command::Git;
use akguard_git::regular_file;
use anyhow::Result;

use super::done::Wish;
use super::event::Event;
use super::files::{is_executable, shown};
use super::hooks_dir::{self, HooksDir};
use super::manager::SetUp;
use super::plan::Planned;
use super::reach::{Reach, reach};
use super::script::{self, Script};
use super::submodules;
use super::wiring_test::VARIABLE;

/// Whether git reaches akguard through the hooks.
#[derive(Debug)]
pub struct HookStatus {
    /// git runs akguard before each commit.
    pub is_reached: bool,
    /// Lines that say so to people.
    pub lines: Vec<String>,
}

/// Finds out whether git reaches akguard.
///
/// # Errors
/// No repository, a hooks directory that git does not use, or a hook that calls this.
pub fn status() -> Result<HookStatus> {
    if std::env::var_os(VARIABLE).is_some_and(|question| !question.is_empty()) {
        return Err(Failure::new("a hook calls akguard status, which runs that hook")
            .help("leave akguard status out of the hook")
            .into());
    }
    let git = hooks_dir::git()?;
    let dir = hooks_dir::dir(&git)?;
    let version = git.run(&["version"], b"")?;
    let version = version.trim_start_matches("git version ");
    let nonce = format!("akguard-{}-{:x}", std::process::id(), crate::policy::Today::now().seconds());
    let located = located(&git);
    let owner = located.as_ref().ok().and_then(|located| located.set_up.manager());
    let mut guarded = false;
    let mut all = true;
    let mut old = false;
    let mut lines = Vec::new();
    for event in hooks_dir::events(&git)?.iter().copied() {
        let name = event.name();
        let path = dir.join(event.name());
        let reach = reach(&git, event, &path, &nonce)?;
        let reached = reach == Reach::Stops;
        all &= reached;
        // `pre-commit` is the gate; `pre-merge-commit` is an addition, for merges without conflicts.
        guarded |= reached && event.is_gate();
        old |= is_outdated(event, &path);
        lines.push(match reach {
            Reach::Stops => format!("{name}: git {version} reaches akguard through {}", shown(&path)),
            Reach::Ignored => format!(
                "{name}: git {version} reaches akguard, but no finding stops a commit: {} succeeds whatever akguard says",
                shown(&path)
            ),
            Reach::Nowhere => {
                format!("{name}: git {version} does not reach akguard: {}", obstacle(event, &path, owner))
            }
        });
    }
    if all && old {
        lines.push(format!("  help: the hook's script is an older akguard's: {} install", super::program_word()));
    }
    if !all {
        lines.push(format!("  help: {}", help(&git, located, guarded)?));
    }
    lines.extend(submodules::unguarded(&git, &nonce)?);
    Ok(HookStatus { is_reached: guarded, lines })
}

/// The repository's hooks, as installing would find them.
struct Located {
    hooks: HooksDir,
    top: PathBuf,
    set_up: SetUp,
}

fn located(git: &Git) -> Result<Located> {
    let hooks = hooks_dir::locate(git)?;
    let top = hooks_dir::top(git)?;
    Ok(Located { set_up: SetUp::find(&hooks, &top)?, hooks, top })
}

/// What to do where git does not reach akguard; `guarded`: only for merges. If install would refuse, its reason is the
/// help.
fn help(git: &Git, located: Result<Located>, guarded: bool) -> Result<String> {
    let planned = located.and_then(|l| Ok((l.set_up.plan(git, &l.hooks, &l.top, Wish::default())?, l.set_up)));
    let (plan, set_up) = match planned {
        Ok((Planned::Plan(plan), set_up)) if plan.steps.is_empty() => (plan, set_up),
        Ok(_) => return Ok(format!("{} install", super::program_word())),
        Err(why) => {
            return Ok(match why.downcast_ref::<Failure>().and_then(Failure::help_text) {
                Some(help) => format!("{why}; {help}"),
                None => why.to_string(),
            });
        }
    };
    let Some((manager, installer)) = set_up.manager().zip(set_up.installer()) else {
        return Ok(format!("{} install", super::program_word()));
    };
    if guarded || plan.missing.is_some() {
        return Ok(format!("{installer}    # writes the hook that is missing"));
    }
    Ok(format!("git hook run pre-commit    # {manager} is to call akguard: this shows what keeps it from that"))
}

/// Is the hook one that `akguard install` would bring up to date?
fn is_outdated(event: Event, path: &Path) -> bool {
    let script = regular_file::read(path).map(|content| script::recognise(event, &content));
    matches!(script, Ok(Script::Ours { current: false, .. }))
}

/// Why git does not reach akguard, as far as the hook file shows.
fn obstacle(event: Event, path: &Path, manager: Option<&str>) -> String {
    let Ok(content) = regular_file::read(path) else {
        return "there is no hook".to_owned();
    };
    if !is_executable(path) {
        return format!("{} is not executable, so git ignores it", shown(path));
    }
    match script::recognise(event, &content) {
        Script::Ours { .. } => "the program that the hook calls does not answer".to_owned(),
        Script::Edited => format!("{} has been changed by hand", shown(path)),
        Script::Foreign => match manager {
            Some(manager) => format!("{} is {manager}'s hook", shown(path)),
            None => format!("{} is another hook", shown(path)),
        },
    }
}
