//! What is said of one hook.

use super::super::files::shown;
use super::clean;
use super::doubt::Doubt;
use super::explain::{is_outdated, obstacle};
use super::inspect::Inspected;
use super::state::State;

/// One hook.
#[derive(Debug)]
pub struct EventStatus {
    /// Its name.
    pub event: &'static str,
    /// Its file, safe to print.
    pub hook: String,
    /// What was found out.
    pub state: State,
    /// Why it is not guarded, safe to print; empty where it is.
    pub why: String,
    /// Jobs of others that were not run, safe to print.
    pub jobs: Vec<String>,
    /// Its script is an older akguard's.
    pub is_outdated: bool,
    /// Without it the repository is not guarded.
    pub is_gate: bool,
    /// What to do about a job that may be left out of a commit.
    pub(super) advice: Option<String>,
}

impl EventStatus {
    /// What was found out of the hook of one event; `manager` is whose it is, `run`: jobs of others were run.
    pub(super) fn new(found: &Inspected, manager: Option<&str>, run: bool) -> Self {
        let Inspected { event, hook, state, .. } = found;
        let jobs: Vec<String> = found.jobs.iter().map(|job| clean(job)).collect();
        Self {
            event: event.name(),
            hook: shown(hook),
            state: *state,
            why: why(found, &jobs.join("; "), manager, run),
            jobs,
            is_outdated: is_outdated(*event, hook),
            is_gate: event.is_gate(),
            advice: found.doubt.as_ref().map(Doubt::advice),
        }
    }

    /// A line for people; `git` is git's version.
    pub(super) fn line(&self, git: &str) -> String {
        let Self { event, hook, why, .. } = self;
        match self.state {
            State::Guarded => format!("{event}: git {git} reaches akguard through {hook}"),
            State::NotStopping => format!("{event}: git {git} reaches akguard, but its refusal stops no commit: {why}"),
            State::Partial => format!("{event}: git {git} reaches akguard, but not in every commit: {why}"),
            State::NotReached => format!("{event}: git {git} does not reach akguard: {why}"),
            State::Unproven | State::Refuses => format!("{event}: {why}"),
        }
    }
}

fn why(found: &Inspected, jobs: &str, manager: Option<&str>, run: bool) -> String {
    let path = shown(&found.hook);
    if let Some(doubt) = &found.doubt {
        return clean(&doubt.why(&path, manager.unwrap_or("the manager")));
    }
    match found.state {
        State::Guarded | State::Partial => String::new(),
        State::NotStopping => format!("{path} succeeds though akguard refuses"),
        State::NotReached => obstacle(found.event, &found.hook, manager),
        State::Unproven if jobs.is_empty() => {
            let owner = manager.unwrap_or("others");
            format!("not proven without --run: a job of {owner} calls akguard, and cannot be run alone")
        }
        State::Unproven => format!("not proven without --run: {path} also runs: {jobs}"),
        State::Refuses => {
            let lack = if run && !jobs.is_empty() { format!(" (here {jobs})") } else { String::new() };
            format!("a job fails, so nothing is proven: {path} refuses a harmless change{lack}: {}", clean(&found.said))
        }
    }
}
