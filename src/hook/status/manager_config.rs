//! Reads what the files of a hook manager say about the job that calls akguard.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::super::event::Event;
use super::super::manager::LEFTHOOK;
use super::conditions::Conditions;
use super::manager_files::{self, Lefthook};
use super::{lefthook_jobs, pre_commit_jobs, values};

/// Reads the files of `manager` in the work tree that begins at `top`.
/// `named` is the config that its hook names.
pub(super) fn read(manager: &str, event: Event, top: &Path, named: Option<&Path>) -> Conditions {
    let read = match manager {
        LEFTHOOK => of_lefthook(event, top),
        _ => of_pre_commit(named.map(Path::to_owned).or_else(|| manager_files::of_pre_commit(manager, top)), event),
    };
    let mut found = read.unwrap_or(Conditions { is_unknown: true, ..Conditions::default() });
    if !event.can_stop() {
        // After a commit nothing is stopped, and the next commit looks at what was left out.
        found.limits.clear();
        found.is_unknown = false;
    }
    found
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
}
