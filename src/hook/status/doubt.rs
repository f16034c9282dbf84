//! What a trial does not show: akguard stops it, and may still be left out of a commit.

use super::super::program_word;
use super::jobs::Jobs;
use super::state::State;

/// Why akguard may be left out of a commit, though it stops the trial.
#[derive(Debug)]
pub(super) enum Doubt {
    /// The manager leaves it out of some commits.
    Limited {
        /// By what.
        limits: Vec<String>,
        /// What to do.
        advice: &'static str,
    },
    /// The manager's files were not understood, or do not show the job.
    UnknownJob,
    /// The hook asks for the branch, and the trial is on none.
    Branch,
}

impl Doubt {
    /// What the jobs of a hook leave open.
    pub(super) fn of(jobs: &Jobs) -> Option<Self> {
        let conditions = &jobs.conditions;
        match conditions.limits.is_empty() {
            false => Some(Self::Limited { limits: conditions.limits.clone(), advice: conditions.advice }),
            true if conditions.is_unknown => Some(Self::UnknownJob),
            true => jobs.asks_for_branch.then_some(Self::Branch),
        }
    }

    /// The state of the hook with it.
    pub(super) fn state(&self) -> State {
        match self {
            Self::Limited { .. } => State::Partial,
            Self::UnknownJob | Self::Branch => State::Unproven,
        }
    }

    /// The words for it; `path` is the hook's file, `manager` whose it is.
    pub(super) fn why(&self, path: &str, manager: &str) -> String {
        match self {
            Self::Limited { limits, .. } => format!("{manager} has {} for it", limits.join(", ")),
            Self::UnknownJob => {
                format!("not proven: the files of {manager} do not show whether akguard runs in every commit")
            }
            Self::Branch => format!("not proven: {path} asks for the branch, and the trial is on none"),
        }
    }

    /// What to do.
    pub(super) fn advice(&self) -> String {
        match self {
            Self::Limited { advice, .. } => (*advice).to_owned(),
            Self::UnknownJob => {
                format!("{} install    # a job of akguard's own, without conditions, would be seen", program_word())
            }
            Self::Branch => "have the hook call akguard before it asks for the branch".to_owned(),
        }
    }
}
