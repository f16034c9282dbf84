//! Installs the hook; an earlier one keeps running.

use std::fs;
use std::path::Path;

use akguard_common::error::Failure;
use anyhow::Result;

use super::consent::{self, Consent};
use super::files::{cannot, is_executable, quoted, read, shown, write};
use super::hooks_dir::{self, HooksDir};
use super::manager::manager;
use super::program::program;
use super::script::{self, BackupLocation, Event, Script};

/// What was done, in words.
#[derive(Debug, PartialEq, Eq)]
pub enum Done {
    /// Lines for the user.
    Changed(Vec<String>),
    /// There was nothing to do.
    Unchanged(String),
    /// A hook there is not akguard's, or consent is missing; nothing was touched.
    Refused(String),
}

/// A hook that is to be written: the present content, if there is any, and where that is kept.
struct Planned {
    event: Event,
    content: Option<Vec<u8>>,
    backup: BackupLocation,
}

/// Installs the hooks; `yes` consents to writing where others get them, too.
///
/// # Errors
/// The hooks directory must not or cannot be written.
pub fn install(yes: bool) -> Result<Done> {
    let hooks = hooks_dir::locate(&hooks_dir::git()?)?;
    let program = program()?;
    // A tracked hook must not contain the path of one user's program: it searches PATH and the usual places.
    let baked = if hooks.is_tracked() { String::new() } else { program.to_string_lossy().into_owned() };
    // All hooks are read before any is touched.
    let mut planned = Vec::new();
    for event in Event::ALL {
        let content = read(&hooks.hook(event))?;
        let backup = match content.as_deref().map(|content| script::recognise(event, content)) {
            Some(Script::Edited) => return Ok(Done::Refused(edited(&hooks.hook(event)))),
            Some(Script::Foreign) => backup_for(&hooks, event, content.as_deref().unwrap_or_default())?,
            Some(Script::Ours { backup, .. }) => backup,
            None => free_backup(&hooks, event, BackupLocation::Beside)?,
        };
        planned.push(Planned { event, content, backup });
    }
    planned.retain(|hook| !is_current(&hooks, hook, &baked));
    let path = shown(&hooks.hook(Event::PreCommit));
    if planned.is_empty() {
        return Ok(Done::Unchanged(format!("akguard: already installed in {path}")));
    }
    let events: Vec<Event> = planned.iter().map(|hook| hook.event).collect();
    if let Consent::Refused(refusal) = consent::ask(&hooks, &events, yes) {
        return Ok(Done::Refused(refusal));
    }
    let mut lines = vec![format!("akguard: installed in {path} (and pre-merge-commit beside it)")];
    for hook in planned {
        install_one(&hooks, hook, &baked, &mut lines)?;
    }
    if is_build_dir(&program) {
        lines.push(
            "akguard: note: the hook calls a program in a build directory; when that is cleaned, commits stop until it is \
             built again (./install.sh puts it into a lasting place)"
                .to_owned(),
        );
    }
    Ok(Done::Changed(lines))
}

/// Is the present hook the one that would be written?
fn is_current(hooks: &HooksDir, hook: &Planned, baked: &str) -> bool {
    let Some(content) = &hook.content else { return false };
    let Script::Ours { appended, .. } = script::recognise(hook.event, content) else { return false };
    let wanted = format!("{}{appended}", script::render(hook.event, baked, hook.backup));
    wanted.as_bytes() == content && is_executable(&hooks.hook(hook.event))
}

/// Installs one hook.
fn install_one(hooks: &HooksDir, hook: Planned, baked: &str, lines: &mut Vec<String>) -> Result<()> {
    let Planned { event, content, backup } = hook;
    let path = hooks.hook(event);
    let Some(content) = content else {
        return write(&path, &script::render(event, baked, backup));
    };
    let Script::Ours { program: old, appended, current, .. } = script::recognise(event, &content) else {
        lines.push(move_aside(hooks, event, backup, baked)?);
        return Ok(());
    };
    write(&path, &format!("{}{appended}", script::render(event, baked, backup)))?;
    if old != baked {
        say_once(lines, "akguard: the hook now calls this program; it called another");
    }
    if !current {
        say_once(lines, "akguard: the hook's script was an older akguard's; it is this one's now");
    }
    Ok(())
}

/// Adds a line unless it is there already, for the other hook.
fn say_once(lines: &mut Vec<String>, line: &str) {
    if !lines.iter().any(|said| said == line) {
        lines.push(line.to_owned());
    }
}

/// The location for an earlier hook in which it keeps working. A hook that a hook manager rewrites is not moved.
fn backup_for(hooks: &HooksDir, event: Event, content: &[u8]) -> Result<BackupLocation> {
    if let Some(manager) = manager(content) {
        let cause = format!("this hook is managed by {}, so akguard will not edit it", manager.name);
        return Err(Failure::new(cause).help(manager.advice).into());
    }
    // A relative link works only in the directory that it is in.
    let linked = fs::symlink_metadata(hooks.hook(event)).is_ok_and(|m| m.file_type().is_symlink());
    free_backup(hooks, event, if linked { BackupLocation::Beside } else { BackupLocation::for_hook(content) })
}

/// Moves an earlier hook aside and writes akguard's, which runs the earlier one first.
fn move_aside(hooks: &HooksDir, event: Event, backup: BackupLocation, baked: &str) -> Result<String> {
    let path = hooks.hook(event);
    let kept = hooks.dir.join(backup.name(event));
    if let Some(dir) = kept.parent() {
        fs::create_dir_all(dir).map_err(|e| cannot("create", dir, &e))?;
    }
    fs::rename(&path, &kept).map_err(|e| cannot("move", &path, &e))?;
    if let Err(e) = write(&path, &script::render(event, baked, backup)) {
        // Restore it: a repository without any hook would be worse off than before.
        let _ = fs::rename(&kept, &path);
        return Err(e);
    }
    Ok(format!("akguard: the earlier hook runs first; it is kept in {}", shown(&kept)))
}

fn free_backup(hooks: &HooksDir, event: Event, backup: BackupLocation) -> Result<BackupLocation> {
    let kept = hooks.dir.join(backup.name(event));
    if fs::symlink_metadata(&kept).is_ok() {
        return Err(Failure::new(format!("{} is in the way: it is an earlier hook that akguard kept", shown(&kept)))
            .help(format!("mv {} {}    # restores it", quoted(&kept), quoted(&hooks.hook(event))))
            .into());
    }
    Ok(backup)
}

fn is_build_dir(program: &Path) -> bool {
    let dirs: Vec<_> = program.components().rev().skip(1).take(2).map(|c| c.as_os_str().to_owned()).collect();
    matches!(dirs.as_slice(), [kind, target] if (kind == "debug" || kind == "release") && target == "target")
}

pub(super) fn edited(path: &Path) -> String {
    format!("akguard: {} was akguard's hook and has been changed by hand; it was left alone", shown(path))
}
