//! The jobs of lefthook that call akguard, by lefthook's configuration (its documentation, "Configuration options").

use serde_json::{Map, Value};

use super::super::event::Event;
use super::conditions::{Conditions, ConfigFile, Job};
use super::shell;

/// Keys that leave a job out of commits in which no file fits them, or in which a condition holds.
const LIMITS: [&str; 7] = ["skip", "only", "glob", "exclude", "files", "file_types", "root"];
const ADVICE: &str =
    "leave these keys out there, or give akguard a job of its own: without them it runs in every commit";

/// Where in the files the reader is.
#[derive(Clone, Copy)]
struct Place<'p> {
    file: &'p str,
    /// The limits of the hook and of the groups around.
    limits: &'p [String],
}

/// What lefthook's files say of the event.
pub(super) fn conditions(event: Event, files: &[ConfigFile]) -> Conditions {
    let mut found = Conditions { advice: ADVICE, ..Conditions::default() };
    let mut jobs: Vec<Job> = Vec::new();
    for file in files {
        let Some(hook) = file.value.get(event.name()).and_then(Value::as_object) else { continue };
        found.limits.extend(limits(hook, &file.name));
        found.jobs.extend(setup(hook));
        found.jobs.extend(questions(hook));
        read_jobs(hook, Place { file: &file.name, limits: &[] }, &mut found.jobs, &mut jobs);
    }
    found.take(jobs);
    found
}

/// Reads the jobs of a hook or a group.
fn read_jobs(of: &Map<String, Value>, place: Place<'_>, runs: &mut Vec<String>, jobs: &mut Vec<Job>) {
    for job in of.get("jobs").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object) {
        let name = job.get("name").and_then(Value::as_str).unwrap_or_default();
        read_job(name, job, place, runs, jobs);
    }
    for key in ["commands", "scripts"] {
        for (name, job) in of.get(key).and_then(Value::as_object).into_iter().flatten() {
            let Some(job) = job.as_object() else { continue };
            read_job(name, job, place, runs, jobs);
        }
    }
}

fn read_job(name: &str, job: &Map<String, Value>, place: Place<'_>, runs: &mut Vec<String>, jobs: &mut Vec<Job>) {
    let own = [place.limits, &limits(job, place.file)].concat();
    if let Some(group) = job.get("group").and_then(Value::as_object) {
        return read_jobs(group, Place { limits: &own, ..place }, runs, jobs);
    }
    let run = job.get("run").or_else(|| job.get("script")).and_then(Value::as_str).unwrap_or_default();
    if name == "akguard" {
        runs.extend(shell::jobs(run));
        runs.extend(questions(job));
    }
    // Another file may add keys to a job of the same name.
    match jobs.iter_mut().find(|known| !name.is_empty() && known.name == name) {
        Some(known) => known.limits.extend(own),
        None => {
            let is_akguards = name.contains("akguard") || run.contains("akguard");
            jobs.push(Job { name: name.to_owned(), is_akguards, limits: own });
        }
    }
}

fn limits(of: &Map<String, Value>, file: &str) -> Vec<String> {
    let is_limit = |key: &&str| of.get(*key).is_some_and(|value| !is_without_effect(key, value));
    LIMITS.into_iter().filter(is_limit).map(|key| format!("`{key}` in {file}")).collect()
}

fn is_without_effect(key: &str, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(answer) => *answer == (key == "only"),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Commands that run before the jobs.
fn setup(hook: &Map<String, Value>) -> Vec<String> {
    let entries = hook.get("setup").and_then(Value::as_array).into_iter().flatten();
    entries.map(|entry| text(entry.get("run").unwrap_or(entry))).collect()
}

/// Commands whose answer decides whether, or on which files, a job runs.
fn questions(of: &Map<String, Value>) -> Vec<String> {
    let conditions = ["skip", "only"].into_iter().filter_map(|key| of.get(key)).flat_map(|value| match value {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    });
    let asked = conditions.filter_map(|condition| condition.get("run")).chain(of.get("files"));
    asked.map(text).collect()
}

fn text(value: &Value) -> String {
    value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn found(hooks: &[Value]) -> Conditions {
        let name = |at: usize| if at == 0 { "lefthook.yml" } else { "lefthook-local.yml" };
        let file = |(at, hook): (usize, &Value)| ConfigFile {
            name: name(at).to_owned(),
            value: json!({"pre-commit": hook, "pre-push": {"skip": true}}),
        };
        let files: Vec<ConfigFile> = hooks.iter().enumerate().map(file).collect();
        conditions(Event::PreCommit, &files)
    }

    fn job() -> Value {
        json!({"name": "akguard", "run": "akguard hook pre-commit"})
    }

    #[test]
    fn a_job_without_limits_runs_in_every_commit() {
        for hook in [
            json!({"jobs": [job(), {"run": "npm test", "glob": "*.js", "skip": [{"run": "x"}]}]}),
            json!({"skip": false, "only": true, "exclude": [], "commands": {"akguard": {"run": "akguard hook pre-commit"}}}),
            json!({"jobs": [{"run": "akguard hook pre-commit", "glob": "*.rs"}, job()]}),
            json!({"jobs": [{"group": {"parallel": true, "jobs": [job()]}}]}),
        ] {
            assert_eq!(
                found(std::slice::from_ref(&hook)),
                Conditions { advice: ADVICE, ..Conditions::default() },
                "{hook}"
            );
        }
    }

    #[test]
    fn limits_of_the_hook_a_group_and_a_job_count() {
        for (hook, limit) in [
            (json!({"skip": [{"ref": "main"}], "jobs": [job()]}), "`skip` in lefthook.yml"),
            (json!({"only": "rebase", "jobs": [job()]}), "`only` in lefthook.yml"),
            (json!({"jobs": [{"glob": "*.rs", "group": {"jobs": [job()]}}]}), "`glob` in lefthook.yml"),
            (
                json!({"jobs": [{"name": "akguard", "run": "akguard hook pre-commit", "root": "x/"}]}),
                "`root` in lefthook.yml",
            ),
            (
                json!({"commands": {"secrets": {"run": "akguard hook pre-commit", "exclude": ["a"]}}}),
                "`exclude` in lefthook.yml",
            ),
        ] {
            assert_eq!(found(std::slice::from_ref(&hook)).limits, [limit], "{hook}");
        }
        let local = json!({"jobs": [{"name": "akguard", "file_types": "text"}]});
        assert_eq!(found(&[json!({"jobs": [job()]}), local]).limits, ["`file_types` in lefthook-local.yml"]);
    }

    #[test]
    fn what_runs_with_akguards_job_is_a_job() {
        let hook = json!({
            "setup": [{"run": "first"}],
            "skip": [{"run": "second"}],
            "jobs": [
                {"name": "akguard", "run": "akguard hook pre-commit && third", "only": {"run": "fourth"}, "files": "fifth"},
                {"name": "theirs", "run": "never", "skip": {"run": "never"}},
            ],
        });
        let jobs = found(&[hook]).jobs;
        assert_eq!(jobs, ["first", "second", "akguard hook pre-commit && third", "fourth", "fifth"]);
    }

    #[test]
    fn where_no_job_names_akguard_any_limit_may_be_one_of_its() {
        assert!(!found(&[json!({"jobs": [{"run": "sh ./check"}]})]).is_unknown);
        assert!(found(&[json!({"jobs": [{"run": "sh ./check"}, {"run": "x", "glob": "*.rs"}]})]).is_unknown);
        assert!(found(&[json!({})]).is_unknown);
        assert!(!found(&[json!({"jobs": [job()]})]).is_unknown);
    }
}
