//! `akguard status`: does git reach the hook, does its refusal stop a commit, and what else lets keys through?
//!
//! `ci` looks for akguard in the files of CI systems. `checklist` collects what is wrong with keys here: `files` reads
//! tracked files, `ignored` asks about `.env` files that git does not know yet.

mod checklist;
mod ci;
mod files;
mod ignored;
mod item;
mod render;

use std::time::Instant;

use akguard_common::text::escape;
use akguard_git::{Repository, Trust};
use anyhow::Result;

use self::checklist::Checklist;
use self::ci::Ci;
use crate::check::Context;
use crate::cli::{FormatArg, StatusArgs};
use crate::hook::{self, HookStatus};
use crate::output::{print, print_lines};

/// Everything that status says.
struct Report {
    hooks: HookStatus,
    ci: Ci,
    /// The settings that weaken the check.
    weakened: Vec<String>,
    checklist: Checklist,
    /// Why the config cannot be read, which stops every commit.
    error: Option<String>,
}

/// Prints the state of the hooks and the checklist. Exit status: 0 guarded, 1 not guarded, 2 not proven.
///
/// # Errors
/// No repository, a hooks directory that git does not use, or the output cannot be written.
pub fn run(begun: Instant, arguments: &StatusArgs) -> Result<u8> {
    let hooks = hook::status(arguments.run)?;
    let mut report =
        Report { hooks, ci: Ci::default(), weakened: Vec::new(), checklist: Checklist::default(), error: None };
    if let Err(why) = report.fill(begun) {
        report.error = Some(escape(&format!("{why:#}")));
    }
    match arguments.format {
        FormatArg::Human => print_lines(&report.lines())?,
        FormatArg::Json => print(report.json()?.as_bytes())?,
    }
    Ok(report.hooks.state().exit_status())
}

impl Report {
    /// What takes the config to know.
    fn fill(&mut self, begun: Instant) -> Result<()> {
        let repository = Repository::open(Trust::Checked)?;
        // On a server nothing is staged, and its config is that of what is pushed.
        let Some(top) = repository.top() else { return Ok(()) };
        self.ci = Ci::find(top);
        let context = Context::staged(begun, &repository, None)?;
        self.weakened = context.weakened();
        self.checklist = Checklist::of(&repository, &context)?;
        Ok(())
    }
}
