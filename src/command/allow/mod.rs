//! `akguard --allow`: allows single findings; each gets a record file that is a part of the commit.

mod offers;

use std::time::Instant;

use akguard_common::error::Failure;
use akguard_git::{MergeHeads, Repository, Trust, staged, tracked_changes};
use anyhow::Result;
use jiff::civil::Date;

use self::offers::{Offer, Offers, choose, last_block, messages};
use super::logged::note_in_log;
use super::progress::ProgressBars;
use super::store::{self, store};
use crate::audit::LogEvent;
use crate::check::{self, Context, Options};
use crate::cli::{AllowArgs, EXAMPLE_NOTES, Shared};
use crate::output::print_lines;
use crate::policy::{Actor, MIN_NOTE, Reason, Record, RecordKind, expiry};
use crate::report::Outcome;

/// Examples of notes in the messages of this version and earlier ones; those of the help texts (`EXAMPLE_NOTES`) are
/// refused too. A copied note tells the reviewer nothing about the finding.
const EXAMPLES: &[&str] = &["say why, for the reviewer", "why this may be committed"];

/// A complete request to allow findings.
pub struct Request<'a> {
    /// Ids as typed.
    pub ids: &'a [String],
    /// Why they may pass.
    pub reason: Reason,
    /// The note for the reviewer.
    pub note: &'a str,
    /// The last day, as typed: `14d` or a date.
    pub expires: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// Reads the options. A reason and a note are required.
    ///
    /// # Errors
    /// No reason or no note.
    pub fn from_args(arguments: &'a AllowArgs) -> Result<Self> {
        let Some(reason) = arguments.reason else {
            return Err(Failure::new("`--allow` needs a reason")
                .help("--reason test | false-positive | public | fix-later")
                .into());
        };
        let note = arguments.note.as_deref().ok_or_else(|| {
            Failure::new("`--allow` needs a note for the reviewer").help("say in --note why this may be committed")
        })?;
        Ok(Self { ids: &arguments.allow, reason, note, expires: arguments.expires.as_deref() })
    }
}

/// Runs `akguard --allow`.
///
/// # Errors
/// The request is not complete, names no finding, or the record cannot be staged.
pub fn run(begun: Instant, arguments: &AllowArgs, range: Option<&str>, shared: &Shared) -> Result<Outcome> {
    let request = Request::from_args(arguments)?;
    let repository = Repository::open(Trust::Checked)?;
    let files = match range {
        Some(range) => record_in_range(begun, &repository, range, &request, shared)?,
        None => {
            let context = Context::staged(begun, &repository, shared.config.as_deref())?;
            record_local(&repository, &context, &request)?
        }
    };
    if !shared.quiet {
        let lines: Vec<String> =
            files.iter().map(|file| format!("akguard: recorded in {file} and staged; now commit again")).collect();
        print_lines(&lines)?;
    }
    Ok(Outcome::Clean)
}

/// Records the request for findings of a range of commits.
fn record_in_range(
    begun: Instant,
    repository: &Repository,
    range: &str,
    request: &Request<'_>,
    shared: &Shared,
) -> Result<Vec<String>> {
    let range = repository.range(range, None)?;
    let context = Context::of_range(begun, repository, &range, shared.config.as_deref())?;
    let options = Options { all_ids: true, progress: &ProgressBars, ..Options::QUICK };
    let evaluation = check::range(repository, &context, &range, options)?;
    record(repository, &context, request, &[Offers::from_evaluation(&evaluation)])
}

/// Records the request for findings of this work tree. Returns the paths of the record files from the top of the
/// repository.
///
/// # Errors
/// As [`run`].
pub fn record_local(repository: &Repository, context: &Context, request: &Request<'_>) -> Result<Vec<String>> {
    // Sources in the order in which they are tried: the staged changes, what `commit -a` would stage, the last stopped
    // commit, the messages of commits that were stopped or are being made.
    let mut sources = vec![Offers::of_set(repository, context, &staged(repository, MergeHeads::File)?)?];
    if !are_known(request, &sources) && repository.top().is_some() {
        sources.push(Offers::of_set(repository, context, &tracked_changes(repository)?)?);
    }
    if !are_known(request, &sources) {
        sources.push(last_block(repository, context)?);
    }
    if !are_known(request, &sources) {
        sources.push(messages(repository, context)?);
    }
    record(repository, context, request, &sources)
}

