//! Every way that git has to run what a repository names, set as a trap.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::{git_in, trap, write_key};
use crate::common::TestRepo;

/// Settings whose value is a command.
const COMMANDS: [&str; 40] = [
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.askPass",
    "core.sshCommand",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "sequence.editor",
    "credential.helper",
    "diff.external",
    "diff.trap.command",
    "diff.trap.textconv",
    "merge.trap.driver",
    "filter.trap.clean",
    "filter.trap.smudge",
    "filter.a.b=c d.process",
    "gpg.program",
    "gpg.ssh.program",
    "interactive.diffFilter",
    "uploadpack.packObjectsHook",
    "receive.procReceiveRefs",
    "trailer.trap.command",
    "trailer.trap.cmd",
    "web.browser",
    "pager.rev-list",
    "pager.diff-index",
    "pager.config",
    "pager.var",
    "alias.rev-parse",
    "alias.config",
    "alias.var",
    "alias.ls-files",
    "alias.update-index",
    "alias.hash-object",
    "alias.cat-file",
    "alias.hook",
    "remote.trap.uploadpack",
    "remote.trap.receivepack",
    "remote.trap.vcs",
    "submodule.trap.update",
];

/// Settings that make git use the others.
const SWITCHES: [(&str, &str); 6] = [
    ("filter.trap.required", "true"),
    ("filter.a.b=c d.required", "true"),
    ("log.showSignature", "true"),
    ("remote.trap.url", "ext::sh -c touch% flag"),
    ("remote.trap.promisor", "true"),
    ("diff.trap.cachetextconv", "true"),
];

const HOOKS: [&str; 12] = [
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-checkout",
    "post-index-change",
    "reference-transaction",
    "pre-auto-gc",
    "post-rewrite",
    "fsmonitor-watchman",
    "applypatch-msg",
];

/// Where a config names its commands.
#[derive(Clone, Copy)]
pub(super) enum Way {
    Direct,
    Include,
    WorkTree,
}

/// Sets all traps in a repository; `folder` is its work tree, or the git directory of a bare one.
pub(super) fn set_traps(repo: &TestRepo, folder: &Path, way: Way) {
    let said = git_in(repo, folder, &["rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir"]).exits(0);
    let dirs: Vec<PathBuf> = said.stdout.lines().map(PathBuf::from).collect();
    let (git_dir, common) = (&dirs[0], &dirs[1]);
    let file = match way {
        Way::Direct => common.join("config"),
        Way::Include => common.join("more"),
        Way::WorkTree => git_dir.join("config.worktree"),
    };
    let set = |file: &Path, key: &str, value: &str| {
        git_in(repo, repo.root(), &["config", "--file", file.to_str().unwrap(), key, value]).exits(0);
    };
    for key in COMMANDS {
        let head = if key.starts_with("alias.") || key == "credential.helper" { "!" } else { "" };
        set(&file, key, &format!("{head}{}", trap(repo, &key.replace([' ', '='], "-"))));
    }
    for (key, value) in SWITCHES {
        set(&file, key, value);
    }
    match way {
        Way::Direct => {}
        Way::Include => set(&common.join("config"), "include.path", "more"),
        Way::WorkTree => {
            let (config, bare) = (common.join("config"), "false");
            set(&config, "core.repositoryFormatVersion", "1");
            set(&config, "extensions.worktreeConfig", "true");
            set(&file, "core.bare", bare);
        }
    }
    fs::create_dir_all(common.join("info")).unwrap();
    fs::write(common.join("info/attributes"), "* filter=trap diff=trap merge=trap\n*.odd filter=a.b=c\\ d\n").unwrap();
    fs::create_dir_all(common.join("hooks")).unwrap();
    for hook in HOOKS {
        let file = common.join("hooks").join(hook);
        fs::write(&file, format!("#!/bin/sh\n{}\n", trap(repo, &format!("hook-{hook}")))).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// A commit, a staged key, and a tracked file that has changed.
pub(super) fn fill(repo: &TestRepo, folder: &Path) {
    fs::write(folder.join("old.txt"), "one\n").unwrap();
    git_in(repo, folder, &["add", "-A"]).exits(0);
    git_in(repo, folder, &["commit", "-qm", "one"]).exits(0);
    fs::write(folder.join("old.txt"), "two\n").unwrap();
    git_in(repo, folder, &["commit", "-qam", "two"]).exits(0);
    write_key(repo, folder, "key.txt");
    git_in(repo, folder, &["add", "key.txt"]).exits(0);
    fs::write(folder.join("old.txt"), "three\n").unwrap();
}
