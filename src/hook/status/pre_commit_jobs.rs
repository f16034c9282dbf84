//! The hooks of pre-commit and prek that call akguard, by the config of both (pre-commit's documentation, "Creating new
//! hooks" and ".pre-commit-config.yaml").

use serde_json::Value;

use super::super::event::Event;
use super::conditions::{Conditions, ConfigFile, Job};
use super::shell;

/// Keys that choose files: a hook that need not always run is left out where none is chosen.
const FILTERS: [&str; 5] = ["files", "exclude", "types", "types_or", "exclude_types"];
const ADVICE: &str = "add `always_run: true` to that hook: with it akguard looks at every commit";

/// What the files say of the event.
pub(super) fn conditions(event: Event, files: &[ConfigFile]) -> Conditions {
    let mut found = Conditions { advice: ADVICE, ..Conditions::default() };
    let mut jobs = Vec::new();
    for file in files {
        let config = Config { file, event };
        for repo in list(&file.value, "repos") {
            let is_local = repo.get("repo").and_then(Value::as_str) == Some("local");
            for hook in list(repo, "hooks").filter(|hook| config.has_stage(hook)) {
                let name = word(hook, "id").to_owned();
                if name.starts_with("akguard") {
                    found.jobs.extend(shell::jobs(&command(hook)));
                }
                let is_akguards = ["id", "alias", "entry"].iter().any(|key| word(hook, key).contains("akguard"));
                jobs.push(Job { name, is_akguards, limits: config.limits(hook, is_local || !is_akguards) });
            }
        }
    }
    found.take(jobs);
    found
}

/// A config, read for one event.
struct Config<'c> {
    file: &'c ConfigFile,
    event: Event,
}

impl Config<'_> {
    /// A hook without stages runs at those of the config, or at every one.
    fn has_stage(&self, hook: &Value) -> bool {
        let stages = hook.get("stages").or_else(|| self.file.value.get("default_stages")).and_then(Value::as_array);
        let is_this = |stage: &Value| {
            let stage = stage.as_str().unwrap_or_default();
            // Older configs have these names.
            stage == self.event.name() || self.event.name() == format!("pre-{stage}")
        };
        stages.is_none_or(|stages| stages.is_empty() || stages.iter().any(is_this))
    }

    fn limits(&self, hook: &Value, is_local: bool) -> Vec<String> {
        let always = hook.get("always_run").and_then(Value::as_bool);
        // akguard's own manifest has it.
        if always.unwrap_or(!is_local) {
            return Vec::new();
        }
        let name = &self.file.name;
        let filters = FILTERS.iter().filter(|key| hook.get(*key).is_some());
        let limits: Vec<String> = filters.map(|key| format!("`{key}` in {name}")).collect();
        // Without a filter links and submodules are still left out; a message is always a file.
        if limits.is_empty() && matches!(self.event, Event::PreCommit | Event::PreMergeCommit) {
            return vec![format!("no `always_run: true` in {name}")];
        }
        limits
    }
}

fn list<'v>(of: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    of.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn word<'v>(hook: &'v Value, key: &str) -> &'v str {
    hook.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The command that the config itself gives; else it is that of the other repository's manifest.
fn command(hook: &Value) -> String {
    if word(hook, "entry").is_empty() {
        return String::new();
    }
    let arguments = list(hook, "args").map(|argument| argument.as_str().unwrap_or("\\"));
    std::iter::once(word(hook, "entry")).chain(arguments).collect::<Vec<_>>().join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn found(event: Event, repo: &str, hook: Value) -> Conditions {
        let value = json!({"repos": [{"repo": repo, "hooks": [hook, {"id": "other", "entry": "deploy", "stages": ["commit-msg"]}]}]});
        conditions(event, &[ConfigFile { name: "c.yaml".to_owned(), value }])
    }

    #[test]
    fn a_hook_that_always_runs_has_no_limits() {
        let own = |more: Value| {
            let mut hook = json!({"id": "akguard", "entry": "akguard hook pre-commit"});
            hook.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            hook
        };
        for (repo, hook) in [
            ("local", own(json!({"always_run": true, "exclude": "x", "stages": ["commit"]}))),
            ("https://example.com/akguard", json!({"id": "akguard", "args": ["--quiet"]})),
        ] {
            assert_eq!(found(Event::PreCommit, repo, hook), Conditions { advice: ADVICE, ..Conditions::default() });
        }
        for (repo, more, limit) in [
            ("local", json!({"exclude": "x", "types": ["python"]}), &["`exclude` in c.yaml", "`types` in c.yaml"][..]),
            ("local", json!({}), &["no `always_run: true` in c.yaml"]),
            ("https://example.com/akguard", json!({"always_run": false, "files": "x"}), &["`files` in c.yaml"]),
        ] {
            assert_eq!(found(Event::PreCommit, repo, own(more)).limits, limit);
        }
        assert_eq!(found(Event::CommitMsg, "local", own(json!({}))).limits, [""; 0]);
    }

    #[test]
    fn only_hooks_of_the_stage_count() {
        let hook = json!({"id": "akguard", "always_run": true, "stages": ["pre-push"]});
        assert!(found(Event::PreCommit, "local", hook.clone()).is_unknown);
        assert!(!found(Event::PrePush, "local", hook).is_unknown);
        assert!(found(Event::PreCommit, "local", json!({"id": "more", "entry": "sh ./check"})).is_unknown);
    }

    #[test]
    fn an_entry_that_does_more_is_a_job() {
        for (entry, args) in
            [("bash -c 'npm test && akguard hook'", json!([])), ("akguard", json!(["hook", "; deploy"]))]
        {
            let hook = json!({"id": "akguard", "entry": entry, "args": args, "always_run": true});
            assert_eq!(found(Event::PreCommit, "local", hook).jobs.len(), 1);
        }
    }
}
