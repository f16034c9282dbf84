//! The repositories of the set-ups, and what is done to them.

use std::fs;
use std::path::Path;

use super::super::{run_in, tool};
use super::rows::Act;
use super::world::World;
use crate::common::TestRepo;

const HUSKY_8: &str = "husky8/node_modules/.bin/husky";
const HUSKY_9: &str = "node/node_modules/.bin/husky";
pub const LEFTHOOK: &str = "node/node_modules/.bin/lefthook";
pub const PRE_COMMIT: &str = "python/bin/pre-commit";
pub const PREK: &str = "python/bin/prek";

const HOOK: &str = "#!/bin/sh\necho theirs >>ran\n";
const JOBS: &str = "pre-commit:\n  commands:\n    theirs:\n      run: echo theirs >>ran\n";
const CONFIG: &str = "repos:\n- repo: local\n  hooks:\n  - id: theirs\n    name: theirs\n    language: system\n    entry: sh -c 'echo theirs >>ran'\n    always_run: true\n    pass_filenames: false\n";

const TOML: &str = "[[repos]]\nrepo = \"local\"\n\n[[repos.hooks]]\nid = \"theirs\"\nname = \"theirs\"\nlanguage = \"system\"\nentry = \"sh -c 'echo theirs >>ran'\"\nalways_run = true\npass_filenames = false\n";

/// Runs a tool in a directory.
pub fn run(world: &World, dir: &Path, name: &str, arguments: &[&str]) {
    run_in(&world.repo, dir, name, arguments);
}

pub fn git(world: &World, dir: &Path, arguments: &[&str]) {
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

pub fn plain() -> World {
    with_files(&[])
}

pub fn existing() -> World {
    let world = plain();
    hook(&world, &world.repo.top());
    world
}

/// The other hook, written as its owner writes it.
pub fn hook(world: &World, _: &Path) {
    world.repo.write_executable(".git/hooks/pre-commit", HOOK);
}

pub fn no_hook(world: &World, _: &Path) {
    fs::remove_file(world.repo.path(".git/hooks/pre-commit")).unwrap();
}

pub fn tracked() -> World {
    let world = plain();
    world.repo.write_executable("githooks/pre-commit", HOOK);
    world.repo.git(&["add", "--all"]).exits(0);
    world.repo.commit_past();
    path(&world, &world.repo.top());
    world
}

pub fn path(world: &World, dir: &Path) {
    git(world, dir, &["config", "core.hooksPath", "githooks"]);
}

pub fn no_path(world: &World, dir: &Path) {
    git(world, dir, &["config", "--unset", "core.hooksPath"]);
}

pub fn install_8(world: &World, dir: &Path) {
    run(world, dir, HUSKY_8, &["install"]);
}

pub fn install_9(world: &World, dir: &Path) {
    run(world, dir, HUSKY_9, &[]);
}

pub fn husky_8() -> World {
    husky(install_8, "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\necho theirs >>ran\n")
}

pub fn husky_9() -> World {
    husky(install_9, "echo theirs >>ran\n")
}

pub fn husky(install: Act, text: &str) -> World {
    let world = with_files(&[("package.json", "{\"name\": \"x\"}\n")]);
    install(&world, &world.repo.top());
    world.repo.write_executable(".husky/pre-commit", text);
    world.repo.git(&["add", "--all"]).exits(0);
    world.repo.commit_past();
    world
}

pub fn no_husky(world: &World, dir: &Path) {
    no_path(world, dir);
    fs::remove_dir_all(world.repo.path(".husky/_")).unwrap();
}

/// With the program where npm puts it: its hook looks for it there.
pub fn lefthook() -> World {
    let world = with_files(&[("lefthook.yml", JOBS)]);
    std::os::unix::fs::symlink(tool("node/node_modules"), world.repo.path("node_modules")).unwrap();
    run(&world, &world.repo.top(), LEFTHOOK, &["install"]);
    world
}

pub fn pre_commit() -> World {
    managed(PRE_COMMIT)
}

pub fn prek() -> World {
    managed(PREK)
}

fn managed(tool: &str) -> World {
    let world = with_files(&[(".pre-commit-config.yaml", CONFIG)]);
    run(&world, &world.repo.top(), tool, &["install"]);
    world
}

pub fn prek_toml() -> World {
    let world = with_files(&[("prek.toml", TOML)]);
    run(&world, &world.repo.top(), PREK, &["install"]);
    world
}

/// The files of a tool that is not installed yet.
pub fn before_husky() -> World {
    let world = with_files(&[("package.json", "{\"name\": \"x\"}\n")]);
    world.repo.write_executable(".husky/pre-commit", "echo theirs >>ran\n");
    world.repo.git(&["add", "--all"]).exits(0);
    world.repo.commit_past();
    world
}

pub fn before_lefthook() -> World {
    let world = with_files(&[("lefthook.yml", JOBS)]);
    std::os::unix::fs::symlink(tool("node/node_modules"), world.repo.path("node_modules")).unwrap();
    world
}

pub fn before_pre_commit() -> World {
    with_files(&[(".pre-commit-config.yaml", CONFIG)])
}

pub fn lfs() -> World {
    let world = plain();
    git(&world, &world.repo.top(), &["lfs", "install", "--local"]);
    world
}

/// It refuses where hooks are not its own, and goes on with `--force`.
pub fn lfs_again(world: &World, dir: &Path, arguments: &[&str]) {
    world.git(dir, &[&["lfs"], arguments].concat());
}

pub fn worktree() -> World {
    let world = existing();
    world.repo.git(&["worktree", "add", "-q", "../linked"]).exits(0);
    World { place: "../linked", ..world }
}

pub fn submodule() -> World {
    let world = plain();
    let inner = world.repo.root().join("inner");
    world.git(&world.repo.top(), &["init", "-q", inner.to_str().unwrap()]).exits(0);
    git(&world, &inner, &["commit", "-qm", "first", "--allow-empty"]);
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.to_str().unwrap(), "sub"];
    git(&world, &world.repo.top(), &add);
    world.repo.commit_past();
    World { place: "sub", ..world }
}
