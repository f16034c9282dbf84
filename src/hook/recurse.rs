//! Submodules are repositories of their own: `--recurse` installs and uninstalls in each, nested ones too.

use std::path::{Path, PathBuf};

use akguard_common::error::Failure;
use akguard_common::text::plural;
use akguard_git::git_command::Git;
use anyhow::{Error, Result};

use super::carry_out::plan_in;
use super::done::{Done, Wish};
use super::files::{shown, shown_text};
use super::plan::Planned;
use super::program::program_word;

/// Planning takes some git commands for each; more than this many would take long.
const MAX_LOOKED_AT: usize = 50;
/// Names in one line.
const MAX_NAMED: usize = 8;

/// A submodule, by its path from the top of the outermost work tree.
struct Submodule {
    path: PathBuf,
    state: State,
}

enum State {
    CheckedOut(Git),
    /// There is no work tree to commit in.
    Absent,
    /// Nothing may be done there.
    Failed(Error),
}

/// Does the same in this repository and in all of its submodules. One that fails is named, and the others go on.
///
/// # Errors
/// It cannot be done in this repository.
pub(super) fn each(git: &Git, act: impl Fn(&Git) -> Result<Done>) -> Result<Done> {
    let mut all = Collected::default();
    all.add(act(git)?);
    for submodule in all_below(git)? {
        let name = shown(&submodule.path);
        match submodule.state {
            State::CheckedOut(inner) => {
                all.lines.push(format!("akguard: submodule {name}:"));
                all.add_result(act(&inner));
            }
            State::Absent => {
                all.lines.push(format!("akguard: submodule {name} is not checked out: nothing was done there"))
            }
            State::Failed(why) => {
                all.lines.push(format!("akguard: submodule {name}:"));
                all.add_result(Err(why));
            }
        }
    }
    Ok(all.done())
}

/// What was done in several repositories.
#[derive(Default)]
struct Collected {
    lines: Vec<String>,
    is_incomplete: bool,
}

impl Collected {
    fn add(&mut self, done: Done) {
        self.is_incomplete |= matches!(done, Done::Incomplete(_) | Done::Refused(_));
        match done {
            Done::Changed(lines) | Done::Incomplete(lines) => self.lines.extend(lines),
            Done::Unchanged(line) | Done::Refused(line) => self.lines.push(line),
        }
    }

    fn add_result(&mut self, result: Result<Done>) {
        match result {
            Ok(done) => self.add(done),
            Err(why) => {
                self.is_incomplete = true;
                self.lines.push(format!("akguard: {}", shown_text(&format!("{why:#}"))));
                let help = why.downcast_ref::<Failure>().and_then(Failure::help_text);
                self.lines.extend(help.map(|help| format!("  help: {}", shown_text(help))));
            }
        }
    }

    fn done(self) -> Done {
        if self.is_incomplete { Done::Incomplete(self.lines) } else { Done::Changed(self.lines) }
    }
}

/// All submodules, each before those in it.
fn all_below(git: &Git) -> Result<Vec<Submodule>> {
    let mut found = Vec::new();
    let mut open = vec![(PathBuf::new(), git.clone())];
    while let Some((outer, git)) = open.pop() {
        let Some(top) = git.work_tree() else { continue };
        for inner in git.submodules()? {
            let path = outer.join(&inner);
            let state = state_of(top, &inner);
            if let State::CheckedOut(git) = &state {
                open.push((path.clone(), git.clone()));
            }
            found.push(Submodule { path, state });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn state_of(top: &Path, path: &Path) -> State {
    let place = top.join(path);
    // A link could lead back to a repository above, again and again, or to one that is nobody's submodule.
    let is_in_place = match (top.canonicalize(), place.canonicalize()) {
        (Ok(top), Ok(real)) => real == top.join(path),
        _ => return State::Absent,
    };
    if !is_in_place {
        let why = Failure::new(format!("a symbolic link leads to {}", shown(&place)));
        return State::Failed(why.help("git submodule status").into());
    }
    match Git::at(&place) {
        Ok(Some(git)) => State::CheckedOut(git),
        Ok(None) => State::Absent,
        Err(why) => State::Failed(why),
    }
}

/// A line for the submodules in which akguard is not installed, if there are any.
///
/// # Errors
/// The index cannot be read.
pub(super) fn not_installed(git: &Git, wish: Wish) -> Result<Option<String>> {
    let mut names = Vec::new();
    for submodule in all_below(git)?.into_iter().take(MAX_LOOKED_AT) {
        let is_installed = match submodule.state {
            State::Absent => continue,
            State::Failed(_) => false,
            State::CheckedOut(git) => is_installed(&git, wish),
        };
        if !is_installed {
            names.push(shown(&submodule.path));
        }
    }
    if names.is_empty() {
        return Ok(None);
    }
    let verb = if names.len() == 1 { "has" } else { "have" };
    let count = plural(names.len(), "submodule");
    let more = names.len().saturating_sub(MAX_NAMED);
    names.truncate(MAX_NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    Ok(Some(format!(
        "akguard: {count} {verb} no hook: {}{more}\n  help: {} install --recurse",
        names.join(", "),
        program_word()
    )))
}

/// Would an install have nothing to do there?
fn is_installed(git: &Git, wish: Wish) -> bool {
    let planned = plan_in(git, Wish { team: false, ..wish });
    matches!(planned, Ok(planned) if matches!(&planned.plan, Planned::Plan(plan) if plan.steps.is_empty()))
}
