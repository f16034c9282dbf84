//! `akguard status`: does git reach the hook, and does the config let it work?

use std::time::Instant;

use akguard_common::text::escape;
use akguard_git::{Repository, Trust};
use anyhow::Result;

use crate::check::Context;
use crate::hook;
use crate::output::print_lines;

/// Prints whether git reaches akguard through the hooks, and returns it.
///
/// # Errors
/// No repository, a hooks directory that git does not use, or the output cannot be written.
pub fn run() -> Result<bool> {
    let mut status = hook::status()?;
    status.lines.extend(config_lines());
    print_lines(&status.lines)?;
    Ok(status.is_reached)
}

/// The settings that weaken the check. A config that cannot be read stops every commit.
fn config_lines() -> Vec<String> {
    let context = Repository::open(Trust::Checked).and_then(|r| Context::staged(Instant::now(), &r, None));
    match context {
        Ok(context) => context.weakened(),
        Err(why) => vec![format!("the config cannot be read: {}", escape(&format!("{why:#}")))],
    }
}
