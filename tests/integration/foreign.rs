//! Repositories that someone else has written: nothing that their config, attributes or hooks name is ever run, and no git
//! process is started before a repository is vouched for.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{GROQ, Output, TestRepo};

mod ignored;
mod place;
mod runs;
mod traps;

/// Where traps leave their names.
fn flags(repo: &TestRepo) -> PathBuf {
    repo.root().join("flags")
}

/// A command that leaves a name, and then fails as loudly as it can.
fn trap(repo: &TestRepo, name: &str) -> String {
    format!("touch '{}'; exit 1;", flags(repo).join(name).display())
}

/// The names that have been left, which are taken away.
fn sprung(repo: &TestRepo) -> Vec<String> {
    let _ = fs::create_dir(flags(repo));
    let names = fs::read_dir(flags(repo)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    for name in &names {
        fs::remove_file(flags(repo).join(name)).unwrap();
    }
    names.sort();
    names
}

#[track_caller]
fn akguard_in(repo: &TestRepo, folder: &Path, arguments: &[&str]) -> Output {
    repo.run(repo.command("akguard").args(arguments).current_dir(folder))
}

#[track_caller]
fn git_in(repo: &TestRepo, folder: &Path, arguments: &[&str]) -> Output {
    repo.run(repo.command("git").args(arguments).current_dir(folder))
}

/// A git that only leaves its name, before every other one on PATH.
fn no_git(repo: &TestRepo) {
    let _ = fs::create_dir(flags(repo));
    let _ = fs::remove_file(repo.root().join("bin/git"));
    repo.write_executable("../bin/git", &format!("#!/bin/sh\n{}\n", trap(repo, "git")));
}

/// Gives a directory away; only root can.
fn give_away(repo: &TestRepo, folder: &Path) -> bool {
    if repo.run(repo.command("id").arg("-u")).stdout.trim() != "0" {
        return false;
    }
    fs::write(repo.root().join("home/.gitconfig"), "").unwrap();
    repo.run(repo.command("chown").args(["-R", "65534:65534"]).arg(folder)).exits(0);
    true
}

/// A file with a key, in a folder.
fn write_key(repo: &TestRepo, folder: &Path, name: &str) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, format!("key = \"{}\"\n", repo.plant(GROQ))).unwrap();
}
