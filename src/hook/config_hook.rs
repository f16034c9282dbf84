//! git's own config hooks (git 2.54 and newer): `hook.akguard-EVENT.command` and `.event` in a config file. No hooks path
//! and no manager can shadow them.

use std::path::Path;

use akguard_common::text::{in_quotes, quote};
use akguard_git::git_command::Git;
use anyhow::Result;

use super::config_file::{self, ConfigFile, Ours, Section, Setting, value_of};
use super::event::{Event, Events};
use super::files::shown;
use super::git_versions;
use super::hooks_dir::{self, common_dir};
use super::plan::{Plan, Planned};
use super::program::{program, program_word};
use super::script::VERSION;
use super::step::Step;

/// Whose config has the hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Local,
    Global,
}

impl Level {
    fn option(self) -> &'static str {
        match self {
            Self::Local => "--local",
            Self::Global => "--global",
        }
    }
}

/// Plans the config hooks of this repository.
///
/// # Errors
/// git is too old, or its config cannot be read.
pub(super) fn plan(git: &Git, wanted: Events) -> Result<Planned> {
    let events: Vec<Event> = hooks_dir::events(git)?.iter().copied().filter(|event| wanted.has(*event)).collect();
    let path = common_dir(git)?.join("config");
    let planned = plan_in(
        &path,
        Level::Local,
        &events,
        format!("{} install    # writes hook files, which every git runs", program_word()),
    )?;
    let Planned::Plan(mut plan) = planned else { return Ok(planned) };
    for event in events {
        let key = format!("hook.{}.enabled", name(event));
        let value = git.ask_config(&["config", "--type=bool", "--get", &key])?;
        if value.is_some_and(|value| value.starts_with(b"false")) {
            plan.missing = Some(format!(
                "akguard: {key} is false, so git does not run this hook; run it again: git config --unset-all {key}"
            ));
        }
    }
    Ok(Planned::Plan(plan))
}

/// Plans the config hooks in this file; `help` is what to do with an older git.
///
/// # Errors
/// git is too old, or the file cannot be read.
pub(super) fn plan_in(path: &Path, level: Level, events: &[Event], help: String) -> Result<Planned> {
    let gits = git_versions::with_config_hooks(help)?;
    let program = program()?.to_string_lossy().into_owned();
    let sections: Vec<Section> = events.iter().map(|event| section(*event, &program, level)).collect();
    let file = ConfigFile::read(path)?;
    let bare = config_file::without(&file.text, is_ours);
    let after = config_file::with(&bare, &sections);
    if !file.is_text() || !config_file::is_read_as(&bare, &sections, &after)? {
        return Ok(Planned::ByHand(by_hand(&file, &sections, level)));
    }
    let name = shown(&file.path);
    let mut plan = Plan { unchanged: format!("akguard: already installed in {name}"), ..Plan::default() };
    plan.lines = vec![format!("akguard: installed in {name}, as git's own config hooks")];
    for old in gits.iter().filter(|git| !git.has_config_hooks()) {
        let line =
            format!("akguard: {} ignores these hooks without a word: its commits are not checked by them", old.name());
        plan.unchanged.push_str(&format!("\n{line}"));
        plan.lines.push(line);
    }
    plan.edited.extend(file.text.lines().any(is_edited).then(|| file.path.clone()));
    plan.steps.extend(file.becomes(after));
    if plan.steps.is_empty() {
        plan.edited.clear();
    }
    Ok(Planned::Plan(plan))
}

/// The commands that have git itself write the sections.
fn by_hand(file: &ConfigFile, sections: &[Section], level: Level) -> String {
    let option = level.option();
    let settings = sections.iter().flat_map(|section| &section.settings);
    let commands: Vec<String> = settings
        .map(|setting| format!("git config {option} {} {}", setting.full_name, quote(setting.value.as_bytes())))
        .collect();
    format!(
        "akguard: lines cannot be added safely to {}, so nothing was written; have git do it:\n{}",
        shown(&file.path),
        commands.join("\n")
    )
}

/// The step that takes the config hooks out of this file, where it has any.
///
/// # Errors
/// The file cannot be read.
pub(super) fn removal_in(path: &Path) -> Result<Option<Step>> {
    let file = ConfigFile::read(path)?;
    let bare = config_file::without(&file.text, is_ours);
    Ok(file.becomes(bare))
}

/// The same for the config of this repository.
///
/// # Errors
/// It cannot be read.
pub(super) fn removal(git: &Git) -> Result<Option<Step>> {
    removal_in(&common_dir(git)?.join("config"))
}

