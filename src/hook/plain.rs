//! The plan for a hooks directory that no manager owns: the hook is written, and an earlier one keeps running.

use std::fs;
use std::path::Path;

use akguard_common::error::Failure;
use anyhow::Result;

use super::done::Wish;
use super::edited;
use super::event::Event;
use super::files::{Mode, is_executable, quoted, read, shown};
use super::hooks_dir::HooksDir;
use super::plan::{Plan, Planned};
use super::program::program;
use super::script::{self, BackupLocation, Script};
use super::step::Step;

/// A hook that is to be written: the present content, if there is any, and where that is kept.
struct Hook {
    event: Event,
    content: Option<Vec<u8>>,
    backup: BackupLocation,
}

/// Plans the hooks of this directory.
///
/// # Errors
/// A hook cannot be read, or an earlier one that was kept is in the way.
pub(super) fn plan(hooks: &HooksDir, wish: Wish) -> Result<Planned> {
    let events = hooks.events();
    let program = program()?;
    // A tracked hook must not contain the path of one user's program: it searches PATH and the usual places.
    let baked = if hooks.is_tracked() { String::new() } else { program.to_string_lossy().into_owned() };
    // All hooks are read before any is touched.
    let mut planned = Vec::new();
    for event in events.iter().copied().filter(|event| wish.events.has(*event)) {
        let content = read(&hooks.hook(event))?;
        let backup = match content.as_deref().map(|content| script::recognise(event, content)) {
            Some(Script::Edited) => edited::backup(hooks, event),
            Some(Script::Foreign) => backup_for(hooks, event, content.as_deref().unwrap_or_default())?,
            Some(Script::Ours { backup, .. }) => backup,
            None => free_backup(hooks, event, BackupLocation::Beside)?,
        };
        planned.push(Hook { event, content, backup });
    }
    planned.retain(|hook| !is_current(hooks, hook, &baked));
    let path = shown(&hooks.hook(events[0]));
    let mut plan = Plan { unchanged: format!("akguard: already installed in {path}"), ..Plan::default() };
    let others: Vec<&str> = events[1..].iter().filter(|event| wish.events.has(**event)).map(|e| e.name()).collect();
    let beside = if others.is_empty() { String::new() } else { format!(" (and beside it {})", others.join(", ")) };
    plan.lines.push(format!("akguard: installed in {path}{beside}"));
    for hook in planned {
        let is_edited = |content: &Vec<u8>| script::recognise(hook.event, content) == Script::Edited;
        plan.edited.extend(hook.content.as_ref().filter(|content| is_edited(content)).map(|_| hooks.hook(hook.event)));
        let step = step(hooks, hook, &baked, &mut plan.lines);
        plan.steps.push(step);
    }
    if is_build_dir(&program) {
        plan.lines.push(
            "akguard: note: the hook calls a program in a build directory; when that is cleaned, commits stop until it is \
             built again (./install.sh puts it into a lasting place)"
                .to_owned(),
        );
    }
    Ok(Planned::Plan(plan))
}

/// Is the present hook the one that would be written?
fn is_current(hooks: &HooksDir, hook: &Hook, baked: &str) -> bool {
    let Some(content) = &hook.content else { return false };
    let Script::Ours { appended, .. } = script::recognise(hook.event, content) else { return false };
    let wanted = format!("{}{appended}", script::render(hook.event, baked, hook.backup));
    wanted.as_bytes() == content && is_executable(&hooks.hook(hook.event))
}

/// The step for one hook, and what to say of it.
fn step(hooks: &HooksDir, hook: Hook, baked: &str, lines: &mut Vec<String>) -> Step {
    let Hook { event, content, backup } = hook;
    let path = hooks.hook(event);
    let mut text = script::render(event, baked, backup);
    let mut kept_in = None;
    if let Some(content) = &content {
        match script::recognise(event, content) {
            Script::Ours { program: old, appended, current, .. } => {
                text.push_str(&appended);
                if old != baked {
                    say_once(lines, "akguard: the hook now calls this program; it called another");
                }
                if !current {
                    say_once(lines, "akguard: the hook's script was an older akguard's; it is this one's now");
                }
            }
            Script::Edited => text.push_str(edited::appended(content)),
            Script::Foreign => {
                let kept = hooks.dir.join(backup.name(event));
                let order = if event == Event::PrePush { "after akguard's" } else { "first" };
                lines.push(format!("akguard: the earlier hook runs {order}; it is kept in {}", shown(&kept)));
                kept_in = Some(kept);
            }
        }
    }
    Step { path, before: content, after: Some(text.into_bytes()), mode: Mode::Executable, kept_in, is_shared: false }
}

/// Adds a line unless it is there already, for the other hook.
fn say_once(lines: &mut Vec<String>, line: &str) {
    if !lines.iter().any(|said| said == line) {
        lines.push(line.to_owned());
    }
}

/// The location for an earlier hook in which it keeps working.
fn backup_for(hooks: &HooksDir, event: Event, content: &[u8]) -> Result<BackupLocation> {
    // A relative link works only in the directory that it is in.
    let linked = fs::symlink_metadata(hooks.hook(event)).is_ok_and(|m| m.file_type().is_symlink());
    free_backup(hooks, event, if linked { BackupLocation::Beside } else { BackupLocation::for_hook(content) })
}

fn free_backup(hooks: &HooksDir, event: Event, backup: BackupLocation) -> Result<BackupLocation> {
    let kept = hooks.dir.join(backup.name(event));
    if fs::symlink_metadata(&kept).is_ok() {
        return Err(Failure::new(format!("{} is in the way: it is an earlier hook that akguard kept", shown(&kept)))
            .help(out_of_the_way(&kept, &hooks.hook(event)))
            .into());
    }
    Ok(backup)
}

/// Where another hook has taken the place of the earlier one, putting that back would lose the other.
fn out_of_the_way(kept: &Path, hook: &Path) -> String {
    if fs::symlink_metadata(hook).is_err() {
        return format!("mv {} {}    # restores it", quoted(kept), quoted(hook));
    }
    let aside = kept.with_extension("akguard-prev.old");
    format!("mv {} {}    # keeps it; the present hook stays", quoted(kept), quoted(&aside))
}

fn is_build_dir(program: &Path) -> bool {
    let dirs: Vec<_> = program.components().rev().skip(1).take(2).map(|c| c.as_os_str().to_owned()).collect();
    matches!(dirs.as_slice(), [kind, target] if (kind == "debug" || kind == "release") && target == "target")
}
