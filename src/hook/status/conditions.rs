//! What the files of a hook manager say about the job that calls akguard: does it run in every commit, and what else runs
//! when it runs alone?

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::super::event::Event;
use super::super::manager::LEFTHOOK;
use super::manager_files::{self, Lefthook};
use super::{lefthook_jobs, pre_commit_jobs, shell, values};

/// What was read about akguard's job.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    /// Commands that the manager runs even if it is told to run akguard's job alone.
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
    /// Reads the files of `manager` in the work tree that begins at `top`.
    /// `named` is the config that its hook names.
    pub(super) fn read(manager: &str, event: Event, top: &Path, named: Option<&Path>) -> Self {
        let read = match manager {
            LEFTHOOK => of_lefthook(event, top),
            _ => of_pre_commit(named.map(Path::to_owned).or_else(|| manager_files::of_pre_commit(manager, top)), event),
        };
        let mut found = read.unwrap_or(Self { is_unknown: true, ..Self::default() });
        if !event.can_stop() {
            // After a commit nothing is stopped, and the next commit looks at what was left out.
            found.limits.clear();
            found.is_unknown = false;
        }
        found
    }

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

/// Whether an extended file wins over the one that extends it is lefthook's to know: limits in either order count.
fn of_lefthook(event: Event, top: &Path) -> Option<Conditions> {
    let files = Lefthook::find(top);
    if files.has_unread {
        return None;
    }
    let read = |path: &PathBuf| values::read(path);
    let main = files.main.iter().map(read).collect::<Option<Vec<_>>>()?;
    let extended = files.extended.iter().map(read).collect::<Option<Vec<_>>>()?;
    let local = files.local.iter().map(read).collect::<Option<Vec<_>>>()?;
    let conditions = |files: [&Vec<Value>; 3]| {
        let merged = files.into_iter().flatten().cloned().fold(Value::Null, merge);
        lefthook_jobs::conditions(event, &merged)
    };
    let one = conditions([&main, &extended, &local]);
    Some(if one.limits.is_empty() { conditions([&extended, &main, &local]) } else { one })
}

fn of_pre_commit(path: Option<PathBuf>, event: Event) -> Option<Conditions> {
    let Some(path) = path else { return Some(Conditions::default()) };
    Some(pre_commit_jobs::conditions(event, &values::read(&path)?))
}

/// The values of two files as lefthook joins them: key by key, jobs by their names, and the second wins.
fn merge(first: Value, second: Value) -> Value {
    match (first, second) {
        (Value::Object(first), Value::Object(second)) => Value::Object(merge_objects(first, second)),
        (_, second) => second,
    }
}

fn merge_objects(mut all: Map<String, Value>, second: Map<String, Value>) -> Map<String, Value> {
    for (key, value) in second {
        let before = all.remove(&key).unwrap_or_default();
        let merged = match (before, value) {
            (Value::Array(before), Value::Array(jobs)) if key == "jobs" => merge_jobs(before, jobs),
            (before, value) => merge(before, value),
        };
        all.insert(key, merged);
    }
    all
}

fn merge_jobs(mut all: Vec<Value>, second: Vec<Value>) -> Value {
    for job in second {
        let name = job.get("name").filter(|name| name.is_string());
        match all.iter_mut().find(|known| name.is_some() && known.get("name") == name) {
            Some(known) => *known = merge(known.take(), job),
            None => all.push(job),
        }
    }
    Value::Array(all)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_later_file_wins_key_by_key_and_job_by_job() {
        let team = json!({"pre-commit": {"skip": true, "jobs": [{"name": "a", "run": "x"}, {"run": "y"}]}});
        let own = json!({"pre-commit": {"skip": false, "jobs": [{"name": "a", "glob": "*"}, {"run": "y"}]}});
        let merged = json!({
            "pre-commit": {"skip": false, "jobs": [{"name": "a", "run": "x", "glob": "*"}, {"run": "y"}, {"run": "y"}]}
        });
        assert_eq!(merge(team, own), merged);
    }

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
