//! Submodules and linked work trees: each commits by hooks that may be its own.

use std::path::Path;

use akguard_git::git_command::Git;
use anyhow::Result;

use super::super::event::Event;
use super::super::files::quoted;
use super::super::hooks_dir::resolve;
use super::super::program_word;
use super::inspect::Inspection;
use super::state::State;
use super::{clean, clean_path};

/// Each is asked by running its hook; more than this many would take long.
const MAX_ASKED: usize = 50;

/// Another place of the repository in which people commit.
#[derive(Debug)]
pub struct Other {
    /// `submodule` or `worktree`.
    pub kind: &'static str,
    /// Its path, safe to print: of a submodule from the top, of a work tree from the root.
    pub path: String,
    /// What was found out; `None` where it could not be asked.
    pub state: Option<State>,
    /// Lines that say so to people; none where it is guarded.
    pub lines: Vec<String>,
}

/// The submodules and linked work trees that are checked out, and how many were not asked.
#[derive(Debug, Default)]
pub struct Others {
    /// Those that were asked.
    pub asked: Vec<Other>,
    /// How many there are beyond those.
    pub left_out: usize,
}

impl Others {
    /// Asks them. `hooks` is where git looks for the hooks of this work tree.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(super) fn find(git: &Git, hooks: &Path, inspection: &Inspection<'_>) -> Result<Self> {
        let mut others = Self::default();
        let Some(top) = git.work_tree() else { return Ok(others) };
        for path in git.submodules()? {
            others.ask("submodule", &path, &top.join(&path), inspection, None);
        }
        for path in git.worktrees()? {
            if resolve(&path) != resolve(top) {
                others.ask("worktree", &path, &path, inspection, Some(hooks));
            }
        }
        Ok(others)
    }

    /// Asks one; `shared` are hooks that are known already.
    fn ask(&mut self, kind: &'static str, name: &Path, at: &Path, inspection: &Inspection<'_>, shared: Option<&Path>) {
        let git = match Git::at(at) {
            Ok(Some(git)) => git,
            // It is not checked out: there is no work tree to commit in.
            Ok(None) => return,
            Err(why) => return self.unasked(kind, name, &why),
        };
        let hooks = match git.git_path("hooks") {
            Ok(hooks) => hooks,
            Err(why) => return self.unasked(kind, name, &why),
        };
        if shared.is_some_and(|shared| resolve(shared) == resolve(&hooks)) {
            return;
        }
        if self.asked.len() >= MAX_ASKED {
            self.left_out += 1;
            return;
        }
        match inspection.of(&git, &hooks, &[Event::PreCommit]) {
            Ok(found) => {
                let found = found.first();
                let state = found.map(|found| found.state).unwrap_or(State::NotReached);
                let has_doubt = found.is_some_and(|found| found.doubt.is_some());
                let lines = lines(kind, name, state, has_doubt);
                self.asked.push(Other { kind, path: clean_path(name), state: Some(state), lines });
            }
            Err(why) => self.unasked(kind, name, &why),
        }
    }

    fn unasked(&mut self, kind: &'static str, name: &Path, why: &anyhow::Error) {
        let path = clean_path(name);
        let line = format!("{kind} {path}: it cannot be asked whether akguard checks it: {}", clean(&why.to_string()));
        self.asked.push(Other { kind, path, state: None, lines: vec![line] });
    }
}

/// `has_doubt`: what is in the way is more than jobs that were not run, and its own status says it.
fn lines(kind: &str, name: &Path, state: State, has_doubt: bool) -> Vec<String> {
    let path = clean_path(name);
    let word = program_word();
    let said = match state {
        State::Guarded => return Vec::new(),
        State::NotReached => "git does not reach akguard there",
        State::NotStopping => "git reaches akguard there, but its refusal stops no commit",
        State::Partial => "git reaches akguard there, but not in every commit",
        State::Unproven if has_doubt => "not proven",
        State::Unproven => "not proven without --run",
        State::Refuses => "its hook refuses a harmless change, so nothing is proven",
    };
    let command = match state {
        State::Unproven | State::Partial if has_doubt => "status",
        State::Unproven | State::Refuses => "status --run",
        _ => "install",
    };
    let from = if kind == "submodule" { "    # from the top of this repository" } else { "" };
    vec![format!("{kind} {path}: {said}"), format!("  help: (cd {} && {word} {command}){from}", clean(&quoted(name)))]
}
