//! Puts the hook in and takes it out again, byte for byte.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::Result;

use super::place::{self, Place};
use super::script::{self, Event, Script, Slot};
use crate::detect::Detector;
use crate::error::{Failure, io_says};
use crate::report::{Sink, quote};

/// What was done, in words.
#[derive(Debug, PartialEq, Eq)]
pub enum Done {
    /// Lines for the user.
    Changed(Vec<String>),
    /// There was nothing to do.
    Unchanged(String),
    /// Something there is not ours; nothing was touched.
    Refused(String),
}

/// Installs the hooks.
///
/// # Errors
/// The hooks folder is not ours to write to, or cannot be written.
pub fn install(yes: bool) -> Result<Done> {
    let place = place::locate(&place::git()?)?;
    let program = place::program()?;
    if place.tracked && !yes {
        return Err(Failure::new(format!("{} is tracked: everyone who pulls gets the hook", shown(&place.folder)))
            .help(format!("if they have akguard on PATH: {} install --yes", super::program_word()))
            .into());
    }
    // A tracked file holds no one's own path: PATH and the usual places only.
    let baked = if place.tracked { String::new() } else { program.to_string_lossy().into_owned() };
    // All are looked at before any is touched.
    let mut found = Vec::new();
    for event in Event::ALL {
        let content = read(&place.hook(event))?;
        let slot = match content.as_deref().map(|content| script::recognise(event, content)) {
            Some(Script::Edited) => return Ok(Done::Refused(edited(&place.hook(event)))),
            Some(Script::Foreign) => slot_for(&place, event, content.as_deref().unwrap_or_default())?,
            Some(Script::Ours { slot, .. }) => slot,
            None => free_slot(&place, event, Slot::Beside)?,
        };
        found.push((event, content, slot));
    }
    let (mut changed, mut lines) = (false, Vec::new());
    for (event, content, slot) in found {
        changed |= install_one(&place, (event, slot), content, &baked, &mut lines)?;
    }
    let path = shown(&place.hook(Event::PreCommit));
    if !changed {
        return Ok(Done::Unchanged(format!("akguard: already installed in {path}")));
    }
    lines.insert(0, format!("akguard: installed in {path} (and pre-merge-commit beside it)"));
    if is_build_folder(&program) {
        lines.push("akguard: note: it calls a build folder's program; when that is cleaned, commits stop until it is back (./install.sh gives it a lasting place)".to_owned());
    }
    Ok(Done::Changed(lines))
}

/// Installs one hook. Returns whether anything had to change.
fn install_one(
    place: &Place,
    (event, slot): (Event, Slot),
    content: Option<Vec<u8>>,
    baked: &str,
    lines: &mut Vec<String>,
) -> Result<bool> {
    let path = place.hook(event);
    let Some(content) = content else {
        write(&path, &script::render(event, baked, slot))?;
        return Ok(true);
    };
    let Script::Ours { program: old, appended, current, .. } = script::recognise(event, &content) else {
        lines.push(move_aside(place, event, slot, baked)?);
        return Ok(true);
    };
    let wanted = format!("{}{appended}", script::render(event, baked, slot));
    if wanted.as_bytes() == content && is_executable(&path) {
        return Ok(false);
    }
    write(&path, &wanted)?;
    if old != baked {
        say_once(lines, "akguard: the hook now calls this program; it called another");
    }
    if !current {
        say_once(lines, "akguard: the hook's script was an older akguard's; it is this one's now");
    }
    Ok(true)
}

/// Two hooks, one line.
fn say_once(lines: &mut Vec<String>, line: &str) {
    if !lines.iter().any(|said| said == line) {
        lines.push(line.to_owned());
    }
}

/// Takes the hooks out and puts earlier ones back.
///
/// # Errors
/// The hooks folder cannot be read or written.
pub fn uninstall() -> Result<Done> {
    let place = place::locate(&place::git()?)?;
    let mut found = Vec::new();
    for event in Event::ALL {
        let path = place.hook(event);
        let Some(content) = read(&path)? else { continue };
        match script::recognise(event, &content) {
            Script::Ours { slot, appended, .. } => {
                if let Some(refusal) = stuck(&place, event, slot, &appended) {
                    return Ok(Done::Refused(refusal));
                }
                found.push((event, slot, appended));
            }
            Script::Edited => return Ok(Done::Refused(edited(&path))),
            // Git runs only what is there: an older akguard, and most other hooks, have no hook for merges.
            Script::Foreign if event != Event::PreCommit => {}
            Script::Foreign => {
                return Ok(Done::Refused(format!(
                    "akguard: {} is not akguard's hook; it was left alone",
                    shown(&path)
                )));
            }
        }
    }
    if found.is_empty() {
        return Ok(Done::Unchanged("akguard: no hook is installed here".to_owned()));
    }
    for (event, slot, appended) in found {
        uninstall_one(&place, event, slot, &appended)?;
    }
    // Only an empty folder goes; whatever else is in it is not ours.
    let _ = fs::remove_dir(place.folder.join("akguard-prev.d"));
    Ok(Done::Changed(vec![format!("akguard: taken out of {}", shown(&place.hook(Event::PreCommit)))]))
}

