//! Removes the hooks, restores those that were there before, byte for byte, and leaves nothing of akguard's in `.git`.

use std::fs;
use std::path::{Path, PathBuf};

use akguard_git::git_command::Git;
use anyhow::Result;

use super::done::Done;
use super::event::{Event, Events};
use super::files::{Mode, cannot, quoted, read, shown, write};
use super::hooks_dir::{self, HooksDir, resolve};
use super::leftovers::{Worktrees, remove_state};
use super::plan::Plan;
use super::script::{self, BackupLocation, Script};
use super::{config_hook, edited, manager};

/// A hook of akguard's, and what takes its place.
pub(super) struct Ours {
    event: Event,
    /// The hooks directory that it is in.
    dir: PathBuf,
    /// Its name, which a manager may have changed.
    name: String,
    backup: BackupLocation,
    /// Lines that another tool appended to it.
    appended: String,
}

impl Ours {
    fn path(&self) -> PathBuf {
        self.dir.join(&self.name)
    }

    fn kept(&self) -> PathBuf {
        self.dir.join(self.backup.name(self.event))
    }
}

/// What was found in the hooks directories.
#[derive(Default)]
pub(super) struct Found {
    pub(super) ours: Vec<Ours>,
    /// Hooks of others where git looks: they stay.
    foreign: Vec<Event>,
}

/// How managers rename a hook that they find: pre-commit and prek run it first, lefthook does not run it.
const RENAMED: [&str; 3] = ["", ".legacy", ".old"];

/// Removes what is in one repository.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn uninstall_in(git: &Git) -> Result<Done> {
    let config = Plan { steps: config_hook::removal(git)?.into_iter().collect(), ..Plan::default() };
    let hooks = match hooks_dir::locate(git) {
        Ok(hooks) => hooks,
        Err(why) if config.steps.is_empty() => return Err(why),
        // The hooks directory is that of others: the config hooks are all that there can be.
        Err(_) => return config.apply().map(|()| Done::Changed(removed(&config))),
    };
    let top = hooks_dir::top(git)?;
    let steps = manager::removal(git, &hooks, &top)?;
    let removal = Plan { steps: steps.into_iter().chain(config.steps).collect(), ..Plan::default() };
    let common = hooks_dir::common_dir(git)?;
    let found = match find(&hooks, &common.join("hooks"))? {
        Search::Found(found) => found,
        Search::Refused(refusal) => return Ok(Done::Refused(refusal)),
    };
    if found.ours.is_empty() && removal.steps.is_empty() && found.foreign.contains(&hooks.events()[0]) {
        let path = shown(&hooks.hook(hooks.events()[0]));
        return Ok(Done::Refused(format!("akguard: {path} is not akguard's hook; it was left alone")));
    }
    removal.apply()?;
    let mut lines = removed(&removal);
    lines.extend(uninstall_all(&found.ours)?);
    if !found.ours.is_empty() {
        lines.extend(found.foreign.iter().map(|event| left_alone(&hooks, *event)));
    }
    let worktrees = Worktrees::new(git, &hooks)?;
    if worktrees.share_hooks && !found.ours.is_empty() && !hooks.is_bare {
        lines.push(worktrees.line());
    }
    if worktrees.share_hooks || worktrees.number == 1 {
        lines.extend(remove_state(&common));
    }
    if lines.is_empty() {
        return Ok(Done::Unchanged("akguard: no hook is installed here".to_owned()));
    }
    Ok(Done::Changed(lines))
}

fn removed(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(|step| format!("akguard: removed from {}", shown(&step.path))).collect()
}

/// Takes the hooks of the left-out events out again, and restores earlier ones.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn uninstall_left_out(git: &Git, hooks: &HooksDir, events: Events) -> Result<Vec<String>> {
    let Search::Found(found) = find(hooks, &hooks_dir::common_dir(git)?.join("hooks"))? else {
        return Ok(Vec::new());
    };
    let mut ours = found.ours;
    ours.retain(|ours| !events.has(ours.event));
    uninstall_all(&ours)
}

/// The result of the search.
pub(super) enum Search {
    Found(Found),
    /// One hook cannot be removed, so none is touched; the reason.
    Refused(String),
}

/// Searches all hooks before any is touched: where git looks, and where it looked before a manager set its hooks path.
pub(super) fn find(hooks: &HooksDir, own: &Path) -> Result<Search> {
    let mut found = Found::default();
    let other = (resolve(own) != hooks.real).then_some(own);
    for dir in [Some(hooks.dir.as_path()), other].into_iter().flatten() {
        for (event, suffix) in Event::ALL.into_iter().flat_map(|event| RENAMED.map(|suffix| (event, suffix))) {
            let name = format!("{}{suffix}", event.name());
            if let Some(refusal) = find_one(dir, event, name, &mut found)? {
                return Ok(Search::Refused(refusal));
            }
        }
    }
    // What git does not look at is no hook that could be left alone.
    found.foreign.retain(|event| hooks.hook(*event).exists());
    found.foreign.dedup();
    Ok(Search::Found(found))
}

