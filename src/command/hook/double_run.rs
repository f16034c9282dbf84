//! Tells the second run for one commit from the run for another. git 2.54 and newer run their config hooks and then the hook
//! file, also where the first has failed. Both runs scan and both can stop the commit; what the first has reported and logged,
//! the second does not report again.

use std::io::{Read, Write};

use akguard_git::{ChangeSet, Repository};

use super::passed_cache::digest;
use crate::hook::{Event, REPORTED};
use crate::report::Outcome;
use crate::safe_file;

/// Maximum number of runs that are remembered: commits in several worktrees may overlap.
const MAX_RUNS: usize = 8;

/// Which hook runs, and by what.
#[derive(Debug, Clone, Copy)]
pub(in crate::command::hook) struct HookRun {
    pub(in crate::command::hook) event: Event,
    /// A config hook, which runs first.
    pub(in crate::command::hook) by_config: bool,
}

/// Has a run for the same commit or push reported this outcome of the same content? Only what a config hook has reported
/// is remembered: without one there is no second run.
pub(in crate::command::hook) fn is_reported(
    repository: &Repository,
    run: HookRun,
    content: &str,
    outcome: Outcome,
) -> bool {
    let dir = repository.common_dir();
    let mut text = String::new();
    let is_there = safe_file::open(dir, REPORTED).is_ok_and(|mut file| file.read_to_string(&mut text).is_ok());
    if !is_there && !run.by_config {
        return false;
    }
    let Some(process) = git_process() else { return false };
    let this = format!("{process} {} {content} {outcome:?}", run.event.name());
    let mut runs: Vec<&str> = text.lines().collect();
    if runs.contains(&this.as_str()) {
        return true;
    }
    if run.by_config {
        runs.insert(0, &this);
        runs.truncate(MAX_RUNS);
        let text = runs.join("\n");
        // Where it cannot be written, the second run reports again.
        let _ = safe_file::open_to_update(dir, REPORTED)
            .map(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.set_len(text.len() as u64)));
    }
    false
}

/// The same for a change set; one without a digest is reported again.
pub(super) fn is_set_reported(repository: &Repository, run: HookRun, set: &ChangeSet, outcome: Outcome) -> bool {
    digest(set).is_ok_and(|digest| is_reported(repository, run, &digest, outcome))
}

/// The git that makes the commit: its process id and when it was started, because ids are used again. The hook script and
/// managers are between it and this process.
#[cfg(target_os = "linux")]
fn git_process() -> Option<String> {
    const MAX_STEPS: usize = 32;
    let mut id = std::os::unix::process::parent_id().to_string();
    for _ in 0..MAX_STEPS {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let process = Process::parse(&stat)?;
        if process.name == "git" {
            return Some(format!("{id}-{}", process.started));
        }
        id = process.parent.to_owned();
    }
    None
}

/// Elsewhere nothing tells it without starting a program, so the second run reports again.
#[cfg(not(target_os = "linux"))]
fn git_process() -> Option<String> {
    None
}

/// What `/proc/ID/stat` says of a process.
#[cfg(target_os = "linux")]
struct Process<'s> {
    name: &'s str,
    parent: &'s str,
    started: &'s str,
}

#[cfg(target_os = "linux")]
impl<'s> Process<'s> {
    /// `ID (NAME) STATE PARENT ...`; the 22nd field is the start. The name may contain anything.
    fn parse(stat: &'s str) -> Option<Self> {
        let name = stat.split_once('(')?.1;
        let parts = name.rsplit_once(')')?;
        let mut rest = parts.1.split_ascii_whitespace().skip(1);
        Some(Self { name: parts.0, parent: rest.next()?, started: rest.nth(17)? })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_its_name() {
        let stat = "7 (a) (b)) S 3 7 7 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 8812 1 1 1";
        let process = Process::parse(stat).unwrap();
        assert_eq!((process.name, process.parent, process.started), ("a) (b)", "3", "8812"));
        let own = std::fs::read_to_string("/proc/self/stat").unwrap();
        let parent = std::os::unix::process::parent_id().to_string();
        assert_eq!(Process::parse(&own).unwrap().parent, parent);
        assert!(Process::parse("").is_none());
    }
}
