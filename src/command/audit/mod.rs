//! `akguard audit`: the register of overrides.

mod list;

use std::time::Instant;

use akguard_common::error::Failure;
use akguard_common::text::{escape, plural};
use akguard_git::{Repository, Trust};
use anyhow::Result;

use super::logged::note_in_log;
use super::store::{remove_files, store};
use crate::audit::{Line, Log, LogEvent, LoggedFinding, Register, State};
use crate::check::Context;
use crate::cli::{AuditCommand, RecordArgs, RegisterArgs};
use crate::output::{print_error, print_lines};
use crate::policy::{Actor, BASELINE, Record};
use crate::report::Outcome;
use crate::sanitize::Sink;

/// Runs the command.
///
/// # Errors
/// The repository cannot be read, or a record cannot be changed.
pub fn run(begun: Instant, command: &AuditCommand) -> Result<Outcome> {
    let config = match command {
        AuditCommand::List(RegisterArgs { config, .. })
        | AuditCommand::Revoke(RecordArgs { config, .. })
        | AuditCommand::Approve(RecordArgs { config, .. })
        | AuditCommand::Prune(config) => config,
    };
    let repository = Repository::open(Trust::Checked)?;
    let context = Context::staged(begun, &repository, config.config.as_deref())?;
    let register = Register::load(&repository, &context)?;
    match command {
        AuditCommand::Revoke(RecordArgs { id, .. }) => {
            change(&repository, &context, &register, id, LogEvent::Revoke, |record, who, now| {
                record.revoked = Some(format!("{now} by {who}").into());
            })
        }
        AuditCommand::Approve(RecordArgs { id, .. }) => {
            if Actor::current() != Actor::Human {
                return Err(Failure::new("an agent cannot approve an override")
                    .help("a human runs: akguard audit approve ID")
                    .into());
            }
            change(&repository, &context, &register, id, LogEvent::Approve, |record, who, _| {
                record.approved_by = Some(who.into())
            })
        }
        AuditCommand::Prune(_) => prune(&repository, &register),
        AuditCommand::List(RegisterArgs { check: is_check, format, .. }) => {
            let sink = context.sink().hiding(&register.hidden);
            list::list(&register, sink, *format)?;
            if *is_check { check(&repository, &register, sink) } else { Ok(Outcome::Clean) }
        }
    }
}

/// Prints what makes the audit fail, and what it only warns about.
fn check(repository: &Repository, register: &Register, sink: Sink<'_>) -> Result<Outcome> {
    let mut bad = Vec::new();
    let mut notes = Vec::new();
    for line in &register.lines {
        let id = line.record.id.get(..8).unwrap_or(&line.record.id);
        match line.state {
            State::Inactive(status) => bad.push(format!(
                "{id} is {}{}, and what it allowed is still there: {}",
                status.as_str(),
                line.state.why().map(|why| format!(" ({why})")).unwrap_or_default(),
                escape(&line.paths.join(", "))
            )),
            State::Stale => notes.push(format!("{id} is stale: what it allowed is gone (akguard audit prune)")),
            State::Valid => {}
        }
    }
    if let Some(stale) = register.baseline.as_ref().map(|f| f.stale.len()).filter(|stale| *stale > 0) {
        let entries = plural(stale, "finding");
        notes.push(format!("{entries} of {BASELINE} gone (akguard scan --write-baseline takes them out)"));
    }
    bad.extend(register.broken.iter().map(|broken| format!("{} {}", sink.show(&broken.path), broken.why)));
    match Log::new(repository.common_dir()).verify() {
        Ok(_) => {}
        Err(why) => bad.push(why.to_string()),
    }
    for line in notes.iter().chain(&bad) {
        print_error(format!("akguard: {line}\n").as_bytes());
    }
    Ok(if bad.is_empty() { Outcome::Clean } else { Outcome::Blocked })
}

fn change(
    repository: &Repository,
    context: &Context,
    register: &Register,
    id: &str,
    event: LogEvent,
    edit: impl FnOnce(&mut Record, &str, &str),
) -> Result<Outcome> {
    let id = id.to_ascii_lowercase();
    let found: Vec<&Line> = register.lines.iter().filter(|l| id.len() >= 8 && l.record.id.starts_with(&id)).collect();
    let [line] = found.as_slice() else {
        return Err(Failure::new("that id names no one record").help("akguard audit lists them").into());
    };
    let mut record = line.record.clone();
    edit(&mut record, &repository.git().committer()?, &context.today.stamp());
    store(repository, &record)?;
    let show = |text| context.sink().hiding(&register.hidden).show(text).as_str().to_owned();
    let logged = LoggedFinding {
        id: Some(record.id.clone()),
        rule: show(&record.rule),
        path: show(&record.path),
        blob: None,
        commit: None,
    };
    note_in_log(repository, context, event, vec![logged]);
    print_lines(&[format!("akguard: {}d in {} and staged; now commit it", event.as_str(), record.file())])?;
    Ok(Outcome::Clean)
}

fn prune(repository: &Repository, register: &Register) -> Result<Outcome> {
    let stale = register.lines.iter().filter(|l| l.state == State::Stale);
    let stale: Vec<String> = stale.map(|line| line.record.file()).collect();
    remove_files(repository, &stale)?;
    let what = if stale.is_empty() {
        "no stale records".to_owned()
    } else {
        format!("{} removed and staged; now commit it", plural(stale.len(), "stale record"))
    };
    print_lines(&[format!("akguard: {what}")])?;
    Ok(Outcome::Clean)
}
