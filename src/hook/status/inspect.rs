//! Finds out of one work tree whether git reaches akguard there, event by event.

use std::path::{Path, PathBuf};

use akguard_git::git_command::Git;
use anyhow::Result;

use super::super::event::Event;
use super::super::files::is_executable;
use super::config_hooks::ConfigHooks;
use super::doubt::Doubt;
use super::jobs::Jobs;
use super::left_out::LeftOut;
use super::prove::{Proof, Tried};
use super::state::State;
use super::trial::{Filling, Trial};

/// How work trees are inspected.
pub(super) struct Inspection<'i> {
    /// The question of run A.
    pub(super) nonce: &'i str,
    /// Jobs of others run, too.
    pub(super) run: bool,
}

/// What was found out of one event.
#[derive(Debug)]
pub(super) struct Inspected {
    pub(super) event: Event,
    pub(super) hook: PathBuf,
    pub(super) state: State,
    /// Jobs of others that cannot be left out, where these were not run.
    pub(super) jobs: Vec<String>,
    /// The last words of a hook that refuses a harmless change.
    pub(super) said: String,
    /// What a trial does not show, though akguard stops it.
    pub(super) doubt: Option<Doubt>,
}

impl Inspection<'_> {
    /// Inspects the hooks of a work tree. `hooks` is where git looks for them.
    ///
    /// # Errors
    /// A temporary work tree cannot be made, or a program cannot be started.
    pub(super) fn of(&self, git: &Git, hooks: &Path, events: &[Event]) -> Result<Vec<Inspected>> {
        let top = git.work_tree().unwrap_or(hooks);
        let configured = ConfigHooks::read(git)?;
        let mut found: Vec<Inspected> = Vec::new();
        let mut waiting: Vec<Jobs> = Vec::new();
        for event in events {
            let mut jobs = Jobs::of(*event, hooks, top);
            configured.join(&mut jobs);
            found.push(self.without_a_run(*event, hooks, &jobs, configured.is_any()));
            waiting.push(jobs);
        }
        if found.iter().all(|found| found.state != State::Guarded) {
            return Ok(found);
        }
        let filling = match waiting.iter().any(|jobs| jobs.manager.is_some()) {
            _ if self.run => Filling::Everything,
            true => Filling::HooksAndLinks,
            false => Filling::Hooks,
        };
        let mut trial = Trial::new(git, hooks, &left_out(&waiting, top), filling)?;
        trial.settings.clone_from(&configured.settings);
        for (found, jobs) in found.iter_mut().zip(&waiting) {
            if found.state == State::Guarded {
                self.try_out(found, jobs, &trial)?;
            }
        }
        Ok(found)
    }

    /// What can be told from the files. `Guarded` is to be proved yet.
    fn without_a_run(&self, event: Event, hooks: &Path, jobs: &Jobs, is_configured: bool) -> Inspected {
        let hook = hooks.join(event.name());
        let is_there = is_configured || is_executable(&hook);
        let state = match jobs.fixed.is_empty() || self.run {
            _ if !is_there => State::NotReached,
            true => State::Guarded,
            false if jobs.calls_akguard => State::Unproven,
            false => State::NotReached,
        };
        // They were not run, or are about to be.
        let unrun = if self.run { Vec::new() } else { jobs.fixed.clone() };
        Inspected { event, hook, state, jobs: unrun, said: String::new(), doubt: None }
    }

    fn try_out(&self, found: &mut Inspected, jobs: &Jobs, trial: &Trial) -> Result<()> {
        let tried = Tried { trial, jobs, event: found.event, nonce: self.nonce, run: self.run };
        found.state = match tried.prove()? {
            Proof::Stops => {
                found.doubt = Doubt::of(jobs);
                found.doubt.as_ref().map(Doubt::state).unwrap_or(State::Guarded)
            }
            Proof::Ignored => State::NotStopping,
            // Another job of the manager may call akguard; to find out, all would have to run.
            Proof::Nowhere if jobs.hides_akguard && !self.run => State::Unproven,
            Proof::Nowhere => State::NotReached,
            Proof::Refuses(said) => {
                found.said = said;
                found.jobs.extend(trial.lack.map(str::to_owned));
                State::Refuses
            }
        };
        Ok(())
    }
}

fn left_out(waiting: &[Jobs], top: &Path) -> LeftOut {
    let mut left_out = LeftOut::default();
    for jobs in waiting {
        left_out.files.extend(jobs.removable.iter().cloned());
        left_out.trimmed.extend(jobs.trimmed.iter().cloned());
        left_out.needed.extend(jobs.config.iter().map(|config| top.join(config)));
    }
    left_out
}
