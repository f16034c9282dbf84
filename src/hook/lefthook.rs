//! Lefthook: a job for each event in the user's own `lefthook-local.yml`, or in the team's `lefthook.yml`.

use std::path::{Path, PathBuf};

use akguard_common::text::quote;
use akguard_git::git_command::Git;
use anyhow::Result;

use super::done::Wish;
use super::event::{Event, Events};
use super::files::{Mode, read, shown};
use super::hooks_dir::common_dir;
use super::insertion;
use super::job_file::{self, JobFile};
use super::plan::{Plan, Planned};
use super::program::program;
use super::step::Step;
use super::yaml::{self, Obstacle};
use super::yaml_edit;

const LOCAL: [&str; 4] = ["lefthook-local.yml", "lefthook-local.yaml", ".lefthook-local.yml", ".lefthook-local.yaml"];
const TEAM: [&str; 4] = ["lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml"];
/// Other forms, which akguard does not edit.
const FOREIGN: [&str; 4] = ["lefthook-local.toml", "lefthook-local.json", "lefthook.toml", "lefthook.json"];
/// The beginning of a file that akguard makes.
const CREATED: &str = "# Made by 'akguard install'; 'akguard uninstall' removes its lines.\n";
const EXCLUDED: [&str; 2] = ["# Made by 'akguard install':", "/lefthook-local.yml"];
/// Arguments of the hook with which lefthook runs akguard's job alone, whether anything is staged or not.
pub(super) const JOB_ALONE: [&str; 3] = ["--force", "--job", "akguard"];

/// Plans a job for each event.
///
/// # Errors
/// A file is a link, or cannot be read.
pub(super) fn plan(git: &Git, top: &Path, wish: Wish) -> Result<Planned> {
    let for_team = wish.team;
    let names = if for_team { TEAM } else { LOCAL };
    let name = names.into_iter().find(|name| top.join(name).exists()).unwrap_or(names[0]);
    let word = if for_team { "akguard".to_owned() } else { own_word()? };
    let file = JobFile::read(top, name)?;
    if let Some(other) = FOREIGN.into_iter().find(|name| top.join(name).exists() && name.contains("-local") != for_team)
    {
        let other = JobFile { path: top.join(other), before: None };
        return Ok(other.by_hand("is not YAML", &top_level(&word, wish.events, name)));
    }
    let is_new = file.before.is_none();
    let mut plan =
        Plan { unchanged: format!("akguard: already installed in {}", shown(&file.path)), ..Plan::default() };
    plan.lines = vec![format!("akguard: installed in {}", shown(&file.path))];
    let after = match with_jobs(&file, is_new, &word, wish.events) {
        Ok(after) => after,
        Err(why) => return Ok(file.by_hand(why, &top_level(&word, wish.events, name))),
    };
    if for_team {
        let file = quote(file.path.as_os_str().as_encoded_bytes());
        plan.lines.push(format!("akguard: commit it for your team: git add {file}    # they need akguard on PATH"));
    }
    plan.lines.push("akguard: have lefthook write the hooks of all events: lefthook install".to_owned());
    if let Some(mut step) = file.becomes(after) {
        // The user's own new file, which git ignores, concerns nobody else.
        step.is_shared = for_team || !is_new;
        plan.steps.push(step);
    }
    if is_new && !for_team {
        plan.steps.extend(exclude(git, top)?);
    }
    Ok(Planned::Plan(plan))
}

/// The program for the user's own file: its path, which a GUI's PATH need not know. Lefthook replaces what is in braces.
fn own_word() -> Result<String> {
    let word = quote(program()?.as_os_str().as_encoded_bytes());
    Ok(if word.contains(['{', '}', '\n']) { "akguard".to_owned() } else { word })
}

/// The events that get a job.
fn wanted(events: Events) -> impl Iterator<Item = Event> {
    Event::LOCAL.into_iter().filter(move |event| events.has(*event))
}

/// What lefthook passes on: the message's file, the remote's name and URL.
fn arguments(event: Event) -> &'static str {
    match event {
        Event::PreCommit => " # {files}",
        Event::CommitMsg => " {1}",
        Event::PrePush => " {1} {2}",
        _ => "",
    }
}

