//! Does git reach the hook? Proved by a nonce, not by looking at files.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use akguard_common::error::{Failure, io_says};
use akguard_git::git_command::Git;
use anyhow::Result;

use super::files::{is_executable, shown};
use super::hooks_dir::{self, HooksDir};
use super::lefthook;
use super::manager::{self, SetUp};
use super::plan::Planned;
use super::script::{self, Event, Script};

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
/// No repository, or a hooks directory that git does not use.
pub fn status() -> Result<HookStatus> {
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
    for event in Event::ALL {
        let name = event.name();
        let path = dir.join(event.name());
        let reached = answers(&git, event, &path, &nonce)?;
        all &= reached;
        // `pre-commit` is the gate; `pre-merge-commit` is an addition, for merges without conflicts.
        guarded |= reached && event == Event::PreCommit;
        old |= is_outdated(event, &path);
        lines.push(if reached {
            format!("{name}: git {version} reaches akguard through {}", shown(&path))
        } else {
            format!("{name}: git {version} does not reach akguard: {}", obstacle(event, &path, owner))
        });
    }
    if all && old {
        lines.push(format!("  help: the hook's script is an older akguard's: {} install", super::program_word()));
    }
    if !all {
        lines.push(format!("  help: {}", help(&git, located, guarded)?));
    }
    Ok(HookStatus { is_reached: guarded, lines })
}

/// The repository's hooks, as installing would find them.
struct Located {
    hooks: HooksDir,
    top: PathBuf,
    set_up: SetUp,
}

fn located(git: &Git) -> Result<Located> {
    let (hooks, top) = (hooks_dir::locate(git)?, hooks_dir::top(git)?);
    Ok(Located { set_up: SetUp::find(&hooks, &top)?, hooks, top })
}

/// What to do where git does not reach akguard; `guarded`: only for merges. If install would refuse, its reason is the
/// help.
fn help(git: &Git, located: Result<Located>, guarded: bool) -> Result<String> {
    let planned = located.and_then(|l| Ok((l.set_up.plan(git, &l.hooks, &l.top, false)?, l.set_up)));
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

/// Runs the hook as git would, with a nonce that akguard prints (and then lets no commit pass). The user's own hook is
/// tested, so it runs as configured. Lefthook leaves its jobs out where nothing is staged, and takes arguments.
fn answers(git: &Git, event: Event, path: &Path, nonce: &str) -> Result<bool> {
    let content = std::fs::read(path).unwrap_or_default();
    let is_lefthook = manager::manager(&content) == Some(manager::LEFTHOOK);
    Ok(is_lefthook && says(git, event, nonce, &lefthook::JOB_ALONE)? || says(git, event, nonce, &[])?)
}

/// Does akguard answer to the hook with these arguments?
fn says(git: &Git, event: Event, nonce: &str, arguments: &[&str]) -> Result<bool> {
    let run = |command: &mut Command| {
        // The hook may take any time.
        let _held = akguard_common::watchdog::pause();
        let output = command.env("AKGUARD_SELFTEST", nonce).stdin(Stdio::null()).output();
        output
            .map(|o| [o.stdout, o.stderr].concat())
            .map_err(|e| Failure::new(format!("cannot run the hook: {}", io_says(&e))))
    };
    let said = run(git.with_hooks().args(["hook", "run", event.name(), "--"]).args(arguments))?;
    let said = if contains(&said, b"is not a git command") {
        // git before 2.36: the file itself, as git would start it.
        let path = git.git_path(&format!("hooks/{}", event.name()))?;
        let top = git.work_tree().unwrap_or(Path::new("."));
        if is_executable(&path) { run(Command::new(path).args(arguments).current_dir(top))? } else { Vec::new() }
    } else {
        said
    };
    Ok(contains(&said, nonce.as_bytes()))
}

/// Is the hook one that `akguard install` would bring up to date?
fn is_outdated(event: Event, path: &Path) -> bool {
    let script = std::fs::read(path).map(|content| script::recognise(event, &content));
    matches!(script, Ok(Script::Ours { current: false, .. }))
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|w| w == word)
}

/// Why git does not reach akguard, as far as the hook file shows.
fn obstacle(event: Event, path: &Path, manager: Option<&str>) -> String {
    let Ok(content) = std::fs::read(path) else {
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
