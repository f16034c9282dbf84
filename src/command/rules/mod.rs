//! `akguard rules`: the rules in force, one of them, and their self-test.

mod entry;
mod json;
mod list;
mod show;
mod test;

use std::time::Instant;

use akguard_common::error::Failure;
use akguard_git::{Repository, Trust};
use anyhow::Result;

use self::entry::Entry;
use super::scan::format;
use crate::check::{Context, from_file};
use crate::cli::{RulesCommand, Shared};
use crate::config::{is_called, nearest_rule, rules};
use crate::output::{print, print_error, print_lines};
use crate::report::{Format, Outcome};

/// Runs the command.
///
/// # Errors
/// The config cannot be read, or no rule has the id.
pub fn run(begun: Instant, command: &RulesCommand, shared: &Shared) -> Result<Outcome> {
    let format = format(shared);
    shared.color_stdout();
    let repository = Repository::open_if_any(Trust::Checked)?;
    let context = context(begun, repository.as_ref(), shared)?;
    for warning in &context.warnings {
        print_error(format!("akguard: {}\n", context.sink().show(warning)).as_bytes());
    }
    match command {
        RulesCommand::List(_) => list(&context, format, shared.quiet)?,
        RulesCommand::Show(asked) => show(&context, format, &asked.id)?,
        RulesCommand::Test(_) => return test::run(&context, repository.as_ref(), format, shared),
    }
    Ok(Outcome::Clean)
}

/// The config in force: the same as for the staged changes; in a bare repository that of HEAD; outside of a repository
/// that of `--config`, or the defaults.
fn context(begun: Instant, repository: Option<&Repository>, shared: &Shared) -> Result<Context> {
    let file = shared.config.as_deref();
    match repository {
        Some(repository) if repository.top().is_some() => Context::staged(begun, repository, file),
        Some(bare) => Context::of_commit(begun, bare, bare.head()?, file),
        None => Ok(Context::new(begun, file.map(from_file).transpose()?.unwrap_or_default())),
    }
}

fn entries(context: &Context) -> impl Iterator<Item = Entry<'_>> {
    rules(context.detector.own()).map(|rule| Entry {
        rule,
        state: context.config.switches.state(rule),
        place: context.config.place(&rule.id),
    })
}

fn list(context: &Context, format: Format, quiet: bool) -> Result<()> {
    let entries: Vec<Entry<'_>> = entries(context).collect();
    match format {
        Format::Json => print(&json::rules(context, &entries)?),
        Format::Human if quiet => print_lines(&entries.iter().map(|e| e.rule.id.as_ref()).collect::<Vec<_>>()),
        Format::Human => print_lines(&list::lines(context, &entries)),
    }
}

fn show(context: &Context, format: Format, id: &str) -> Result<()> {
    let Some(entry) = entries(context).find(|e| is_called(e.rule, id)) else {
        let meant = nearest_rule(id, context.detector.own()).map(|id| format!("; did you mean `{id}`?"));
        let cause = format!("no rule has this id{}", meant.unwrap_or_default());
        return Err(Failure::new(cause).help("akguard rules list").into());
    };
    match format {
        Format::Json => print(&json::rules(context, &[entry])?),
        Format::Human => print_lines(&show::lines(context, &entry)),
    }
}
