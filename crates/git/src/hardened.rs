//! Runs git so that it executes no program that a repository's config, attributes or hooks name.
//!
//! What can name a program, and the protection against it:
//! - `core.fsmonitor` (asked whenever the index is read or written), pagers, editors, askpass, credential helpers, ssh,
//!   `core.gitProxy`, `core.alternateRefsCommand`, signature programs: set to nothing on the command line, which wins
//!   over every file, `include.path` and `config.worktree` among them;
//! - hooks (`post-index-change` on each write of the index, `reference-transaction`): no directory has them;
//! - filters (`filter.NAME.clean` and `.process`, by attributes): each one that is set is switched off
//!   ([`no_filters`]) wherever git may read a file of the work tree;
//! - external diffs and textconv: commands that compare are given `--no-ext-diff --no-textconv`;
//! - a lazy fetch (remote helpers, `remote.NAME.uploadpack`): forbidden, and no protocol is allowed;
//! - `git status` in a submodule: what compares files is told to leave them alone;
//! - aliases: git lets none replace its own commands.
//!
//! `safe.*` settings would be of no use: git before 2.35 does not know them.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// Does git see the configured `core.hooksPath`?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hooks {
    Off,
    /// For questions about that setting; git runs no hook to answer them.
    AsConfigured,
}

/// A directory without hooks: nothing can be below a file.
const NO_HOOKS: &str = "core.hooksPath=/dev/null";

/// An empty value switches a command off in every git; `false` would be a command itself to `core.fsmonitor` before
/// git 2.36.
const SETTINGS: [&str; 17] = [
    "core.fsmonitor=",
    "core.pager=cat",
    "core.editor=false",
    "sequence.editor=false",
    "core.askPass=",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.alternateRefsCommand=exit 0;",
    "credential.helper=",
    "diff.external=",
    "gpg.program=false",
    "log.showSignature=false",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "advice.graftFileDeprecated=false",
];

const ENVIRONMENT: [(&str, &str); 8] = [
    // No lazy fetch of a partial clone; git before 2.45 does not know the first variable and is stopped by the second.
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    // The commits as they are, without replacements and grafts.
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_GRAFT_FILE", "/dev/null"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // git refreshes no index that it only reads.
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("LC_ALL", "C"),
    ("LANGUAGE", "C"),
];

/// Variables that name a program, change what a command reads, or what a path means.
const UNSET: [&str; 18] = [
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_PAGER",
    "PAGER",
    "GIT_EDITOR",
    "GIT_SEQUENCE_EDITOR",
    "GIT_ASKPASS",
    "SSH_ASKPASS",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_PROXY_COMMAND",
    "GIT_TEST_FSMONITOR",
    // Replaces the configuration files, for `git config` only.
    "GIT_CONFIG",
    "GIT_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// The variable with the empty value by which filters are switched off.
pub(super) const EMPTY: &str = "AKGUARD_EMPTY";

/// The git program.
pub(super) fn program() -> &'static Path {
    super::find_program::git()
}

/// A command in a repository, without its arguments.
pub(super) fn command(git_dir: &Path, work_tree: Option<&Path>, hooks: Hooks) -> Command {
    let mut command = Command::new(program());
    locate(&mut command, git_dir, work_tree);
    command.arg("--no-pager");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    if hooks == Hooks::Off {
        command.args(["-c", NO_HOOKS]);
    }
    for name in UNSET {
        command.env_remove(name);
    }
    command.envs(ENVIRONMENT);
    command
}

/// A command outside of every repository, without its arguments: at the root, and told of none.
pub(super) fn anywhere() -> Command {
    let mut command = Command::new(program());
    command.arg("--no-pager").current_dir("/");
    for name in UNSET.into_iter().chain(["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE"]) {
        command.env_remove(name);
    }
    command.envs(ENVIRONMENT);
    command
}

/// Names the repository to git and runs it at the top of the work tree, to which paths are relative.
pub(super) fn locate(command: &mut Command, git_dir: &Path, work_tree: Option<&Path>) {
    // A relative path would have another meaning at the top.
    if let Some(common) = std::env::var_os("GIT_COMMON_DIR") {
        command.env("GIT_COMMON_DIR", Path::new(&common).canonicalize().unwrap_or_default());
    }
    let mut argument = OsString::from("--git-dir=");
    argument.push(git_dir);
    command.arg(argument);
    match work_tree {
        Some(top) => {
            let mut argument = OsString::from("--work-tree=");
            argument.push(top);
            command.arg(argument);
            if top.is_dir() {
                command.current_dir(top);
            }
        }
        // Otherwise git takes the current directory for the work tree.
        None => _ = command.env_remove("GIT_WORK_TREE").env("GIT_IMPLICIT_WORK_TREE", "0"),
    }
}

/// Arguments that switch filters off: `keys` are the names of all settings of filters, each with a NUL.
pub(super) fn no_filters(keys: &[u8]) -> Vec<OsString> {
    let mut drivers: Vec<&[u8]> = keys
        .split(|b| *b == 0)
        .filter_map(|key| key.strip_prefix(b"filter."))
        .filter_map(|key| key.get(..key.iter().rposition(|b| *b == b'.')?))
        .collect();
    drivers.sort_unstable();
    drivers.dedup();
    let set = |driver: &[u8], key: &str| {
        let mut argument = OsString::from("--config-env=filter.");
        argument.push(super::paths::bytes_path(driver));
        // The name may contain `=`; git splits at the last one.
        argument.push(format!(".{key}={EMPTY}"));
        argument
    };
    drivers.iter().flat_map(|d| ["clean", "smudge", "process", "required"].map(|key| set(d, key))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_is_switched_off_once() {
        let off = no_filters(b"filter.lfs.clean\0filter.lfs.required\0filter.a.b=c.process\0filter.plain\0");
        let off: Vec<String> = off.into_iter().map(|a| a.into_string().unwrap()).collect();
        assert_eq!(off.len(), 8);
        assert_eq!(off[0], "--config-env=filter.a.b=c.clean=AKGUARD_EMPTY");
        assert_eq!(off[7], "--config-env=filter.lfs.required=AKGUARD_EMPTY");
    }

    #[test]
    fn every_command_is_made_so() {
        let command = command(Path::new("/r/.git"), Some(Path::new("/r")), Hooks::Off);
        let arguments: Vec<_> = command.get_args().map(|a| a.to_string_lossy().into_owned()).collect();
        assert_eq!(arguments[..3], ["--git-dir=/r/.git", "--work-tree=/r", "--no-pager"]);
        for setting in SETTINGS.iter().chain([&NO_HOOKS]) {
            assert!(arguments.windows(2).any(|pair| pair[0] == "-c" && pair[1] == *setting), "{setting}");
        }
    }
}
