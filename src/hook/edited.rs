//! Copies of akguard's own files that were changed by hand: `install` shows what it would write and takes `--force`.

use std::fs;
use std::path::Path;

use akguard_common::error::Failure;

use super::diff;
use super::done::Wish;
use super::event::Event;
use super::files::{quoted, shown};
use super::hooks_dir::HooksDir;
use super::plan::Plan;
use super::program::program_word;
use super::script::BackupLocation;

/// How the last line of a script begins, the newest first; what follows it was appended by others.
const CALLS: [&str; 2] = ["akguard_check \"$@\"", "akguard_run \"$@\""];

/// The location of the earlier hook, which stays chained: the one where a file is.
pub(super) fn backup(hooks: &HooksDir, event: Event) -> BackupLocation {
    let is_there = |backup: &BackupLocation| fs::symlink_metadata(hooks.dir.join(backup.name(event))).is_ok();
    BackupLocation::ALL.into_iter().find(is_there).unwrap_or(BackupLocation::Beside)
}

/// The lines that another tool appended: they stay.
pub(super) fn appended(content: &[u8]) -> &str {
    let text = std::str::from_utf8(content).unwrap_or_default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if CALLS.iter().any(|call| line.starts_with(call)) {
            return &text[at..];
        }
    }
    ""
}

/// Which files were changed by hand, what would be written, and how.
pub(super) fn refusal(plan: &Plan, top: &Path, wish: Wish) -> String {
    let mut lines: Vec<String> = plan.edited.iter().map(|path| left_alone(path)).collect();
    lines.push("akguard: --force would write the lines with + and remove those with -:".to_owned());
    for step in plan.steps.iter().filter(|step| plan.edited.contains(&step.path)) {
        lines.extend(diff::lines_of(step, top, true));
    }
    lines.push(format!("  help: {}    # writes them", Wish { force: true, ..wish }.command()));
    lines.join("\n")
}

fn left_alone(path: &Path) -> String {
    format!("akguard: {} is akguard's and has been changed by hand; it was left alone", shown(path))
}

/// The same as an error; `is_in_use`: `install` would write this file.
pub(super) fn cannot_remove(path: &Path, is_in_use: bool) -> anyhow::Error {
    let word = program_word();
    let cause = format!("{} is akguard's and has been changed by hand; nothing was removed", shown(path));
    let help = match is_in_use {
        true => {
            format!("{word} install --force --yes && {word} uninstall    # writes akguard's own again, and removes it")
        }
        // Installing would write elsewhere.
        false => format!("rm {} && {word} uninstall    # your changes of it are lost", quoted(path)),
    };
    Failure::new(cause).help(help).into()
}

/// The same where nothing can be removed.
pub(super) fn left_alone_by_uninstall(path: &Path) -> String {
    let word = program_word();
    let help = format!("{word} install --force && {word} uninstall    # writes akguard's own again, and removes it");
    format!("{}\n  help: {help}", left_alone(path))
}
