//! `akguard rules test`: all rules against their own samples.

use akguard_common::text::{plural, quote};
use akguard_detect::selftest::{Fault, sweep};
use akguard_git::{Place, Repository, Tracked};
use anyhow::Result;
use colored::{ColoredString, Colorize};

use super::json;
use crate::check::Context;
use crate::cli::Shared;
use crate::config::FILE;
use crate::output::{print, print_error};
use crate::report::{Format, Outcome};
use crate::safe_file;

pub(super) fn run(
    context: &Context,
    repository: Option<&Repository>,
    format: Format,
    shared: &Shared,
) -> Result<Outcome> {
    if let Some(repository) = repository.filter(|_| shared.config.is_none()) {
        note_what_is_not_tested(context, repository)?;
    }
    let sweep = sweep(&context.detector);
    let outcome = if sweep.faults.is_empty() { Outcome::Clean } else { Outcome::Blocked };
    if format == Format::Json {
        print(&json::sweep(context, &sweep)?)?;
        return Ok(outcome);
    }
    let line = |label: &ColoredString, Fault { rule, what }: &Fault| {
        format!("{}: {label}[{rule}]: {what}\n", context.config.place(rule).unwrap_or("built in"))
    };
    let mut out: String = sweep.faults.iter().map(|fault| line(&"error".red().bold(), fault)).collect();
    out.extend(sweep.warnings.iter().map(|fault| line(&"warning".yellow().bold(), fault)));
    let tried = format!("akguard: {}, {}", plural(sweep.rules, "rule"), plural(sweep.samples, "sample"));
    let millis = context.begun.elapsed().as_millis();
    match sweep.faults.len() {
        0 if shared.quiet || context.config.quiet => {}
        0 => out.push_str(&format!("{tried}, all passed ({millis} ms)\n")),
        faults => out.push_str(&format!("{tried}, {} ({millis} ms)\n", plural(faults, "fault"))),
    }
    print(out.as_bytes())?;
    Ok(outcome)
}

/// Prints which config is tested, if it is not the one in the work tree: rules are edited there, but HEAD's version is
/// in force.
fn note_what_is_not_tested(context: &Context, repository: &Repository) -> Result<()> {
    let Some(top) = repository.top() else { return Ok(()) };
    let mine = top.join(FILE);
    if !mine.is_file() {
        return Ok(());
    }
    let first = context.first.as_ref();
    let place = repository.head()?.filter(|_| first.is_none()).map(Place::Commit).unwrap_or(Place::Index);
    let ruling = match repository.look(place, FILE)? {
        Tracked::Content(text) => Some(text),
        Tracked::Nothing | Tracked::Unreadable(_) => None,
    };
    let all = first.is_none_or(|first| first.config.rules.len() == context.detector.own().len());
    if safe_file::read(top, FILE).ok() != ruling || !all {
        let what = match (ruling, first) {
            (None, _) => "no config is in force here yet".to_owned(),
            (Some(_), None) => format!("HEAD's {FILE} is tested"),
            (Some(_), Some(_)) => format!("of the staged {FILE} only the rules that beat no other are tested"),
        };
        let path = quote(mine.as_os_str().as_encoded_bytes());
        print_error(format!("akguard: {what}: akguard rules test --config {path}    # tests yours\n").as_bytes());
    }
    Ok(())
}
