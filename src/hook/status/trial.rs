//! The place in which the hook is tried: a temporary work tree with the hook that git finds in the user's.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use akguard_common::error::{Failure, io_says};
use akguard_git::git_command::{Git, TemporaryWorktree, path_of};
use anyhow::Result;

use super::super::files::shown;
use super::super::hooks_dir::{common_dir, resolve};
use super::copy::{self, Copy};
use super::left_out::LeftOut;
use super::manager_files;

/// The harmless change.
const FILE: &str = "akguard-status.txt";
const CONTENT: &[u8] = b"akguard status stages this file in a temporary work tree.\n";
/// Directories that git ignores and that are linked: of packages, of environments.
const MAX_LINKED: usize = 500;
/// Files that are changed or new in the user's work tree.
const MAX_COPIED: usize = 5000;

/// A temporary work tree with a harmless staged change, and the hooks.
pub(super) struct Trial {
    tree: TemporaryWorktree,
    /// All hooks.
    hooks: PathBuf,
    /// The hooks without earlier ones of others, where there are any.
    reduced: Option<PathBuf>,
    /// git finds the hooks by itself.
    is_found: bool,
    /// git's settings as they are for the user, where the trial's place could change them.
    pub(super) settings: Vec<String>,
    /// Why not all that `--run` needs is there.
    pub(super) lack: Option<&'static str>,
}

/// Which hooks a run has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    /// As the user's `git commit` would run them.
    Everything,
    /// Without the jobs of others that can be left out.
    AkguardAlone,
}

/// What the work tree has beside the harmless change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filling {
    /// The hooks.
    Hooks,
    /// The hooks, and links to the directories that git ignores: a manager may be in one of them.
    HooksAndLinks,
    /// The same and all files.
    Everything,
}

impl Trial {
    /// Makes the work tree. `hooks` is where git finds the hooks in the user's work tree.
    ///
    /// # Errors
    /// The work tree cannot be made, or the hooks cannot be copied.
    pub(super) fn new(git: &Git, hooks: &Path, without: &LeftOut, filling: Filling) -> Result<Self> {
        let tree = git.temporary_worktree()?;
        let mut trial =
            Self { hooks: hooks.to_owned(), reduced: None, is_found: false, lack: None, settings: Vec::new(), tree };
        if let Some(top) = git.work_tree() {
            trial.fill(git, top, filling, &without.needed)?;
        }
        let is_free = |name: &String| git.work_tree().is_none_or(|top| !top.join(name).exists());
        let mut names = (0..).map(|number: u32| if number == 0 { FILE.to_owned() } else { format!("{number}-{FILE}") });
        trial.tree.stage(&names.find(is_free).unwrap_or_default(), CONTENT)?;
        trial.is_found = trial.tree.hooks().is_ok_and(|found| resolve(&found) == resolve(&trial.hooks));
        if !without.is_empty() {
            let reduced = trial.tree.beside().join("hooks");
            without.reduce(hooks, &reduced).map_err(|e| cannot_copy(hooks, &e))?;
            trial.reduced = Some(reduced);
        }
        Ok(trial)
    }

    /// Puts the user's hooks and the files of managers in, and what else is wanted.
    fn fill(&mut self, git: &Git, top: &Path, filling: Filling, needed: &[PathBuf]) -> Result<()> {
        if filling == Filling::Everything {
            self.replicate(git, top)?;
        }
        let mut taken = self.taken(git, top)?;
        taken.extend(needed.iter().filter(|path| path.exists()).cloned());
        taken.dedup();
        let names: Vec<PathBuf> =
            taken.iter().filter_map(|path| path.strip_prefix(top).ok()).map(PathBuf::from).collect();
        self.tree.take_entries(git, &names)?;
        for name in &names {
            let from = top.join(name);
            let to = self.tree.top().join(name);
            let parent = to.parent().unwrap_or(&to);
            let done = fs::create_dir_all(parent).and_then(|()| match from.is_dir() {
                true => Copy::new(&from, &to, &[]).run(),
                false => copy::file(&from, &to),
            });
            done.map_err(|e| cannot_copy(&from, &e))?;
        }
        if filling != Filling::Hooks {
            self.link_ignored(git, top)?;
        }
        if let Ok(inner) = resolve(&self.hooks).strip_prefix(resolve(top))
            && names.iter().any(|name| inner.starts_with(name))
        {
            self.hooks = self.tree.top().join(inner);
        }
        self.tree.refresh()
    }

