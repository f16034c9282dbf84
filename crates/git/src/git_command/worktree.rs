//! A linked work tree that lives as long as a trial: with an index of its own and files of its own, so that what runs in
//! it touches neither the user's files nor the user's index.

use std::cell::OnceCell;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use akguard_common::error::{Failure, io_says};
use anyhow::Result;

use super::author::Author;
use super::child::{output, run};
use super::keeper::Keeper;
use super::terminal;
use super::{Git, Hooks, hardened, verb};

/// With more files a check-out would take long, and much disk.
const MAX_CHECKED_OUT: usize = 50_000;

/// The commit of a work tree in a repository that has none yet. Its date is fixed, so that it is the same object each time.
const IDENTITY: [(&str, &str); 6] = [
    ("GIT_AUTHOR_NAME", "akguard"),
    ("GIT_AUTHOR_EMAIL", "akguard@localhost"),
    ("GIT_AUTHOR_DATE", "1700000000 +0000"),
    ("GIT_COMMITTER_NAME", "akguard"),
    ("GIT_COMMITTER_EMAIL", "akguard@localhost"),
    ("GIT_COMMITTER_DATE", "1700000000 +0000"),
];

/// A temporary linked work tree at HEAD. It is removed when this value is dropped, or when the process ends.
#[derive(Debug)]
pub struct TemporaryWorktree {
    git: Git,
    root: PathBuf,
    top: PathBuf,
    index: PathBuf,
    /// Who commits, asked once.
    author: OnceCell<Option<Author>>,
    /// Dropped last, when nothing uses the directories any more.
    keeper: Keeper,
}

impl Git {
    /// A temporary linked work tree at HEAD. Its index has what HEAD has; no file is checked out, and none counts as missing.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn temporary_worktree(&self) -> Result<TemporaryWorktree> {
        self.check_worktrees()?;
        let root = tempfile::Builder::new().prefix("akguard-status-").tempdir().map_err(|e| {
            Failure::new(format!("cannot make a temporary directory: {}", io_says(&e)))
                .help("TMPDIR=/path/that/can/be/written akguard status")
        })?;
        let root = root.keep();
        let root = root.canonicalize().unwrap_or(root);
        let name = root.file_name().unwrap_or_default().to_owned();
        let top = root.join(&name);
        let common = self.common_dir()?;
        let entries = common.join("worktrees");
        // It watches before there is anything to remove.
        let keeper = Keeper::new(&[&root, &entries.join(&name)], &entries)?;
        let commit = self.commit_for_trial()?;
        let words = ["worktree", "add", "--quiet", "--detach", "--no-checkout"];
        let mut command = self.command(Hooks::Off, &words);
        command.arg(&top).arg(commit.trim()).env_remove("GIT_INDEX_FILE");
        run(command, "worktree add", b"").map_err(|why| {
            Failure::new(why.to_string()).help("run it where .git can be written (outside of a sandbox, as its owner)")
        })?;
        let git = Self::at(&top)?.ok_or_else(|| Failure::new("git made no work tree for the trial"))?;
        let index = git.git_dir.join("index");
        let worktree = TemporaryWorktree { git, root, top, index, author: OnceCell::new(), keeper };
        worktree.run(&["read-tree", "HEAD"], b"")?;
        let paths = worktree.paths()?;
        worktree.run(&["update-index", "--skip-worktree", "-z", "--stdin"], &paths)?;
        Ok(worktree)
    }

    /// HEAD, or a commit without files where there is none.
    fn commit_for_trial(&self) -> Result<String> {
        if let Some(head) = self.ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])? {
            return Ok(String::from_utf8_lossy(&head).into_owned());
        }
        let tree = self.run(&["hash-object", "-t", "tree", "-w", "--stdin"], b"")?;
        let mut command = self.command(Hooks::Off, &["commit-tree", "-m", "akguard status", &tree]);
        command.envs(IDENTITY);
        run(command, "commit-tree", b"")
    }

    /// The entries of the index below these paths, as `git ls-files --stage -z` prints them.
    fn entries(&self, paths: &[PathBuf]) -> Result<Vec<u8>> {
        let mut command = self.command(Hooks::Off, &["--literal-pathspecs", "ls-files", "--stage", "-z", "--"]);
        command.args(paths);
        output(command, "ls-files")
    }
}

impl TemporaryWorktree {
    /// The top of the work tree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// A directory beside the work tree that is removed with it.
    pub fn beside(&self) -> &Path {
        &self.root
    }

    /// The commit of this work tree.
    ///
    /// # Errors
    /// git cannot be started.
    pub fn head(&self) -> Result<String> {
        self.run(&["rev-parse", "HEAD"], b"")
    }