/// Lines of another tool and an earlier hook cannot both become the hook again.
fn stuck(place: &Place, event: Event, slot: Slot, appended: &str) -> Option<String> {
    let earlier = place.folder.join(slot.name(event));
    (!appended.is_empty() && fs::symlink_metadata(&earlier).is_ok()).then(|| {
        format!(
            "akguard: {} has lines behind akguard's own, and an earlier hook waits in {}: join them by hand, then uninstall again",
            shown(&place.hook(event)),
            shown(&earlier)
        )
    })
}

fn uninstall_one(place: &Place, event: Event, slot: Slot, appended: &str) -> Result<()> {
    let (path, earlier) = (place.hook(event), place.folder.join(slot.name(event)));
    if fs::symlink_metadata(&earlier).is_ok() {
        fs::rename(&earlier, &path).map_err(|e| cannot("put back", &earlier, &e))?;
    } else if appended.is_empty() {
        fs::remove_file(&path).map_err(|e| cannot("remove", &path, &e))?;
    } else {
        write(&path, &format!("#!/bin/sh\n{appended}"))?;
    }
    Ok(())
}

/// Where an earlier hook is kept so that it still works. One that a manager rewrites at will is not ours to move.
fn slot_for(place: &Place, event: Event, content: &[u8]) -> Result<Slot> {
    if let Some((name, how)) = place::manager(content) {
        let cause = format!("the {} hook belongs to {name}, which rewrites it at will", event.name());
        return Err(Failure::new(cause).help(how).into());
    }
    // A relative link points right only from the folder it is in.
    let linked = fs::symlink_metadata(place.hook(event)).is_ok_and(|m| m.file_type().is_symlink());
    free_slot(place, event, if linked { Slot::Beside } else { Slot::for_hook(content) })
}

/// An earlier hook keeps running, first: it is kept where it still works.
fn move_aside(place: &Place, event: Event, slot: Slot, baked: &str) -> Result<String> {
    let path = place.hook(event);
    let kept = place.folder.join(slot.name(event));
    if let Some(folder) = kept.parent() {
        fs::create_dir_all(folder).map_err(|e| cannot("create", folder, &e))?;
    }
    fs::rename(&path, &kept).map_err(|e| cannot("move", &path, &e))?;
    if let Err(e) = write(&path, &script::render(event, baked, slot)) {
        // Back as it was: a repository without any hook would be worse than before.
        let _ = fs::rename(&kept, &path);
        return Err(e);
    }
    Ok(format!("akguard: the earlier hook runs first; it is kept in {}", shown(&kept)))
}

fn free_slot(place: &Place, event: Event, slot: Slot) -> Result<Slot> {
    let kept = place.folder.join(slot.name(event));
    if fs::symlink_metadata(&kept).is_ok() {
        return Err(Failure::new(format!("{} is in the way: it is an earlier hook that akguard kept", shown(&kept)))
            .help(format!("if you want it back: mv {} {}", quoted(&kept), quoted(&place.hook(event))))
            .into());
    }
    Ok(slot)
}

/// The hook file's content; a dangling link or an unreadable kind is an empty foreign hook.
fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(cannot("read", path, &e).into()),
        Ok(meta) if meta.is_dir() => Err(Failure::new(format!("{} is a folder", shown(path))).into()),
        Ok(meta) => match fs::read(path) {
            Ok(content) => Ok(Some(content)),
            Err(_) if meta.file_type().is_symlink() => Ok(Some(Vec::new())),
            Err(e) => Err(cannot("read", path, &e).into()),
        },
    }
}

/// Writes a hook in one step, executable: git never sees half of it.
fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let attempt = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::Builder::new().prefix(".akguard-").tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        make_executable(file.path())?;
        file.persist(path).map(drop).map_err(|e| e.error)
    };
    attempt().map_err(|e| cannot("write", path, &e).into())
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
pub(super) fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
pub(super) fn is_executable(path: &Path) -> bool {
    path.is_file()
}

fn is_build_folder(program: &Path) -> bool {
    let folders: Vec<_> = program.components().rev().skip(1).take(2).map(|c| c.as_os_str().to_owned()).collect();
    matches!(folders.as_slice(), [kind, target] if (kind == "debug" || kind == "release") && target == "target")
}

fn edited(path: &Path) -> String {
    format!("akguard: {} was akguard's hook and has been changed by hand; it was left alone", shown(path))
}

fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot {verb} {}: {}", shown(path), io_says(error)))
        .help("run it where that folder can be written (outside a sandbox, as its owner)")
}

pub(super) fn shown(path: &Path) -> String {
    Sink::new(&Detector::new(Vec::new(), 0)).show_bytes(path.as_os_str().as_encoded_bytes()).to_string()
}

fn quoted(path: &Path) -> String {
    quote(path.as_os_str().as_encoded_bytes())
}
