//! Which jobs of others a hook would run beside akguard, and which of them a trial can leave out.

use std::path::{Path, PathBuf};

use akguard_git::regular_file;

use super::super::event::Event;
use super::super::files::shown;
use super::super::manager::{LEFTHOOK, manager};
use super::super::script::{self, BackupLocation, Script};
use super::conditions::Conditions;
use super::{manager_files, shell};

/// How a job is named that can be run alone.
const NAMES: [&str; 4] = ["name: akguard", "id: akguard", "akguard:", "id = \"akguard"];

/// The hook of one event.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    /// Jobs that a run cannot leave out.
    pub(super) fixed: Vec<String>,
    /// Files of the hooks directory without which an earlier hook does not run, from that directory.
    pub(super) removable: Vec<PathBuf>,
    /// akguard's own script without the lines that others have appended, where there are any.
    pub(super) trimmed: Option<Trimmed>,
    /// The hook names akguard, itself or in the files of its manager.
    pub(super) calls_akguard: bool,
    /// The manager has a job that calls akguard under another name, by which akguard's job alone is not found.
    pub(super) hides_akguard: bool,
    /// The manager whose hook it is.
    pub(super) manager: Option<&'static str>,
    /// What the manager's files say of akguard's job.
    pub(super) conditions: Conditions,
    /// The hook asks which branch it is on; a trial is on none.
    pub(super) asks_for_branch: bool,
}

/// A hook file with another content.
#[derive(Debug, Clone)]
pub(super) struct Trimmed {
    pub(super) name: &'static str,
    pub(super) text: Vec<u8>,
}

impl Jobs {
    /// Reads the hook of an event. `top` is the top of the work tree.
    pub(super) fn of(event: Event, hooks: &Path, top: &Path) -> Self {
        let path = hooks.join(event.name());
        let content = regular_file::read(&path).unwrap_or_default();
        let jobs = Self { manager: manager(&content), ..Self::default() };
        match script::recognise(event, &content) {
            Script::Ours { appended, backup, .. } => {
                let own = content.len() - appended.len();
                jobs.of_ours(event, hooks, backup, &content[..own])
            }
            Script::Edited => jobs.of_edited(event, &content),
            Script::Foreign if jobs.manager.is_some() => jobs.of_manager(event, hooks, top),
            Script::Foreign => jobs.of_script(&husky_script(event, hooks).unwrap_or(path)),
        }
    }

    /// akguard's own script, to the byte: it ends where akguard refuses, so what follows it needs no run.
    fn of_ours(mut self, event: Event, hooks: &Path, backup: BackupLocation, own: &[u8]) -> Self {
        let earlier = PathBuf::from(backup.name(event));
        if hooks.join(&earlier).exists() {
            self.removable.push(earlier);
        }
        self.trimmed = Some(Trimmed { name: event.name(), text: own.to_vec() });
        self.calls_akguard = true;
        self
    }

    /// akguard's own script with changes: what it has beyond the lines of the script is somebody's.
    fn of_edited(mut self, event: Event, content: &[u8]) -> Self {
        let text = String::from_utf8_lossy(content);
        let own = script::render(event, "", BackupLocation::Beside);
        let is_new = |line: &&str| !own.lines().any(|known| known == *line) && !line.starts_with("akguard_");
        let added: Vec<&str> = text.lines().filter(is_new).collect();
        self.calls_akguard = true;
        self.asks_for_branch = shell::asks_for_branch(&added.join("\n"));
        self.fixed = shell::jobs(&added.join("\n"));
        self
    }

    /// A manager leaves the jobs of others out when it is told to; but it runs an earlier hook first.
    fn of_manager(mut self, event: Event, hooks: &Path, top: &Path) -> Self {
        let files = manager_files::all(top);
        let texts: Vec<String> = files.iter().filter_map(|path| regular_file::read_text(path).ok()).collect();
        self.calls_akguard = texts.iter().any(|text| shell::mentions_akguard(text));
        let call = format!("akguard hook {}", event.name());
        let calls = texts.iter().any(|text| text.lines().any(|line| line.contains(&call) && !is_comment(line)));
        let is_named = texts.iter().any(|text| NAMES.iter().any(|name| text.contains(name)));
        self.hides_akguard = calls && !is_named;
        let conditions = self.manager.map(|manager| Conditions::read(manager, event, top)).unwrap_or_default();
        self.fixed.extend(conditions.jobs.iter().cloned());
        self.conditions = conditions;
        let earlier = PathBuf::from(format!("{}.legacy", event.name()));
        let path = hooks.join(&earlier);
        if self.manager == Some(LEFTHOOK) || !path.exists() {
            return self;
        }
        let content = regular_file::read(&path).unwrap_or_default();
        // It runs before the manager looks at its jobs.
        let names_akguard = shell::mentions_akguard(&String::from_utf8_lossy(&content));
        if names_akguard {
            self.conditions = Conditions::default();
        }
        if let Script::Ours { .. } = script::recognise(event, &content) {
            self.calls_akguard = true;
        } else if names_akguard {
            return self.of_script(&path);
        } else {
            self.removable.push(earlier);
        }
        self
    }

    /// A script by hand.
    fn of_script(mut self, path: &Path) -> Self {
        let content = regular_file::read(path).unwrap_or_default();
        let text = String::from_utf8_lossy(&content);
        self.calls_akguard |= shell::mentions_akguard(&text);
        self.asks_for_branch = shell::asks_for_branch(&text);
        self.fixed.extend(match shell::is_shell(&content) {
            true => shell::jobs(&text),
            false => vec![format!("{} itself, which is no shell script", shown(path))],
        });
        self
    }
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// husky 9 runs the script of the same name in the directory above its own files.
fn husky_script(event: Event, hooks: &Path) -> Option<PathBuf> {
    let script = hooks.parent()?.join(event.name());
    (hooks.file_name()? == "_" && script.is_file()).then_some(script)
}

/// The ids of the hooks that pre-commit or prek are to skip: all but akguard's.
pub(super) fn other_ids(top: &Path) -> String {
    let mut ids: Vec<String> = Vec::new();
    for path in manager_files::all(top) {
        let text = regular_file::read_text(&path).unwrap_or_default();
        for part in text.split(['\n', '{', ',']) {
            let part = part.trim().trim_start_matches("- ").trim_start();
            let Some(id) = part.strip_prefix("id:").or_else(|| part.strip_prefix("id =")) else { continue };
            let id = id.split('#').next().unwrap_or_default().trim_matches([' ', '"', '\'', '}', ']', '\t', '\r']);
            if !id.is_empty() && !id.starts_with("akguard") {
                ids.push(id.to_owned());
            }
        }
    }
    ids.join(",")
}
