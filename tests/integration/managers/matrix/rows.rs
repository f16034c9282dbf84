//! The set-ups: how each is made, and what its tool does later.

use std::fs;
use std::path::Path;

use super::super::{run_in, tool};
use super::world::World;
use crate::common::TestRepo;

/// A set-up of the table.
pub struct SetUp {
    pub name: &'static str,
    pub make: fn() -> World,
    /// Options of `akguard install`.
    pub options: &'static [&'static str],
    /// What shows that the other hook ran; none where there is no other.
    pub other: Option<Other>,
    /// Installs the tool again, by force, and removes it; none where it has no such command.
    pub again: Option<Act>,
    pub force: Option<Act>,
    pub remove: Option<Act>,
    /// Installs the hooks in a clone; none where only `akguard install` does.
    pub in_clone: Option<Act>,
}

type Act = fn(&World, &Path);

/// What shows that another hook ran.
pub enum Other {
    /// It writes a line into the file `ran`.
    Ran,
    /// git's trace names this command.
    Traced(&'static str),
}

pub const ALL: [SetUp; 11] = [
    SetUp { name: "plain", make: plain, ..NO_TOOL },
    SetUp {
        name: "existing sh hook",
        make: existing,
        other: Some(Other::Ran),
        again: Some(hook),
        remove: Some(no_hook),
        ..NO_TOOL
    },
    SetUp {
        name: "tracked `core.hooksPath`",
        make: tracked,
        other: Some(Other::Ran),
        remove: Some(no_path),
        in_clone: Some(path),
        ..NO_TOOL
    },
    SetUp {
        name: "husky 8",
        make: husky_8,
        other: Some(Other::Ran),
        again: Some(install_8),
        remove: Some(no_husky),
        in_clone: Some(install_8),
        ..NO_TOOL
    },
    SetUp {
        name: "husky 9",
        make: husky_9,
        other: Some(Other::Ran),
        again: Some(install_9),
        remove: Some(no_husky),
        in_clone: Some(install_9),
        ..NO_TOOL
    },
    SetUp {
        name: "lefthook (`--team`)",
        make: lefthook,
        options: &["--team"],
        other: Some(Other::Ran),
        again: Some(|w, d| run(w, d, LEFTHOOK, &["install"])),
        force: Some(|w, d| run(w, d, LEFTHOOK, &["install", "--force"])),
        remove: Some(|w, d| run(w, d, LEFTHOOK, &["uninstall"])),
        in_clone: Some(|w, d| run(w, d, LEFTHOOK, &["install"])),
    },
    SetUp {
        name: "pre-commit",
        make: pre_commit,
        options: &[],
        other: Some(Other::Ran),
        again: Some(|w, d| run(w, d, PRE_COMMIT, &["install"])),
        force: Some(|w, d| run(w, d, PRE_COMMIT, &["install", "-f"])),
        remove: Some(|w, d| run(w, d, PRE_COMMIT, &["uninstall"])),
        in_clone: Some(|w, d| run(w, d, PRE_COMMIT, &["install"])),
    },
    SetUp {
        name: "prek",
        make: prek,
        options: &[],
        other: Some(Other::Ran),
        again: Some(|w, d| run(w, d, PREK, &["install"])),
        force: Some(|w, d| run(w, d, PREK, &["install", "-f"])),
        remove: Some(|w, d| run(w, d, PREK, &["uninstall"])),
        in_clone: Some(|w, d| run(w, d, PREK, &["install"])),
    },
    SetUp {
        name: "git-lfs present",
        make: lfs,
        other: Some(Other::Traced("git-lfs post-commit")),
        again: Some(|w, d| lfs_again(w, d, &["install", "--local"])),
        force: Some(|w, d| lfs_again(w, d, &["install", "--local", "--force"])),
        remove: Some(|w, d| lfs_again(w, d, &["uninstall", "--local"])),
        ..NO_TOOL
    },
    SetUp {
        name: "linked worktree",
        make: worktree,
        other: Some(Other::Ran),
        again: Some(hook),
        remove: Some(no_hook),
        ..NO_TOOL
    },
    SetUp { name: "submodule (`--recurse`)", make: submodule, options: &["--recurse"], ..NO_TOOL },
];

const NO_TOOL: SetUp =
    SetUp { name: "", make: plain, options: &[], other: None, again: None, force: None, remove: None, in_clone: None };

const HUSKY_8: &str = "husky8/node_modules/.bin/husky";
const HUSKY_9: &str = "node/node_modules/.bin/husky";
const LEFTHOOK: &str = "node/node_modules/.bin/lefthook";
const PRE_COMMIT: &str = "python/bin/pre-commit";
const PREK: &str = "python/bin/prek";

const HOOK: &str = "#!/bin/sh\necho theirs >>ran\n";
const JOBS: &str = "pre-commit:\n  commands:\n    theirs:\n      run: echo theirs >>ran\n";
const CONFIG: &str = "repos:\n- repo: local\n  hooks:\n  - id: theirs\n    name: theirs\n    language: system\n    entry: sh -c 'echo theirs >>ran'\n    always_run: true\n    pass_filenames: false\n";

/// Runs a tool in a directory.
fn run(world: &World, dir: &Path, name: &str, arguments: &[&str]) {
    run_in(&world.repo, dir, name, arguments);
}

fn git(world: &World, dir: &Path, arguments: &[&str]) {
    world.git(dir, arguments).exits(0);
}

/// A repository with these files, committed.
fn with_files(files: &[(&str, &str)]) -> World {
    let repo = TestRepo::without_hook();
    repo.write(".gitignore", "ran\nnode_modules\n");
    for file in files {
        repo.write(file.0, file.1);
    }
    repo.git(&["add", "--all"]).exits(0);
    repo.commit_past();
    World { repo, place: "" }
}

fn plain() -> World {
    with_files(&[])
}

fn existing() -> World {
    let world = plain();
    hook(&world, &world.repo.top());
    world
}

/// The other hook, written as its owner writes it.
fn hook(world: &World, _: &Path) {
    world.repo.write_executable(".git/hooks/pre-commit", HOOK);
}

fn no_hook(world: &World, _: &Path) {
    fs::remove_file(world.repo.path(".git/hooks/pre-commit")).unwrap();
}

fn tracked() -> World {
    let world = plain();
    world.repo.write_executable("githooks/pre-commit", HOOK);
    world.repo.git(&["add", "--all"]).exits(0);
    world.repo.commit_past();
    path(&world, &world.repo.top());
    world
}

fn path(world: &World, dir: &Path) {
    git(world, dir, &["config", "core.hooksPath", "githooks"]);
}

fn no_path(world: &World, dir: &Path) {
    git(world, dir, &["config", "--unset", "core.hooksPath"]);
}

fn install_8(world: &World, dir: &Path) {
    run(world, dir, HUSKY_8, &["install"]);
}

fn install_9(world: &World, dir: &Path) {
    run(world, dir, HUSKY_9, &[]);
}

fn husky_8() -> World {
    husky(install_8, "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\necho theirs >>ran\n")
}

fn husky_9() -> World {
    husky(install_9, "echo theirs >>ran\n")
}

fn husky(install: Act, text: &str) -> World {
    let world = with_files(&[("package.json", "{\"name\": \"x\"}\n")]);
    install(&world, &world.repo.top());
    world.repo.write_executable(".husky/pre-commit", text);
    world.repo.git(&["add", "--all"]).exits(0);
    world.repo.commit_past();
    world
}

fn no_husky(world: &World, dir: &Path) {
    no_path(world, dir);
    fs::remove_dir_all(world.repo.path(".husky/_")).unwrap();
}

/// With the program where npm puts it: its hook looks for it there.
fn lefthook() -> World {
    let world = with_files(&[("lefthook.yml", JOBS)]);
    std::os::unix::fs::symlink(tool("node/node_modules"), world.repo.path("node_modules")).unwrap();
    run(&world, &world.repo.top(), LEFTHOOK, &["install"]);
    world
}

fn pre_commit() -> World {
    managed(PRE_COMMIT)
}

fn prek() -> World {
    managed(PREK)
}

fn managed(tool: &str) -> World {
    let world = with_files(&[(".pre-commit-config.yaml", CONFIG)]);
    run(&world, &world.repo.top(), tool, &["install"]);
    world
}

fn lfs() -> World {
    let world = plain();
    git(&world, &world.repo.top(), &["lfs", "install", "--local"]);
    world
}

/// It refuses where hooks are not its own, and goes on with `--force`.
fn lfs_again(world: &World, dir: &Path, arguments: &[&str]) {
    world.git(dir, &[&["lfs"], arguments].concat());
}

fn worktree() -> World {
    let world = existing();
    world.repo.git(&["worktree", "add", "-q", "../linked"]).exits(0);
    World { place: "../linked", ..world }
}

fn submodule() -> World {
    let world = plain();
    let inner = world.repo.root().join("inner");
    world.git(&world.repo.top(), &["init", "-q", inner.to_str().unwrap()]).exits(0);
    git(&world, &inner, &["commit", "-qm", "first", "--allow-empty"]);
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.to_str().unwrap(), "sub"];
    git(&world, &world.repo.top(), &add);
    world.repo.commit_past();
    World { place: "sub", ..world }
}