fn are_known(request: &Request<'_>, sources: &[Offers]) -> bool {
    request.ids.iter().all(|id| sources.iter().any(|offers| !offers.matching(id).is_empty()))
}

fn record(
    repository: &Repository,
    context: &Context,
    request: &Request<'_>,
    sources: &[Offers],
) -> Result<Vec<String>> {
    check_note(repository, context, request.note)?;
    if !context.config.policy.reasons.contains(&request.reason) {
        return Err(Failure::new(format!(
            "the policy of this repository does not accept the reason `{}`",
            request.reason.as_str()
        ))
        .into());
    }
    let expires = expiry(request.expires, request.reason, &context.config.policy, context.today)?;
    let chosen = request.ids.iter().map(|id| choose(id, sources)).collect::<Result<Vec<_>>>()?;
    if chosen.iter().any(|offer| offer.is_told_by(request.note)) {
        return Err(secret_in_note());
    }
    store::ensure_writable(repository, &chosen.iter().map(|offer| Record::file_of(&offer.id)).collect::<Vec<_>>())?;
    let terms = RecordTerms { request, expires, who: repository.git().committer()? };
    let mut files = Vec::new();
    let mut logged = Vec::new();
    for offer in chosen {
        let record = terms.record(context, offer);
        store(repository, &record)?;
        files.push(record.file());
        logged.push(offer.logged.clone());
    }
    note_in_log(repository, context, LogEvent::Allow, logged);
    Ok(files)
}

/// What all records of one request have in common.
struct RecordTerms<'r> {
    request: &'r Request<'r>,
    expires: Option<Date>,
    who: String,
}

impl RecordTerms<'_> {
    fn record(&self, context: &Context, offer: &Offer) -> Record {
        Record {
            v: 1,
            id: offer.id.clone(),
            rule: offer.logged.rule.as_str().into(),
            path: offer.logged.path.as_str().into(),
            kind: kind(&offer.logged.rule),
            reason: self.request.reason,
            note: self.request.note.trim().into(),
            who: self.who.as_str().into(),
            actor: Actor::current(),
            created: context.today.stamp().into(),
            expires: self.expires.map(|day| day.to_string().into()),
            tool: env!("CARGO_PKG_VERSION").into(),
            rules: context.rules(),
            approved_by: None,
            revoked: None,
        }
    }
}

/// The kind of record for a finding of this rule.
fn kind(rule: &str) -> RecordKind {
    match rule {
        crate::finding::UNCHECKED => RecordKind::Unchecked,
        _ if crate::scan::is_file_rule(rule) => RecordKind::File,
        _ => RecordKind::Key,
    }
}

fn check_note(repository: &Repository, context: &Context, note: &str) -> Result<()> {
    if note.trim().chars().count() < MIN_NOTE {
        return Err(Failure::new(format!(
            "the note is too short: say in {MIN_NOTE} characters or more why this may be committed"
        ))
        .into());
    }
    if EXAMPLES.iter().chain(&EXAMPLE_NOTES).any(|example| note.trim().eq_ignore_ascii_case(example)) {
        return Err(Failure::new("the note is one of the examples of akguard's own texts")
            .help("say in --note why this value may be committed")
            .into());
    }
    if check::holds_credential(repository, context, note) {
        return Err(secret_in_note());
    }
    Ok(())
}

fn secret_in_note() -> anyhow::Error {
    Failure::new("the note contains what looks like a credential, and it would be committed")
        .help("say in --note why, without the value")
        .into()
}
