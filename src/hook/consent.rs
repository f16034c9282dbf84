//! Consent: hooks that others would get too are written only if the user agrees.

use std::io::{self, BufRead, IsTerminal, Read};

use akguard_common::watchdog;

use super::files::shown;
use super::hooks_dir::{HooksDir, SharedBy};
use super::script::Event;
use crate::output::print_error;

/// May the hooks be written?
pub(super) enum Consent {
    Given,
    /// No; the lines that say where they would be and how to consent.
    Refused(String),
}

/// Asks for consent if others would get the hook, too. A hooks directory that serves this repository alone needs none;
/// `yes` gives it, or the user on a terminal.
pub(super) fn ask(hooks: &HooksDir, events: &[Event], yes: bool) -> Consent {
    let Some(shared_by) = &hooks.shared_by else { return Consent::Given };
    if yes {
        return Consent::Given;
    }
    let question = question(hooks, events, shared_by);
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        print_error(format!("{question}\nWrite there? [y/N] ").as_bytes());
        return if is_yes() { Consent::Given } else { Consent::Refused("akguard: nothing was written".to_owned()) };
    }
    let after = match shared_by {
        SharedBy::Tracked => "    # they need akguard on PATH",
        SharedBy::Link | SharedBy::Outside => "    # writes there",
    };
    Consent::Refused(format!("{question}; nothing was written\n  help: {} install --yes{after}", super::program_word()))
}

/// What would be written where, and who else would get it.
fn question(hooks: &HooksDir, events: &[Event], shared_by: &SharedBy) -> String {
    let names: Vec<&str> = events.iter().map(|event| event.name()).collect();
    let names = names.join(" and ");
    let real = shown(&hooks.real);
    match shared_by {
        SharedBy::Tracked => {
            format!("akguard: would write {names} into {real}, which is tracked: everyone who pulls gets the hook")
        }
        SharedBy::Link => format!(
            "akguard: would write {names} into {real}, because {} is a link to it: other repositories may use it, too",
            shown(&hooks.written)
        ),
        SharedBy::Outside => format!(
            "akguard: would write {names} into {real}, which is outside of this repository: other repositories may use \
             it, too"
        ),
    }
}

/// Reads the answer: only `y` and `yes` give consent.
fn is_yes() -> bool {
    const MAX_ANSWER: u64 = 64;
    let _held = watchdog::pause();
    let mut answer = String::new();
    let read = io::stdin().lock().take(MAX_ANSWER).read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}
