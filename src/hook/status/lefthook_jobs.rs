//! The jobs of lefthook that call akguard, by lefthook's configuration (its documentation, "Configuration options").

use serde_json::{Map, Value};

use super::super::event::Event;
use super::conditions::{Conditions, Job, calls_akguard};
use super::shell;

/// Keys that leave a job out of commits in which no file fits them, or in which a condition holds.
const LIMITS: [&str; 7] = ["skip", "only", "glob", "exclude", "files", "file_types", "root"];
/// Words in a command for which lefthook puts files in; where there is none, it does not run the command.
const TEMPLATES: [&str; 4] = ["{staged_files}", "{push_files}", "{all_files}", "{files}"];
const ADVICE: &str = "leave these out there, or give akguard a job of its own: without them it runs in every commit";

/// What lefthook's files, as one value, say of the event.
pub(super) fn conditions(event: Event, config: &Value) -> Conditions {
    let mut found = Conditions { advice: ADVICE, ..Conditions::default() };
    // Its hooks read this script before they start it.
    found.jobs.extend(config.get("rc").filter(|rc| !rc.is_null()).map(text));
    let mut reader = Reader { event, runs: Vec::new(), jobs: Vec::new() };
    if let Some(hook) = config.get(event.name()).and_then(Value::as_object) {
        found.limits.extend(limits(hook));
        found.jobs.extend(setup(hook));
        found.jobs.extend(questions(hook));
        reader.jobs_of(hook, &[]);
    }
    found.jobs.extend(reader.runs);
    found.take(&reader.jobs);
    found
}

/// Collects the jobs of an event.
struct Reader {
    event: Event,
    /// What runs with akguard's job.
    runs: Vec<String>,
    jobs: Vec<Job>,
}

impl Reader {
    /// Reads the jobs of a hook or a group; `outer` are the limits of the groups around.
    fn jobs_of(&mut self, of: &Map<String, Value>, outer: &[String]) {
        for job in of.get("jobs").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object) {
            let name = job.get("name").and_then(Value::as_str).unwrap_or_default();
            self.job(name, job, outer);
        }
        for key in ["commands", "scripts"] {
            for (name, job) in of.get(key).and_then(Value::as_object).into_iter().flatten() {
                let Some(job) = job.as_object() else { continue };
                self.job(name, job, outer);
            }
        }
    }

    fn job(&mut self, name: &str, job: &Map<String, Value>, outer: &[String]) {
        let mut all = [outer, &limits(job)].concat();
        if let Some(group) = job.get("group").and_then(Value::as_object) {
            return self.jobs_of(group, &all);
        }
        let run = job.get("run").or_else(|| job.get("script")).and_then(Value::as_str).unwrap_or_default();
        all.extend(TEMPLATES.iter().filter(|word| run.contains(**word)).map(|word| format!("`{word}`")));
        if name == "akguard" {
            self.runs.extend(shell::jobs(run));
            self.runs.extend(questions(job));
        }
        let is_script_of_it = name.contains("akguard") && !run.contains("akguard");
        let is_akguards = calls_akguard(run, self.event) || is_script_of_it;
        self.jobs.push(Job { is_akguards, limits: all });
    }
}

fn limits(of: &Map<String, Value>) -> Vec<String> {
    let is_limit = |key: &&str| of.get(*key).is_some_and(|value| !is_without_effect(key, value));
    LIMITS.into_iter().filter(is_limit).map(|key| format!("`{key}`")).collect()
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
    fn found(hook: Value) -> Conditions {
        conditions(Event::PreCommit, &json!({"pre-commit": hook, "pre-push": {"skip": true}}))
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
            assert_eq!(found(hook.clone()), Conditions { advice: ADVICE, ..Conditions::default() }, "{hook}");
        }
    }

    #[test]
    fn limits_of_the_hook_a_group_and_a_job_count() {
        for (hook, limit) in [
            (json!({"skip": [{"ref": "main"}], "jobs": [job()]}), "`skip`"),
            (json!({"only": "rebase", "jobs": [job()]}), "`only`"),
            (json!({"jobs": [{"glob": "*.rs", "group": {"jobs": [job()]}}]}), "`glob`"),
            (json!({"jobs": [{"name": "akguard", "run": "akguard hook pre-commit", "root": "x/"}]}), "`root`"),
            (json!({"commands": {"secrets": {"run": "akguard hook pre-commit", "exclude": ["a"]}}}), "`exclude`"),
        ] {
            assert_eq!(found(hook.clone()).limits, [limit], "{hook}");
        }
        let run = "akguard hook pre-commit {staged_files}";
        assert_eq!(found(json!({"jobs": [{"run": run}]})).limits, ["`{staged_files}`"]);
        // A job that only names akguard checks nothing.
        let version = json!({"name": "version", "run": "akguard --version"});
        let limited = json!({"run": "akguard hook pre-commit", "exclude": ["*.md"]});
        assert_eq!(found(json!({"jobs": [version, limited]})).limits, ["`exclude`"]);
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
        let jobs = conditions(Event::PreCommit, &json!({"rc": "./rc.sh", "pre-commit": hook})).jobs;
        assert_eq!(jobs, ["./rc.sh", "first", "second", "akguard hook pre-commit && third", "fourth", "fifth"]);
    }

    #[test]
    fn where_no_job_names_akguard_any_limit_may_be_one_of_its() {
        assert!(!found(json!({"jobs": [{"run": "sh ./check"}]})).is_unknown);
        assert!(found(json!({"jobs": [{"run": "sh ./check"}, {"run": "x", "glob": "*.rs"}]})).is_unknown);
        assert!(found(json!({})).is_unknown);
        assert!(!found(json!({"jobs": [job()]})).is_unknown);
    }
}
