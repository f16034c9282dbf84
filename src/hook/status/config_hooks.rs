//! git's own hooks in its configuration (`hook.<name>.command`), which run beside the hook file.

use akguard_git::git_command::Git;
use anyhow::Result;

use super::jobs::Jobs;

/// The first git that runs them: 2.54. Older ones take no notice of them.
const SINCE: u32 = 54;

/// The hooks of the configuration, by the names of others and by whether one calls akguard.
#[derive(Debug, Default)]
pub(super) struct ConfigHooks {
    others: Vec<String>,
    calls_akguard: bool,
    /// `hook.NAME.enabled=VALUE` of each, as it is for the user: a trial is on no branch and in another directory, by which
    /// a configuration can be chosen.
    pub(super) settings: Vec<String>,
}

impl ConfigHooks {
    /// Reads them, where git runs them.
    ///
    /// # Errors
    /// git cannot be started.
    pub(super) fn read(git: &Git) -> Result<Self> {
        let list = ["config", "--null", "--get-regexp", "^hook\\..*\\.command$"];
        let Some(listed) = git.ask_config(&list)? else { return Ok(Self::default()) };
        if !runs_them(&git.run(&["version"], b"")?) {
            return Ok(Self::default());
        }
        let mut hooks = Self::default();
        for entry in String::from_utf8_lossy(&listed).split('\0') {
            let Some((name, command)) = entry.split_once('\n') else { continue };
            let own = name.trim_end_matches("command");
            let asked = git.ask_config(&["config", "--type=bool", "--get", &format!("{own}enabled")])?;
            let is_enabled = asked.is_none_or(|said| said.starts_with(b"true"));
            hooks.settings.push(format!("{own}enabled={is_enabled}"));
            if !is_enabled {
                continue;
            }
            if command.contains("akguard") {
                hooks.calls_akguard = true;
            } else {
                hooks.others.push(format!("{name}: {command}"));
            }
        }
        Ok(hooks)
    }

    pub(super) fn is_any(&self) -> bool {
        self.calls_akguard || !self.others.is_empty()
    }

    /// They run with the hook of an event, and git does not leave them out.
    pub(super) fn join(&self, jobs: &mut Jobs) {
        jobs.fixed.extend(self.others.iter().cloned());
        jobs.calls_akguard |= self.calls_akguard;
    }
}

/// `git version 2.54.0`
fn runs_them(version: &str) -> bool {
    let mut numbers = version.trim_start_matches("git version ").split('.').map(|part| part.parse::<u32>().ok());
    let major = numbers.next().flatten().unwrap_or(0);
    let minor = numbers.next().flatten().unwrap_or(0);
    major > 2 || (major == 2 && minor >= SINCE)
}
