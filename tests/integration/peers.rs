//! Where peers fail: T1 to T56, the bugs and complaints of fifteen other guards, each as a test whose name begins with
//! its number. What depends on the state of a repository is tried with every git of this machine.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Output, TestRepo};

mod bytes;
mod gate;
mod hook_files;
mod merges;
mod objects;
mod paths;
mod settings;
mod shapes;
mod text;

/// One git of this machine.
pub(crate) struct Git {
    program: PathBuf,
    version: String,
}

impl Git {
    /// Only the folders. This git comes first on PATH, and brings its own exec-path.
    pub(crate) fn empty(&self) -> TestRepo {
        let repo = TestRepo::empty();
        symlink(&self.program, repo.root().join("bin/git")).unwrap();
        repo
    }

    pub(crate) fn without_hook(&self) -> TestRepo {
        let repo = self.empty();
        repo.git(&["init", "--quiet", "."]).exits(0);
        repo
    }

    /// A repository with the hook installed and no commit yet.
    pub(crate) fn repo(&self) -> TestRepo {
        let repo = self.without_hook();
        repo.akguard(&["install"]).exits(0);
        repo
    }

    /// A repository made with a further option, and the hook installed; `None` if this git does not know the option.
    fn repo_of(&self, form: &str) -> Option<TestRepo> {
        let repo = self.empty();
        let made = repo.git(&["init", "--quiet", form, "."]).status == 0;
        made.then(|| {
            repo.akguard(&["install"]).exits(0);
            repo
        })
    }
}

/// The gits in the usual places, one for each version.
fn gits() -> Vec<Git> {
    let path = std::env::var_os("PATH").unwrap();
    let first = std::env::split_paths(&path).map(|folder| folder.join("git")).find(|git| git.is_file());
    let mut gits: Vec<Git> = Vec::new();
    for program in
        [Path::new("/usr/local/bin/git"), Path::new("/usr/bin/git")].map(Path::to_owned).into_iter().chain(first)
    {
        let Ok(said) = Command::new(&program).arg("--version").output() else { continue };
        let version = String::from_utf8(said.stdout).unwrap();
        if gits.iter().all(|git| git.version != version) {
            gits.push(Git { program, version });
        }
    }
    assert!(!gits.is_empty(), "there is no git");
    gits
}

/// Says which git it was when a test fails.
struct With<'g>(&'g Git);

impl Drop for With<'_> {
    #[allow(clippy::print_stderr)] // part of what the failing test says
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprint!("with {}", self.0.version);
        }
    }
}

/// Repeats a test with each git.
pub(crate) fn on_every_git(test: impl Fn(&Git)) {
    for git in &gits() {
        let _with = With(git);
        test(git);
    }
}

/// A line with a new key, which begins in column 8.
fn line(repo: &TestRepo, template: &str) -> String {
    format!("key = \"{}\"\n", repo.plant(template))
}

#[track_caller]
fn git_in(repo: &TestRepo, folder: &Path, arguments: &[&str]) -> Output {
    repo.run(repo.command("git").args(arguments).current_dir(folder))
}

#[test]
fn every_git_runs_the_hook_as_itself() {
    on_every_git(|git| {
        let repo = git.without_hook();
        repo.write_executable(".git/hooks/pre-commit", "#!/bin/sh\ngit --version >said\n");
        repo.commit().exits(1);
        assert_eq!(repo.read("said"), git.version);
    });
}
