//! The cells of one row, each from what happened.

use std::path::Path;

use super::super::{GUI_PATH, install_for_gui};
use super::rows::{Other, SetUp};
use super::world::{Fate, World};
use crate::install::config_hooks;

/// A row.
pub struct Cells {
    pub name: &'static str,
    pub cells: Vec<String>,
}

impl Cells {
    #[track_caller]
    pub fn new(set_up: &'static SetUp) -> Self {
        let uninstall = uninstall(set_up);
        let world = (set_up.make)();
        let dir = world.dir();
        install(&world, set_up);
        let guarded = yes(world.akguard(&dir, &["status", "--run"]).status == 0);
        let mut cells = vec![guarded, other(&world, set_up), fate(&world, &dir, None)];
        // The other tool comes last: what it does stays.
        let clone = clone(&world, set_up);
        let moved = moved(&world);
        let gui = gui(&world, set_up);
        for act in [set_up.again, set_up.force, set_up.remove] {
            cells.push(match act {
                Some(act) => {
                    act(&world, &world.repo.top());
                    after(&world, &dir)
                }
                None if set_up.again.is_none() && set_up.remove.is_none() => "n/a (no other tool)".to_owned(),
                None => "n/a (no such command)".to_owned(),
            });
        }
        cells.extend([clone, moved, gui, uninstall]);
        Self { name: set_up.name, cells }
    }
}

/// `akguard install --yes`, and the commit of the files that a team gets.
#[track_caller]
fn install(world: &World, set_up: &SetUp) {
    let top = world.repo.top();
    world.akguard(&top, &[&["install", "--yes"], set_up.options].concat()).exits(0);
    world.git(&top, &["add", "--all"]).exits(0);
    world.git(&top, &["commit", "-qm", "guard", "--allow-empty"]).exits(0);
    let _ = std::fs::remove_file(world.dir().join("ran"));
}

fn yes(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}

#[track_caller]
fn other(world: &World, set_up: &SetUp) -> String {
    let said = world.commit_harmless(&world.dir());
    match &set_up.other {
        Some(Other::Ran) => yes(world.dir().join("ran").exists()),
        Some(Other::Traced(command)) => yes(said.text().contains(command)),
        None => "n/a (none)".to_owned(),
    }
}

#[track_caller]
fn fate(world: &World, dir: &Path, path: Option<&str>) -> String {
    match world.commit_key(dir, path) {
        Fate::Stopped => "stopped",
        Fate::StoppedUnseen => "stopped unseen",
        Fate::Committed => "committed",
    }
    .to_owned()
}

/// After the other tool has done something: the key is stopped, or status exits with 1 and says what is there.
#[track_caller]
fn after(world: &World, dir: &Path) -> String {
    if world.commit_key(dir, None) != Fate::Committed {
        return "stopped".to_owned();
    }
    let status = world.akguard(dir, &["status", "--run"]);
    let text = status.text();
    let line = text.lines().find(|line| line.starts_with("pre-commit:") && line.contains("does not reach akguard"));
    match line {
        Some(line) if status.status == 1 && line.contains("there is no hook") => "status: no hook".to_owned(),
        Some(line) if status.status == 1 && line.contains("hook") => {
            let owner = line.rsplit(" is ").next().unwrap_or_default();
            format!("status: {owner}")
        }
        _ => "UNNOTICED".to_owned(),
    }
}

/// A clone as it is, and with its hooks installed.
#[track_caller]
fn clone(world: &World, set_up: &SetUp) -> String {
    let clone = world.clone();
    let status = world.akguard(&clone, &["status", "--run"]);
    let before = match status.status {
        0 => "guarded",
        1 if status.text().contains("does not reach akguard") => "status says no",
        _ => "UNNOTICED",
    };
    match set_up.in_clone {
        Some(act) => {
            act(world, &clone);
            format!("{before}; installed: {}", fate(world, &clone, None))
        }
        None => {
            world.akguard(&clone, &["install", "--yes"]).exits(0);
            format!("{before}; `akguard install`: {}", fate(world, &clone, None))
        }
    }
}

/// The repository in another place, and back.
#[track_caller]
fn moved(world: &World) -> String {
    let top = world.repo.top();
    let moved = world.repo.root().join("moved here");
    std::fs::rename(&top, &moved).unwrap();
    // git itself needs this for linked worktrees.
    let linked = world.repo.root().join("linked");
    let is_linked = world.place == "../linked";
    if is_linked {
        world.git(&moved, &["worktree", "repair"]).exits(0);
    }
    let dir = if is_linked { linked } else { moved.join(world.place) };
    let cell = fate(world, &dir, None);
    std::fs::rename(&moved, &top).unwrap();
    if is_linked {
        world.git(&top, &["worktree", "repair"]).exits(0);
    }
    cell
}

#[track_caller]
fn gui(world: &World, set_up: &SetUp) -> String {
    install_for_gui(&world.repo);
    // An older git in the usual places knows no config hooks.
    let git = config_hooks::new_git().filter(|_| set_up.by_config);
    let dir = git.as_deref().and_then(Path::parent).map(|dir| format!("{}:", dir.display())).unwrap_or_default();
    fate(world, &world.dir(), Some(&format!("{dir}{GUI_PATH}")))
}

/// Install and uninstall in a repository of its own: the same bytes and modes?
#[track_caller]
fn uninstall(set_up: &SetUp) -> String {
    let world = (set_up.make)();
    let top = world.repo.top();
    let before = world.listing();
    world.akguard(&top, &[&["install", "--yes"], set_up.options].concat()).exits(0);
    let is_changed = world.listing() != before;
    let options: &[&str] = if set_up.options == ["--recurse"] { &["--recurse"] } else { &[] };
    world.akguard(&top, &[&["uninstall"], options].concat()).exits(0);
    match (is_changed, world.listing() == before) {
        (true, true) => "same bytes".to_owned(),
        (true, false) => "other bytes".to_owned(),
        (false, _) => "nothing was installed".to_owned(),
    }
}
