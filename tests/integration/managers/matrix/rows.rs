//! The set-ups: how each is made, and what its tool does later.

use std::path::Path;

use super::made::{
    LEFTHOOK, PRE_COMMIT, PREK, before_husky, before_lefthook, before_pre_commit, existing, hook, husky_8, husky_9,
    install_8, install_9, lefthook, lfs, lfs_again, no_hook, no_husky, no_path, path, plain, pre_commit, prek,
    prek_toml, run, submodule, tracked, worktree,
};
use super::world::World;

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
    /// git has to have config hooks.
    pub by_config: bool,
}

pub type Act = fn(&World, &Path);

/// What shows that another hook ran.
pub enum Other {
    /// It writes a line into the file `ran`.
    Ran,
    /// git's trace names this command.
    Traced(&'static str),
}

pub const ALL: [SetUp; 18] = [
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
        ..NO_TOOL
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
        ..NO_TOOL
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
        ..NO_TOOL
    },
    SetUp {
        name: "prek, `prek.toml`",
        make: prek_toml,
        options: &[],
        other: Some(Other::Ran),
        again: Some(|w, d| run(w, d, PREK, &["install"])),
        force: Some(|w, d| run(w, d, PREK, &["install", "-f"])),
        remove: Some(|w, d| run(w, d, PREK, &["uninstall"])),
        in_clone: Some(|w, d| run(w, d, PREK, &["install"])),
        ..NO_TOOL
    },
    SetUp {
        name: "plain, then husky 9",
        make: before_husky,
        again: Some(install_9),
        remove: Some(no_husky),
        ..NO_TOOL
    },
    SetUp {
        name: "plain, then lefthook",
        make: before_lefthook,
        again: Some(|w, d| run(w, d, LEFTHOOK, &["install"])),
        force: Some(|w, d| run(w, d, LEFTHOOK, &["install", "--force"])),
        remove: Some(|w, d| run(w, d, LEFTHOOK, &["uninstall"])),
        ..NO_TOOL
    },
    SetUp {
        name: "plain, then pre-commit",
        make: before_pre_commit,
        again: Some(|w, d| run(w, d, PRE_COMMIT, &["install"])),
        force: Some(|w, d| run(w, d, PRE_COMMIT, &["install", "-f"])),
        remove: Some(|w, d| run(w, d, PRE_COMMIT, &["uninstall"])),
        ..NO_TOOL
    },
    SetUp {
        name: "plain, then prek",
        make: before_pre_commit,
        again: Some(|w, d| run(w, d, PREK, &["install"])),
        force: Some(|w, d| run(w, d, PREK, &["install", "-f"])),
        remove: Some(|w, d| run(w, d, PREK, &["uninstall"])),
        ..NO_TOOL
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
    SetUp {
        name: "config hooks (`--method config`)",
        make: existing,
        options: &["--method", "config"],
        other: Some(Other::Ran),
        again: Some(hook),
        remove: Some(no_hook),
        by_config: true,
        ..NO_TOOL
    },
    SetUp {
        name: "config hooks, then husky 9",
        make: before_husky,
        options: &["--method", "config"],
        again: Some(install_9),
        remove: Some(no_husky),
        by_config: true,
        ..NO_TOOL
    },
    SetUp { name: "submodule (`--recurse`)", make: submodule, options: &["--recurse"], ..NO_TOOL },
];

const NO_TOOL: SetUp = SetUp {
    name: "",
    make: plain,
    options: &[],
    other: None,
    again: None,
    force: None,
    remove: None,
    in_clone: None,
    by_config: false,
};
