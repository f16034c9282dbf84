//! Under and beside the real hook managers, which `scripts/tools` installs: the key is stopped, or `akguard status` says that
//! nothing stops it.

use std::path::{Path, PathBuf};

use crate::common::{GROQ, Output, TestRepo};

mod husky;
mod lefthook;
mod limits;
mod matrix;
mod named;
mod precommit;
mod precommit_install;
mod second_line;
mod setup;

/// A tool that `scripts/tools` has installed. A missing one is an error: a test that is left out shows nothing.
fn tool(name: &str) -> PathBuf {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools");
    let path = std::env::var_os("AKGUARD_TOOLS").map(PathBuf::from).unwrap_or_else(default).join(name);
    assert!(path.exists(), "{} is missing: scripts/tools", path.display());
    path
}

/// Runs a tool in a directory.
#[track_caller]
fn run_in(repo: &TestRepo, dir: &Path, name: &str, arguments: &[&str]) -> Output {
    repo.run(repo.command(tool(name).to_str().unwrap()).args(arguments).current_dir(dir)).exits(0)
}

/// git in a directory; `path` replaces the whole PATH.
fn git_in(repo: &TestRepo, dir: &Path, path: Option<&str>, arguments: &[&str]) -> Output {
    let mut command = repo.command("git");
    command.args(arguments).current_dir(dir);
    repo.run(match path {
        Some(path) => command.env("PATH", path),
        None => &mut command,
    })
}

/// Commits a key in this directory: it must be stopped. Leaves nothing staged.
#[track_caller]
fn stops_in(repo: &TestRepo, dir: &Path, path: Option<&str>) {
    let key = repo.plant(GROQ);
    std::fs::write(dir.join("leak.py"), format!("key = \"{key}\"\n")).unwrap();
    git_in(repo, dir, None, &["add", "leak.py"]).exits(0);
    git_in(repo, dir, path, &["commit", "-qm", "a"]).exits(1).says("leak.py:1:8: error[groq-key]");
    git_in(repo, dir, None, &["rm", "-qf", "leak.py"]).exits(0);
}

/// A program such as a GUI starts has few directories on PATH; akguard is where its installer puts it.
const GUI_PATH: &str = "/usr/bin:/bin";

fn install_for_gui(repo: &TestRepo) {
    let dir = repo.root().join("home/.local/bin");
    std::fs::create_dir_all(&dir).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_akguard"), dir.join("akguard")).unwrap();
}

/// Without a terminal nothing is written and the lines are shown; `--print` shows them too.
#[track_caller]
fn shows_lines(repo: &TestRepo, arguments: &[&str], line: &str) {
    let before = crate::install::listing(&repo.top());
    repo.akguard(&[&["install"], arguments].concat()).exits(1).says(line).says("akguard: nothing was written");
    repo.akguard(&[&["install", "--print"], arguments].concat()).exits(0).says(line);
    assert_eq!(crate::install::listing(&repo.top()), before);
}

/// In another place the repository is guarded as before.
#[track_caller]
fn stops_when_moved(repo: &TestRepo) {
    let moved = repo.root().join("moved here");
    std::fs::rename(repo.top(), &moved).unwrap();
    stops_in(repo, &moved, None);
    std::fs::rename(&moved, repo.top()).unwrap();
}

/// A team member's clone, before its manager is installed.
fn clone(repo: &TestRepo) -> PathBuf {
    let clone = repo.root().join("clone");
    repo.git(&["clone", "--quiet", ".", clone.to_str().unwrap()]).exits(0);
    clone
}
