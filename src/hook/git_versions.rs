//! The gits on PATH: config hooks came with git 2.54, and older ones ignore them without a word.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use akguard_common::error::Failure;
use akguard_git::find_program;
use anyhow::Result;

use super::files::{shown, shown_text};

/// The first git that runs config hooks.
const CONFIG_HOOKS: Number = Number { major: 2, minor: 54 };

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Number {
    major: u32,
    minor: u32,
}

/// A git on PATH.
#[derive(Debug)]
pub(super) struct FoundGit {
    path: PathBuf,
    /// What it says of itself: `2.47.3`.
    version: String,
}

impl FoundGit {
    pub(super) fn has_config_hooks(&self) -> bool {
        number(&self.version).is_some_and(|number| number >= CONFIG_HOOKS)
    }

    /// `git 2.47.3 (/usr/bin/git)`.
    pub(super) fn name(&self) -> String {
        format!("git {} ({})", shown_text(&self.version), shown(&self.path))
    }
}

/// Major and minor number of `2.54.0.windows.1`, `2.39.5 (Apple Git-154)`; none where it is in another form.
fn number(version: &str) -> Option<Number> {
    let mut parts = version.split(['.', '-', ' ']);
    let mut next = || parts.next()?.parse().ok();
    Some(Number { major: next()?, minor: next()? })
}

/// Every git on PATH that no commit can have brought, the one that akguard and a shell start first.
pub(super) fn on_path() -> Vec<FoundGit> {
    let mut real = Vec::new();
    let mut found = Vec::new();
    for path in find_program::all_trusted_on_path("git") {
        // `/bin` may be a link to `/usr/bin`.
        let Ok(resolved) = path.canonicalize() else { continue };
        if real.contains(&resolved) {
            continue;
        }
        real.push(resolved);
        let output = Command::new(&path).arg("version").stdin(Stdio::null()).stderr(Stdio::null()).output();
        let said = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        let version = said.trim().trim_start_matches("git version ").to_owned();
        found.push(FoundGit { path, version });
    }
    found
}

/// Can a config hook be relied on: is the git that is used new enough?
pub(super) fn has_config_hooks() -> bool {
    on_path().first().is_some_and(FoundGit::has_config_hooks)
}

/// The gits on PATH, where the first one has config hooks.
///
/// # Errors
/// It has not; `help` is the command that does without.
pub(super) fn with_config_hooks(help: String) -> Result<Vec<FoundGit>> {
    let found = on_path();
    match found.first() {
        Some(first) if first.has_config_hooks() => Ok(found),
        first => {
            let name = match first {
                Some(first) => first.name(),
                None => "git".to_owned(),
            };
            Err(Failure::new(format!("{name} has no config hooks: they came with git 2.54")).help(help).into())
        }
    }
}

/// The other way in a help, where git has it: it changes no file of others.
pub(super) fn offer() -> Option<String> {
    has_config_hooks().then(|| {
        format!(
            "{} install --method config    # git's own config hook, in this repository alone",
            super::program_word()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        let git = |version: &str| FoundGit { path: PathBuf::from("/usr/bin/git"), version: version.to_owned() };
        for new in ["2.54.0", "2.54.0.windows.1", "2.55.0-rc1", "2.100.1", "3.0.0", "2.54.1 (Apple Git-200)"] {
            assert!(git(new).has_config_hooks(), "{new}");
        }
        for old in ["2.53.9", "2.9.5", "1.99.0", "", "2", "none", "2.x"] {
            assert!(!git(old).has_config_hooks(), "{old}");
        }
        assert_eq!(git("2.47.3").name(), "git 2.47.3 (/usr/bin/git)");
    }
}
