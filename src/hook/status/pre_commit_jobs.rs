//! The hooks of pre-commit and prek that call akguard, by the config of both (pre-commit's documentation, "Creating new
//! hooks" and ".pre-commit-config.yaml").

use serde_json::Value;

use super::super::event::Event;
use super::conditions::{Conditions, Job, calls_akguard};
use super::shell;

/// Keys that choose files: a hook that need not always run is left out where none is chosen.
const FILTERS: [&str; 5] = ["files", "exclude", "types", "types_or", "exclude_types"];
/// The same of the whole config.
const FILTERS_OF_ALL: [&str; 2] = ["files", "exclude"];
/// The hooks of akguard's own manifest, which always run.
const OWN: [&str; 4] = ["akguard", "akguard-message", "akguard-after", "akguard-push"];
const ADVICE: &str = "add `always_run: true` to that hook: with it akguard looks at every commit";

/// What the config says of the event.
pub(super) fn conditions(event: Event, config: &Value) -> Conditions {
    let mut found = Conditions { advice: ADVICE, ..Conditions::default() };
    let config = Config { value: config, event };
    let mut jobs = Vec::new();
    for repo in list(config.value, "repos") {
        let is_local = repo.get("repo").and_then(Value::as_str) == Some("local");
        for hook in list(repo, "hooks").filter(|hook| config.has_stage(hook)) {
            if word(hook, "id").starts_with("akguard") {
                found.jobs.extend(shell::jobs(&command(hook)));
            }
            let is_own = !is_local && word(hook, "entry").is_empty() && OWN.contains(&word(hook, "id"));
            let is_akguards = is_own || config.calls_akguard(hook);
            jobs.push(Job { is_akguards, limits: config.limits(hook, is_own) });
        }
    }
    found.take(&jobs);
    found
}

/// The ids of all hooks, whatever their stages.
pub(super) fn ids(config: &Value) -> Vec<String> {
    let hooks = list(config, "repos").flat_map(|repo| list(repo, "hooks"));
    hooks.map(|hook| word(hook, "id").to_owned()).filter(|id| !id.is_empty()).collect()
}

/// A config, read for one event.
struct Config<'c> {
    value: &'c Value,
    event: Event,
}

impl Config<'_> {
    /// Does the hook call akguard, or is it named after it and calls a script?
    fn calls_akguard(&self, hook: &Value) -> bool {
        let entry = command(hook);
        let is_named = ["id", "alias"].iter().any(|key| word(hook, key).contains("akguard"));
        calls_akguard(&entry, self.event) || (is_named && !entry.is_empty() && !entry.contains("akguard"))
    }

    /// A hook without stages runs at those of the config, or at every one.
    fn has_stage(&self, hook: &Value) -> bool {
        let stages = hook.get("stages").or_else(|| self.value.get("default_stages")).and_then(Value::as_array);
        let is_this = |stage: &Value| {
            let stage = stage.as_str().unwrap_or_default();
            // Older configs have these names.
            stage == self.event.name() || self.event.name() == format!("pre-{stage}")
        };
        stages.is_none_or(|stages| stages.is_empty() || stages.iter().any(is_this))
    }

    fn limits(&self, hook: &Value, is_own: bool) -> Vec<String> {
        if hook.get("always_run").map(is_true).unwrap_or(is_own) {
            return Vec::new();
        }
        let own = FILTERS.iter().filter(|key| hook.get(*key).is_some());
        let of_all = FILTERS_OF_ALL.iter().filter(|key| self.value.get(*key).is_some());
        let mut limits: Vec<String> = own.chain(of_all).map(|key| format!("`{key}`")).collect();
        limits.dedup();
        // Without a filter links and submodules are still left out; a message is always a file.
        if limits.is_empty() && matches!(self.event, Event::PreCommit | Event::PreMergeCommit) {
            limits.push("no `always_run: true`".to_owned());
        }
        limits
    }
}

/// pre-commit reads YAML 1.1, which has more words for it.
fn is_true(value: &Value) -> bool {
    let word = value.as_str().unwrap_or_default().to_ascii_lowercase();
    value.as_bool() == Some(true) || matches!(word.as_str(), "yes" | "on")
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
        let other = json!({"id": "other", "entry": "deploy", "stages": ["post-commit"]});
        conditions(event, &json!({"repos": [{"repo": repo, "hooks": [hook, other]}]}))
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
            ("local", own(json!({"always_run": "yes", "exclude": "x"}))),
            ("https://example.com/akguard", json!({"id": "akguard", "args": ["--quiet"]})),
        ] {
            assert_eq!(found(Event::PreCommit, repo, hook), Conditions { advice: ADVICE, ..Conditions::default() });
        }
        for (repo, more, limit) in [
            ("local", json!({"exclude": "x", "types": ["python"]}), &["`exclude`", "`types`"][..]),
            ("local", json!({}), &["no `always_run: true`"]),
            ("https://example.com/akguard", json!({"always_run": false, "files": "x"}), &["`files`"]),
        ] {
            assert_eq!(found(Event::PreCommit, repo, own(more)).limits, limit);
        }
        let message = json!({"id": "akguard-message", "entry": "akguard hook commit-msg"});
        assert_eq!(found(Event::CommitMsg, "local", message.clone()).limits, [""; 0]);
        let all = json!({"exclude": "x", "repos": [{"repo": "local", "hooks": [message]}]});
        assert_eq!(conditions(Event::CommitMsg, &all).limits, ["`exclude`"]);
        // Another's hook has another's manifest, or none.
        let theirs = json!({"id": "sys", "entry": "akguard hook pre-commit", "exclude": "x"});
        assert_eq!(found(Event::PreCommit, "https://example.com/theirs", theirs).limits, ["`exclude`"]);
    }

    #[test]
    fn only_hooks_of_the_stage_count() {
        let hook =
            json!({"id": "akguard", "entry": "akguard hook pre-push", "always_run": true, "stages": ["pre-push"]});
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
