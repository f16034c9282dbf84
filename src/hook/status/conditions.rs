//! What the files of a hook manager say about the job that calls akguard: does it run in every commit, and what else runs
//! when it runs alone?

use super::super::event::Event;
use super::shell;

/// What was read about akguard's job.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    /// Commands that the manager runs even when asked for akguard's job alone.
    pub(super) jobs: Vec<String>,
    /// By what akguard is left out of some commits; none: it runs in every one.
    pub(super) limits: Vec<String>,
    /// What to do about the limits.
    pub(super) advice: &'static str,
    /// No job that calls akguard was found, or a file was not understood: it may have limits.
    pub(super) is_unknown: bool,
}

/// A job of the event.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Job {
    /// It calls akguard. Another one may call it by a script.
    pub(super) is_akguards: bool,
    pub(super) limits: Vec<String>,
}

impl Conditions {
    /// Takes the jobs that were found: one of akguard's without limits is enough. Where none calls akguard, any may do so by
    /// a script.
    pub(super) fn take(&mut self, jobs: &[Job]) {
        let of_akguard: Vec<&Job> = jobs.iter().filter(|job| job.is_akguards).collect();
        match of_akguard.first() {
            None => self.is_unknown |= jobs.is_empty() || jobs.iter().any(|job| !job.limits.is_empty()),
            Some(_) if of_akguard.iter().any(|job| job.limits.is_empty()) => {}
            Some(first) => self.limits.extend(first.limits.iter().cloned()),
        }
    }
}

/// Does a command call akguard at this event? pre-commit's job for commits may stand for merges, too.
pub(super) fn calls_akguard(command: &str, event: Event) -> bool {
    let is_for = |event: Event| shell::calls_akguard(command, event.name());
    is_for(event) || (event == Event::PreMergeCommit && is_for(Event::PreCommit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_names_the_event() {
        assert!(calls_akguard("/opt/akguard hook pre-commit", Event::PreCommit));
        assert!(calls_akguard("akguard hook --from=pre-commit pre-commit --", Event::PreMergeCommit));
        assert!(!calls_akguard("akguard --version", Event::PreCommit));
        let notice = "command -v akguard >/dev/null || echo \"akguard is missing, pre-commit checks no keys\"";
        assert!(!calls_akguard(notice, Event::PreCommit));
        assert!(calls_akguard("cd sub && exec akguard hook pre-commit {files}", Event::PreCommit));
        assert!(calls_akguard("akguard hook pre-commit $(ls)", Event::PreCommit));
        assert!(!calls_akguard("akguard hook pre-commit", Event::CommitMsg));
    }
}
