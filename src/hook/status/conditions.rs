//! What the files of a hook manager say about the job that calls akguard: does it run in every commit, and what else runs
//! when it runs alone?

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::event::Event;
use super::super::manager::LEFTHOOK;
use super::jobs::configs;
use super::{lefthook_jobs, pre_commit_jobs, values};

/// What was read about akguard's job.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    /// Commands that the manager runs even if it is told to run akguard's job alone.
    pub(super) jobs: Vec<String>,
    /// By what akguard is left out of some commits; none: it runs in every one.
    pub(super) limits: Vec<String>,
    /// What to do about the limits.
    pub(super) advice: &'static str,
    /// No job that calls akguard was found, or a file was not understood: it may have limits.
    pub(super) is_unknown: bool,
}

/// A file of the manager.
pub(super) struct ConfigFile {
    /// Its name, from the top of the work tree.
    pub(super) name: String,
    pub(super) value: Value,
}

/// A job of the event.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) name: String,
    /// It names akguard. Another one may call it by a script.
    pub(super) is_akguards: bool,
    pub(super) limits: Vec<String>,
}

impl Conditions {
    /// Reads the files of `manager` in the work tree that begins at `top`.
    pub(super) fn read(manager: &str, event: Event, top: &Path) -> Self {
        if manager == LEFTHOOK {
            let paths = [configs(top), configs(&top.join(".config"))].concat();
            let files = files(top, paths.into_iter().filter(|path| is_named(path, &["lefthook", ".lefthook"])));
            return files.map(|files| lefthook_jobs::conditions(event, &files)).unwrap_or_else(Self::unknown);
        }
        let names: &[&str] = match manager == "prek" && top.join("prek.toml").exists() {
            true => &["prek.toml"],
            false => &[".pre-commit-config.y"],
        };
        let files = files(top, configs(top).into_iter().filter(|path| is_named(path, names)));
        files.map(|files| pre_commit_jobs::conditions(event, &files)).unwrap_or_else(Self::unknown)
    }

    fn unknown() -> Self {
        Self { is_unknown: true, ..Self::default() }
    }

    /// Takes the jobs that were found: one of akguard's without limits is enough. Where none names akguard, any may call it.
    pub(super) fn take(&mut self, jobs: Vec<Job>) {
        let of_akguard: Vec<&Job> = jobs.iter().filter(|job| job.is_akguards).collect();
        match of_akguard.first() {
            None => self.is_unknown |= jobs.is_empty() || jobs.iter().any(|job| !job.limits.is_empty()),
            Some(_) if of_akguard.iter().any(|job| job.limits.is_empty()) => {}
            Some(first) => self.limits.extend(first.limits.iter().cloned()),
        }
    }
}

fn is_named(path: &Path, beginnings: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    beginnings.iter().any(|beginning| name.starts_with(beginning))
}

/// All files, or none where one is not understood.
fn files(top: &Path, paths: impl Iterator<Item = PathBuf>) -> Option<Vec<ConfigFile>> {
    let read = |path: PathBuf| {
        let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().into_owned();
        Some(ConfigFile { name, value: values::read(&path)? })
    };
    paths.map(read).collect()
}
