//! What the config keeps built-in rules from doing. Each way is counted in the success line and named by `status` and by
//! scans of ranges, so that none goes unseen. The user's own rules are no such way: they take nothing away.

use akguard_detect::{Confidence, local_values};

use super::Config;
use super::exceptions::Exceptions;

impl Config {
    /// How many rules are off.
    pub fn rules_off(&self) -> usize {
        self.switches.disabled().len() + usize::from(!self.known_values)
    }

    /// How many other settings weaken a rule. Excluded files are counted one by one.
    pub fn weaker_settings(&self) -> usize {
        let Exceptions { env_allowed, env_by_values, .. } = &self.exceptions;
        usize::from(self.block_at > Confidence::Likely) + env_allowed.len() + env_by_values.len()
    }

    /// All of it, a line each. They hold the config's own words.
    pub fn weakened(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.switches.disabled().iter().map(|d| format!("rule `{}` is off: {}", d.id, d.reason)).collect();
        if !self.known_values {
            lines.push(format!("rule `{}` is off: known_values = false", local_values::ID));
        }
        if self.block_at > Confidence::Likely {
            lines.push("likely findings only warn: block_at = \"certain\"".to_owned());
        }
        let Exceptions { excluded, env_allowed, env_by_values } = &self.exceptions;
        lines.extend(excluded.iter().map(|e| format!("files `{}` are not read: {}", e.path, e.reason)));
        lines.extend(env_allowed.iter().map(|e| format!("files `{}` pass rule `env-file`: {}", e.path, e.reason)));
        lines.extend(env_by_values.iter().map(|path| format!("files `{path}` stop only when a value looks real")));
        lines
    }
}
