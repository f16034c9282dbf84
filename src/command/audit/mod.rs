//! `akguard audit`: the register of overrides.

mod list;

use std::time::Instant;

use anyhow::Result;

use super::Context;
use super::allow::{note_in_log, store};
use super::context::{print_error, print_lines};
use crate::audit::{Line, Log, LoggedFinding, Register, State};
use crate::cli::{AuditArgs, AuditCommand, Shared};
use crate::error::{Failure, io_says};
use crate::git::{Repository, Trust};
use crate::policy::{BASELINE, Record};
use crate::report::{Outcome, escape};
use crate::scan::plural;

/// Runs the command.
///
/// # Errors
/// The repository cannot be read, or a record cannot be changed.
pub fn run(begun: Instant, arguments: &AuditArgs, shared: &Shared) -> Result<Outcome> {
    shared.color_stdout();
    let repository = Repository::open(Trust::Checked)?;
    let context = Context::staged(begun, &repository, shared.config.as_deref())?;
    let register = Register::load(&repository, &context.detector, &context.config, context.today)?;
    match &arguments.command {
        Some(AuditCommand::Revoke { id }) => {
            change(&repository, &context, &register, id, "revoke", |record, who, now| {
                record.revoked = Some(format!("{now} by {who}"));
            })
        }
        Some(AuditCommand::Approve { id }) => {
            if crate::policy::Actor::current() != "human" {
                return Err(Failure::new("an agent cannot approve an override")
                    .help("a human runs: akguard audit approve ID")
                    .into());
            }
            change(&repository, &context, &register, id, "approve", |record, who, _| {
                record.approved_by = Some(who.to_owned())
            })
        }
        Some(AuditCommand::Prune) => prune(&repository, &register),
        None => {
            list::list(&register, shared.format)?;
            if arguments.check { check(&repository, &register) } else { Ok(Outcome::Clean) }
        }
    }
}

/// What makes an audit fail, and what it only warns of.
fn check(repository: &Repository, register: &Register) -> Result<Outcome> {
    let mut bad = Vec::new();
    let mut notes = Vec::new();
    for line in &register.lines {
        let id = line.record.id.get(..8).unwrap_or(&line.record.id);
        match line.state {
            State::Lapsed(status) => bad.push(format!(
                "{id} is {}, and what it allowed is still there: {}",
                status.as_str(),
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
    bad.extend(register.broken.iter().map(|(name, why)| format!("{} {why}", escape(name))));
    match Log::of(repository.common_dir()).verify() {
        Ok(_) => {}
        Err(why) => bad.push(why),
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
    event: &str,
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
    let logged =
        LoggedFinding { id: record.id.clone(), rule: record.rule.clone(), path: record.path.clone(), blob: None };
    note_in_log(repository, context, event, vec![logged]);
    print_lines(&[format!("akguard: {event}d in {} and staged; now commit it", record.file())])?;
    Ok(Outcome::Clean)
}

fn prune(repository: &Repository, register: &Register) -> Result<Outcome> {
    let stale: Vec<&Line> = register.lines.iter().filter(|l| l.state == State::Stale).collect();
    for line in &stale {
        let file = line.record.file();
        repository.git().unstage(&file)?;
        if let Some(top) = repository.top() {
            match std::fs::remove_file(top.join(&file)) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Failure::new(format!("cannot remove {file}: {}", io_says(&e))).into());
                }
                _ => {}
            }
        }
    }
    let what = if stale.is_empty() {
        "no stale records".to_owned()
    } else {
        format!("{} removed and staged; now commit it", plural(stale.len(), "stale record"))
    };
    print_lines(&[format!("akguard: {what}")])?;
    Ok(Outcome::Clean)
}
