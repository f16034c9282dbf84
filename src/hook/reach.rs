//! Runs a repository's hook with a question, to see how far it leads.

use std::path::Path;
use std::process::{Command, Stdio};

use akguard_common::error::{Failure, io_says};
use akguard_git::git_command::Git;
use akguard_git::regular_file;
use anyhow::Result;

use super::event::Event;
use super::files::is_executable;
use super::wiring_test::{VARIABLE, answer};
use super::{lefthook, manager};

/// How far a hook leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// akguard does not answer.
    Nowhere,
    /// akguard answers, and the hook ends in success all the same: no finding would stop a commit.
    Ignored,
    /// akguard answers, and its refusal is the hook's.
    Stops,
}

/// Runs the hook as git would, with a question that akguard answers (and then lets no commit pass). The user's own hook is
/// tested, so it runs as configured. Lefthook leaves its jobs out where nothing is staged, and takes arguments.
pub(super) fn reach(git: &Git, event: Event, path: &Path, nonce: &str) -> Result<Reach> {
    let content = regular_file::read(path).unwrap_or_default();
    let is_lefthook = manager::manager(&content) == Some(manager::LEFTHOOK);
    if is_lefthook && reach_with(git, event, nonce, &lefthook::JOB_ALONE)? == Reach::Stops {
        return Ok(Reach::Stops);
    }
    reach_with(git, event, nonce, &[])
}

/// The same with these arguments for the hook.
fn reach_with(git: &Git, event: Event, nonce: &str, arguments: &[&str]) -> Result<Reach> {
    let run = |command: &mut Command| {
        // The hook may take any time.
        let _held = akguard_common::watchdog::pause();
        let output = command.env(VARIABLE, nonce).stdin(Stdio::null()).output();
        output.map_err(|e| Failure::new(format!("cannot run the hook: {}", io_says(&e))))
    };
    let mut output = run(git.with_hooks().args(["hook", "run", event.name(), "--"]).args(arguments))?;
    if contains(&output.stderr, b"is not a git command") {
        // git before 2.36: the file itself, as git would start it.
        let path = git.git_path(&format!("hooks/{}", event.name()))?;
        let top = git.work_tree().unwrap_or(Path::new("."));
        if !is_executable(&path) {
            return Ok(Reach::Nowhere);
        }
        output = run(Command::new(path).args(arguments).current_dir(top))?;
    }
    let answer = answer(nonce);
    let is_answered = contains(&output.stdout, answer.as_bytes()) || contains(&output.stderr, answer.as_bytes());
    Ok(match (is_answered, output.status.success()) {
        (false, _) => Reach::Nowhere,
        (true, true) => Reach::Ignored,
        (true, false) => Reach::Stops,
    })
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|w| w == word)
}
