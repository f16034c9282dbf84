//! Which jobs of others a hook would run beside akguard, and which of them a trial can leave out.

use std::path::{Path, PathBuf};

use akguard_git::regular_file;

use super::super::event::Event;
use super::super::files::shown;
use super::super::manager::{LEFTHOOK, manager};
use super::super::script::{self, BackupLocation, Script};
use super::conditions::Conditions;
use super::{manager_config, manager_files, pre_commit_jobs, shell, values};

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
    /// The config that the hook of pre-commit or prek names, from the top.
    pub(super) config: Option<PathBuf>,
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
            Script::Foreign if jobs.manager.is_some() => jobs.of_manager(event, hooks, top, &content),
            Script::Foreign => match husky_script(event, hooks) {
                Some(script) => jobs.of_script(&script).with_start_of_husky(),
                None => jobs.of_script(&path),
            },
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
    fn of_manager(mut self, event: Event, hooks: &Path, top: &Path, content: &[u8]) -> Self {
        let is_lefthook = self.manager == Some(LEFTHOOK);
        if !is_lefthook {
            self.config = manager_files::named_by(&String::from_utf8_lossy(content));
        }
        let mut files = manager_files::all(top);
        let named = self.config.as_ref().map(|config| top.join(config));
        files.extend(named.clone());
        let texts: Vec<String> = files.iter().filter_map(|path| regular_file::read_text(path).ok()).collect();
        self.calls_akguard = texts.iter().any(|text| shell::mentions_akguard(text));
        let call = format!("akguard hook {}", event.name());
        let calls = texts.iter().any(|text| text.lines().any(|line| line.contains(&call) && !is_comment(line)));
        let is_named = texts.iter().any(|text| NAMES.iter().any(|name| text.contains(name)));
        self.hides_akguard = calls && !is_named;
        let named = named.as_deref();
        let conditions =
            self.manager.map(|manager| manager_config::read(manager, event, top, named)).unwrap_or_default();
        self.fixed.extend(conditions.jobs.iter().cloned());
        self.conditions = conditions;
        if !is_lefthook && other_ids(top, named).is_none() {
            self.fixed.push("jobs in a config that is not understood".to_owned());
        }
        let earlier = PathBuf::from(format!("{}.legacy", event.name()));
        let path = hooks.join(&earlier);
        if is_lefthook || !path.exists() {
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

    /// husky reads a script of the user's before every hook.
    fn with_start_of_husky(mut self) -> Self {
        for path in manager_files::starts_of_husky() {
            let text = regular_file::read_text(&path).unwrap_or_default();
            self.fixed.extend(shell::jobs(&text).into_iter().map(|line| format!("{} ({})", line, shown(&path))));
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

/// The ids of the hooks that pre-commit or prek are to skip: all but akguard's; `None` where a config is not understood. `named`
/// is a config that is not in the usual place.
pub(super) fn other_ids(top: &Path, named: Option<&Path>) -> Option<String> {
    let usual = ["pre-commit", "prek"].into_iter().filter_map(|manager| manager_files::of_pre_commit(manager, top));
    let mut ids: Vec<String> = Vec::new();
    for path in usual.chain(named.map(Path::to_owned)) {
        for id in pre_commit_jobs::ids(&values::read(&path)?) {
            if !id.starts_with("akguard") && !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    Some(ids.join(","))
}
