//! Does git reach the hook? Proved by a nonce, not by looking at files.

use std::path::Path;
use std::process::{Command, Stdio};

use akguard_common::error::{Failure, io_says};
use akguard_git::git_command::Git;
use anyhow::Result;

use super::files::{is_executable, shown};
use super::hooks_dir;
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
    let mut guarded = false;
    let mut all = true;
    let mut old = false;
    let mut lines = Vec::new();
    for event in Event::ALL {
        let name = event.name();
        let path = dir.join(event.name());
        let reached = answers(&git, event, &nonce)?;
        all &= reached;
        // `pre-commit` is the gate; `pre-merge-commit` is an addition, for merges without conflicts.
        guarded |= reached && event == Event::PreCommit;
        old |= is_outdated(event, &path);
        lines.push(if reached {
            format!("{name}: git {version} reaches akguard through {}", shown(&path))
        } else {
            format!("{name}: git {version} does not reach akguard: {}", obstacle(event, &path))
        });
    }
    if all && old {
        lines.push(format!("  help: the hook's script is an older akguard's: {} install", super::program_word()));
    }
    if !all {
        // If install would refuse, its reason is the help.
        let refused = hooks_dir::locate(&git).err();
        lines.push(match refused.as_ref().map(|e| (e, e.downcast_ref::<Failure>().and_then(Failure::help_text))) {
            Some((why, Some(help))) => format!("  help: {why}; {help}"),
            Some((why, None)) => format!("  help: {why}"),
            None => format!("  help: {} install", super::program_word()),
        });
    }
    Ok(HookStatus { is_reached: guarded, lines })
}

/// Runs the hook as git would, with a nonce that akguard prints (and then lets no commit pass). The user's own hook is
/// tested, so it runs as configured.
fn answers(git: &Git, event: Event, nonce: &str) -> Result<bool> {
    let run = |command: &mut Command| {
        // The hook may take any time.
        let _held = akguard_common::watchdog::pause();
        let output = command.env("AKGUARD_SELFTEST", nonce).stdin(Stdio::null()).output();
        output
            .map(|o| [o.stdout, o.stderr].concat())
            .map_err(|e| Failure::new(format!("cannot run the hook: {}", io_says(&e))))
    };
    let said = run(git.with_hooks().args(["hook", "run", event.name()]))?;
    let said = if contains(&said, b"is not a git command") {
        // git before 2.36: the file itself, as git would start it.
        let path = git.git_path(&format!("hooks/{}", event.name()))?;
        let top = git.work_tree().unwrap_or(Path::new("."));
        if is_executable(&path) { run(Command::new(path).current_dir(top))? } else { Vec::new() }
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
fn obstacle(event: Event, path: &Path) -> String {
    let Ok(content) = std::fs::read(path) else {
        return "there is no hook".to_owned();
    };
    if !is_executable(path) {
        return format!("{} is not executable, so git ignores it", shown(path));
    }
    match script::recognise(event, &content) {
        Script::Ours { .. } => "the program that the hook calls does not answer".to_owned(),
        Script::Edited => format!("{} has been changed by hand", shown(path)),
        Script::Foreign => format!("{} is another hook", shown(path)),
    }
}