/// A name for each event: the command could not tell which one it is called for.
fn name(event: Event) -> String {
    format!("akguard-{}", event.name())
}

fn header(event: Event) -> String {
    format!("[hook \"{}\"]", name(event))
}

fn section(event: Event, program: &str, level: Level) -> Section {
    let setting = |key: &'static str, value: String| {
        let full_name = format!("hook.{}.{key}", name(event));
        Setting { full_name, key, value }
    };
    // An event without a command is fatal to git, so the command comes first.
    let settings =
        vec![setting("command", command(event, program, level, VERSION)), setting("event", event.name().to_owned())];
    Section { header: header(event), settings }
}

/// The shell line: git appends the arguments of the hook to its end. Without the program it fails, and says why.
fn command(event: Event, program: &str, level: Level, version: u32) -> String {
    let quoted = in_quotes(program);
    let event_name = event.name();
    let gone = "akguard: the akguard program is gone, so nothing is checked for secrets.";
    let help = format!(
        "akguard: put it back (./install.sh in the source of akguard), or take this hook out: git config {} --remove-section hook.{}",
        level.option(),
        name(event)
    );
    format!(
        "[ -x {quoted} ] || {{ printf \"%s\\n\" \"{gone}\" \"{help}\" >&2; exit 1; }}; {quoted} hook --script-version={version} --from=config {event_name}"
    )
}

/// A line of a section that has akguard's name.
fn is_ours(ours: &Ours<'_>) -> bool {
    let is_section = Event::ALL.into_iter().any(|event| header(event) == ours.header);
    let key = ours.line.trim_start().split(['=', ' ']).next().unwrap_or_default();
    is_section && matches!(key, "command" | "event")
}

/// Is it a command of akguard's that was changed by hand?
fn is_edited(line: &str) -> bool {
    let Some(text) = value_of(line, "command") else { return false };
    let is_akguards = text.contains("hook --script-version=") && text.contains(" --from=config ");
    is_akguards && !Event::ALL.into_iter().any(|event| is_rendered(&text, event))
}

/// Is it what some akguard wrote, for whatever program?
fn is_rendered(text: &str, event: Event) -> bool {
    let program = text.strip_prefix("[ -x '").and_then(|rest| rest.split_once("' ] || { printf "));
    let Some(program) = program.map(|parts| parts.0.replace("'\\''", "'")) else { return false };
    let levels = [Level::Local, Level::Global];
    levels.into_iter().any(|level| (1..=VERSION).any(|version| command(event, &program, level, version) == text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_known_again_and_an_edited_one_is_not() {
        for program in ["/usr/bin/akguard", "/home/o'hara/my bin/akguard"] {
            let text = command(Event::PreCommit, program, Level::Local, VERSION);
            assert!(!is_edited(&config_file::line("command", &text)), "{text}");
            assert!(is_edited(&config_file::line("command", &format!("{text} || true"))));
            assert!(!is_edited(&config_file::line("command", "make test")));
        }
    }

    #[test]
    fn git_reads_both_settings_and_the_command_fails_without_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        let program = folder.path().join("it's gone/akguard");
        let sections = vec![section(Event::PreCommit, program.to_str().unwrap(), Level::Local)];
        std::fs::write(&file, config_file::with("[core]\n\tbare = false\n", &sections)).unwrap();
        let get = |key: &str| {
            let mut git = std::process::Command::new("git");
            let output = git.args(["config", "--file"]).arg(&file).args(["--get-all", key]).output().unwrap();
            String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
        };
        assert_eq!(get("hook.akguard-pre-commit.event"), "pre-commit");
        let command = get("hook.akguard-pre-commit.command");
        // As git runs it.
        let run = || {
            std::process::Command::new("sh")
                .args(["-c", &format!("{command} \"$@\""), &command, "one"])
                .output()
                .unwrap()
        };
        let gone = run();
        assert_eq!(gone.status.code(), Some(1));
        assert!(
            String::from_utf8_lossy(&gone.stderr)
                .contains("git config --local --remove-section hook.akguard-pre-commit")
        );
        std::fs::create_dir(program.parent().unwrap()).unwrap();
        std::fs::write(&program, "#!/bin/sh\necho \"$@\"\n").unwrap();
        std::process::Command::new("chmod").arg("+x").arg(&program).status().unwrap();
        let said = String::from_utf8(run().stdout).unwrap();
        assert_eq!(said, format!("hook --script-version={VERSION} --from=config pre-commit one\n"));
    }
}