/// The text with a job for each event.
fn with_jobs(file: &JobFile, is_new: bool, word: &str, events: Events) -> Result<String, Obstacle> {
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.as_ref();
    let mut text = if is_new { CREATED.to_owned() } else { file.bare(is_ours)? };
    for event in wanted(events) {
        if text
            .lines()
            .any(|line| line.contains(&format!("akguard hook {}", event.name())) && !line.trim().starts_with('#'))
        {
            continue;
        }
        let root = yaml::parse(&text)?;
        let hook = root.as_ref().and_then(|root| root.get(event.name()));
        let jobs = hook.and_then(|hook| hook.get("jobs"));
        let mut lines = job(event, word, name);
        if jobs.is_none() {
            lines = under("jobs:", &lines);
        }
        if hook.is_none() {
            lines = under(&format!("{}:", event.name()), &lines);
        }
        text = yaml_edit::append(&text, root.as_ref(), jobs.or(hook).or(root.as_ref()), &lines)?;
    }
    Ok(text)
}

/// The lines of a job. Before a commit lefthook runs a job only where a file of its is added or changed, and so not where a
/// link became a file: `name`, the file that has the job, is always there, and is named in a comment of the command.
fn job(event: Event, word: &str, name: &str) -> Vec<String> {
    let run = format!("{word} hook {}{}", event.name(), arguments(event)).replace('\'', "''");
    let mut lines = vec!["- name: akguard".to_owned()];
    if event == Event::PreCommit {
        lines.push(format!("  files: echo {name}"));
    }
    lines.push(format!("  run: '{run}'"));
    if event.has_input() {
        lines.push("  use_stdin: true".to_owned());
    }
    lines
}

fn under(key: &str, lines: &[String]) -> Vec<String> {
    std::iter::once(key.to_owned()).chain(lines.iter().map(|line| format!("  {line}"))).collect()
}

fn top_level(word: &str, events: Events, name: &str) -> Vec<String> {
    let jobs = |event: Event| under(&format!("{}:", event.name()), &under("jobs:", &job(event, word, name)));
    wanted(events).flat_map(jobs).collect()
}

/// A line that an install of this or another program path wrote.
fn is_ours(line: &str) -> bool {
    let ends = |event: &Event| {
        let call = format!(" hook {}", event.name());
        // Without the comment it is an older akguard's.
        line.ends_with(&format!("{call}{}'", arguments(*event))) || line.ends_with(&format!("{call}'"))
    };
    let is_run = line.starts_with("run: '") && Event::LOCAL.iter().any(ends);
    let is_key = Event::LOCAL.iter().any(|event| line.strip_suffix(':') == Some(event.name()));
    let is_file = [LOCAL, TEAM].concat().iter().any(|name| line == format!("files: echo {name}"));
    is_run || is_key || is_file || line == "use_stdin: true" || line == "jobs:" || line == "- name: akguard"
}

/// Has git ignore the new file, unless it does already.
fn exclude(git: &Git, top: &Path) -> Result<Option<Step>> {
    if git
        .ask(&["-C".as_ref(), top.as_os_str(), "check-ignore".as_ref(), "-q".as_ref(), EXCLUDED[1][1..].as_ref()])?
        .is_some()
    {
        return Ok(None);
    }
    let path = exclude_file(git)?;
    let before = read(&path)?;
    let text = String::from_utf8_lossy(before.as_deref().unwrap_or_default()).into_owned();
    let after = insertion::insert(&text, usize::MAX, &EXCLUDED.map(str::to_owned));
    let is_text = before.as_deref().is_none_or(|before| before == text.as_bytes());
    let step = Step { is_shared: false, ..Step::shared(path, before, Some(after.into_bytes()), Mode::Kept) };
    Ok(is_text.then_some(step))
}

fn exclude_file(git: &Git) -> Result<PathBuf> {
    Ok(common_dir(git)?.join("info/exclude"))
}

/// Plans to take the jobs out of all files, and the new file out of what git ignores.
///
/// # Errors
/// A file is a link, cannot be read, or its lines of akguard's were changed by hand.
pub(super) fn removal(git: &Git, top: &Path) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    for file in JobFile::all(top, &[LOCAL, TEAM].concat())? {
        let path = shown(&file.path);
        steps.extend(file.removal(CREATED, is_ours).map_err(|why| job_file::cannot_remove(&path, why))?);
    }
    let path = exclude_file(git)?;
    let before = read(&path)?.unwrap_or_default();
    let is_left = steps.iter().any(|step| step.path == top.join(LOCAL[0]) && step.after.is_none());
    if let Ok(text) = std::str::from_utf8(&before) {
        let at = text.lines().collect::<Vec<_>>().windows(2).position(|lines| lines == EXCLUDED);
        if let Some(at) = at.filter(|_| is_left) {
            let after = insertion::remove(text, at..at + 2);
            steps.push(Step::shared(path, Some(before.clone()), Some(after.into_bytes()), Mode::Kept));
        }
    }
    Ok(steps)
}
