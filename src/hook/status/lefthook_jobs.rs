//! The jobs of lefthook that call akguard, by lefthook's configuration (its documentation, "Configuration options").

use serde_json::{Map, Value};

use super::super::event::Event;
use super::conditions::{Conditions, Job, calls_akguard};
use super::shell;

/// Keys that leave a job out of commits in which no file fits them, or in which a condition holds.
const LIMITS: [&str; 7] = ["skip", "only", "glob", "exclude", "files", "file_types", "root"];
/// Those that look at no file.
const CONDITIONS: [&str; 2] = ["`skip`", "`only`"];
/// Words in a command that lefthook replaces by files; without a file it does not run the command.
const TEMPLATES: [&str; 3] = ["{staged_files}", "{push_files}", "{files}"];
/// Before a commit lefthook runs a job without such a word only where files are added or changed: not where a link became a
/// file. A job that is given a file that is always there runs always.
const NO_FILES: &str = "no `files` that always names one";
const ADVICE_FOR_FILES: &str = "in akguard's job, files: 'echo lefthook.yml' and run: 'akguard hook pre-commit # {files}', so that it sees links that became files, too";
const ADVICE: &str = "leave these out there, or give akguard a job of its own: without them it runs in every commit";

/// What lefthook's files, as one value, say of the event.
pub(super) fn conditions(event: Event, config: &Value) -> Conditions {
    let mut found = Conditions { advice: ADVICE, ..Conditions::default() };
    // Its hooks read this script before they start it.
    found.jobs.extend(config.get("rc").filter(|rc| !rc.is_null()).map(text));
    let mut reader = Reader { event, runs: Vec::new(), named: 0, jobs: Vec::new() };
    if let Some(hook) = config.get(event.name()).and_then(Value::as_object) {
        found.jobs.extend(setup(hook));
        found.jobs.extend(questions(hook));
        reader.jobs_of(hook, &limits(hook));
    }
    found.jobs.extend(reader.runs);
    found.take(&reader.jobs);
    if found.limits == [NO_FILES] {
        found.advice = ADVICE_FOR_FILES;
    }
    found
}

/// Collects the jobs of an event.
struct Reader {
    event: Event,
    /// What runs with akguard's job.
    runs: Vec<String>,
    /// How many jobs are named after it.
    named: usize,
    jobs: Vec<Job>,
}

impl Reader {
    /// Reads the jobs of a hook or a group; `outer` are its limits, and those of the groups around.
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
        let own = limits(job);
        if let Some(group) = job.get("group").and_then(Value::as_object) {
            let before = self.named;
            self.jobs_of(group, &[outer, &own].concat());
            if self.named > before {
                self.runs.extend(questions(job));
            }
            return;
        }
        let run = job.get("run").or_else(|| job.get("script")).and_then(Value::as_str).unwrap_or_default();
        let mut all = [outer, &own].concat();
        if is_given_a_file(job, run) {
            // What chooses files chooses that one in every commit, as in the trial.
            all.retain(|limit| CONDITIONS.contains(&limit.as_str()));
        } else {
            let templates: Vec<&str> = TEMPLATES.into_iter().filter(|word| run.contains(word)).collect();
            if templates.is_empty() && self.event == Event::PreCommit && !run.contains("{all_files}") {
                all.push(NO_FILES.to_owned());
            }
            all.extend(templates.into_iter().map(|word| format!("`{word}`")));
        }
        if name == "akguard" {
            self.named += 1;
            self.runs.extend(shell::jobs(run));
            self.runs.extend(questions(job));
        }
        let is_script_of_it = name.contains("akguard") && !run.contains("akguard");
        let is_akguards = calls_akguard(run, self.event) || is_script_of_it;
        self.jobs.push(Job { is_akguards, limits: all });
    }
}

/// Is the job given a file by name, as akguard's own job is? In the trial it ran, so the file is there.
fn is_given_a_file(job: &Map<String, Value>, run: &str) -> bool {
    let files = job.get("files").and_then(Value::as_str).unwrap_or_default();
    let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b));
    files.strip_prefix("echo ").is_some_and(is_name) && run.contains("{files}")
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
    asked.flat_map(|command| shell::jobs(&text(command))).collect()
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
        json!({"name": "akguard", "files": "echo lefthook.yml", "run": "akguard hook pre-commit # {files}"})
    }

    fn job_with(key: &str, value: Value) -> Value {
        let mut job = job();
        job.as_object_mut().unwrap().insert(key.to_owned(), value);
        job
    }

    #[test]
    fn a_job_without_limits_runs_in_every_commit() {
        for hook in [
            json!({"jobs": [job(), {"run": "npm test", "glob": "*.js", "skip": [{"run": "x"}]}]}),
            json!({"skip": false, "only": true, "exclude": [], "commands": {"akguard": job()}}),
            json!({"jobs": [{"run": "akguard hook pre-commit # {all_files}"}]}),
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
            (json!({"jobs": [{"only": "x", "group": {"jobs": [job()]}}]}), "`only`"),
            (json!({"jobs": [{"run": "akguard hook pre-commit"}]}), NO_FILES),
            (json!({"commands": {"secrets": job_with("skip", json!("merge"))}}), "`skip`"),
        ] {
            assert_eq!(found(hook.clone()).limits, [limit], "{hook}");
        }
        assert_eq!(found(json!({"jobs": [job_with("files", json!("git ls-files"))]})).limits, ["`files`", "`{files}`"]);
        let plain = json!({"run": "akguard hook pre-commit", "root": "x/"});
        assert_eq!(
            found(json!({"jobs": [{"glob": "*.rs", "group": {"jobs": [plain]}}]})).limits,
            ["`glob`", "`root`", NO_FILES]
        );
        // Filters of files let the one that is given pass in every commit, or in none.
        assert_eq!(found(json!({"exclude": ["*.md"], "jobs": [job_with("glob", json!("*"))]})).limits, [""; 0]);
        let run = "akguard hook pre-commit {staged_files}";
        assert_eq!(found(json!({"jobs": [{"run": run}]})).limits, ["`{staged_files}`"]);
        // A job that only names akguard checks nothing.
        let version = json!({"name": "version", "run": "akguard --version"});
        let limited = job_with("skip", json!("merge"));
        assert_eq!(found(json!({"jobs": [version, limited]})).limits, ["`skip`"]);
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
        let script = json!({"run": "sh ./check # {files}", "files": "echo lefthook.yml"});
        assert!(!found(json!({"jobs": [script]})).is_unknown);
        assert!(found(json!({"jobs": [script, {"run": "x", "glob": "*.rs"}]})).is_unknown);
        assert!(found(json!({})).is_unknown);
        assert!(!found(json!({"jobs": [job()]})).is_unknown);
    }
}
