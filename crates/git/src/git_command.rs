//! Runs the git program: to write to the index, for identity and configuration, and to read what libgit2 cannot. Never on
//! the clean path of a repository that libgit2 reads.
//!
//! A [`Git`] is for one trusted repository (`locate`): git gets its location and searches for no other one. Programs that
//! the repository's config and attributes name are switched off (`hardened`).

mod anywhere;
mod author;
mod child;
mod command_line;
mod keeper;
mod location;
mod submodules;
mod terminal;
mod worktree;
mod worktrees;

use std::cell::OnceCell;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use akguard_common::error::Failure;
use anyhow::Result;

pub use self::anywhere::{TemplateFile, ask_anywhere, default_template};
use self::child::{ask, failed, finished, no_git, output, run};
use self::location::Location;
use super::hardened::{self, Hooks};
use super::locate::{self, Located};
use super::open_error::OpenError;
use super::trust::Trust;

pub use self::terminal::{NEW_SESSION, run_in_new_session};
pub use self::worktree::TemporaryWorktree;
pub use self::worktrees::ChangedFiles;

/// The git program, for one trusted repository.
#[derive(Debug, Clone)]
pub struct Git {
    git_dir: PathBuf,
    work_tree: Option<PathBuf>,
    /// Arguments that switch the repository's filters off; computed on first use.
    no_filters: OnceCell<Vec<OsString>>,
    location: OnceCell<Location>,
    top: OnceCell<PathBuf>,
}

impl Git {
    /// For an open repository, which is therefore trusted.
    pub(super) fn new(git_dir: PathBuf, work_tree: Option<PathBuf>) -> Self {
        Self { git_dir, work_tree, no_filters: OnceCell::new(), location: OnceCell::new(), top: OnceCell::new() }
    }

    pub(super) fn from_located(located: &Located) -> Self {
        Self::new(located.git_dir.clone(), located.work_tree.clone())
    }

    /// For the repository that the environment and the current directory name; `help` is the help of the error where
    /// there is none.
    ///
    /// # Errors
    /// There is none, or it is not trusted.
    pub fn here(help: &str) -> Result<Self> {
        match locate::here(Trust::Checked) {
            Ok(located) => Ok(Self::from_located(&located)),
            Err(OpenError::NotFound) => Err(Failure::new("not a git repository").help(help).into()),
            Err(refusal) => Err(refusal.into_failure().into()),
        }
    }

    /// For the repository whose work tree begins at `top`; `None` where none does.
    ///
    /// # Errors
    /// It is not trusted, or not readable.
    pub fn at(top: &Path) -> Result<Option<Self>> {
        match locate::at(top) {
            Ok(located) => Ok(located.as_ref().map(Self::from_located)),
            Err(refusal) => Err(refusal.into_failure().into()),
        }
    }

    /// The top of the work tree.
    pub fn work_tree(&self) -> Option<&Path> {
        self.work_tree.as_deref()
    }

    /// Runs git and returns its standard output; `None` when git fails (exit status other than 0).
    ///
    /// # Errors
    /// git cannot be started.
    pub fn ask<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Option<Vec<u8>>> {
        ask(self.command(Hooks::Off, arguments))
    }

    /// As [`Git::ask`], for a command that prints nothing where the answer is no: a message is then an error.
    ///
    /// # Errors
    /// git cannot be started, or fails with a message; that has git's own reason.
    pub(super) fn ask_quiet<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Option<Vec<u8>>> {
        let mut command = self.command(Hooks::Off, arguments);
        let output = finished(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        if output.status.success() {
            return Ok(Some(output.stdout));
        }
        if output.stderr.trim_ascii().is_empty() {
            return Ok(None);
        }
        Err(failed(&verb(arguments), &output.stderr).help("git fsck    # nothing was checked").into())
    }

    /// Asks for the configuration: as [`Git::ask`], but git sees the configured `core.hooksPath`. The command must run no
    /// hook.
    ///
    /// # Errors
    /// git cannot be started.
    pub fn ask_config<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Option<Vec<u8>>> {
        ask(self.command(Hooks::AsConfigured, arguments))
    }

    /// Runs git with `input` on its standard input and returns its standard output, trimmed.
    ///
    /// # Errors
    /// git cannot be started or fails; the message has git's own reason.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S], input: &[u8]) -> Result<String> {
        run(self.command(Hooks::Off, arguments), &verb(arguments), input)
    }

    /// As [`Git::run`], for a command that reads files of the work tree or writes the index, for which git may hash a file
    /// again: without the filters that attributes name for files.
    ///
    /// # Errors
    /// As [`Git::run`].
    pub(super) fn run_unfiltered<S: AsRef<OsStr>>(&self, arguments: &[S], input: &[u8]) -> Result<String> {
        run(self.unfiltered(arguments)?, &verb(arguments), input)
    }

