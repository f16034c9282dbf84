//! The files in which hook managers look for their jobs, at the top of a work tree.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::values;

/// How their names begin.
const BEGINNINGS: [&str; 6] =
    ["lefthook", ".lefthook", ".pre-commit-config.y", "prek.toml", ".pre-commit-hooks.y", ".huskyrc"];
/// The forms that lefthook reads, in the order in which it looks for them.
const LEFTHOOK_FORMS: [&str; 5] = ["yml", "yaml", "json", "jsonc", "toml"];

/// More files than this are not read.
const MAX_EXTENDED: usize = 50;

/// Whatever belongs to a manager: files, and lefthook's directories of scripts.
pub(super) fn all(top: &Path) -> Vec<PathBuf> {
    let mut found = named(top);
    found.extend(named(&top.join(".config")));
    found.extend(Lefthook::find(top).extended);
    found.sort();
    found.dedup();
    found
}

fn named(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let is_of_manager = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        BEGINNINGS.iter().any(|begin| name.starts_with(begin))
    };
    entries.map(|entry| entry.path()).filter(is_of_manager).collect()
}

/// lefthook's files.
#[derive(Debug, Default)]
pub(super) struct Lefthook {
    pub(super) main: Option<PathBuf>,
    /// What the main file extends.
    pub(super) extended: Vec<PathBuf>,
    /// The user's own, which wins over the others.
    pub(super) local: Option<PathBuf>,
    /// There may be more: from other repositories, or by patterns of names.
    pub(super) has_unread: bool,
}

impl Lefthook {
    /// Finds those that are there.
    pub(super) fn find(top: &Path) -> Self {
        let main = first(top, &["lefthook", ".lefthook", ".config/lefthook"]);
        let local = first(top, &["lefthook-local", ".lefthook-local", ".config/lefthook-local"]);
        let mut found = Self { main, local, ..Self::default() };
        found.has_unread = std::env::var_os("LEFTHOOK_CONFIG").is_some();
        let files = [&found.main, &found.local].into_iter().flatten().filter_map(|path| values::read(path));
        for value in files.collect::<Vec<_>>() {
            found.extend(top, &value);
        }
        found
    }

    fn extend(&mut self, top: &Path, value: &Value) {
        let is_any = |key: &str| value.get(key).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
        self.has_unread |= is_any("remotes") || value.get("remote").is_some_and(|remote| !remote.is_null());
        for name in value.get("extends").and_then(Value::as_array).into_iter().flatten() {
            let path = top.join(name.as_str().unwrap_or_default());
            if !path.is_file() || !path.starts_with(top) || self.extended.len() >= MAX_EXTENDED {
                self.has_unread = true;
            } else if !self.extended.contains(&path) {
                let value = values::read(&path);
                self.extended.push(path);
                self.extend(top, &value.unwrap_or_default());
            }
        }
    }
}

/// The first file of these names, in a form that lefthook reads.
fn first(top: &Path, names: &[&str]) -> Option<PathBuf> {
    let forms = |name: &&str| LEFTHOOK_FORMS.map(|form| top.join(format!("{name}.{form}")));
    names.iter().flat_map(forms).find(|path| path.is_file())
}

/// The scripts that husky 9 reads before a hook, where they are.
pub(super) fn starts_of_husky() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let config =
        std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).or_else(|| Some(home.as_ref()?.join(".config")));
    let paths = [config.map(|dir| dir.join("husky/init.sh")), home.map(|dir| dir.join(".huskyrc"))];
    paths.into_iter().flatten().filter(|path| path.is_file()).collect()
}

/// The config that a hook of pre-commit or prek names, as `install -c` writes it there, from the top of the work tree.
pub(super) fn named_by(hook: &str) -> Option<PathBuf> {
    let after = hook.split("--config=").nth(1)?;
    let name = after.split([' ', ')', '"', '\'', '\n']).find(|part| !part.is_empty())?;
    Some(PathBuf::from(name))
}

/// The file that pre-commit or prek reads where its hook names none.
pub(super) fn of_pre_commit(manager: &str, top: &Path) -> Option<PathBuf> {
    let names: &[&str] = match manager {
        "prek" => &["prek.toml", ".pre-commit-config.yaml", ".pre-commit-config.yml"],
        _ => &[".pre-commit-config.yaml"],
    };
    names.iter().map(|name| top.join(name)).find(|path| path.is_file())
}