    /// All files of the user's work tree, with what is changed or new there: a job may need any of them.
    fn replicate(&mut self, git: &Git, top: &Path) -> Result<()> {
        if !self.tree.check_out()? {
            self.lack = Some("too many files are tracked to check them out");
        }
        let changed = git.changed_files()?;
        for file in &changed.gone {
            // Where it was not checked out, there is nothing to remove.
            let _ = fs::remove_file(self.tree.top().join(path_of(file)));
        }
        let files = [changed.present, git.untracked()?].concat();
        if files.len() > MAX_COPIED {
            self.lack = Some("too many files are changed or new to copy them");
        }
        for file in files.iter().take(MAX_COPIED) {
            let name = path_of(file);
            let to = self.tree.top().join(&name);
            let done = to.parent().map(fs::create_dir_all).transpose().and_then(|_| copy::file(&top.join(&name), &to));
            if done.is_err() {
                self.lack = Some("not every file that is changed or new could be copied");
            }
        }
        Ok(())
    }

    /// The files and directories of the user's work tree without which it is not the user's hook.
    fn taken(&self, git: &Git, top: &Path) -> Result<Vec<PathBuf>> {
        let mut taken = manager_files::all(top);
        let hooks = resolve(&self.hooks);
        let is_in_tree = hooks.starts_with(resolve(top)) && !hooks.starts_with(resolve(&common_dir(git)?));
        if let Some(inner) = hooks.strip_prefix(resolve(top)).ok().filter(|_| is_in_tree) {
            // husky's own files are in `.husky/_`, and the scripts that they run in `.husky`.
            let inner = if inner.ends_with("_") { inner.parent().unwrap_or(inner) } else { inner };
            // Where it is the top itself, only the hooks: the directory is the whole work tree.
            if inner.as_os_str().is_empty() {
                let events = super::Event::LOCAL.map(|event| top.join(event.name()));
                taken.extend(events.into_iter().filter(|path| path.exists()));
            } else if top.join(inner).exists() {
                taken.push(top.join(inner));
            }
        }
        Ok(taken)
    }

    /// Packages and environments that only the user's work tree has are linked: a manager may itself be one of them.
    fn link_ignored(&mut self, git: &Git, top: &Path) -> Result<()> {
        let dirs = git.ignored_directories()?;
        if dirs.len() > MAX_LINKED {
            self.lack = Some("git ignores too many directories to link them");
        }
        for dir in dirs.iter().take(MAX_LINKED) {
            let at = self.tree.top().join(dir);
            if at.exists() || at.parent().is_none_or(|parent| fs::create_dir_all(parent).is_err()) {
                continue;
            }
            if copy::link(&top.join(dir), &at).is_err() {
                self.lack = Some("what git ignores could not be linked");
            }
        }
        Ok(())
    }

    /// The top of the temporary work tree.
    pub(super) fn top(&self) -> &Path {
        self.tree.top()
    }

    /// Its commit.
    ///
    /// # Errors
    /// git cannot be started.
    pub(super) fn head(&self) -> Result<String> {
        self.tree.head()
    }

    /// A file beside the work tree.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.tree.beside().join(name)
    }

    /// The directory whose hooks a run uses.
    pub(super) fn hooks(&self, run: Run) -> &Path {
        match (&self.reduced, run) {
            (Some(reduced), Run::AkguardAlone) => reduced,
            _ => &self.hooks,
        }
    }

    /// A program at the top of the work tree, with what git sets for hooks.
    pub(super) fn program(&self, path: &Path) -> Command {
        let mut command = Command::new(path);
        command.current_dir(self.top()).envs(self.tree.variables());
        command
    }

    /// Runs a hook, or git with hooks, to its end.
    ///
    /// # Errors
    /// It cannot be started.
    pub(super) fn run_hook(&self, command: &Command, stdin: Stdio) -> io::Result<Output> {
        self.tree.run_hook(command, stdin)
    }

    /// git, which finds the hooks of this run.
    pub(super) fn git(&self, run: Run) -> Command {
        let mut command = self.tree.with_hooks();
        for setting in &self.settings {
            command.arg("-c").arg(setting);
        }
        let is_reduced = self.reduced.is_some() && run == Run::AkguardAlone;
        if is_reduced || !self.is_found {
            let mut setting = OsString::from("core.hooksPath=");
            setting.push(self.hooks(run));
            command.arg("-c").arg(setting);
        }
        command
    }
}

fn cannot_copy(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot copy {} for the trial of the hook: {}", shown(path), io_says(error)))
}
