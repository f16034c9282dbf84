//! Does git reach the hook, and does akguard's refusal stop a commit? Proved by runs of the hook in a temporary work tree,
//! not by looking at files.
//!
//! `inspect` decides, event by event, what can be told without a run; `trial` makes the work tree, and `prove` runs the hook
//! in it. `jobs` and `shell` find the jobs of others, which run only with `--run`. What no run shows is read: `manager_config`
//! finds by what a manager leaves akguard out of some commits (`lefthook_jobs`, `pre_commit_jobs`, over `manager_files` and
//! `values`), and `doubt` says what follows. `others` asks submodules and linked work trees, `event_status` and `explain` find
//! the words.

mod conditions;
mod config_hooks;
mod copy;
mod doubt;
mod event_status;
mod explain;
mod inspect;
mod jobs;
mod left_out;
mod lefthook_jobs;
mod manager_config;
mod manager_files;
mod others;
mod pre_commit_jobs;
mod prove;
mod shell;
mod state;
mod trial;
mod values;

use std::path::Path;

use akguard_common::error::Failure;
use akguard_detect::Detector;
use anyhow::Result;

use self::explain::{Located, help};
use self::inspect::Inspection;
use super::event::Event;
use super::hooks_dir;
use super::program_word;
use super::wiring_test::{RUNNING, VARIABLE};
use crate::sanitize::Sink;

pub use self::event_status::EventStatus;
pub use self::others::{Other, Others};
pub use self::state::State;

/// Longer lines of a script are cut.
const MAX_SHOWN: usize = 320;

/// Whether git reaches akguard through the hooks.
#[derive(Debug)]
pub struct HookStatus {
    /// The version of git.
    pub git: String,
    /// The hooks, `pre-commit` first.
    pub events: Vec<EventStatus>,
    /// What to do, each safe to print.
    pub help: Vec<String>,
    /// Submodules and linked work trees.
    pub others: Others,
}

impl HookStatus {
    /// The state of the gate: `pre-commit`, or `pre-receive` on a server. The other events are additions.
    pub fn state(&self) -> State {
        let gate = self.events.iter().find(|event| event.is_gate);
        gate.map(|gate| gate.state).unwrap_or(State::NotReached)
    }

    /// Lines for people.
    pub fn lines(&self) -> Vec<String> {
        let events = self.events.iter().map(|event| event.line(&self.git));
        let mut lines: Vec<String> = events.collect();
        lines.extend(self.help.iter().map(|help| format!("  help: {help}")));
        lines.extend(self.others.asked.iter().flat_map(|other| other.lines.iter().cloned()));
        if self.others.left_out > 0 {
            lines.push(format!("{} further submodules or work trees were not asked", self.others.left_out));
        }
        lines
    }
}

/// Finds out whether git reaches akguard; `run`: jobs of others run, too.
///
/// # Errors
/// No repository, a hooks directory that git does not use, or a hook that calls this.
pub fn status(run: bool) -> Result<HookStatus> {
    if [VARIABLE, RUNNING].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty())) {
        return Err(Failure::new("a hook calls akguard status, which runs that hook")
            .help("leave akguard status out of the hook")
            .into());
    }
    let git = hooks_dir::git()?;
    let hooks = hooks_dir::dir(&git)?;
    let version = git.run(&["version"], b"")?;
    let nonce = format!("akguard-{}-{:x}", std::process::id(), crate::policy::Today::now().seconds());
    let inspection = Inspection { nonce: &nonce, run };
    let located = Located::find(&git);
    let manager = located.as_ref().ok().and_then(Located::manager);
    let found = inspection.of(&git, &hooks, hooks_dir::events(&git)?)?;
    let mut status = HookStatus {
        git: version.trim_start_matches("git version ").to_owned(),
        events: found.iter().map(|found| EventStatus::new(found, manager, run)).collect(),
        help: Vec::new(),
        others: Others::find(&git, &hooks, &inspection)?,
    };
    status.help.extend(located.as_ref().ok().and_then(Located::not_found_by_a_team));
    status.help.extend(event_help(&status));
    // What limits akguard's job has its own advice.
    let is_unguarded = |event: &EventStatus| event.state.exit_status() == 1 && event.state != State::Partial;
    if status.events.iter().any(is_unguarded) {
        status.help.push(clean(&help(&git, located, status.state() == State::Guarded)?));
    }
    Ok(status)
}

/// What to do about hooks that are old, or that nothing is known of.
fn event_help(status: &HookStatus) -> Vec<String> {
    let word = program_word();
    let mut help = Vec::new();
    let is_any = |state: State| status.events.iter().any(|event| event.state == state);
    if status.state() == State::Guarded && status.events.iter().any(|event| event.is_outdated) {
        help.push(format!("the hook's script is an older akguard's: {word} install"));
    }
    for advice in status.events.iter().filter_map(|event| event.advice.as_ref()) {
        if !help.contains(advice) {
            help.push(advice.clone());
        }
    }
    if status.events.iter().any(|event| event.state == State::Unproven && event.advice.is_none()) {
        help.push(format!("{word} status --run    # runs these jobs too, in a temporary work tree"));
    }
    if is_any(State::Refuses) {
        help.push("git hook run pre-commit    # shows what the hook says about what is staged now".to_owned());
    }
    let is_indirect = |event: &EventStatus| event.state == State::NotReached && !event.jobs.is_empty();
    if status.events.iter().any(is_indirect) {
        help.push(format!(
            "{word} status --run    # runs the other hook, in case that it calls akguard by a script of its own"
        ));
    }
    help
}

/// A line of somebody else's, safe to print, and cut.
fn clean(text: &str) -> String {
    let shown = Sink::new(&Detector::new(Vec::new(), 0)).show_bytes(text.as_bytes()).to_string();
    match shown.char_indices().nth(MAX_SHOWN) {
        Some((at, _)) => format!("{}...", &shown[..at]),
        None => shown,
    }
}

/// A path, safe to print.
fn clean_path(path: &Path) -> String {
    clean(&super::files::quoted(path))
}
