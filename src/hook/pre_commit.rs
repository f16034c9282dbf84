//! pre-commit and prek: an entry in `.pre-commit-config.yaml`, which everyone has.

use std::path::{Path, PathBuf};

use akguard_common::text::quote;
use anyhow::Result;

use super::done::Wish;
use super::event::{Event, Events};
use super::files::{is_executable, read, shown};
use super::hooks_dir::HooksDir;
use super::job_file::{self, JobFile};
use super::plan::{Plan, Planned};
use super::prek_toml;
use super::script::{self, Script};
use super::step::Step;
use super::yaml::{self, Obstacle};
use super::yaml_edit;

const FILES: [&str; 2] = [".pre-commit-config.yaml", ".pre-commit-config.yml"];

/// The hooks of the entry. Each has its own name, by which it can be skipped.
const JOBS: [Job; 5] = [
    Job { id: "akguard", name: "akguard", event: Event::PreCommit, command: "pre-commit", names: false },
    Job {
        id: "akguard-merge",
        name: "akguard (merge)",
        event: Event::PreMergeCommit,
        command: "pre-merge-commit",
        names: false,
    },
    Job {
        id: "akguard-message",
        name: "akguard (message)",
        event: Event::CommitMsg,
        command: "commit-msg",
        names: true,
    },
    Job {
        id: "akguard-after",
        name: "akguard (after)",
        event: Event::PostCommit,
        command: "post-commit",
        names: false,
    },
    Job {
        id: "akguard-push",
        name: "akguard (push)",
        event: Event::PrePush,
        command: "--from=pre-commit pre-push",
        names: false,
    },
];

/// A hook of the entry.
struct Job {
    id: &'static str,
    name: &'static str,
    event: Event,
    /// The arguments of `akguard hook`.
    command: &'static str,
    /// The tool gives it the name of the message's file.
    names: bool,
}

impl Job {
    /// After a commit the hooks are the same: one job has all those stages.
    fn stages(&self) -> &'static str {
        match self.event {
            Event::PostCommit => "post-commit, post-merge, post-rewrite",
            event => event.name(),
        }
    }

    /// `verbose` shows the warnings of a commit that passes.
    fn lines(&self) -> Vec<String> {
        let Self { id, name, command, names, .. } = self;
        let stages = self.stages();
        vec![
            format!("    - id: {id}"),
            format!("      name: {name}"),
            "      language: system".to_owned(),
            format!("      entry: akguard hook {command}"),
            "      always_run: true".to_owned(),
            format!("      pass_filenames: {names}"),
            "      verbose: true".to_owned(),
            format!("      stages: [{stages}]"),
        ]
    }
}

/// The command with which the tool writes the hooks of all stages.
pub(super) fn installer(manager: &str) -> String {
    format!("{manager} install{}", Event::install_types())
}

/// Plans the entry; `manager` is the tool by whose hooks it runs.
///
/// # Errors
/// The file is a link, or cannot be read.
pub(super) fn plan(hooks: &HooksDir, top: &Path, manager: &str, wish: Wish) -> Result<Planned> {
    if let Some(moved) = runs_first(hooks)? {
        let unchanged = format!("akguard: already installed in {}, which {manager} runs first", shown(&moved));
        return Ok(Planned::Plan(Plan { unchanged, ..Plan::default() }));
    }
    if manager == "prek" && top.join(prek_toml::FILE).exists() {
        return prek_toml::plan(top, &entry(wish.events));
    }
    let name = FILES.into_iter().find(|name| top.join(name).exists()).unwrap_or(FILES[0]);
    let file = JobFile::read(top, name)?;
    let after = match with_entry(&file, wish.events) {
        Ok(after) => after,
        Err(why) => return Ok(file.by_hand(why, &entry(wish.events))),
    };
    let path = shown(&file.path);
    let add = quote(file.path.as_os_str().as_encoded_bytes());
    let mut plan = Plan { unchanged: format!("akguard: already installed in {path}"), ..Plan::default() };
    plan.lines = vec![
        format!("akguard: installed in {path}"),
        format!(
            "akguard: {manager} takes it when it is staged; commit it for your team: git add {add}    # they need akguard on PATH"
        ),
        format!("akguard: for merges, messages and pushes: {}", installer(manager)),
    ];
    plan.steps.extend(file.becomes(after));
    Ok(Planned::Plan(plan))
}

/// A hook of akguard's that was there before the manager came: it moves such a hook and runs it first.
fn runs_first(hooks: &HooksDir) -> Result<Option<PathBuf>> {
    let moved = hooks.dir.join("pre-commit.legacy");
    let content = read(&moved)?.unwrap_or_default();
    let is_ours = matches!(script::recognise(Event::PreCommit, &content), Script::Ours { .. });
    Ok(Some(moved).filter(|moved| is_ours && is_executable(moved)))
}

fn entry(events: Events) -> Vec<String> {
    let jobs = JOBS.iter().filter(|job| events.has(job.event)).flat_map(Job::lines);
    ["- repo: local".to_owned(), "  hooks:".to_owned()].into_iter().chain(jobs).collect()
}

fn with_entry(file: &JobFile, events: Events) -> Result<String, Obstacle> {
    if file.before.is_none() {
        return Err("is not there");
    }
    let text = file.bare(is_ours)?;
    if text.lines().any(|line| line.contains("akguard hook pre-commit") && !line.trim().starts_with('#')) {
        return Ok(text);
    }
    let root = yaml::parse(&text)?;
    let repos = root.as_ref().and_then(|root| root.get("repos")).ok_or("has no list `repos` in block style")?;
    yaml_edit::append(&text, root.as_ref(), Some(repos), &entry(events))
}

fn is_ours(line: &str) -> bool {
    entry(Events::default()).iter().any(|ours| ours.trim() == line)
}

/// Plans to take the entry out.
///
/// # Errors
/// The file is a link, cannot be read, or its lines of akguard's were changed by hand.
pub(super) fn removal(top: &Path) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    for file in JobFile::all(top, &FILES)? {
        let path = shown(&file.path);
        steps.extend(file.removal("", is_ours).map_err(|why| job_file::cannot_remove(&path, why))?);
    }
    steps.extend(prek_toml::removal(top, &entry(Events::default()))?);
    Ok(steps)
}
