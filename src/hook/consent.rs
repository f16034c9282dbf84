//! Consent: hooks that others would get too are written only if the user agrees.

use std::io::{self, BufRead, IsTerminal, Read};
use std::path::Path;

use akguard_common::watchdog;

use super::done::{Scope, Wish};
use super::files::shown;
use super::git_versions;
use super::hooks_dir::{HooksDir, SharedBy};
use super::plan::Plan;
use crate::output::print_error;

/// May the hooks be written?
pub(super) enum Consent {
    Given,
    /// No; the lines that say where they would be and how to consent.
    Refused(String),
}

/// Asks for consent if others would get the hook, too, or have lines in a file that is written. A hooks directory that
/// serves this repository alone needs none; `--yes` gives it, or the user on a terminal.
pub(super) fn ask(hooks: Option<&HooksDir>, plan: &Plan, top: &Path, wish: Wish) -> Consent {
    if wish.yes {
        return Consent::Given;
    }
    if plan.is_shared() {
        let diff = plan.diff(top, false).join("\n");
        return decide(&Question {
            text: format!("akguard: would write these lines (+):\n{diff}"),
            refusal: "\nakguard: nothing was written".to_owned(),
            help: help(wish, "writes them"),
        });
    }
    let Some(hooks) = hooks else { return Consent::Given };
    let writes_hooks = plan.steps.iter().any(|step| step.path.starts_with(&hooks.dir));
    let Some(shared_by) = hooks.shared_by.as_ref().filter(|_| writes_hooks) else { return Consent::Given };
    let after = match shared_by {
        SharedBy::Tracked => "they need akguard on PATH",
        SharedBy::Link | SharedBy::Outside | SharedBy::Template => "writes there",
    };
    decide(&Question {
        text: format!("{}; its lines (+):\n{}", question(hooks, plan, shared_by), plan.diff(top, false).join("\n")),
        refusal: "\nakguard: nothing was written".to_owned(),
        help: help(wish, after),
    })
}

/// A question to the user, and what is said where nobody can be asked.
struct Question {
    text: String,
    refusal: String,
    help: String,
}

fn decide(question: &Question) -> Consent {
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        print_error(format!("{}\n  help: {}\nWrite there? [y/N] ", question.text, question.help).as_bytes());
        return if is_yes() { Consent::Given } else { Consent::Refused("akguard: nothing was written".to_owned()) };
    }
    Consent::Refused(format!("{}{}\n  help: {}", question.text, question.refusal, question.help))
}

/// The command that consents and, where git has it, the way that needs no consent.
fn help(wish: Wish, after: &str) -> String {
    let consents = format!("{} --yes    # {after}", wish.command());
    let other = if wish.scope == Scope::Here && wish.method.is_none() { git_versions::offer() } else { None };
    match other {
        Some(other) => format!("{consents}\n  help: {other}"),
        None => consents,
    }
}

/// What would be written where, and who else would get it.
fn question(hooks: &HooksDir, plan: &Plan, shared_by: &SharedBy) -> String {
    let names = plan.steps.iter().filter_map(|step| step.path.file_name()).map(|name| name.to_string_lossy());
    let names = names.collect::<Vec<_>>().join(", ");
    let real = shown(&hooks.real);
    match shared_by {
        SharedBy::Tracked => {
            format!("akguard: would write {names} into {real}, which is tracked: everyone who pulls gets the hook")
        }
        SharedBy::Link => format!(
            "akguard: would write {names} into {real}, because {} is a link to it: other repositories may use it, too",
            shown(&hooks.written)
        ),
        SharedBy::Template => format!(
            "akguard: would write {names} into {real}, the template from which git fills your new repositories and clones"
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