/// Adds one file to what was found; returns why it cannot be removed.
fn find_one(dir: &Path, event: Event, name: String, found: &mut Found) -> Result<Option<String>> {
    let path = dir.join(&name);
    let is_in_place = name == event.name();
    let Some(content) = read(&path)? else {
        let is_kept = |backup: &BackupLocation| fs::symlink_metadata(dir.join(backup.name(event))).is_ok();
        let kept = BackupLocation::ALL.into_iter().find(is_kept).filter(|_| is_in_place);
        let ours = |backup| Ours { event, dir: dir.to_owned(), name, backup, appended: String::new() };
        found.ours.extend(kept.map(ours));
        return Ok(None);
    };
    match script::recognise(event, &content) {
        Script::Ours { backup, appended, .. } => {
            let ours = Ours { event, dir: dir.to_owned(), name, backup, appended };
            if let Some(refusal) = uninstall_conflict(&ours) {
                return Ok(Some(refusal));
            }
            found.ours.push(ours);
        }
        Script::Edited => return Ok(Some(edited::left_alone_by_uninstall(&path))),
        Script::Foreign if is_in_place => found.foreign.push(event),
        Script::Foreign => {}
    }
    Ok(None)
}

/// Why a hook cannot be removed: lines that another tool appended and an earlier hook cannot both become the hook
/// again.
fn uninstall_conflict(ours: &Ours) -> Option<String> {
    let kept = ours.kept();
    if ours.appended.is_empty() || fs::symlink_metadata(&kept).is_err() {
        return None;
    }
    Some(format!(
        "akguard: another tool appended lines to {}, and the earlier hook is kept in {}: join them by hand, then uninstall \
         again",
        shown(&ours.path()),
        shown(&kept)
    ))
}

/// Removes the hooks; those of one directory that leave nothing behind get one line.
pub(super) fn uninstall_all(all: &[Ours]) -> Result<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    let mut removed: Vec<&Ours> = Vec::new();
    for ours in all {
        match uninstall_one(ours)? {
            Some(line) => lines.push(line),
            None => removed.push(ours),
        }
    }
    while let Some(first) = removed.first().copied() {
        let beside: Vec<&str> =
            removed.iter().skip(1).filter(|ours| ours.dir == first.dir).map(|ours| ours.name.as_str()).collect();
        let beside = if beside.is_empty() { String::new() } else { format!(" (and beside it {})", beside.join(", ")) };
        lines.push(format!("akguard: removed from {}{beside}", shown(&first.path())));
        removed.retain(|ours| ours.dir != first.dir);
    }
    Ok(lines)
}

/// Removes one hook; a line where something comes back or stays.
fn uninstall_one(ours: &Ours) -> Result<Option<String>> {
    let path = ours.path();
    let kept = ours.kept();
    let removed = format!("akguard: removed from {}", shown(&path));
    if fs::symlink_metadata(&kept).is_ok() {
        fs::rename(&kept, &path).map_err(|e| cannot("restore", &kept, &e))?;
        // Only an empty directory is removed; any other content is not akguard's.
        let _ = fs::remove_dir(ours.dir.join("akguard-prev.d"));
        return Ok(Some(format!("{removed}; the earlier hook is restored")));
    }
    if ours.appended.is_empty() {
        fs::remove_file(&path).map_err(|e| cannot("remove", &path, &e))?;
        return Ok(None);
    }
    write(&path, format!("#!/bin/sh\n{}", ours.appended).as_bytes(), Mode::Executable)?;
    Ok(Some(format!("{removed}; the lines that another tool appended stay")))
}

/// The line for a hook of another tool that replaced akguard's: if there was an earlier hook, the user has to restore
/// it.
fn left_alone(hooks: &HooksDir, event: Event) -> String {
    let path = hooks.hook(event);
    let line = format!("akguard: {} is not akguard's hook; it was left alone", shown(&path));
    let kept = BackupLocation::ALL.into_iter().map(|backup| hooks.dir.join(backup.name(event)));
    match kept.into_iter().find(|kept| fs::symlink_metadata(kept).is_ok()) {
        Some(kept) => {
            format!(
                "{line}\n  help: cat {}    # the earlier hook, which nothing runs: join the two by hand",
                quoted(&kept)
            )
        }
        None => line,
    }
}
