//! Says why git does not reach akguard, and what to do.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use akguard_common::error::Failure;
use akguard_git::git_command::Git;
use akguard_git::regular_file;
use anyhow::Result;

use super::super::done::Wish;
use super::super::event::Event;
use super::super::files::{is_executable, quoted, shown};
use super::super::hooks_dir::{self, HooksDir};
use super::super::manager::SetUp;
use super::super::plan::Planned;
use super::super::program;
use super::super::program_word;
use super::super::script::{self, Script};
use super::manager_files;

/// The repository's hooks, as installing would find them.
pub(super) struct Located {
    hooks: HooksDir,
    top: PathBuf,
    set_up: SetUp,
}

impl Located {
    pub(super) fn find(git: &Git) -> Result<Self> {
        let hooks = hooks_dir::locate(git)?;
        let top = hooks_dir::top(git)?;
        Ok(Self { set_up: SetUp::find(&hooks, &top)?, hooks, top })
    }

    pub(super) fn manager(&self) -> Option<&'static str> {
        self.set_up.manager()
    }

    /// What to say where others get these hooks, with a program that they do not find here.
    pub(super) fn not_found_by_a_team(&self) -> Option<String> {
        if self.hooks.is_tracked() && matches!(self.set_up, SetUp::Plain) {
            return program::not_found_by_a_team(true);
        }
        self.set_up.not_found_by_a_team(Wish::default())
    }
}

/// What to do where git does not reach akguard; `guarded`: only for other events than the gate. If install would
/// refuse, its reason is the help.
pub(super) fn help(git: &Git, located: Result<Located>, guarded: bool) -> Result<String> {
    if let Some(unstaged) = located.as_ref().ok().and_then(|located| unstaged_config(git, located)) {
        return Ok(unstaged);
    }
    let planned = located.and_then(|l| Ok((l.set_up.plan(git, &l.hooks, &l.top, Wish::default())?, l.set_up)));
    let (plan, set_up) = match planned {
        Ok((Planned::Plan(plan), set_up)) if plan.steps.is_empty() => (plan, set_up),
        Ok(_) => return Ok(format!("{} install", program_word())),
        Err(why) => {
            return Ok(match why.downcast_ref::<Failure>().and_then(Failure::help_text) {
                Some(help) => format!("{why}; {help}"),
                None => why.to_string(),
            });
        }
    };
    let Some((manager, installer)) = set_up.manager().zip(set_up.installer()) else {
        return Ok(format!("{} install", program_word()));
    };
    if guarded || plan.missing.is_some() {
        return Ok(format!("{installer}    # writes the hook that is missing"));
    }
    Ok(format!("git hook run pre-commit    # {manager} is to call akguard: this shows what keeps it from that"))
}

/// pre-commit and prek stop every commit while their config has changes that are not staged.
fn unstaged_config(git: &Git, located: &Located) -> Option<String> {
    let SetUp::PreCommit(manager) = located.set_up else { return None };
    let path = manager_files::of_pre_commit(manager, &located.top)?;
    let arguments = |words: &[&str]| {
        let words = words.iter().map(|word| OsString::from(*word));
        words.chain([path.clone().into_os_string()]).collect::<Vec<_>>()
    };
    let is_tracked = git.ask(&arguments(&["ls-files", "--error-unmatch", "--"])).ok()?.is_some();
    let is_same = is_tracked && git.ask(&arguments(&["diff-files", "--quiet", "--"])).ok()?.is_some();
    (!is_same).then(|| format!("git add {}    # {manager} runs nothing while its config is not staged", quoted(&path)))
}

/// Is the hook one that `akguard install` would bring up to date?
pub(super) fn is_outdated(event: Event, path: &Path) -> bool {
    let script = regular_file::read(path).map(|content| script::recognise(event, &content));
    matches!(script, Ok(Script::Ours { current: false, .. }))
}

/// Why git does not reach akguard, as far as the hook file shows.
pub(super) fn obstacle(event: Event, path: &Path, manager: Option<&str>) -> String {
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