    /// As [`Git::run_unfiltered`], with the standard output as it is.
    ///
    /// # Errors
    /// As [`Git::run`].
    pub(super) fn output_unfiltered<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Vec<u8>> {
        output(self.unfiltered(arguments)?, &verb(arguments))
    }

    /// Runs git and returns its standard output as it is.
    ///
    /// # Errors
    /// git cannot be started or fails; the message has git's own reason.
    pub(super) fn output<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Vec<u8>> {
        output(self.command(Hooks::Off, arguments), &verb(arguments))
    }

    /// Starts git with the given standard input and output; its messages go nowhere.
    ///
    /// # Errors
    /// git cannot be started.
    pub(super) fn spawn<S: AsRef<OsStr>>(&self, arguments: &[S], input: Stdio, output: Stdio) -> Result<Child> {
        let mut command = self.command(Hooks::Off, arguments);
        Ok(command.stdin(input).stdout(output).stderr(Stdio::null()).spawn().map_err(|e| no_git(&e))?)
    }

    /// Makes every command except those of [`Git::unfiltered`] and [`Git::with_hooks`].
    fn command<S: AsRef<OsStr>>(&self, hooks: Hooks, arguments: &[S]) -> Command {
        let mut command = hardened::command(&self.git_dir, self.work_tree.as_deref(), hooks);
        command.args(arguments);
        command
    }

    /// A command without filters.
    fn unfiltered<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<Command> {
        let no_filters = match self.no_filters.get() {
            Some(known) => known,
            None => {
                let list = ["config", "--null", "--name-only", "--get-regexp", "^filter\\."];
                // git fails where no filter is configured.
                let said = self.ask(&list)?.unwrap_or_default();
                self.no_filters.get_or_init(|| hardened::no_filters(&said))
            }
        };
        let mut command = hardened::command(&self.git_dir, self.work_tree.as_deref(), Hooks::Off);
        command.env(hardened::EMPTY, "").args(no_filters).args(arguments);
        Ok(command)
    }

    /// Puts `content` into the index at `path`. Works where the path is ignored and in sparse and split indexes.
    ///
    /// # Errors
    /// The object or the index cannot be written.
    pub fn stage(&self, path: &str, content: &[u8]) -> Result<()> {
        let id = self.run(&["hash-object", "-w", "--stdin"], content)?;
        self.run_unfiltered(&["update-index", "--add", "--cacheinfo", &format!("100644,{id},{path}")], b"")?;
        Ok(())
    }

    /// Removes `path` from the index, whether or not it is there.
    ///
    /// # Errors
    /// The index cannot be written.
    pub fn unstage(&self, path: &str) -> Result<()> {
        // From the top, where the command runs. `git rm` would look at the file in the work tree first.
        self.run_unfiltered(&["update-index", "--force-remove", "--", path], b"").map(drop)
    }

    /// Values of a key from git's command line (`git -c`), which libgit2 does not see. Values from files and from
    /// `GIT_CONFIG_COUNT` do not count.
    ///
    /// # Errors
    /// git cannot be started.
    pub fn command_line_config(&self, key: &str) -> Result<Vec<String>> {
        if !command_line::names_akguard() {
            return Ok(Vec::new());
        }
        let mut command = self.command(Hooks::Off, &["config", "--show-scope", "--null", "--get-all", key]);
        command.env_remove("GIT_CONFIG_COUNT");
        Ok(command_line::values(&ask(command)?.unwrap_or_default()))
    }

    /// git with nothing switched off, in the user's own environment: for `akguard status`, which runs the user's own hook.
    pub fn with_hooks(&self) -> Command {
        let mut command = Command::new(hardened::program());
        hardened::locate(&mut command, &self.git_dir, self.work_tree.as_deref());
        command
    }
}

/// git as the user runs it, with nothing switched off: only for `akguard commit`, in a trusted repository. Filters, editor,
/// signing and prompts are part of a commit.
///
/// # Errors
/// There is no repository, or it is not trusted.
pub fn users_own() -> Result<Command> {
    Git::here("cd into your repository first; for a new project: git init")?;
    Ok(Command::new(hardened::program()))
}

/// A path as git prints it.
pub fn path_of(line: &[u8]) -> PathBuf {
    super::paths::bytes_path(line).to_owned()
}

/// What errors call a command: its first word.
fn verb<S: AsRef<OsStr>>(arguments: &[S]) -> String {
    arguments.first().map(|word| word.as_ref().to_string_lossy().into_owned()).unwrap_or_default()
}