    /// Where git looks for hooks in this work tree.
    ///
    /// # Errors
    /// git cannot be started.
    pub fn hooks(&self) -> Result<PathBuf> {
        self.git.git_path("hooks")
    }

    /// Takes over what the index of another work tree of the repository has at these paths. Their files are to be there.
    ///
    /// # Errors
    /// An index cannot be read or written.
    pub fn take_entries(&self, from: &Git, paths: &[PathBuf]) -> Result<()> {
        if paths.is_empty() {
            return Ok(());
        }
        let entries = from.entries(paths)?;
        self.run(&["update-index", "-z", "--index-info"], &entries).map(drop)
    }

    /// Has git look at the files, so that those which are as the index has them count as unchanged.
    ///
    /// # Errors
    /// git cannot be started.
    pub fn refresh(&self) -> Result<()> {
        let mut command = self.git.unfiltered(&["update-index", "-q", "--refresh"])?;
        command.env("GIT_INDEX_FILE", &self.index);
        // It fails where a file differs, which is no failure here.
        super::child::ask(command).map(drop)
    }

    /// Stages a file with this content, and writes it.
    ///
    /// # Errors
    /// The object, the index or the file cannot be written.
    pub fn stage(&self, path: &str, content: &[u8]) -> Result<()> {
        let id = self.run(&["hash-object", "-w", "--stdin"], content)?;
        self.run(&["update-index", "--add", "--cacheinfo", &format!("100644,{id},{path}")], b"")?;
        std::fs::write(self.top.join(path), content)
            .map_err(|e| Failure::new(format!("cannot write the file of the trial: {}", io_says(&e))).into())
    }

    /// Checks out all files, without filters; false where there are too many.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn check_out(&self) -> Result<bool> {
        let paths = self.paths()?;
        if paths.iter().filter(|byte| **byte == 0).count() > MAX_CHECKED_OUT {
            return Ok(false);
        }
        self.run(&["update-index", "--no-skip-worktree", "-z", "--stdin"], &paths)?;
        let mut command = self.git.unfiltered(&["checkout-index", "--all", "--force", "--quiet"])?;
        command.env("GIT_INDEX_FILE", &self.index);
        run(command, "checkout-index", b"")?;
        Ok(true)
    }

    /// git in this work tree with nothing switched off and in the user's own environment, as a hook meets it: for hooks.
    pub fn with_hooks(&self) -> Command {
        let mut command = self.git.with_hooks();
        command.envs(self.variables());
        command
    }

    /// What `git commit` sets for its hooks. Who has no name gets none, and could not commit either.
    pub fn variables(&self) -> Vec<(&'static str, OsString)> {
        let mut variables: Vec<(&str, OsString)> =
            vec![("GIT_INDEX_FILE", self.index.clone().into()), ("GIT_PREFIX", "".into()), ("GIT_EDITOR", ":".into())];
        if let Some(author) = self.author.get_or_init(|| self.git.author()) {
            variables.push(("GIT_AUTHOR_NAME", author.name.clone().into()));
            variables.push(("GIT_AUTHOR_EMAIL", author.email.clone().into()));
            variables.push(("GIT_AUTHOR_DATE", format!("@{}", author.date).into()));
        }
        variables
    }

    /// Runs a hook to its end, without the terminal. What it has started ends with it, or with this process, whatever ends
    /// that.
    ///
    /// # Errors
    /// It cannot be started, or what it prints cannot be written to a file.
    pub fn run_hook(&self, command: &Command, stdin: Stdio) -> io::Result<Output> {
        // A pipe would stay open as long as anything that the hook has started.
        let stdout = self.root.join("stdout");
        let stderr = self.root.join("stderr");
        let mut command = terminal::without(command, stdin)?;
        let mut child = command.stdout(File::create(&stdout)?).stderr(File::create(&stderr)?).spawn()?;
        self.keeper.watch_group(Some(child.id()));
        let status = child.wait();
        terminal::end_group(child.id());
        self.keeper.watch_group(None);
        Ok(Output { status: status?, stdout: fs::read(stdout)?, stderr: fs::read(stderr)? })
    }

    /// The paths of the index, each with a NUL.
    fn paths(&self) -> Result<Vec<u8>> {
        output(self.command(&["ls-files", "-z"]), "ls-files")
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> Result<String> {
        run(self.command(arguments), &verb(arguments), input)
    }

    /// A variable of the caller's may name another index, so this one is named.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = hardened::command(&self.git.git_dir, Some(&self.top), Hooks::Off);
        command.args(arguments).env("GIT_INDEX_FILE", &self.index);
        command
    }
}
