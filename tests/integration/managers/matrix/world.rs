//! What a row of the table does to its repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{GROQ, Output, TestRepo};

/// A repository with a set-up in it, and the place where commits are made.
pub struct World {
    pub repo: TestRepo,
    /// From the top: a submodule or a linked worktree (`../linked`); empty is the top.
    pub place: &'static str,
}

/// What became of a commit with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The key was named.
    Stopped,
    /// Nothing was committed, and nothing was scanned.
    StoppedUnseen,
    Committed,
}

impl World {
    pub fn dir(&self) -> PathBuf {
        self.repo.top().join(self.place)
    }

    /// A command in a directory of this world.
    pub fn command(&self, program: &str, dir: &Path) -> Command {
        let mut command = self.repo.command(program);
        command.current_dir(dir);
        command
    }

    #[track_caller]
    pub fn git(&self, dir: &Path, arguments: &[&str]) -> Output {
        self.repo.run(self.command("git", dir).args(arguments))
    }

    #[track_caller]
    pub fn akguard(&self, dir: &Path, arguments: &[&str]) -> Output {
        self.repo.run(self.command("akguard", dir).args(arguments))
    }

    /// Commits a key; whatever becomes of it, the repository is as before.
    #[track_caller]
    pub fn commit_key(&self, dir: &Path, path: Option<&str>) -> Fate {
        let key = self.repo.plant(GROQ);
        fs::write(dir.join("leak.py"), format!("key = \"{key}\"\n")).unwrap();
        self.git(dir, &["add", "leak.py"]).exits(0);
        let mut commit = self.command("git", dir);
        commit.args(["commit", "-qm", "a key"]);
        if let Some(path) = path {
            commit.env("PATH", path);
        }
        let output = self.repo.run(&mut commit);
        if output.status == 0 {
            self.git(dir, &["reset", "-q", "--hard", "HEAD^"]).exits(0);
            return Fate::Committed;
        }
        self.git(dir, &["rm", "-qf", "leak.py"]).exits(0);
        match output.text().contains("leak.py:1:8: error[groq-key]") {
            true => Fate::Stopped,
            false => Fate::StoppedUnseen,
        }
    }

    /// Commits something harmless, which must pass.
    #[track_caller]
    pub fn commit_harmless(&self, dir: &Path) -> Output {
        fs::write(dir.join("harmless.txt"), format!("text {}\n", self.repo.next_seed())).unwrap();
        self.git(dir, &["add", "harmless.txt"]).exits(0);
        let mut commit = self.command("git", dir);
        self.repo.run(commit.args(["commit", "-qm", "harmless"]).env("GIT_TRACE", "1")).exits(0)
    }

    /// A team member's clone.
    #[track_caller]
    pub fn clone(&self) -> PathBuf {
        let clone = self.repo.root().join("clone");
        let dir = self.dir();
        self.git(&dir, &["clone", "-q", ".", clone.to_str().unwrap()]).exits(0);
        clone
    }

    /// What an install and its removal may change: all files but git's own database.
    pub fn listing(&self) -> Vec<(PathBuf, (u32, Vec<u8>))> {
        let is_kept = |path: &Path| {
            let text = path.to_string_lossy();
            let own = ["/objects", "/logs", "/index", "/COMMIT_EDITMSG", "/refs/", "/lfs/"];
            !text.contains("/.git/") || !own.iter().any(|part| text.contains(part))
        };
        crate::install::listing(&self.repo.top()).into_iter().filter(|file| is_kept(&file.0)).collect()
    }
}
